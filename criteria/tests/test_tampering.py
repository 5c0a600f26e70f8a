"""A published standard whose file was changed is refused, also where it was never loaded before."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from criteria.core.standard import Standard
from criteria.models import Standard as StandardRow
from criteria.queries import STANDARDS

pytestmark = pytest.mark.django_db
OTHER_LINEAGE = "changes: differs from what was published with wwc-2022, and is fixed since"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The portal's own standards, in a folder that may be tampered with."""
    return Path(shutil.copytree(STANDARDS, tmp_path / "standards"))


def refused(*files: Path) -> str:
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("load_standard", *map(str, files), stdout=StringIO(), stderr=said)
    assert ended.value.code == 1
    return said.getvalue()


def tamper(file: Path, was: str, becomes: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("points: 22", "points: 21"),
        ("at_least: 4", "at_least: 3"),
        ("prerequisites: [DM1]", "prerequisites: []"),
        ("effort: 8", "effort: 5"),
        ("north-america: 75", "north-america: 70"),
    ],
)
def test_another_meaning_is_refused_on_a_new_installation(
    copy: Path, was: str, becomes: str
) -> None:
    file = copy / "wwc-2022" / "standard.yaml"
    tamper(file, was, becomes)
    assert "$: has another meaning than what was published; that is a new edition" in refused(file)
    assert not StandardRow.objects.exists()


def test_another_meaning_is_refused_where_the_edition_stands_seal_or_no_seal(
    copy: Path, both_standards: Standard
) -> None:
    file = copy / "wwc-2022" / "standard.yaml"
    (copy / "wwc-2022" / "seal.yaml").unlink()
    tamper(file, "points: 22", "points: 21")
    assert "$.levels.silver: was 22, is now 21" in refused(file)


def test_another_lineage_is_refused_on_a_new_installation(copy: Path) -> None:
    tamper(copy / "wwc-2022" / "changes.yaml", "relation: reworded", "relation: same")
    assert OTHER_LINEAGE in refused(copy / "wwc-2022" / "standard.yaml")
    assert not StandardRow.objects.exists()


def test_another_lineage_is_refused_where_the_edition_stands_seal_or_no_seal(
    copy: Path, both_standards: Standard
) -> None:
    before = StandardRow.objects.get(code="wwc-2022").changes_hash
    (copy / "wwc-2022" / "seal.yaml").unlink()
    tamper(copy / "wwc-2022" / "changes.yaml", "relation: reworded", "relation: same")
    assert OTHER_LINEAGE in refused(copy / "wwc-2022" / "standard.yaml")
    assert StandardRow.objects.get(code="wwc-2022").changes_hash == before


def test_a_lineage_whose_rows_stand_in_another_order_is_the_same(
    copy: Path, both_standards: Standard
) -> None:
    changes = copy / "wwc-2022" / "changes.yaml"
    rows = changes.read_text(encoding="utf-8").splitlines(keepends=True)
    changes.write_text("".join([*rows[:-2], rows[-1], rows[-2]]), encoding="utf-8")
    call_command("load_standard", str(copy / "wwc-2022" / "standard.yaml"), stdout=StringIO())


def test_what_comes_with_the_portal_and_is_published_must_be_sealed(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("criteria.queries.files.STANDARDS", copy)
    (copy / "wwc-2022" / "seal.yaml").unlink()
    tamper(copy / "wwc-2022" / "standard.yaml", "points: 22", "points: 21")
    said = refused()
    assert "seal.yaml: is missing: what comes with the portal and is published" in said
    assert [row.code for row in StandardRow.objects.all()] == ["wwc-2018"]


def test_a_file_from_elsewhere_may_lack_a_seal(copy: Path) -> None:
    (copy / "wwc-2018" / "seal.yaml").unlink()
    call_command("load_standard", str(copy / "wwc-2018" / "standard.yaml"), stdout=StringIO())
    assert StandardRow.objects.get().code == "wwc-2018"


def test_another_text_needs_a_revision_of_its_own(copy: Path) -> None:
    file = copy / "wwc-2022" / "standard.yaml"
    tamper(file, "The city keeps one detailed list", "The city keeps a list")
    assert "$.revision: must be raised, because the texts differ" in refused(file)


def test_a_hole_in_the_lineage_is_refused(copy: Path) -> None:
    changes = copy / "wwc-2022" / "changes.yaml"
    tamper(changes, "- {from: DG1.1, to: DM2.1, relation: reworded}\n", "")
    said = refused(copy / "wwc-2022" / "standard.yaml")
    assert "changes.yaml $: does not say what left this standard for wwc-2018: DG1.1" in said
    assert "changes.yaml $: does not say what came into wwc-2022: DM2.1" in said
    changes.unlink()
    assert "changes.yaml: is missing" in refused(copy / "wwc-2022" / "standard.yaml")
