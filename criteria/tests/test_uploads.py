"""Drafts and corrected texts: what is stored, what is kept, what is refused."""

from copy import deepcopy
from pathlib import Path

import pytest

from criteria.core.errors import Forbidden, Refused
from criteria.core.faults import Faulty
from criteria.core.lineage import Lineage, Link, Relation, codes_of
from criteria.core.standard import Standard as Edition
from criteria.core.texts import digest
from criteria.documents.workbook import standard_workbook
from criteria.models import Standard, StandardEvent, StandardTexts
from criteria.queries import lineage_between, standard_by_code
from criteria.queries.uploads import Upload
from criteria.services import (
    Change,
    load_standard,
    publish_standard,
    shown_hash,
    upload_edition,
)
from criteria.tests.authors import (
    all_the_same,
    drafted,
    manager,
    next_tree,
    person,
    published,
    sent,
    staff,
    superuser,
    yaml,
)
from criteria.tests.examples import Tree, criterion, small_standard, small_tree
from criteria.tests.workbooks import filled

pytestmark = pytest.mark.django_db
CODES = codes_of(small_standard())


def spanish(code: str, **texts: str) -> dict[str, object]:
    return {
        "standard": code,
        "language": "es",
        "texts": {
            key: {"of": digest(english), "text": f"es {english}"} for key, english in texts.items()
        },
    }


def workbook(standard: Edition, lineage: Lineage | None = None) -> Upload:
    return Upload(name="Draft 3 (final).XLSX", content=standard_workbook(standard, lineage))


def faults_of(upload: Upload) -> list[str]:
    with pytest.raises(Faulty) as refused:
        upload_edition(upload=upload, correction=False, by=manager())
    return [str(fault) for fault in refused.value.faults]


def test_a_draft_is_stored_with_its_lineage_and_who_sent_it() -> None:
    uploaded = drafted()
    assert uploaded.change is Change.CREATED
    row = Standard.objects.get(code="small-2026")
    assert (row.status, row.published_at) == ("draft", None)
    lineage = lineage_between("small-2022", "small-2026")
    assert lineage is not None
    assert lineage.successors("A1")[0].relation is Relation.SAME
    event = StandardEvent.objects.get()
    assert (event.standard, event.actor, event.action) == (row, manager(), "uploaded")


def test_a_workbook_with_changes_is_stored_like_its_files() -> None:
    older = published()
    newer = small_standard(code="small-2026", edition=2026, supersedes="small-2022", status="draft")
    links = [Link(old=code, new=code, relation=Relation.SAME) for code in codes_of(older)]
    lineage = Lineage(older=older.code, newer=newer.code, links=tuple(links))
    upload_edition(upload=workbook(newer, lineage), correction=False, by=manager())
    assert standard_by_code("small-2026") == newer
    assert lineage_between("small-2022", "small-2026") == lineage


@pytest.mark.parametrize("status", ["draft", "published", "superseded"])
def test_whatever_status_the_file_names_a_draft_is_stored(status: str) -> None:
    sent(small_tree(status=status))
    assert Standard.objects.get().status == "draft"


def test_nobody_but_managers_and_superusers_uploads() -> None:
    for refused in (staff(), person()):
        with pytest.raises(Forbidden):
            sent(small_tree(), by=refused)
    assert not Standard.objects.exists()
    assert sent(small_tree(), by=superuser()).change is Change.CREATED


def test_a_manager_whose_account_is_closed_uploads_nothing() -> None:
    closed = manager()
    closed.is_active = False
    with pytest.raises(Forbidden):
        sent(small_tree(), by=closed)


def test_the_same_draft_again_changes_nothing_and_is_not_noted() -> None:
    drafted()
    again = sent(next_tree())
    assert again.change is Change.UNCHANGED
    assert StandardEvent.objects.count() == 1


def test_a_draft_is_replaced_and_a_lineage_that_still_fits_is_kept() -> None:
    drafted()
    again = sent(next_tree(title="Another title"))
    assert (again.change, again.lost_lineage) == (Change.REPLACED, False)
    assert lineage_between("small-2022", "small-2026") is not None


