from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.core.cases import Case, Expected, Given, differences, parse_cases, result
from assessments.core.document import Status
from assessments.core.scoring import Withheld
from assessments.tests.core.small_cases import (
    FULL,
    REGIONS,
    STANDARD,
    air,
    all_of,
    case,
    on_pace,
    tree,
    waits,
)
from assessments.tests.core.strategies import QUICK, documents, standards
from criteria.core.faults import Absent, Faulty
from criteria.core.reading import read_yaml
from criteria.core.standard import Region, Standard
from criteria.tests.examples import small_standard


def parsed(*cases: dict[str, Any]) -> tuple[Case, ...]:
    return parse_cases(tree(*cases), STANDARD, REGIONS)


def faults(content: object) -> set[str]:
    with pytest.raises(Faulty) as refused:
        parse_cases(content, STANDARD, REGIONS)
    return {str(fault) for fault in refused.value.faults}


def differs(given_: dict[str, Any], expect: dict[str, Any], about: str = "A1") -> tuple[str, ...]:
    (one,) = parsed(case("one", about, given_, expect))
    return differences(one, STANDARD)


def test_a_case_is_read_as_its_file_writes_it() -> None:
    text = """
    standard: small-2022
    cases:
      - name: a2-waits
        about: A2
        reason: "A1 is open."
        given:
          country: BR
          in_place: [A2.1, A2.R1]
          not_applicable: [A2.E1]
          in_progress: [A1.1]
          outcomes: {broadband: {value: 65, year: 2022}}
        expect: {not_earned: [A2], blocked_by: {A2: [A1]}, level: null, withheld: points, points: 0}
    """
    (one,) = parse_cases(read_yaml(text), STANDARD, REGIONS)
    assert (one.name, one.about, one.reason, one.path) == (
        "a2-waits",
        "A2",
        "A1 is open.",
        "$.cases[0]",
    )
    assert one.given.region is Region.LATIN_AMERICA
    assert one.given.answers == {
        "A2.1": Status.IN_PLACE,
        "A2.R1": Status.IN_PLACE,
        "A2.E1": Status.NOT_APPLICABLE,
        "A1.1": Status.IN_PROGRESS,
    }
    assert one.given.not_applicable == {"A2.E1"}
    assert list(one.given.outcomes) == ["broadband"]
    assert one.expected == Expected(
        not_earned=("A2",),
        blocked_by={"A2": ("A1",)},
        points=0,
        level=None,
        withheld=Withheld.POINTS,
    )
    assert differences(one, STANDARD) == ()


def test_what_is_not_mentioned_is_not_expected() -> None:
    (one,) = parsed(case("a1", "A1", {"enough_for": ["A1"]}, {"earned": ["A1"]}))
    assert one.expected.level is one.expected.withheld is Absent.ABSENT
    assert one.expected.points is None


def test_enough_for_takes_the_first_items_that_each_group_asks_for() -> None:
    (one,) = parsed(case("a1", "A1", {"enough_for": ["A1"]}, {"earned": ["A1"]}))
    assert set(one.given.answers) == {"A1.1", "A1.E1", "A1.R1"}
    assert set(one.given.answers.values()) == {Status.IN_PLACE}


@QUICK
@given(st.data())
def test_points_give_exactly_so_many_points_in_any_standard(data: st.DataObject) -> None:
    standard = data.draw(standards())
    points = data.draw(st.integers(0, len(standard.criteria)))
    expect = {"points": points, "level": None}
    content = tree(case("some", "levels", {"points": points}, expect), standard="random")
    (one,) = parse_cases(content, standard, REGIONS)
    assert result(one, standard).points == points


@QUICK
@given(st.data())
def test_a_case_that_expects_the_scorecard_holds_and_its_opposite_does_not(
    data: st.DataObject,
) -> None:
    standard = data.draw(standards())
    document = data.draw(documents(standard))
    asked = Given(
        region=Region(REGIONS.get(document.country, Region.LATIN_AMERICA)),
        answers={code: answer.status for code, answer in document.answers.items()},
        outcomes=document.outcomes,
    )
    silent = Case(name="x", about="levels", reason="So.", given=asked, expected=Expected())
    scorecard = result(silent, standard)
    earned = tuple(scorecard.earned)
    missed = tuple(code for code in scorecard.criteria if code not in earned)
    met = scorecard.outcomes.met
    not_met = tuple(item.code for item in standard.outcomes if item.code not in met)

    def with_expected(expected: Expected) -> tuple[str, ...]:
        return differences(
            Case(name="x", about="levels", reason="So.", given=asked, expected=expected), standard
        )

    truth = Expected(
        earned=earned,
        not_earned=missed,
        blocked_by={code: scorecard.criteria[code].blocked_by for code in missed},
        points=scorecard.points,
        level=scorecard.level,
        withheld=scorecard.withheld,
        outcomes_met=met,
        outcomes_not_met=not_met,
    )
    assert with_expected(truth) == ()
    opposite = Expected(
        earned=missed,
        not_earned=earned,
        points=scorecard.points + 1,
        level="other",
        withheld=None if scorecard.withheld else Withheld.POINTS,
        outcomes_met=not_met,
        outcomes_not_met=met,
    )
    assert len(with_expected(opposite)) == len(standard.criteria) + 3 + len(standard.outcomes)


