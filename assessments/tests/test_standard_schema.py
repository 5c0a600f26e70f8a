import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from jsonschema import Draft202012Validator

from assessments.core.cases import parse_cases
from assessments.core.cases.schema import cases_schema
from assessments.management.commands.standard_schema import SCHEMAS
from assessments.tests.core.small_cases import FULL, REGIONS, STANDARD, case, tree
from assessments.tests.core.strategies import QUICK, standards
from criteria.core.faults import Faulty
from criteria.core.meaning import to_document
from criteria.core.reading import read_yaml
from criteria.core.schema import standard_schema
from criteria.core.standard import Standard
from criteria.queries import STANDARDS

CASES = Draft202012Validator(cases_schema())


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("standard_schema", *arguments, stdout=out)
    return out.getvalue()


def test_the_schema_of_a_standard_is_printed_unless_another_is_asked_for() -> None:
    assert json.loads(printed())["title"] == "A standard"
    assert json.loads(printed("cases"))["title"] == "Cases of a standard"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_beside_the_standards_is_the_one_the_code_makes(name: str) -> None:
    """Where they differ, run `manage.py standard_schema --write`."""
    path = STANDARDS / f"{name}.schema.json"
    assert path.read_text(encoding="utf-8") == printed(name)


@pytest.mark.parametrize("path", sorted(STANDARDS.glob("*/*.yaml")), ids=lambda path: path.name)
def test_every_file_but_seals_names_its_schema_for_editors(path: Any) -> None:
    names = {"es": "texts", "pt": "texts", "fr": "texts"}
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    named = f"# yaml-language-server: $schema=../{names.get(path.stem, path.stem)}.schema.json"
    assert (first == named) is (path.stem != "seal")


@QUICK
@given(standards())
def test_any_standard_is_valid(standard: Standard) -> None:
    schema = Draft202012Validator(standard_schema())
    assert list(schema.iter_errors(to_document(standard))) == []


def test_the_schema_of_cases_is_one() -> None:
    Draft202012Validator.check_schema(cases_schema())


def test_cases_are_valid() -> None:
    shipped = [read_yaml(path.read_bytes()) for path in STANDARDS.glob("*/cases.yaml")]
    assert len(shipped) == 2
    for content in (tree(*FULL), *shipped):
        assert list(CASES.iter_errors(content)) == []


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"cases": []},
        tree({"name": "one"}),
        tree(case("One case", "A1", {"in_place": ["A1.1"]}, {"earned": ["A1"]})),
        tree(case("one", "A1", {"in_place": "A1.1"}, {"earned": ["A1"]})),
        tree(case("one", "A1", {"done": ["A1.1"]}, {"earned": ["A1"]})),
        tree(case("one", "A1", {"in_place": ["A1.1"]}, {"won": ["A1"]})),
        tree(case("one", "A1", {"in_place": ["A1.1"], "points": -1}, {"earned": ["A1"]})),
        tree(case("one", "levels", {}, {"level": 5})),
        tree(case("one", "levels", {}, {"level": None, "withheld": "time"})),
        tree(case("one", "outcomes", {"outcomes": {"pm25": {"value": "x"}}}, {"points": 1})),
    ],
)
def test_broken_cases_neither_schema_nor_parser_takes(content: object) -> None:
    assert list(CASES.iter_errors(content))
    with pytest.raises(Faulty):
        parse_cases(content, STANDARD, REGIONS)