def test_a_lineage_that_no_longer_fits_is_taken_away_and_said_so() -> None:
    drafted()
    tree = next_tree()
    tree["areas"][0]["criteria"].append(criterion("A3"))
    again = sent(tree)
    assert again.lost_lineage
    assert lineage_between("small-2022", "small-2026") is None


def test_translations_that_are_not_sent_are_kept_as_far_as_they_belong_to_something() -> None:
    texts = spanish("small-2026", title="A small standard", **{"B2.1": "What B2.1 asks for."})
    published()
    sent(next_tree(), es=texts)
    tree = next_tree()
    tree["areas"][1]["criteria"] = [criterion("B1", ["A2"]), criterion("B3")]
    again = sent(tree)
    assert again.lost_texts == 1
    assert list(StandardTexts.objects.get().document["texts"]) == ["title"]


def test_a_faulty_upload_stores_nothing_and_names_every_fault() -> None:
    tree = next_tree(title="", edition="soon")
    with pytest.raises(Faulty) as refused:
        sent(tree, changes=[])
    assert {fault.path for fault in refused.value.faults} == {"$.title", "$.edition"}
    assert not Standard.objects.exists()


def test_faults_of_what_lies_beside_name_the_file() -> None:
    older = published()
    changes = all_the_same(older)
    changes[0] = {"from": "A1", "relation": "gone"}
    with pytest.raises(Faulty) as refused:
        sent(next_tree(), changes=changes, es={"standard": "other", "language": "xx", "texts": {}})
    kinds = "same, reworded, split, merged, moved, dropped, new"
    assert [str(fault) for fault in refused.value.faults] == [
        f'changes.yaml $[0].relation: must be one of {kinds}, not "gone"',
        "es.yaml $.standard: must be small-2026, not other",
        "es.yaml $.language: must be one of es, pt, fr, not xx",
    ]


def test_a_language_is_sent_once() -> None:
    texts = yaml(spanish("small-2022", title="A small standard"))
    upload = Upload(
        name="a.yml", content=yaml(small_tree()), texts={"es.yaml": texts, "more.yaml": texts}
    )
    assert faults_of(upload) == ["more.yaml $.language: has texts already"]


def test_faults_of_a_workbook_are_at_their_cells() -> None:
    content = filled(small_standard(), Levels_C2="x", Changes_A2="A1", Changes_C2="dropped")
    assert faults_of(Upload(name="a.xlsx", content=content)) == [
        'Levels!C2: must be a whole number, not "x"'
    ]
    content = filled(small_standard(), Changes_A2="A1", Changes_C2="dropped")
    assert faults_of(Upload(name="a.xlsx", content=content)) == [
        "About!B7: is missing: what were the changes from?"
    ]
    content = filled(small_standard(), About_B7="nowhere")
    assert faults_of(Upload(name="a.xlsx", content=content)) == [
        "About!B7: is not an edition of this portal: nowhere"
    ]


def test_changes_are_said_once() -> None:
    published()
    newer = small_standard(code="small-2026", supersedes="small-2022", status="draft")
    content = filled(newer, Changes_A2="A1", Changes_C2="dropped")
    upload = Upload(name="a.xlsx", content=content, changes=b"[]")
    assert faults_of(upload) == ["changes.yaml: says what the sheet Changes says too"]


def test_changes_to_nothing_are_refused() -> None:
    upload = Upload(name="a.yaml", content=yaml(small_tree()), changes=b"[]")
    assert faults_of(upload) == ["$.supersedes: is missing: what were the changes from?"]


def test_a_published_edition_is_not_replaced_unless_its_texts_are_to_be_corrected() -> None:
    published()
    with pytest.raises(Refused, match="small-2022 is published"):
        sent(small_tree(title="Another", revision=2, reason="It was dull."))
    assert Standard.objects.get().title == "A small standard"


def test_corrected_texts_are_read_at_once_and_keep_what_lies_beside() -> None:
    published()
    sent(next_tree(), changes=all_the_same(small_standard()))
    Standard.objects.filter(code="small-2026").update(status="published")
    row = Standard.objects.get(code="small-2026")
    tree = deepcopy(row.document) | {"status": "published", "title": "Better", "revision": 2}
    row.document["status"] = "published"
    row.save()

    corrected = sent(tree | {"reason": "It was dull."}, correction=True)

    assert corrected.change is Change.REVISED
    row.refresh_from_db()
    assert (row.title, row.revision, row.status) == ("Better", 2, "published")
    assert lineage_between("small-2022", "small-2026") is not None
    assert StandardEvent.objects.filter(standard=row, action="corrected").count() == 1


