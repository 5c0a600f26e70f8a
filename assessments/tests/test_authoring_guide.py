"""What docs/authoring-a-standard.md shows is what the portal takes."""

import re
from io import StringIO
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.core.management import call_command

from criteria.core.lineage import Relation
from criteria.core.parsing import parse_standard
from criteria.core.reading import read_yaml
from criteria.core.standard import EFFORTS
from criteria.queries import STANDARDS

GUIDE: Final = (settings.BASE_DIR / "docs" / "authoring-a-standard.md").read_text(encoding="utf-8")
BLOCKS: Final = dict(re.findall(r"```yaml\n# (\S+)\n(.*?)```", GUIDE, re.DOTALL))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the guide's example in it."""
    folder = tmp_path / "town-2026"
    folder.mkdir()
    for name in ("standard.yaml", "cases.yaml", "es.yaml"):
        (folder / name).write_text(BLOCKS[name], encoding="utf-8")
    return folder


def test_the_example_passes_every_check_once_its_translation_is_stamped(folder: Path) -> None:
    out, err = StringIO(), StringIO()
    call_command("check_standard", str(folder), "--stamp", stdout=out, stderr=err)
    assert err.getvalue() == ""
    assert out.getvalue().splitlines()[1:] == [
        "town-2026 revision 1, draft",
        "  parts    1 area, 1 criterion, 5 requirements, 0 outcomes, 1 level",
        "  seal     none yet, as this is a draft",
        "  changes  first edition",
        "  es       2 of 17 texts are current, 15 missing",
        (
            "           missing: efforts.1, efforts.2, efforts.3, efforts.5, efforts.8,"
            " levels.silver.title, areas.TR.title, TR1.title, TR1.statement, TR1.why,"
            " TR1.evidence.1, TR1.2, TR1.3, TR1.E1, TR1.R1"
        ),
        "  pt       no file",
        "  fr       no file",
        "  cases    4 of 4 give the expected result",
    ]


def test_the_example_can_be_published_and_sealed(folder: Path) -> None:
    file = folder / "standard.yaml"
    file.write_text(file.read_text("utf-8").replace("status: draft", "status: published"), "utf-8")
    call_command("check_standard", str(folder), "--stamp", "--write-seal", stdout=StringIO())
    call_command("check_standard", str(folder), stdout=StringIO())
    assert (folder / "seal.yaml").exists()


def test_the_rows_of_changes_are_those_of_the_2022_standard() -> None:
    rows = read_yaml(BLOCKS["changes.yaml"])
    real = read_yaml((STANDARDS / "wwc-2022" / "changes.yaml").read_bytes())
    assert isinstance(rows, list)
    assert isinstance(real, list)
    assert [row for row in rows if row not in real] == []
    assert all(f"`{relation}`" in GUIDE for relation in Relation)


def test_the_anchors_of_effort_are_those_of_the_example() -> None:
    example = parse_standard(read_yaml(BLOCKS["standard.yaml"]))
    assert list(example.efforts) == list(EFFORTS)
    assert re.findall(r"^\| (\d) \|", GUIDE, re.MULTILINE) == [str(effort) for effort in EFFORTS]


def test_every_link_of_the_contents_leads_to_a_heading() -> None:
    headings = re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)
    anchors = [re.sub(r"[^a-z0-9_ -]", "", name.lower()).replace(" ", "-") for name in headings]
    assert re.findall(r"^- \[.+\]\(#(.+)\)$", GUIDE, re.MULTILINE) == anchors
