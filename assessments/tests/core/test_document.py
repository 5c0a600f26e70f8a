import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from assessments.core.document import (
    Answer,
    Document,
    Evidence,
    Figure,
    Report,
    Status,
    named_standard,
    parse_answer,
    parse_document,
    parse_report,
    to_document,
)
from assessments.tests.core.strategies import COUNTRIES, QUICK, Case, cases
from criteria.core.faults import Faulty
from criteria.core.reading import read_json
from criteria.core.writing import write_json
from criteria.tests.examples import Tree, small_standard

SMALL = small_standard()


def document(**changes: object) -> Tree:
    return {
        "format": "wwc-assessment/1",
        "standard": "small-2022",
        "city": {"name": "Example City", "country": "US"},
        "answers": {
            "A1.1": {
                "status": "in_place",
                "note": "Since 2020.\nSee page 3.",
                "evidence": [{"title": "Plan", "url": "https://example.org/plan"}],
            },
            "A1.E1": {"status": "not_applicable", "note": "There are no vendors."},
        },
        "outcomes": {
            "broadband": {"value": Decimal("82.1"), "year": 2021, "source": "survey"},
            "pm25": {
                "value": Decimal("8.4"),
                "year": 2021,
                "baseline": {"value": Decimal("9.6"), "year": 2017},
            },
            "priority": {
                "title": "Fewer evictions",
                "sdg": 11,
                "baseline": {"value": 40, "year": 2018},
                "target": {"value": 20, "year": 2026},
                "value": 29,
                "year": 2022,
            },
        },
        **changes,
    }


def faults(tree: object, standard: Any = SMALL) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as refused:
        parse_document(tree, standard, COUNTRIES)
    return [(fault.path, str(fault.message)) for fault in refused.value.faults]


def faults_of_text(text: str) -> list[tuple[str, str]]:
    return faults(read_json(text))


def test_a_document_is_read() -> None:
    assert parse_document(document(), SMALL, COUNTRIES) == Document(
        standard="small-2022",
        city="Example City",
        country="US",
        answers={
            "A1.1": Answer(
                status=Status.IN_PLACE,
                note="Since 2020.\nSee page 3.",
                evidence=(Evidence(title="Plan", url="https://example.org/plan"),),
            ),
            "A1.E1": Answer(status=Status.NOT_APPLICABLE, note="There are no vendors."),
        },
        outcomes={
            "broadband": Report(value=Decimal("82.1"), year=2021, source="survey"),
            "pm25": Report(
                value=Decimal("8.4"), year=2021, baseline=Figure(value=Decimal("9.6"), year=2017)
            ),
            "priority": Report(
                value=Decimal(29),
                year=2022,
                title="Fewer evictions",
                sdg=11,
                baseline=Figure(value=Decimal(40), year=2018),
                target=Figure(value=Decimal(20), year=2026),
            ),
        },
    )


def test_a_document_may_say_nothing_yet() -> None:
    tree = document()
    del tree["answers"], tree["outcomes"]
    assert parse_document(tree, SMALL, COUNTRIES).answers == {}


@QUICK
@given(cases())
def test_what_is_written_is_read_as_the_same(case: Case) -> None:
    tree = to_document(case.document)
    assert parse_document(tree, case.standard, COUNTRIES) == case.document
    text = write_json(tree, indent=2)
    assert parse_document(read_json(text), case.standard, COUNTRIES) == case.document
    assert parse_document(json.loads(json.dumps(tree)), case.standard, COUNTRIES) == case.document


def test_one_report_is_read_by_the_same_rules() -> None:
    report = parse_report({"value": 80, "year": 2021}, SMALL.outcome("broadband"))
    assert report == Report(value=Decimal(80), year=2021)
    with pytest.raises(Faulty) as refused:
        parse_report({"value": 180, "year": 2021}, SMALL.outcome("broadband"))
    assert [fault.path for fault in refused.value.faults] == ["$.value"]


def test_what_is_written_is_ordered_by_code() -> None:
    tree = document(answers={"B1.1": {"status": "unknown"}, "A1.1": {"status": "unknown"}})
    written = to_document(parse_document(tree, SMALL, COUNTRIES))
    text = write_json(written)
    places = [text.index(f'"{code}"') for code in ("A1.1", "B1.1", "broadband", "pm25", "priority")]
    assert places == sorted(places)


def test_a_number_that_no_float_holds_is_not_rounded() -> None:
    tree = document()
    tree["outcomes"]["priority"]["value"] = Decimal("123456789012345.123456789012")
    read = parse_document(tree, SMALL, COUNTRIES)
    again = read_json(write_json(to_document(read)))
    assert parse_document(again, SMALL, COUNTRIES) == read
    assert read.outcomes["priority"].value == Decimal("123456789012345.123456789012")