def test_translations_of_a_published_edition_are_sent_as_a_correction() -> None:
    published()
    texts = spanish("small-2022", title="A small standard")
    assert sent(small_tree(), es=texts, correction=True).change is Change.BESIDE
    assert StandardTexts.objects.get().language == "es"


def write(folder: Path, tree: Tree) -> Path:
    path = folder / "standard.yaml"
    path.write_bytes(yaml(tree))
    return path


def test_what_was_uploaded_here_is_not_overwritten_by_a_file_at_the_next_start(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, small_tree())
    load_standard(path=path)
    texts = spanish("small-2022", title="A small standard")
    sent(small_tree(), es=texts, correction=True)
    assert load_standard(path=path).change is Change.EDITED
    assert StandardTexts.objects.get().language == "es"

    draft = write(tmp_path, next_tree(supersedes="small-2022"))
    load_standard(path=draft)
    sent(next_tree(title="Written in the admin"))
    assert load_standard(path=draft).change is Change.EDITED
    assert Standard.objects.get(code="small-2026").title == "Written in the admin"


def test_a_file_that_goes_further_than_what_was_uploaded_is_loaded(tmp_path: Path) -> None:
    sent(small_tree())
    load_standard(path=write(tmp_path, small_tree(status="published")))
    assert Standard.objects.get().status == "published"
    newer = small_tree(title="Better", revision=2, reason="It was dull.")
    assert load_standard(path=write(tmp_path, newer)).change is Change.REVISED
    other = small_tree(revision=3, reason="Easier.")
    other["levels"][0]["points"] = 1
    with pytest.raises(Faulty):
        load_standard(path=write(tmp_path, other))


def test_a_correction_that_changes_the_meaning_is_refused() -> None:
    published()
    tree = small_tree(revision=2, reason="Easier.")
    tree["levels"][0]["points"] = 1
    with pytest.raises(Faulty) as refused:
        sent(tree, correction=True)
    assert [str(fault) for fault in refused.value.faults] == [
        "$.levels.silver: was 2, is now 1; small-2022 is published: make a new edition"
    ]


def test_a_correction_without_a_higher_revision_is_refused() -> None:
    published()
    with pytest.raises(Faulty) as refused:
        sent(small_tree(title="Another"), correction=True)
    assert [fault.path for fault in refused.value.faults] == ["$.revision"]


def test_a_correction_does_not_tell_another_story_of_what_changed() -> None:
    published(code="small-2018", edition=2018)
    older = small_standard(code="small-2018", edition=2018)
    sent(small_tree(supersedes="small-2018", status="draft"), changes=all_the_same(older))
    Standard.objects.filter(code="small-2022").update(status="published")
    other = all_the_same(older)
    other[0]["relation"] = "reworded"
    tree = small_tree(supersedes="small-2018", revision=2, reason="A word.", title="New")
    with pytest.raises(Faulty, match="is fixed since"):
        sent(tree, changes=other, correction=True)


def test_changes_of_another_edition_are_one_fault_whichever_file_they_stand_in() -> None:
    published()
    rows = [{"from": f"Z{n}", "to": code, "relation": "same"} for n, code in enumerate(CODES)]
    links = tuple(Link(old=row["from"], new=row["to"], relation=Relation.SAME) for row in rows)
    lineage = Lineage(older="small-2018", newer="small-2026", links=links)
    newer = small_standard(code="small-2026", edition=2026, supersedes="small-2022", status="draft")
    said = "Supersedes says small-2022, but Changes still describes the step from another edition"
    assert faults_of(workbook(newer, lineage)) == [f"About!B7: {said}"]
    with pytest.raises(Faulty) as refused:
        sent(next_tree(), changes=rows)
    assert [str(fault) for fault in refused.value.faults] == [f"changes.yaml $: {said}"]


