"""The admin's pages for uploading, downloading, publishing and closing."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from criteria.core.lineage import codes_of
from criteria.core.parsing import parse_standard
from criteria.core.reading import LARGEST, read_yaml
from criteria.core.texts import digest, texts_of
from criteria.core.workbook import read_workbook
from criteria.documents.workbook import MEDIA_TYPE, standard_workbook
from criteria.models import Standard, StandardEvent
from criteria.queries import standard_by_code
from criteria.tests.authors import (
    all_the_same,
    drafted,
    file,
    manager,
    next_tree,
    person,
    published,
    sent,
    shown,
    signed_in,
    staff,
    superuser,
)
from criteria.tests.examples import criterion, small_standard, small_tree
from criteria.tests.workbooks import filled, saved

pytestmark = pytest.mark.django_db
UPLOAD = "admin:criteria_standard_upload"


def page(name: str, code: str = "small-2026", *more: str) -> str:
    pk = Standard.objects.get(code=code).pk
    return reverse(f"admin:criteria_standard_{name}", args=[pk, *more])


def post(client: Client, **data: Any) -> Any:
    return client.post(reverse(UPLOAD), data)


@pytest.fixture
def desk() -> Client:
    return signed_in(manager())


def test_a_manager_uploads_a_workbook(desk: Client) -> None:
    published()
    workbook = standard_workbook(small_standard(code="other-2026", status="draft"))
    response = post(desk, edition=file("other.xlsx", workbook))
    row = Standard.objects.get(code="other-2026")
    assert response["Location"] == reverse("admin:criteria_standard_change", args=[row.pk])
    assert "The edition other-2026 is stored." in shown(desk.get(response["Location"]))


def test_a_manager_uploads_files(desk: Client) -> None:
    older = published()
    texts = {"of": digest("A small standard"), "text": "Un estándar"}
    response = post(
        desk,
        edition=file("standard.yaml", next_tree()),
        changes=file("changes.yaml", all_the_same(older)),
        texts=[
            file(
                f"{language}.yaml",
                {"standard": "small-2026", "language": language, "texts": {"title": texts}},
            )
            for language in ("es", "pt")
        ],
    )
    assert response.status_code == 302
    row = Standard.objects.get(code="small-2026")
    assert sorted(row.texts_hashes) == ["es", "pt"]
    assert row.changes_hash


def test_faults_are_listed_with_their_cells_and_nothing_is_stored(desk: Client) -> None:
    content = filled(small_standard(), Levels_C2="<b>two</b>", Requirements_E2=4)
    response = post(desk, edition=file("draft.xlsx", content))
    assert response.status_code == 422
    said = shown(response)
    assert "2 things are wrong in what you sent" in said
    assert "<code>Levels!C2</code>" in said
    assert "<code>Requirements!E2</code>" in said
    assert "&lt;b&gt;two&lt;/b&gt;" in said
    assert "<b>two</b>" not in said
    assert not Standard.objects.exists()


def test_a_file_that_is_no_workbook_is_told_so(desk: Client) -> None:
    said = shown(post(desk, edition=file("draft.xlsx", b"nothing of the kind")))
    assert "is not an Excel workbook (.xlsx), or is protected by a password" in said


@pytest.mark.parametrize(
    ("field", "name", "content", "message"),
    [
        ("edition", "draft.xls", b"x", "draft.xls must end in .xlsx, .yaml, .yml."),
        ("edition", "draft.xlsx", b"", "The submitted file is empty."),
        ("edition", "draft.yaml", b"x" * (LARGEST + 1), "draft.yaml is larger than 5 MB."),
        ("changes", "changes.txt", b"x", "changes.txt must end in .yaml, .yml."),
        ("texts", "es.json", b"{}", "es.json must end in .yaml, .yml."),
    ],
)
def test_files_of_the_wrong_kind_or_size_are_refused(
    desk: Client, field: str, name: str, content: bytes, message: str
) -> None:
    files = {"edition": file("standard.yaml", small_tree()), field: file(name, content)}
    response = post(desk, **files)
    assert response.status_code == 422
    assert message in shown(response)
    assert not Standard.objects.exists()


def test_no_file_at_all_is_a_problem(desk: Client) -> None:
    assert "This field is required." in shown(post(desk))


def test_too_many_texts_or_two_of_a_name_are_refused(desk: Client) -> None:
    texts = [SimpleUploadedFile("es.yaml", b"{}") for _ in range(2)]
    edition = file("standard.yaml", small_tree())
    assert "Two of these files have the same name." in shown(
        post(desk, edition=edition, texts=texts)
    )
    texts = [SimpleUploadedFile(f"{n}.yaml", b"{}") for n in range(11)]
    edition = file("standard.yaml", small_tree())
    assert "These are too many files." in shown(post(desk, edition=edition, texts=texts))


def test_a_published_code_is_refused_until_the_correction_is_meant(desk: Client) -> None:
    published()
    tree = small_tree(title="Better", revision=2, reason="It was dull.")
    response = post(desk, edition=file("standard.yaml", tree))
    assert "The edition small-2022 is published." in shown(response)
    response = post(desk, edition=file("standard.yaml", tree), correction="on")
    assert response.status_code == 302
    assert Standard.objects.get().title == "Better"


def test_what_was_taken_away_is_told(desk: Client) -> None:
    drafted()
    tree = next_tree()
    tree["areas"][1]["criteria"][1] = criterion("B9")
    response = post(desk, edition=file("standard.yaml", tree))
    said = shown(desk.get(response["Location"]))
    assert "The changes stored before do not fit this draft any more" in said


def test_the_same_again_is_told(desk: Client) -> None:
    drafted()
    response = post(desk, edition=file("standard.yaml", next_tree()))
    assert "says the same as before" in shown(desk.get(response["Location"]))


def test_every_part_of_an_edition_can_be_downloaded_and_read_back(desk: Client) -> None:
    drafted()
    said = shown(desk.get(page("change")))
    names = ("standard.xlsx", "standard.yaml", "changes.yaml")
    for name in names:
        assert f'href="{page("download", "small-2026", name)}"' in said
    workbook, standard, changes = (desk.get(page("download", "small-2026", name)) for name in names)
    tree = read_workbook(workbook.content)
    draft = standard_by_code("small-2026")
    assert tree.standard() == draft
    assert tree.has_changes
    assert workbook["Content-Type"] == MEDIA_TYPE
    assert workbook["Content-Disposition"] == 'attachment; filename="small-2026.xlsx"'
    read = read_yaml(standard.content)
    assert isinstance(read, dict)
    assert read["code"] == "small-2026"
    assert read_yaml(changes.content) == all_the_same(small_standard())


def test_a_draft_after_a_draft_that_was_replaced_can_still_be_downloaded(desk: Client) -> None:
    sent(small_tree())
    sent(next_tree(), changes=all_the_same(small_standard()))
    tree = small_tree()
    tree["areas"][1]["criteria"].append(criterion("B9"))
    sent(tree)
    changes = desk.get(page("download", "small-2026", "changes.yaml"))
    assert read_yaml(changes.content) == all_the_same(small_standard())
    workbook = desk.get(page("download", "small-2026", "standard.xlsx"))
    assert read_workbook(workbook.content).standard() == standard_by_code("small-2026")


def test_translations_can_be_downloaded(desk: Client) -> None:
    texts = {
        "standard": "small-2022",
        "language": "es",
        "texts": {"title": {"of": digest("A small standard"), "text": "Un estándar: no"}},
    }
    sent(small_tree(), es=texts)
    response = desk.get(page("download", "small-2022", "es.yaml"))
    assert read_yaml(response.content) == texts


def test_unknown_files_and_editions_are_404(desk: Client) -> None:
    drafted()
    assert desk.get(page("download", "small-2026", "seal.yaml")).status_code == 404
    assert desk.get("/admin/criteria/standard/999/files/standard.yaml").status_code == 404
    for step in ("publish", "close"):
        assert desk.get(f"/admin/criteria/standard/999/{step}/").status_code == 404


def test_the_page_of_publishing_says_what_is_fixed_and_publishes(desk: Client) -> None:
    drafted()
    address = page("publish")
    response = desk.get(address)
    said = shown(response)
    assert "Publishing is one way" in said
    assert "Silver (2), Gold (3), Platinum (4)" in said
    assert "20 rows of changes" in said
    shown_hash = response.context["form"].initial["content_hash"]

    wrong = desk.post(address, {"typed": "small", "content_hash": shown_hash})
    assert wrong.status_code == 422
    assert "Type the code small-2026 to confirm." in shown(wrong)
    done = desk.post(address, {"typed": "small-2026", "content_hash": shown_hash})

    assert done["Location"] == page("change")
    assert Standard.objects.get(code="small-2026").status == "published"
    said = shown(desk.get(done["Location"]))
    assert "The edition small-2026 is published." in said
    assert page("close") in said
    assert page("publish") not in said


def test_what_stands_in_the_way_of_publishing_is_said_instead_of_a_form(desk: Client) -> None:
    published()
    sent(next_tree())
    said = shown(desk.get(page("publish")))
    assert "It does not say what became of small-2022." in said
    assert 'name="typed"' not in said


def test_the_page_of_closing_says_what_it_means_and_closes(desk: Client) -> None:
    published()
    address = page("close", "small-2022")
    assert "Assessments that were started go on" in shown(desk.get(address))
    assert desk.post(address, {"typed": "small-2022"}).status_code == 302
    assert Standard.objects.get().status == "superseded"
    said = shown(desk.get(page("change", "small-2022")))
    assert "Edition closed" in said
    assert "The edition small-2022 is closed." in said
    assert address not in said


def test_looking_at_a_page_writes_nothing(desk: Client) -> None:
    drafted()
    for name in ("publish", "close", "change"):
        desk.get(page(name))
    desk.get(reverse(UPLOAD))
    assert Standard.objects.get(code="small-2026").status == "draft"
    assert StandardEvent.objects.count() == 1


def test_only_those_who_may_write_are_offered_it_and_let_in() -> None:
    drafted()
    steps = [reverse(UPLOAD), page("publish"), page("close", "small-2022")]
    client = signed_in(staff())
    assert reverse(UPLOAD) not in shown(client.get("/admin/criteria/standard/"))
    assert page("publish") not in shown(client.get(page("change")))
    assert client.get(page("download", "small-2026", "standard.yaml")).status_code == 200
    for address in steps:
        assert client.get(address).status_code == 403
        assert client.post(address, {"typed": "small-2026"}).status_code == 403
    for allowed in (manager(), superuser()):
        client = signed_in(allowed)
        assert reverse(UPLOAD) in shown(client.get("/admin/criteria/standard/"))
        for address in steps:
            assert client.get(address).status_code == 200


def test_people_outside_of_the_program_are_sent_to_the_log_in() -> None:
    drafted()
    addresses = [
        reverse(UPLOAD),
        page("publish"),
        page("close"),
        page("download", "small-2026", "standard.xlsx"),
    ]
    for client in (Client(), signed_in(person())):
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 302
            assert "login" in response["Location"]


def test_the_page_of_an_edition_takes_as_many_statements_for_one_event_as_for_three(
    desk: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    drafted()
    desk.get(page("change"))
    before = count_queries(lambda: desk.get(page("change")))
    for title in ("One", "Two"):
        sent(next_tree(title=title))
    desk.get(page("change"))
    assert count_queries(lambda: desk.get(page("change"))) == before


def test_the_next_edition_is_started_from_the_page_of_a_published_one(desk: Client) -> None:
    older = published()
    address = page("download", "small-2022", "next.xlsx")
    said = shown(desk.get(page("change", "small-2022")))
    assert f'<a href="{address}">Start the next edition from this one</a>' in said
    response = desk.get(address)
    assert response["Content-Disposition"] == 'attachment; filename="small-2022-next.xlsx"'
    book = load_workbook(BytesIO(response.content))
    for number, value in ((2, "small-2026"), (3, "The next standard"), (4, 2026)):
        book["About"][f"B{number}"] = value
    assert post(desk, edition=file("next.xlsx", saved(book))).status_code == 302
    row = Standard.objects.get(code="small-2026")
    assert (row.status, row.supersedes, row.revision) == ("draft", "small-2022", 1)
    assert len(row.changes) == len(codes_of(older))
    assert desk.get(page("download", "small-2026", "next.xlsx")).status_code == 404


def test_what_to_check_before_publishing_stands_on_its_page(desk: Client) -> None:
    older = published()
    tree = next_tree(edition=2022)
    tree["areas"][0]["criteria"][0]["statement"] = "The city does <more>."
    texts = {
        "standard": "small-2026",
        "language": "es",
        "texts": {"title": {"of": digest("A small standard"), "text": "Un estándar"}},
    }
    sent(tree, changes=all_the_same(older), es=texts)
    said = shown(desk.get(page("publish")))
    of = len(texts_of(parse_standard(tree)))
    assert f"Spanish: 1 of {of} texts are current." in said
    assert f"French: 0 of {of} texts are current." in said
    assert "Exactly this draft has not been tried." in said
    pk = Standard.objects.get(code="small-2026").pk
    assert f"/admin/assessments/trial/?standard__id__exact={pk}" in said
    assert "The title is the same as that of small-2022" in said
    assert "The year is the same as that of small-2022" in said
    assert "The city does A1." in said
    assert "The city does &lt;more&gt;." in said
    assert 'name="typed"' not in said


def test_a_draft_with_a_title_and_year_of_its_own_is_not_warned_of(desk: Client) -> None:
    older = published()
    sent(next_tree(title="Another"), changes=all_the_same(older))
    said = shown(desk.get(page("publish")))
    assert "readers may take one for the other" not in said
    assert "although the texts differ" not in said
    assert 'name="typed"' in said


def test_publishing_and_closing_say_which_edition_new_assessments_use(
    desk: Client, settings: LazySettings
) -> None:
    drafted()
    settings.CURRENT_STANDARD = "small-2022"
    plain = (
        "New assessments use the 2022 standard. Only whoever runs the server changes this"
        " (setting CURRENT_STANDARD)."
    )
    assert plain in shown(desk.get(page("publish")))
    assert plain in shown(desk.get(page("close", "small-2022")))
    settings.CURRENT_STANDARD = "nowhere"
    assert "New assessments use" not in shown(desk.get(page("publish")))


def test_the_page_of_publishing_takes_as_many_statements_for_one_language_as_for_three(
    desk: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    older = published()

    def send(*languages: str) -> None:
        texts: Any = {
            language: {
                "standard": "small-2026",
                "language": language,
                "texts": {"title": {"of": digest("A small standard"), "text": "Un"}},
            }
            for language in languages
        }
        sent(next_tree(), changes=all_the_same(older), **texts)
        desk.get(page("publish"))

    send("es")
    before = count_queries(lambda: desk.get(page("publish")))
    send("es", "pt", "fr")
    assert count_queries(lambda: desk.get(page("publish"))) == before