def test_faults_of_every_kind_are_named_together() -> None:
    tree = document(
        format="wwc-assessment/2",
        city={"name": "", "country": "FR", "mayor": "x"},
        answers={"A1.1": {"status": "done"}, "Z1.1": {"status": "in_place"}, "A1.2": []},
        outcomes={"crime": {"value": 1, "year": 2020}, "broadband": {"value": True}},
    )
    tree["extra"] = 1
    assert set(faults(tree)) == {
        ("$.extra", "is not a known key; known here: format, standard, city, answers, outcomes"),
        ("$.format", 'must be "wwc-assessment/1"'),
        ("$.city.mayor", "is not a known key; known here: name, country"),
        ("$.city.name", "must not be empty"),
        ("$.city.country", 'is not a country of the programme: "FR"'),
        (
            '$.answers["A1.1"].status',
            f'must be one of {", ".join(Status)}, not "done"',
        ),
        ('$.answers["Z1.1"]', "is not a requirement of small-2022"),
        ('$.answers["A1.2"]', "must be an object, not a list"),
        ("$.outcomes.crime", "is not an outcome of small-2022"),
        ("$.outcomes.broadband.year", "is missing"),
        ("$.outcomes.broadband.value", "must be a number, not true"),
    }


def test_keys_codes_and_statuses_given_twice_are_named() -> None:
    text = """{
        "format": "wwc-assessment/1", "standard": "small-2022", "standard": "small-2022",
        "city": {"name": "X", "country": "US"},
        "answers": {"A1.1": {"status": "in_place"},
                    "A1.1": {"status": "unknown", "status": "unknown"}},
        "outcomes": {}}"""
    assert faults_of_text(text) == [
        ("$.standard", "is given more than once"),
        ('$.answers["A1.1"]', "is given more than once"),
        ('$.answers["A1.1"].status', "is given more than once"),
    ]


@pytest.mark.parametrize("tree", [None, [], "x", 3, True])
def test_what_is_no_object_is_one_fault(tree: object) -> None:
    assert [path for path, _ in faults(tree)] == ["$"]


def test_an_unknown_standard_is_one_fault_beside_what_can_be_told_without_it() -> None:
    tree = document(standard="small-1999", answers={"Q1.1": {"status": "maybe"}})
    tree["city"]["country"] = "FR"
    assert [path for path, _ in faults(tree, None)] == [
        "$.standard",
        "$.city.country",
        '$.answers["Q1.1"].status',
    ]
    tree = document(standard="small-1999")
    assert faults(tree, None) == [("$.standard", 'is not a known standard: "small-1999"')]


def test_another_standard_than_the_document_s_is_a_fault() -> None:
    assert faults(document(standard="small-2018")) == [
        ("$.standard", 'must be "small-2022", not "small-2018"')
    ]


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({"standard": "wwc-2022"}, "wwc-2022"),
        ({"standard": "../wwc-2022"}, None),
        ({"standard": "wwc-2022\n"}, None),
        ({"standard": 3}, None),
        ({}, None),
        ([], None),
    ],
)
def test_the_named_standard_is_well_formed_or_none(tree: object, code: str | None) -> None:
    assert named_standard(tree) == code


@pytest.mark.parametrize(
    ("answer", "path", "message"),
    [
        ({}, "$.status", "is missing"),
        ({"status": None}, "$.status", "must be one of"),
        ({"status": "in_place", "note": 3}, "$.note", "must be text, not 3"),
        (
            {"status": "in_place", "note": "x" * 10_001},
            "$.note",
            "must have at most 10000 characters, not 10001",
        ),
        ({"status": "in_place", "note": "\x00"}, "$.note", "has control characters"),
        ({"status": "in_place", "note": "\ud800"}, "$.note", "has control characters"),
        ({"status": "not_applicable", "note": "x"}, "$.status", "must not be not_applicable"),
        ({"status": "in_place", "evidence": {}}, "$.evidence", "must be a list, not an object"),
        (
            {"status": "in_place", "evidence": [{"url": "http://a"}]},
            "$.evidence[0].title",
            "is miss",
        ),
        ({"status": "in_place", "evidence": [{"title": "a"}]}, "$.evidence[0].url", "is missing"),
        (
            {"status": "in_place", "evidence": [{"title": "x" * 201, "url": "http://a"}]},
            "$.evidence[0].title",
            "must have at most 200",
        ),
        (
            {"status": "in_place", "evidence": [{"title": "a", "url": "http://a"}] * 51},
            "$.evidence",
            "must have at most 50 items, not 51",
        ),
    ],
)
def test_a_fault_in_an_answer_is_named(answer: object, path: str, message: str) -> None:
    with pytest.raises(Faulty) as refused:
        parse_answer(answer, SMALL.requirement("A1.1"))
    found = {fault.path: str(fault.message) for fault in refused.value.faults}
    assert found[path].startswith(message)