@pytest.mark.parametrize(
    ("given_", "expect", "sentences"),
    [
        (
            {"in_place": ["A1.1"], "in_progress": ["A1.E1"]},
            {"earned": ["A1"]},
            ("A1: expected earned, but equity has 0 of 1 met and engagement has 0 of 1 met",),
        ),
        (
            {"enough_for": ["A1"]},
            {"not_earned": ["A1"]},
            ("A1: expected not earned, but it is earned",),
        ),
        (
            {"in_place": ["A1.1", *all_of("A2")]},
            {"earned": ["A2"], "not_earned": ["A1"]},
            ("A2: expected earned, but A1, which it needs, is not earned",),
        ),
        (
            {"enough_for": ["A1"]},
            {"earned": ["A1"], **waits("B1", "A2"), "points": 3, "level": "gold"},
            (
                "points: expected 3, but there are 1",
                "level: expected gold, but it is none (points: 1, outcomes met: 0 of 1 asked for)",
            ),
        ),
        (
            {"enough_for": ["A1"]},
            {"earned": ["A1"], **waits("A2", "A1"), "withheld": None},
            (
                "A2: expected to wait for A1, but it waits for nothing",
                "withheld: expected nothing, but it is points",
            ),
        ),
        (
            {"enough_for": ["A1"], "outcomes": {**air(11), **on_pace(30, 2022)}},
            {"earned": ["A1"], "outcomes_met": ["pm25"], "outcomes_not_met": ["priority"]},
            (
                (
                    "pm25: expected met, but: 11 µg/m³ in 2022 is above 10 µg/m³,"
                    " and no baseline shows a fall of 10 percent."
                ),
                (
                    "priority: expected not met, but: 30 in 2022 is on pace from 40 in 2018"
                    " to 20 in 2026: 10 of 20 after 4 of 8 years."
                ),
            ),
        ),
    ],
)
def test_what_differs_is_said_in_a_sentence(
    given_: dict[str, Any], expect: dict[str, Any], sentences: tuple[str, ...]
) -> None:
    about = "A2" if "A2" in expect.get("earned", ()) else "A1"
    assert differs(given_, expect, about) == sentences


def test_every_fault_is_named_with_its_place() -> None:
    content = tree(
        case("One", "A1", {"in_place": ["A1.1"]}, {"earned": ["A1"]}),
        case("two", "A9", {"in_place": ["A1.9"]}, {"earned": ["A9"], "level": "bronze"}),
        case("two", "A1", {"country": "FR", "points": 5, "done": []}, {"not_earned": ["A1"]}),
        standard="other",
    )
    assert faults(content) == {
        "$.standard: must be small-2022, not other",
        '$.cases[0].name: is not a well-formed code: "One"',
        (
            "$.cases[1].about: must be a criterion of small-2022 or one of levels, outcomes,"
            ' not-applicable, not "A9"'
        ),
        '$.cases[1].given.in_place[0]: is not a requirement of small-2022: "A1.9"',
        '$.cases[1].expect.earned[0]: is not a criterion of small-2022: "A9"',
        '$.cases[1].expect.level: must be one of silver, gold, platinum or null, not "bronze"',
        "$.cases[2].name: is used already, at $.cases[1].name",
        (
            "$.cases[2].given.done: is not a known key; known here: country, points, enough_for,"
            " in_place, in_progress, not_in_place, unknown, not_applicable, outcomes"
        ),
        '$.cases[2].given.country: is not a country of the programme: "FR"',
        "$.cases[2].given.points: must be from 0 to 4, not 5",
        "$.cases[2].given: answers no requirement of A1",
    }


