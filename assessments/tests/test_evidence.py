"""Evidence: added to a criterion, used again, taken off; its files, for those who may open them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from assessments.core.lifecycle import Action
from assessments.models import Answer, Evidence, EvidenceUse
from assessments.services.evidence import add_file, add_link, remove_use, storage, use_evidence
from assessments.services.lifecycle import transition
from assessments.tests import world
from assessments.tests.core.test_files import EXE, PDF
from assessments.tests.town import Town, browser, say, say_everywhere, shown, support, town
from cities.core.errors import Forbidden, Refused
from cities.models import ProgramRole, User
from criteria.core.faults import Faulty
from criteria.models import Requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

Count = Callable[[Callable[[], object]], int]


@pytest.fixture
def place() -> Town:
    return town()


def uses() -> set[tuple[str, str]]:
    return set(EvidenceUse.objects.values_list("evidence__title", "requirement__code"))


def pdf(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def fill(place: Town, by: User | None = None, **fields: Any) -> Any:
    data = {f"evidence-{name}": value for name, value in fields.items() if name != "then"}
    return browser(by or place.lead).post(place.address("DM2/"), {**data, "then": "add"})


def stored_files() -> list[str]:
    try:
        return storage().listdir("evidence")[1]
    except FileNotFoundError:
        return []


# --- giving it --------------------------------------------------------------------------------


def test_a_link_is_added_and_shown_with_what_it_supports(place: Town) -> None:
    response = fill(
        place,
        title="Data inventory",
        url="https://city.example.org/inventory",
        dated="2026-03-01",
        requirements=["DM2.1", "DM2.3"],
    )
    assert response.status_code == 302
    assert response["Location"] == place.address("DM2/#evidence")
    assert uses() == {("Data inventory", "DM2.1"), ("Data inventory", "DM2.3")}
    page = shown(browser(place.lead).get(place.address("DM2/")))
    assert "https://city.example.org/inventory" in page
    assert "Supports DM2.1, DM2.3" in page
    assert "dated 1 March 2026" in page


def test_adding_evidence_also_saves_the_answers_that_were_typed(place: Town) -> None:
    browser(place.lead).post(
        place.address("DM2/"),
        {
            "DM2.1-status": "in_place",
            "evidence-title": "Inventory",
            "evidence-url": "https://city.example.org/",
            "evidence-requirements": ["DM2.1"],
            "then": "next",
        },
    )
    assert Answer.objects.get().status == "in_place"
    assert uses() == {("Inventory", "DM2.1")}


def test_the_same_link_again_is_the_same_document(place: Town) -> None:
    for codes in (["DM2.1"], ["DM2.1", "DM2.2"]):
        fill(place, title="Inventory", url="https://city.example.org/", requirements=codes)
    assert Evidence.objects.count() == 1
    assert uses() == {("Inventory", "DM2.1"), ("Inventory", "DM2.2")}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"requirements": []}, "Give the document a title."),
        ({"url": "https://a.example.org"}, "Give the document a title."),
        ({"title": "Plan"}, "Give a link or a file."),
        ({"title": "Plan", "url": "javascript:alert(1)"}, "must be a web address"),
        ({"title": "Plan", "url": "ftp://a.example.org/x"}, "must be a web address"),
        ({"title": "Plan", "url": "https://"}, "must be a web address"),
        ({"title": "Plan", "url": "https://a.example.org", "dated": "soon"}, "valid date"),
        ({"title": "x" * 201, "url": "https://a.example.org"}, "at most 200 characters"),
        ({"title": "Plan", "url": "https://a.example.org/" + "x" * 2000}, "at most 2000"),
        ({"title": "Plan", "url": "https://a.example.org", "requirements": []}, "Tick at least"),
        (
            {"title": "Plan", "url": "https://a.example.org", "requirements": ["DM1.1"]},
            "Select a valid choice",
        ),
        ({"library": "999999"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    place: Town, fields: dict[str, Any], said: str
) -> None:
    response = fill(place, **{"requirements": ["DM2.1"], **fields})
    page = shown(response)
    assert response.status_code == 422
    assert said in page
    assert "There is a problem" in page
    assert all(str(value)[:30] in page for name, value in fields.items() if name == "title")
    assert not uses()


def test_a_link_and_a_file_at_once_are_too_much(place: Town) -> None:
    response = fill(
        place, title="Plan", url="https://a.example.org", file=pdf(), requirements=["DM2.1"]
    )
    assert "Give a link or a file, not both." in shown(response)
    assert not Evidence.objects.exists()


def test_a_file_is_kept_under_a_name_of_no_meaning(place: Town) -> None:
    response = fill(
        place, title="The plan", file=pdf("../../Plano de ação.exe"), requirements=["DM2.1"]
    )
    assert response.status_code == 302
    evidence = Evidence.objects.get()
    assert evidence.file_name == "Plano de ação.exe.pdf"
    assert (evidence.file_type, evidence.file_size) == ("application/pdf", len(PDF))
    assert len(evidence.sha256) == 64
    folder, _slash, name = str(evidence.file.name).partition("/")
    assert folder == "evidence"
    assert len(name) == 32
    assert name.isalnum()
    with storage().open(str(evidence.file.name)) as file:
        assert file.read() == PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", EXE),
        ("plan.pdf", EXE),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("empty.pdf", b""),
    ],
)
def test_other_kinds_of_file_are_refused_and_not_kept(
    place: Town, name: str, content: bytes
) -> None:
    before = stored_files()
    response = fill(place, title="Plan", file=pdf(name, content), requirements=["DM2.1"])
    assert response.status_code == 422
    assert not Evidence.objects.exists()
    assert stored_files() == before


@override_settings(EVIDENCE_MAX_BYTES=1024 * 1024)
def test_a_file_too_large_is_refused(place: Town) -> None:
    large = pdf(content=PDF + b"x" * 1024 * 1024)
    response = fill(place, title="Plan", file=large, requirements=["DM2.1"])
    assert "larger than 1 MB" in shown(response)
    assert not Evidence.objects.exists()


def test_the_same_file_again_is_kept_once(place: Town) -> None:
    before = stored_files()
    for _again in range(2):
        fill(place, title="Plan", file=pdf(), requirements=["DM2.1"])
    kept = [f"evidence/{name}" for name in stored_files() if name not in before]
    assert kept == [str(Evidence.objects.get().file.name)]


def test_a_document_of_the_library_is_used_again(place: Town) -> None:
    evidence = support(place, "DM1.1", title="Charter")
    fill(place, library=str(evidence.pk), requirements=["DM2.2"])
    assert uses() == {("Charter", "DM1.1"), ("Charter", "DM2.2")}


def test_the_library_is_the_citys_own(place: Town) -> None:
    foreign = support(town("Hilltop"), "DM1.1", title="Their charter")
    page = shown(browser(place.lead).get(place.address("DM2/")))
    assert "Their charter" not in page
    response = fill(place, library=str(foreign.pk), requirements=["DM2.2"])
    assert response.status_code == 422
    with pytest.raises(Refused):
        use_evidence(
            assessment_id=place.pk, by=place.lead, evidence_id=foreign.pk, requirements=["DM2.2"]
        )


def test_taking_off_leaves_the_document_and_its_other_uses(place: Town) -> None:
    evidence = support(place, "DM1.1", "DM2.1", "DM2.2", title="Charter")
    response = browser(place.lead).post(place.address("DM2/"), {"remove": evidence.pk})
    assert response.status_code == 302
    assert uses() == {("Charter", "DM1.1")}
    assert Evidence.objects.count() == 1


def test_taking_off_what_is_not_there_changes_nothing(place: Town) -> None:
    support(place, "DM2.1")
    client = browser(place.lead)
    for wish in ("", "x", "-1", "999999", "9" * 30, "9" * 5000, "²"):
        assert client.post(place.address("DM2/"), {"remove": wish}).status_code == 302
    assert len(uses()) == 1


def test_a_requirement_has_at_most_fifty_documents(place: Town) -> None:
    for number in range(50):
        support(place, "DM2.1", title=f"Document {number}")
    with pytest.raises(Refused, match="at most 50"):
        support(place, "DM2.1", title="One more")
    assert Evidence.objects.count() == 50


def test_who_only_reads_or_does_not_belong_cannot_give_evidence(place: Town) -> None:
    other = town("Hilltop")
    evidence = support(place, "DM2.1")
    link = {"title": "Plan", "url": "https://a.example.org", "requirements": ["DM2.1"]}
    assert fill(place, by=place.observer, **link).status_code == 403
    assert fill(place, by=other.lead, **link).status_code == 404
    with pytest.raises(Forbidden):
        remove_use(
            assessment_id=place.pk, by=place.observer, criterion="DM2", evidence_id=evidence.pk
        )
    assert len(uses()) == 1


def test_evidence_is_closed_with_the_answers(place: Town) -> None:
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    with pytest.raises(Refused, match="closed for changes"):
        support(place, "DM2.1")


def test_the_service_holds_title_and_link_against_the_contract(place: Town) -> None:
    with pytest.raises(Faulty) as caught:
        add_link(
            assessment_id=place.pk,
            by=place.lead,
            title=" ",
            url="javascript:alert(1)",
            requirements=["DM2.1"],
        )
    assert [fault.path for fault in caught.value.faults] == ["$.url", "$.title"]
    with pytest.raises(Requirement.DoesNotExist):
        support(place, "DM2.99")
    assert not Evidence.objects.exists()


# --- opening a file ---------------------------------------------------------------------------


def given_file(place: Town, name: str = "plan.pdf") -> Evidence:
    fill(place, title="The plan", file=pdf(name), requirements=["DM2.1"])
    return Evidence.objects.latest("pk")


def opened(evidence: Evidence, by: User | None) -> Any:
    return browser(by).get(f"/assessments/evidence/{evidence.pk}/")


def test_a_file_is_sent_to_be_kept_never_to_be_shown(place: Town) -> None:
    evidence = given_file(place, 'a"b\r\nX-Evil: 1;ção.pdf')
    for who in (place.lead, place.contributor, place.observer):
        response = opened(evidence, who)
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Content-Disposition"].startswith("attachment;")
        assert "\n" not in response["Content-Disposition"]
        assert "X-Evil" not in response.headers


def test_strangers_find_no_file_and_a_link_has_none(place: Town) -> None:
    evidence = given_file(place)
    link = support(place, "DM2.1")
    assert opened(evidence, town("Hilltop").lead).status_code == 404
    assert opened(evidence, None).status_code == 302
    assert opened(link, place.lead).status_code == 404
    assert browser(place.lead).get("/assessments/evidence/999999/").status_code == 404


def test_a_file_that_is_gone_is_not_found(place: Town) -> None:
    evidence = given_file(place)
    storage().delete(str(evidence.file.name))
    assert opened(evidence, place.lead).status_code == 404


def test_the_program_opens_files_when_it_may_read_the_answers_never_of_a_draft(
    place: Town,
) -> None:
    evidence = given_file(place)
    staff = {
        role: world.staff(ProgramRole.Role(role), f"{role}@program.example.org")
        for role in ("manager", "officer", "reviewer", "moderator")
    }

    def readers() -> set[str]:
        return {role for role, who in staff.items() if opened(evidence, who).status_code == 200}

    assert readers() == set()
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    assert readers() == {"manager"}
    world.in_review(place.assessment, place.lead, staff["reviewer"], world.anew(staff["manager"]))
    assert readers() == {"manager", "reviewer"}


def test_what_was_added_after_the_return_is_not_the_programs_to_see(place: Town) -> None:
    manager = world.staff(ProgramRole.Role.MANAGER)
    before = given_file(place)
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    transition(assessment_id=place.pk, action=Action.RETURN, by=manager, reason="DM2: mend it.")
    fill(place, title="New", file=pdf(content=PDF + b"2"), requirements=["DM2.2"])
    after = Evidence.objects.latest("pk")
    assert opened(before, manager).status_code == 200
    assert opened(after, manager).status_code == 404


# --- how much it costs ------------------------------------------------------------------------


def test_the_page_asks_as_much_with_one_document_as_with_three(
    place: Town, count_queries: Count
) -> None:
    client: Client = browser(place.lead)
    support(place, "DM2.1", title="One")
    say(place, {"DM2.1": "in_place"})
    client.get(place.address("DM2/"))
    one = count_queries(lambda: client.get(place.address("DM2/")))
    support(place, "DM2.1", "DM2.2", title="Two")
    support(place, "DM2.3", "DM2.4", title="Three")
    say(place, {"DM2.2": "in_place", "DM2.3": "in_progress"})
    town("Hilltop")
    three = count_queries(lambda: client.get(place.address("DM2/")))
    assert one == three
    assert three <= 10


def test_a_request_that_fails_half_way_keeps_no_file(place: Town) -> None:
    before = stored_files()
    with pytest.raises(Requirement.DoesNotExist):
        from_service(place, ["DM2.99"])
    assert stored_files() == before
    assert not Evidence.objects.exists()


def from_service(place: Town, codes: list[str]) -> None:
    add_file(
        assessment_id=place.pk,
        by=place.lead,
        title="Plan",
        file=pdf(),
        name="plan.pdf",
        requirements=codes,
    )