@pytest.mark.parametrize("note", [{}, {"note": ""}, {"note": " \n"}])
def test_what_does_not_apply_says_why(note: dict[str, str]) -> None:
    with pytest.raises(Faulty) as refused:
        parse_answer({"status": "not_applicable", **note}, SMALL.requirement("A1.E1"))
    assert str(refused.value) == "$.note: must say why the requirement does not apply"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.org/a",
        "//example.org/a",
        "https://",
        "https:///path",
        "https://./",
        "http://[::1",
        "https://example.org:port/",
        "https://exa mple.org/",
        "https://example.org\\@evil.example/",
        "data:text/html,x",
        "https://example.org/" + "x" * 2000,
    ],
)
def test_evidence_is_at_a_web_address(url: str) -> None:
    with pytest.raises(Faulty) as refused:
        parse_answer(
            {"status": "in_place", "evidence": [{"title": "a", "url": url}]},
            SMALL.requirement("A1.1"),
        )
    assert [fault.path for fault in refused.value.faults] == ["$.evidence[0].url"]


@pytest.mark.parametrize(
    ("code", "report", "path", "message"),
    [
        ("broadband", {"value": 101}, "value", "must be a percentage from 0 to 100, not 101"),
        ("broadband", {"value": Decimal("-0.1")}, "value", "must be a percentage"),
        ("broadband", {"value": "82"}, "value", 'must be a number, not "82"'),
        ("broadband", {"value": None}, "value", "must be a number, not null"),
        ("broadband", {"value": float("nan")}, "value", "is not a number that can be used"),
        ("broadband", {"value": Decimal("Infinity")}, "value", "is not a number that can be used"),
        ("broadband", {"year": 1989}, "year", "must be from 1990 to 2100, not 1989"),
        ("broadband", {"year": 2101}, "year", "must be from 1990 to 2100, not 2101"),
        ("broadband", {"year": Decimal("2021.0")}, "year", "must be a whole number"),
        ("broadband", {"year": True}, "year", "must be a whole number, not true"),
        ("broadband", {"baseline": {}}, "baseline", "is not a known key; known here: value, year"),
        ("broadband", {"sdg": 3}, "sdg", "is not a known key"),
        ("pm25", {"value": Decimal("-0.001")}, "value", "must not be negative, as -0.001 is"),
        (
            "pm25",
            {"baseline": {"value": -1, "year": 2017}},
            "baseline.value",
            "must not be negative",
        ),
        ("pm25", {"baseline": {"value": 1, "year": 2021}}, "year", "must be after 2021"),
        ("pm25", {"baseline": {"value": 1}}, "baseline.year", "is missing"),
        ("pm25", {"baseline": None}, "baseline", "must be an object, not null"),
        ("pm25", {"target": {"value": 1, "year": 2030}}, "target", "is not a known key"),
        ("priority", {"sdg": 0}, "sdg", "must be from 1 to 17, not 0"),
        ("priority", {"sdg": 18}, "sdg", "must be from 1 to 17, not 18"),
        ("priority", {"sdg": "11"}, "sdg", 'must be a whole number, not "11"'),
        ("priority", {"year": 2018}, "year", "must be after 2018, the baseline's year"),
        ("priority", {"target": {"value": 40, "year": 2026}}, "target.value", "must not be the"),
        ("priority", {"target": {"value": 4, "year": 2018}}, "target.year", "must be after 2018"),
        ("priority", {"target": {"value": 4, "year": 2150}}, "target.year", "must be from 1990"),
        ("priority", {"value": 10**15 + 1}, "value", "must be from -1000000000000000 to 1"),
        ("priority", {"value": Decimal("1E+999999")}, "value", "must be from -1000000000000000"),
        ("priority", {"value": Decimal("1E-13")}, "value", "must have at most 12 decimals"),
        ("priority", {"value": 10**5000}, "value", "must be from -1000000000000000"),
        ("priority", {"title": "a\nb"}, "title", "must be a single line"),
    ],
)
def test_a_fault_in_an_outcome_is_named(code: str, report: Tree, path: str, message: str) -> None:
    tree = document()
    tree["outcomes"][code].update(report)
    found = dict(faults(tree))
    assert list(found) == [f"$.outcomes.{code}.{path}"]
    assert found[f"$.outcomes.{code}.{path}"].startswith(message)


@pytest.mark.parametrize("missing", ["value", "year", "baseline", "target"])
def test_a_priority_needs_where_it_came_from_and_where_it_goes(missing: str) -> None:
    tree = document()
    del tree["outcomes"]["priority"][missing]
    assert faults(tree) == [(f"$.outcomes.priority.{missing}", "is missing")]


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1" * 5000, "1e" + "9" * 30])
def test_a_number_beyond_use_is_refused_at_its_place(literal: str) -> None:
    text = write_json(document()).replace("82.1", literal)
    assert [path for path, _ in faults_of_text(text)] == ["$.outcomes.broadband.value"]


@pytest.mark.parametrize(
    ("value", "year"), [(0, 1990), (100, 2100), (Decimal("99.999999999999"), 2000)]
)
def test_the_ends_of_the_ranges_are_taken(value: object, year: int) -> None:
    tree = document(outcomes={"broadband": {"value": value, "year": year}})
    assert parse_document(tree, SMALL, COUNTRIES).outcomes["broadband"].year == year