def test_answers_must_not_contradict_each_other() -> None:
    asked = {
        "enough_for": ["A2", "A2"],
        "in_place": ["A1.1", "A2.1"],
        "in_progress": ["A1.1", "A2.R1"],
        "not_applicable": ["A1.2", "A2.E1"],
    }
    assert faults(tree(case("one", "A1", asked, {"not_earned": ["A1"]}))) == {
        "$.cases[0].given.enough_for[1]: is named already: A2",
        "$.cases[0].given.in_progress[0]: is named already, as in_place: A1.1",
        "$.cases[0].given.in_progress[1]: is in place already, by points or enough_for: A2.R1",
        "$.cases[0].given.not_applicable[0]: must not be not_applicable: A1.2 always applies",
        "$.cases[0].given.not_applicable[1]: is in place already, by points or enough_for: A2.E1",
    }


def test_expectations_must_not_contradict_each_other() -> None:
    expect = {
        "earned": ["A1", "A2"],
        "not_earned": ["A1"],
        "blocked_by": {"A2": ["A1"], "B1": ["A1"], "Z": []},
        "outcomes_met": ["pm25"],
        "outcomes_not_met": ["pm25", "noise"],
        "withheld": "time",
    }
    assert faults(tree(case("one", "A1", {"in_place": ["A1.1"]}, expect))) == {
        "$.cases[0].expect.not_earned: contradicts earned: A1",
        "$.cases[0].expect.blocked_by: names A2, which must stand under not_earned as well",
        "$.cases[0].expect.blocked_by: names B1, which must stand under not_earned as well",
        '$.cases[0].expect.blocked_by.B1[0]: is not a prerequisite of B1: "A1"',
        "$.cases[0].expect.blocked_by.Z: is not a criterion of small-2022",
        "$.cases[0].expect.outcomes_not_met: contradicts outcomes_met: pm25",
        '$.cases[0].expect.outcomes_not_met[1]: is not an outcome of small-2022: "noise"',
        '$.cases[0].expect.withheld: must be one of points, outcomes, not "time"',
    }


@pytest.mark.parametrize(
    ("about", "expect", "fault"),
    [
        ("A2", {"earned": ["A1"]}, "says nothing about A2: it must be earned or not_earned"),
        ("levels", {"points": 1}, "says nothing about levels: it must name the level, or null"),
        (
            "outcomes",
            {"points": 1},
            "says nothing about outcomes: it must have outcomes_met, outcomes_not_met or withheld",
        ),
        (
            "not-applicable",
            {"earned": ["A1"]},
            "says nothing about a criterion with a requirement that does not apply",
        ),
    ],
)
def test_a_case_must_expect_something_of_what_it_is_about(
    about: str, expect: dict[str, Any], fault: str
) -> None:
    asked = {"enough_for": ["A1", "A2"], "not_applicable": ["B1.E1"]}
    assert faults(tree(case("one", about, asked, expect))) == {f"$.cases[0].expect: {fault}"}


def test_an_outcome_that_differs_by_region_needs_a_country() -> None:
    asked = {"outcomes": {"broadband": {"value": 75, "year": 2022}}}
    assert faults(tree(case("one", "outcomes", asked, {"outcomes_met": ["broadband"]}))) == {
        "$.cases[0].given.country: is missing: what broadband asks for differs by region"
    }


def test_the_faults_of_an_outcome_are_those_of_an_assessment_document() -> None:
    asked = {"country": "US", "outcomes": {"broadband": {"value": 175}, "noise": {}}}
    found = faults(tree(case("one", "outcomes", asked, {"outcomes_met": ["broadband"]})))
    assert "$.cases[0].given.outcomes.noise: is not an outcome of small-2022" in found
    assert "$.cases[0].given.outcomes.broadband.year: is missing" in found
    assert (
        "$.cases[0].given.outcomes.broadband.value: must be a percentage from 0 to 100, not 175"
        in found
    )


@pytest.mark.parametrize("content", [None, [], "x", {"standard": "small-2022", "cases": {}}])
def test_what_is_no_file_of_cases_is_refused(content: object) -> None:
    assert faults(content)


def test_a_changed_minimum_makes_a_case_fail() -> None:
    strict = small_standard()
    first = strict.areas[0].criteria[0]
    (one,) = parsed(FULL[0])
    assert differences(one, strict) == ()
    assert differences(one, _asking_for_all(strict, first.code)) == (
        "A1: expected earned, but practice has 1 of 2 met",
    )


def _asking_for_all(standard: Standard, code: str) -> Standard:
    def changed(area: Any) -> Any:
        return replace(
            area,
            criteria=tuple(
                replace(
                    item,
                    groups=tuple(
                        replace(group, at_least=len(group.requirements)) for group in item.groups
                    ),
                )
                if item.code == code
                else item
                for item in area.criteria
            ),
        )

    return replace(standard, areas=tuple(changed(area) for area in standard.areas))
