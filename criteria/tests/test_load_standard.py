from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from criteria.core.faults import Faulty
from criteria.core.writing import write_json
from criteria.models import Area, Criterion, OutcomeMeasure, Requirement, Standard, StandardRevision
from criteria.queries import standard_file
from criteria.services import Change, load_standard
from criteria.tests.examples import Tree, criterion, small_tree

pytestmark = pytest.mark.django_db


class Folder:
    """A folder to which standards are written, as YAML (of which JSON is a part)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, **changes: object) -> Path:
        return self.write_tree(small_tree(**changes))

    def write_tree(self, tree: Tree) -> Path:
        file = self.path / "standard.yaml"
        file.write_text(write_json(tree, indent=2), encoding="utf-8")
        return file


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def snapshot() -> list[list[tuple[Any, ...]]]:
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Standard, StandardRevision, Area, Criterion, Requirement, OutcomeMeasure)
    ]


def test_a_new_standard_is_mirrored_in_rows(folder: Folder) -> None:
    assert load_standard(path=folder.write()).change is Change.CREATED
    standard = Standard.objects.get()
    assert (standard.code, standard.status, standard.revision) == ("small-2022", "published", 1)
    assert standard.published_at is not None
    assert list(standard.areas.values_list("code", "about")) == [
        ("A", "What A is about."),
        ("B", ""),
    ]
    assert list(standard.criteria.values_list("code", "area__code")) == [
        ("A1", "A"),
        ("A2", "A"),
        ("B1", "B"),
        ("B2", "B"),
    ]
    assert standard.requirements.count() == 16
    first = standard.requirements.first()
    assert first is not None
    assert (first.code, first.lens, first.effort, first.may_not_apply) == (
        "A1.1",
        "practice",
        2,
        False,
    )
    assert list(standard.outcomes.values_list("code", "unit")) == [
        ("broadband", "percent"),
        ("pm25", "µg/m³"),
        ("priority", ""),
    ]
    assert standard.revisions.count() == 1


def test_loading_the_same_content_again_writes_nothing(folder: Folder) -> None:
    path = folder.write()
    load_standard(path=path)
    before = snapshot()
    path.write_text("# Only a comment more.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_standard(path=path).change is Change.UNCHANGED
    assert snapshot() == before


def test_the_number_of_statements_does_not_grow_with_the_standard(
    folder: Folder, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = small_tree(), small_tree(code="large-2022")
    large["areas"][0]["criteria"] += [criterion(f"A{number}") for number in range(3, 13)]
    with django_assert_num_queries(17):
        load_standard(path=folder.write_tree(small))
    with django_assert_num_queries(17):
        load_standard(path=folder.write_tree(large))


def test_a_published_standard_keeps_its_meaning(folder: Folder) -> None:
    load_standard(path=folder.write())
    before = snapshot()
    tree = small_tree(revision=2, reason="Easier.")
    tree["areas"][0]["criteria"][0]["practice"]["requirements"][0]["effort"] = 1
    tree["levels"][0]["points"] = 1
    with pytest.raises(Faulty) as refused:
        load_standard(path=folder.write_tree(tree))
    because = "small-2022 is published: make a new edition"
    assert [str(fault) for fault in refused.value.faults] == [
        f"$.levels.silver: was 2, is now 1; {because}",
        f'$.criteria.A1.groups.practice.requirements["A1.1"].effort: was 2, is now 1; {because}',
    ]
    assert snapshot() == before


def test_a_corrected_text_needs_a_higher_revision(folder: Folder) -> None:
    load_standard(path=folder.write())
    before = snapshot()
    with pytest.raises(Faulty) as refused:
        load_standard(path=folder.write(title="A better title"))
    assert [fault.path for fault in refused.value.faults] == ["$.revision"]
    assert snapshot() == before


def test_a_corrected_text_is_written_and_both_revisions_are_kept(folder: Folder) -> None:
    load_standard(path=folder.write())
    rows = dict(Requirement.objects.values_list("code", "pk"))
    published_at = Standard.objects.get().published_at
    tree = small_tree(revision=2, reason="A word was wrong.")
    tree["areas"][0]["criteria"][0]["practice"]["requirements"][0]["text"] = "What A1.1 wants."
    assert load_standard(path=folder.write_tree(tree)).change is Change.REVISED
    standard = Standard.objects.get()
    assert (standard.revision, standard.published_at) == (2, published_at)
    assert Requirement.objects.get(code="A1.1").text == "What A1.1 wants."
    assert dict(Requirement.objects.values_list("code", "pk")) == rows
    assert [(item.revision, item.reason) for item in standard.revisions.all()] == [
        (2, "A word was wrong."),
        (1, ""),
    ]


def test_a_published_standard_is_superseded_without_a_new_revision(folder: Folder) -> None:
    load_standard(path=folder.write())
    assert load_standard(path=folder.write(status="superseded")).change is Change.STATUS
    assert Standard.objects.get().status == "superseded"
    assert StandardRevision.objects.count() == 1


def test_a_published_standard_does_not_become_a_draft(folder: Folder) -> None:
    load_standard(path=folder.write())
    with pytest.raises(Faulty) as refused:
        load_standard(
            path=folder.write(status="draft", title="Another", revision=2, reason="It was dull.")
        )
    assert [fault.path for fault in refused.value.faults] == ["$.status"]


def test_the_draft_from_which_an_edition_was_published_changes_nothing(folder: Folder) -> None:
    load_standard(path=folder.write())
    before = snapshot()
    assert load_standard(path=folder.write(status="draft")).change is Change.UNCHANGED
    assert snapshot() == before


def test_an_earlier_revision_that_is_known_changes_nothing(folder: Folder) -> None:
    load_standard(path=folder.write())
    load_standard(path=folder.write(title="A better title", revision=2, reason="It was dull."))
    before = snapshot()
    loaded = load_standard(path=folder.write())
    assert (loaded.change, loaded.standard.revision) == (Change.UNCHANGED, 2)
    assert snapshot() == before
    with pytest.raises(Faulty) as refused:
        load_standard(path=folder.write(title="A title that never was"))
    assert [fault.path for fault in refused.value.faults] == ["$.revision"]


def test_a_draft_is_replaced_even_in_its_meaning(folder: Folder) -> None:
    load_standard(path=folder.write(status="draft"))
    assert Standard.objects.get().published_at is None
    tree = small_tree(status="draft")
    tree["areas"][1]["criteria"] = [criterion("C1"), criterion("A9")]
    tree["outcomes"] = {"at_least": 0, "measures": []}
    assert load_standard(path=folder.write_tree(tree)).change is Change.REPLACED
    assert list(Criterion.objects.values_list("code", flat=True)) == ["A1", "A2", "C1", "A9"]
    assert Requirement.objects.count() == 16
    assert OutcomeMeasure.objects.count() == 0
    assert load_standard(path=folder.write()).change is Change.REPLACED
    assert Standard.objects.get().published_at is not None


def test_a_faulty_file_writes_nothing(folder: Folder) -> None:
    with pytest.raises(Faulty):
        load_standard(path=folder.write(title=""))
    assert not Standard.objects.exists()


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match=r"\$: cannot be read: No such file or directory"):
        load_standard(path=tmp_path / "none.yaml")
    with pytest.raises(Faulty, match=r"\$: cannot be read: Is a directory"):
        load_standard(path=tmp_path)


def test_the_command_loads_the_standards_that_come_with_the_portal() -> None:
    out = StringIO()
    call_command("load_standard", stdout=out)
    assert "wwc-2022 revision 1: created (43 criteria, 357 requirements)\n" in out.getvalue()
    assert Criterion.objects.filter(standard__code="wwc-2022").count() == 43
    again = StringIO()
    call_command("load_standard", str(standard_file("wwc-2022")), stdout=again)
    assert again.getvalue().startswith("wwc-2022 revision 1: unchanged")


def test_the_command_names_every_fault_with_its_file_and_loads_the_others(folder: Folder) -> None:
    good = folder.write()
    bad = folder.path / "bad.yaml"
    bad.write_text("code: BAD\nlevels: 3\n", encoding="utf-8")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("load_standard", str(bad), str(good), stdout=out, stderr=err)
    assert ended.value.code == 1
    assert out.getvalue() == "small-2022 revision 1: created (4 criteria, 16 requirements)\n"
    assert err.getvalue().splitlines() == [
        f"{bad}: $.title: is missing",
        f"{bad}: $.edition: is missing",
        f"{bad}: $.outcomes: is missing",
        f"{bad}: $.areas: is missing",
        (
            f'{bad}: $.code: is not a well-formed code: "BAD" (small letters, digits and hyphens,'
            " such as wwc-2026)"
        ),
        f"{bad}: $.levels: must be a list, not 3",
    ]
