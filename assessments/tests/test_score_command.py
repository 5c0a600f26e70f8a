import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from criteria.core.reading import LARGEST

DOCUMENT: dict[str, Any] = {
    "format": "wwc-assessment/1",
    "standard": "wwc-2022",
    "city": {"name": "Example City", "country": "US"},
    "answers": {"DM2.1": {"status": "in_place"}, "DM2.2": {"status": "in_progress"}},
    "outcomes": {
        "broadband": {"value": 82.1, "year": 2021, "source": "national survey"},
        "pm25": {"value": 8.4, "year": 2021, "baseline": {"value": 9.6, "year": 2017}},
    },
}


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a city hall's script would, with no database to be reached."""
    return subprocess.run(
        [sys.executable, "manage.py", "score", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none"},
        input=stdin,
        capture_output=True,
        check=False,
    )


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return write(tmp_path, DOCUMENT)


def write(folder: Path, tree: object) -> Path:
    path = folder / "assessment.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


def output(*arguments: str) -> str:
    out = StringIO()
    call_command("score", *arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> list[str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("score", *arguments, stdout=out, stderr=err)
    assert ended.value.code == 1
    assert out.getvalue() == ""
    return err.getvalue().splitlines()


def test_a_document_is_scored_and_planned_without_a_database(document: Path) -> None:
    done = run(str(document))
    assert (done.returncode, done.stderr) == (0, b"")
    result = json.loads(done.stdout)
    assert list(result) == ["scorecard", "roadmap"]
    assert result["scorecard"]["next"] == {"level": "silver", "points": 22, "missing": 22}
    assert result["scorecard"]["outcomes"]["met"] == ["broadband", "pm25"]
    assert result["roadmap"]["target"] == "silver"
    assert run("-", stdin=document.read_bytes()).stdout == done.stdout


def test_the_output_is_indented_by_two_and_the_same_every_time(document: Path) -> None:
    text = output(str(document))
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
    assert output(str(document)) == text


def test_a_target_may_be_named(document: Path) -> None:
    result = json.loads(output(str(document), "--target", "gold"))
    assert result["roadmap"]["target"] == "gold"
    assert len(result["roadmap"]["steps"]) == 30


def test_an_unknown_target_is_refused_beside_the_document_s_faults(tmp_path: Path) -> None:
    path = write(tmp_path, {**DOCUMENT, "answers": {"ZZ1.1": {"status": "in_place"}}})
    assert refusal(str(path), "--target", "bronze") == [
        '$.answers["ZZ1.1"]: is not a requirement of wwc-2022',
        '--target: must be one of silver, gold, platinum, not "bronze"',
    ]


def test_every_fault_stands_on_its_own_line_and_nothing_on_stdout(tmp_path: Path) -> None:
    tree = {**DOCUMENT, "city": {"name": "X\nY", "country": "FR"}, "format": "x", "a\nb": 1}
    done = run(str(write(tmp_path, tree)))
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().splitlines() == [
        '$["a\\nb"]: is not a known key; known here: format, standard, city, answers, outcomes',
        '$.format: must be "wwc-assessment/1"',
        "$.city.name: must be a single line",
        '$.city.country: is not a country of the programme: "FR"',
    ]


def test_an_unknown_standard_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, {**DOCUMENT, "standard": "../../wwc-2022"})
    assert refusal(str(path)) == ['$.standard: is not a known standard: "../../wwc-2022"']


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert refusal(str(tmp_path / "none.json")) == ["$: cannot be read: No such file or directory"]
    assert refusal(str(tmp_path)) == ["$: cannot be read: Is a directory"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "$: is not valid JSON: Expecting value (line 1, column 1)"),
        (b"{", "$: is not valid JSON:"),
        (b"\xff\xfe", "$: is not UTF-8 text (line 1, column 1)"),
        (b"[" * 100_000, "$: is nested deeper than 20 (line 1, column 21)"),
        (b" " * (LARGEST + 1), "$: is larger than 5 MB"),
        (b"null", "$: must be an object, not null"),
    ],
)
def test_what_is_no_document_is_one_fault(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "assessment.json"
    path.write_bytes(content)
    (line,) = refusal(str(path))
    assert line.startswith(message)


def test_a_huge_input_is_not_read_to_its_end() -> None:
    done = run("/dev/zero")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == "$: is larger than 5 MB\n"
