import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from assessments.core.cases import differences, gaps, parse_cases
from assessments.queries.examination import REGIONS
from assessments.tests.core.small_cases import FULL, tree
from criteria.core.canonical import seal_text
from criteria.core.reading import read_yaml
from criteria.core.seal import sealed
from criteria.core.texts import digest
from criteria.queries import read_standard, standard_files
from criteria.tests.authors import all_the_same
from criteria.tests.examples import small_standard, small_tree

Change = Callable[[dict[str, Any]], object]


@dataclass(frozen=True, kw_only=True)
class Said:
    out: list[str]
    faults: list[str]

    def line(self, what: str) -> str:
        (found,) = [line for line in self.out if line.split()[:1] == [what]]
        return found.split(maxsplit=1)[1]


def check(*arguments: str) -> Said:
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("check_standard", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = Said(out=out.getvalue().splitlines(), faults=err.getvalue().splitlines())
    assert code == (1 if said.faults else 0)
    return said


def write(path: Path, content: object) -> None:
    """Write a file as JSON, which YAML reads as well."""
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small standard, published and sealed, with all its cases; in no other language."""
    folder = tmp_path / "small-2022"
    folder.mkdir()
    write(folder / "standard.yaml", small_tree())
    write(folder / "cases.yaml", tree(*FULL))
    (folder / "seal.yaml").write_text(seal_text(sealed(small_standard(), None)), encoding="utf-8")
    return folder


def changed(file: Path, change: Change) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    write(file, content)


def draft(folder: Path) -> None:
    changed(folder / "standard.yaml", lambda content: content.update(status="draft"))
    (folder / "seal.yaml").unlink()


@pytest.mark.parametrize("path", standard_files(), ids=lambda path: path.parent.name)
def test_the_cases_that_come_with_the_portal_hold_and_leave_no_gap(path: Path) -> None:
    standard = read_standard(path)
    cases = parse_cases(read_yaml(path.with_name("cases.yaml").read_bytes()), standard, REGIONS)
    assert [found for case in cases for found in differences(case, standard)] == []
    assert gaps(cases, standard) == ()
    assert len({case.reason for case in cases}) == len(cases)


def test_what_comes_with_the_portal_passes_without_a_database() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check_standard"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert "wwc-2022 revision 1, published" in text
    assert "123 of 123 give the expected result" in text


def test_a_sound_folder_is_told_in_a_few_lines(folder: Path) -> None:
    said = check(str(folder))
    assert said.faults == []
    assert said.out[:8] == [
        "small-2022 revision 1, published",
        "  parts    2 areas, 4 criteria, 16 requirements, 3 outcomes, 3 levels",
        "  seal     fits, 1 revision sealed",
        "  changes  first edition",
        "  es       no file",
        "  pt       no file",
        "  fr       no file",
        f"  cases    {len(FULL)} of {len(FULL)} give the expected result",
    ]
    assert said.out[8:10] == ["  hints for the author:", "    - A1: does not say why (why)"]
    assert check(str(folder / "standard.yaml")) == said


def test_a_standard_may_be_named_by_its_code() -> None:
    said = check("wwc-2018")
    assert said.out[0] == "wwc-2018 revision 1, superseded"


@pytest.mark.parametrize("name", ["wwc-1999", "../wwc-2022", "none/standard.yaml"])
def test_what_is_no_standard_is_said(name: str) -> None:
    assert check(name).faults == [f"{name}: is neither a standard of this portal nor a file"]


def test_nothing_else_is_checked_in_a_faulty_standard(folder: Path) -> None:
    file = folder / "standard.yaml"
    changed(file, lambda content: (content.pop("levels"), content.update(edition=1800)))
    said = check(str(folder))
    assert said.out == [f"{file}: 2 faults, so nothing else was checked"]
    assert said.faults == [
        f"{file}: $.levels: is missing",
        f"{file}: $.edition: must be from 1990 to 2100, not 1800",
    ]


def test_the_faults_of_every_file_are_named_together(folder: Path) -> None:
    write(folder / "es.yaml", {"standard": "small-2022", "language": "pt", "texts": {}})
    (folder / "fr.yaml").write_text("a: [", encoding="utf-8")
    write(folder / "seal.yaml", {"standard": "small-2022", "meaning": "x"})
    write(folder / "changes.yaml", [])
    changed(folder / "cases.yaml", lambda content: content["cases"][0].pop("reason"))
    said = check(str(folder))
    assert [line.removeprefix(f"{folder}/").partition(" (line")[0] for line in said.faults] == [
        "seal.yaml: $.revisions: is missing",
        (
            "changes.yaml: says what became of an older edition, but standard.yaml names none"
            " (supersedes)"
        ),
        "es.yaml: $.language: must be es, as the file's name says",
        "fr.yaml: $: is not valid YAML: did not find expected node content",
        "cases.yaml: $.cases[0].reason: is missing",
    ]
    assert (said.line("es"), said.line("pt"), said.line("cases")) == (
        "1 fault",
        "no file",
        "1 fault",
    )


def test_a_case_that_fails_is_named_with_its_reason(folder: Path) -> None:
    changed(
        folder / "cases.yaml",
        lambda content: content["cases"][0].update(expect={"not_earned": ["A1"]}),
    )
    said = check(str(folder))
    assert said.faults == [
        (
            f"{folder}/cases.yaml: $.cases[0] a1-met: A1: expected not earned, but it is earned."
            " Its reason: So it is."
        ),
        f"{folder}/cases.yaml: A1: no case about it in which it is earned",
    ]
    assert (
        said.line("cases") == f"{len(FULL) - 1} of {len(FULL)} give the expected result; 2 faults"
    )


def test_a_changed_minimum_is_told_by_seal_and_cases(folder: Path) -> None:
    def strict(content: dict[str, Any]) -> None:
        content["areas"][0]["criteria"][0]["practice"]["at_least"] = 2

    changed(folder / "standard.yaml", strict)
    said = check(str(folder))
    assert (
        f"{folder}/seal.yaml: standard.yaml $: has another meaning than what was published;"
        " that is a new edition" in said.faults
    )
    assert any("A1: expected earned, but practice has 1 of 2 met" in line for line in said.faults)


def test_what_a_draft_lacks_is_still_to_do(folder: Path) -> None:
    draft(folder)
    (folder / "cases.yaml").unlink()
    changed(folder / "standard.yaml", lambda content: content.update(supersedes="wwc-2018"))
    said = check(str(folder))
    assert said.faults == []
    start = said.out.index("  still to do before it is published:")
    assert said.out[start + 1 : start + 3] == [
        "    - changes.yaml: is missing: what became of each part of wwc-2018",
        "    - cases.yaml: is missing: worked cases of this standard",
    ]
    assert said.line("seal") == "none yet, as this is a draft"


def test_what_a_published_edition_lacks_is_a_fault(folder: Path) -> None:
    (folder / "cases.yaml").unlink()
    (folder / "seal.yaml").unlink()
    changed(folder / "standard.yaml", lambda content: content.update(supersedes="wwc-2018"))
    assert [line.removeprefix(f"{folder}/") for line in check(str(folder)).faults] == [
        "seal.yaml: is missing: write it with --write-seal once everything else is right",
        "changes.yaml: is missing: what became of each part of wwc-2018",
        "cases.yaml: is missing: worked cases of this standard",
    ]


def test_a_seal_beside_a_draft_is_a_fault(folder: Path) -> None:
    changed(folder / "standard.yaml", lambda content: content.update(status="draft"))
    assert check(str(folder)).faults == [
        f"{folder}/seal.yaml: lies beside what is said to be a draft"
    ]


def test_changes_are_counted_from_the_edition_in_the_next_folder(folder: Path) -> None:
    later = folder.with_name("small-2026")
    shutil.copytree(folder, later)
    changed(
        later / "standard.yaml",
        lambda content: content.update(code="small-2026", supersedes="small-2022", status="draft"),
    )
    (later / "seal.yaml").unlink()
    changed(later / "cases.yaml", lambda content: content.update(standard="small-2026"))
    same = [
        {"from": code, "to": code, "relation": "same"}
        for item in small_standard().criteria
        for code in (item.code, *(requirement.code for requirement in item.requirements))
    ]
    write(later / "changes.yaml", same)
    assert check(str(later)).line("changes") == "complete from small-2022: 20 same"
    write(later / "changes.yaml", same[1:])
    assert check(str(later)).faults == [
        f"{later}/changes.yaml: $: does not say what left this standard for small-2022: A1",
        f"{later}/changes.yaml: $: does not say what came into small-2026: A1",
    ]
    changed(later / "standard.yaml", lambda content: content.update(supersedes="small-1999"))
    assert check(str(later)).faults == [
        f"{later}/changes.yaml: cannot be checked: no standard small-1999"
    ]
    changed(later / "standard.yaml", lambda content: content.update(supersedes="small-2022"))
    (folder / "standard.yaml").write_text("", encoding="utf-8")
    assert check(str(later)).faults == [
        f"{later}/changes.yaml: cannot be checked: {folder}/standard.yaml has faults of its own"
    ]


def test_translations_are_counted_and_what_lacks_is_named(folder: Path) -> None:
    texts = {
        "title": {"of": digest("A small standard"), "text": "Una norma"},
        "A1.title": {"of": "00000000", "text": "Un criterio"},
    }
    write(folder / "es.yaml", {"standard": "small-2022", "language": "es", "texts": texts})
    said = check(str(folder))
    assert said.faults == []
    assert said.line("es") == "1 of 39 texts are current, 37 missing, 1 older than their English"
    assert said.line("missing:").endswith(
        "A1.R1, A2.title, A2.statement and 17 more (--all names them)"
    )
    assert said.line("older:") == "A1.title"
    every = check(str(folder), "--all").line("missing:")
    assert every.endswith("B2.1, B2.2, B2.E1, B2.R1")
    assert every.count(",") == 36


def test_stamping_notes_the_english_and_keeps_comments_at_the_top(folder: Path) -> None:
    file = folder / "es.yaml"
    file.write_text(
        "# By the translators.\nlanguage: es\nstandard: small-2022\ntexts:\n"
        "  A1.1: Lo que pide\n  title: 'Una norma'\n",
        encoding="utf-8",
    )
    assert check(str(folder)).line("es") == "2 faults"
    said = check(str(folder), "--stamp")
    assert said.out[0] == f"{file}: written"
    assert said.line("es").startswith("2 of 39 texts are current")
    stamped = file.read_text(encoding="utf-8")
    assert stamped == (
        "# By the translators.\nstandard: small-2022\nlanguage: es\ntexts:\n"
        f'  title: {{of: "{digest("A small standard")}", text: "Una norma"}}\n'
        f'  A1.1: {{of: "{digest("What A1.1 asks for.")}", text: "Lo que pide"}}\n'
    )
    assert check(str(folder), "--stamp").out[0] == "small-2022 revision 1, published"
    assert file.read_text(encoding="utf-8") == stamped


def test_a_faulty_translation_is_not_written(folder: Path) -> None:
    file = folder / "fr.yaml"
    before = "standard: small-2022\nlanguage: fr\ntexts: {title: Une norme, A9: Rien}\n"
    file.write_text(before, encoding="utf-8")
    assert (
        f"{file}: $.texts.A9: is not a text of this standard"
        in check(str(folder), "--stamp").faults
    )
    assert file.read_text(encoding="utf-8") == before


def test_a_seal_is_written_once_and_extended_by_the_next_revision(folder: Path) -> None:
    file = folder / "seal.yaml"
    first = file.read_text(encoding="utf-8")
    file.unlink()
    assert check(str(folder), "--write-seal").out[0] == f"{file}: written"
    assert file.read_text(encoding="utf-8") == first
    assert check(str(folder), "--write-seal").out[0] == "small-2022 revision 1, published"
    changed(
        folder / "standard.yaml",
        lambda content: content.update(title="Another", revision=2, reason="It was dull."),
    )
    assert check(str(folder)).faults == [f"{file}: standard.yaml $.revision: is not sealed: 2"]
    said = check(str(folder), "--write-seal")
    assert said.line("seal") == "fits, 2 revisions sealed"
    assert file.read_text(encoding="utf-8").startswith(first)


def test_published_changes_are_sealed_and_stay_as_they_are(folder: Path) -> None:
    later = folder.with_name("small-2026")
    shutil.copytree(folder, later)
    changed(
        later / "standard.yaml",
        lambda content: content.update(code="small-2026", supersedes="small-2022"),
    )
    (later / "seal.yaml").unlink()
    changed(later / "cases.yaml", lambda content: content.update(standard="small-2026"))
    same = all_the_same(small_standard())
    write(later / "changes.yaml", same[1:])
    assert f"{later}/seal.yaml: is not written: changes.yaml has faults" in (
        check(str(later), "--write-seal").faults
    )
    write(later / "changes.yaml", same)
    assert check(str(later), "--write-seal").line("seal") == "fits, 1 revision sealed"
    sealed_file = (later / "seal.yaml").read_text(encoding="utf-8")

    write(later / "changes.yaml", [*same[:-1], {**same[-1], "relation": "reworded"}])
    fixed = "differs from what was published with small-2026, and is fixed since"
    assert check(str(later)).faults == [f"{later}/changes.yaml: {fixed}"]
    assert f"{later}/seal.yaml: is not written: changes: {fixed}" in (
        check(str(later), "--write-seal").faults
    )
    assert (later / "seal.yaml").read_text(encoding="utf-8") == sealed_file


def test_a_seal_is_not_broken_by_writing_it_again(folder: Path) -> None:
    file = folder / "seal.yaml"
    before = file.read_text(encoding="utf-8")
    changed(folder / "standard.yaml", lambda content: content.update(title="Another"))
    assert (
        f"{file}: is not written: $.revision: must be raised, because the texts differ from those"
        " published" in check(str(folder), "--write-seal").faults
    )
    assert file.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("content", ["a: [", "standard: small-2022\n"])
def test_a_seal_that_cannot_be_read_is_not_replaced(folder: Path, content: str) -> None:
    file = folder / "seal.yaml"
    file.write_text(content, encoding="utf-8")
    said = check(str(folder), "--write-seal")
    assert f"{file}: is not written: it cannot be read" in said.faults
    assert file.read_text(encoding="utf-8") == content


def test_a_draft_and_what_fails_its_cases_are_not_sealed(folder: Path) -> None:
    file = folder / "seal.yaml"
    draft(folder)
    assert check(str(folder), "--write-seal").faults == [
        f"{file}: is not written: $.status: is draft; only what is published is sealed"
    ]
    changed(folder / "standard.yaml", lambda content: content.update(status="published"))
    changed(folder / "cases.yaml", lambda content: content["cases"].pop())
    assert (
        f"{file}: is not written: cases.yaml has faults"
        in check(str(folder), "--write-seal").faults
    )
    assert not file.exists()