def test_a_code_that_is_mistyped_in_changes_is_named_alone() -> None:
    older = published()
    rows = all_the_same(older)
    rows[0]["from"] = "Z1"
    with pytest.raises(Faulty) as refused:
        sent(next_tree(), changes=rows)
    assert "changes.yaml $[0].from: is no code of small-2022: Z1" in str(refused.value)


def test_broken_yaml_names_the_file_it_stands_in() -> None:
    assert faults_of(Upload(name="draft.yaml", content=b"code: [")) == [
        "draft.yaml $: is not valid YAML: did not find expected node content (line 2, column 1)"
    ]


def test_a_correction_takes_the_next_revision_and_no_other() -> None:
    published()
    with pytest.raises(Faulty) as refused:
        sent(small_tree(title="Better", revision=3, reason="Dull."), correction=True)
    assert [str(fault) for fault in refused.value.faults] == [
        "$.revision: must be 2, one above the last one"
    ]
    better = sent(small_tree(title="Better", revision=2, reason="Dull."), correction=True)
    assert better.change is Change.REVISED


def test_a_correction_does_not_change_a_number_that_is_asked_for() -> None:
    tree = small_tree()
    asked = tree["areas"][0]["criteria"][0]["practice"]["requirements"][0]
    asked["text"] = "At least 80 percent."
    published(areas=tree["areas"])
    asked["text"] = "At least 5 percent."
    with pytest.raises(Faulty) as refused:
        sent(tree | {"revision": 2, "reason": "Easier."}, correction=True)
    assert str(refused.value) == (
        '$["A1.1"]: changes a number in A1.1 (80 became 5): that is another meaning, and takes a'
        " new edition"
    )


@pytest.mark.parametrize("supersedes", [{}, {"supersedes": "small-2016"}])
def test_a_correction_keeps_what_the_edition_supersedes_and_its_lineage(supersedes: Tree) -> None:
    published(code="small-2016", edition=2016)
    published(code="small-2018", edition=2018)
    older = small_standard(code="small-2018", edition=2018)
    sent(small_tree(supersedes="small-2018", status="draft"), changes=all_the_same(older))
    row = Standard.objects.get(code="small-2022")
    publish_standard(code=row.code, typed=row.code, content_hash=shown_hash(row), by=manager())
    tree = small_tree(revision=2, reason="A word.", title="New", **supersedes)
    with pytest.raises(Faulty) as refused:
        sent(tree, correction=True)
    (fault,) = refused.value.faults
    assert str(fault).startswith('$.supersedes: was "small-2018", is now')
    row = Standard.objects.get(code="small-2022")
    assert (row.supersedes, row.title) == ("small-2018", "A small standard")
    assert row.changes_hash


def test_a_correction_made_here_does_not_stop_a_file_with_another_from_being_passed_over(
    tmp_path: Path,
) -> None:
    load_standard(path=write(tmp_path, small_tree()))
    sent(small_tree(title="Here", revision=2, reason="It was dull."), correction=True)
    other = small_tree(title="There", revision=2, reason="It was long.")
    assert load_standard(path=write(tmp_path, other)).change is Change.EDITED
    assert Standard.objects.get().title == "Here"

    other["levels"][0]["points"] = 1
    with pytest.raises(Faulty, match="make a new edition"):
        load_standard(path=write(tmp_path, other))
    newer = small_tree(title="There", revision=3, reason="It was long.")
    assert load_standard(path=write(tmp_path, newer)).change is Change.REVISED


def test_languages_that_come_later_beside_the_file_of_what_was_uploaded_are_taken(
    tmp_path: Path,
) -> None:
    sent(small_tree(), es=spanish("small-2022", title="A small standard"))
    Standard.objects.update(status="published")
    path = write(tmp_path, small_tree())
    french = {**spanish("small-2022", title="A small standard"), "language": "fr"}
    path.with_name("fr.yaml").write_bytes(yaml(french))
    path.with_name("es.yaml").write_bytes(yaml(spanish("small-2022")))

    assert load_standard(path=path).change is Change.BESIDE

    row = Standard.objects.get()
    assert sorted(row.texts_hashes) == sorted(row.titles) == ["es", "fr"]
    assert standard_by_code("small-2022", "es").title == "es A small standard"
    assert standard_by_code("small-2022", "fr").title == "es A small standard"
    assert load_standard(path=path).change is Change.EDITED
