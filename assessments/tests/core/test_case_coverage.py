from typing import Any

import pytest

from assessments.core.cases import differences, gaps, parse_cases
from assessments.tests.core.small_cases import FULL, REGIONS, STANDARD, all_of, tree
from criteria.core.standard import Standard
from criteria.tests.examples import criterion, group, requirement, small_standard, small_tree


def open_gaps(cases: list[dict[str, Any]], standard: Standard = STANDARD) -> tuple[str, ...]:
    parsed = parse_cases(tree(*cases, standard=standard.code), standard, REGIONS)
    return gaps(parsed, standard)


def without(*names: str) -> list[dict[str, Any]]:
    return [item for item in FULL if item["name"] not in names]


def changed(name: str, **parts: object) -> list[dict[str, Any]]:
    return [{**item, **parts} if item["name"] == name else item for item in FULL]


def test_a_full_set_of_cases_holds_and_leaves_no_gap() -> None:
    cases = parse_cases(tree(*FULL), STANDARD, REGIONS)
    assert [found for one in cases for found in differences(one, STANDARD)] == []
    assert gaps(cases, STANDARD) == ()


@pytest.mark.parametrize(
    ("names", "gap"),
    [
        (["a1-met"], "A1: no case about it in which it is earned"),
        (["b2-unmet"], "B2: no case about it in which too little of its own is in place"),
        (
            ["a2-waits"],
            "A2: no case about it in which all of its own is in place and it is blocked_by A1",
        ),
        (
            ["a1-equity-left"],
            "A1.E1: no case in which it does not apply and its criterion is earned",
        ),
        (
            ["b1-equity-left-and-more-open"],
            (
                "B1.E1: no case in which it does not apply and its criterion is not earned"
                " all the same"
            ),
        ),
        (
            ["us-reached"],
            "broadband: no case in which the 75 asked for in north-america is exactly reached",
        ),
        (
            ["br-missed"],
            "broadband: no case in which the 65 asked for in latin-america is just missed",
        ),
        (["air-kept"], "pm25: no case in which the 10 allowed at most is exactly kept"),
        (
            ["air-exceeded"],
            "pm25: no case in which the 10 allowed at most is just exceeded, without a baseline",
        ),
        (
            ["air-fallen"],
            "pm25: no case in which a fall of 10 percent over 3 years is exactly reached",
        ),
        (
            ["air-not-quite-fallen"],
            "pm25: no case in which a fall of 10 percent over 3 years or more is just missed",
        ),
        (
            ["air-too-young"],
            "pm25: no case in which a fall of 10 percent comes from a baseline one year too young",
        ),
        (
            ["pace-kept"],
            "priority: no case in which the value is exactly on pace before the target's year",
        ),
        (
            ["pace-missed"],
            "priority: no case in which the value is just behind pace before the target's year",
        ),
        (["pace-late"], "priority: no case in which the target is exactly reached after its year"),
        (
            ["silver-exactly", "gold-short"],
            "levels: no case expects silver exactly reached (points: 2)",
        ),
        (
            ["silver-short"],
            "levels: no case expects no level one point short of silver (points: 1)",
        ),
        (["no-outcome"], "levels: no case expects a level to be withheld for want of outcomes"),
    ],
)
def test_what_no_case_shows_is_named(names: list[str], gap: str) -> None:
    assert gap in open_gaps(without(*names))


def test_every_case_of_the_full_set_is_needed_but_those_that_stand_at_two_edges() -> None:
    spare = {item["name"] for item in FULL if not open_gaps(without(item["name"]))}
    assert spare == {"silver-exactly", "gold-short", "gold-exactly", "platinum-short"}


def test_a_blocked_case_needs_all_of_its_own_in_place() -> None:
    part = changed("a2-waits", given={"in_place": all_of("A2")[:-1]})
    assert len(open_gaps(part)) == 1


def test_a_miss_by_far_does_not_show_an_edge() -> None:
    outcomes = {"broadband": {"value": 50, "year": 2022}}
    far = changed("ca-missed", given={"country": "CA", "outcomes": outcomes})
    assert open_gaps(far) == (
        "broadband: no case in which the 75 asked for in north-america is just missed",
    )


def test_no_cases_leave_everything_open() -> None:
    found = open_gaps([])
    assert len(found) == 10 + 7 + 4 + 5 + 3 + 12


def test_only_edges_that_exist_are_asked_for() -> None:
    measures = [
        {
            "code": "calm",
            "title": "Calm",
            "rule": {"kind": "at_least", "thresholds": {"north-america": 0, "latin-america": 0}},
        },
        {
            "code": "clean",
            "title": "Clean",
            "rule": {
                "kind": "at_most_or_falling",
                "at_most": 5,
                "falling_by_percent": 100,
                "over_years": 1,
            },
        },
    ]
    standard = small_standard(outcomes={"at_least": 0, "measures": measures})
    found = [gap for gap in open_gaps([], standard) if gap.startswith(("calm", "clean", "levels"))]
    assert found == [
        "levels: no case expects silver exactly reached (points: 2)",
        "levels: no case expects no level one point short of silver (points: 1)",
        "levels: no case expects gold exactly reached (points: 3)",
        "levels: no case expects silver one point short of gold (points: 2)",
        "levels: no case expects platinum exactly reached (points: 4)",
        "levels: no case expects gold one point short of platinum (points: 3)",
        "calm: no case in which the 0 asked for in north-america is exactly reached",
        "calm: no case in which the 0 asked for in latin-america is exactly reached",
        "clean: no case in which the 5 allowed at most is exactly kept",
        "clean: no case in which the 5 allowed at most is just exceeded, without a baseline",
    ]


def test_a_group_that_may_ask_for_less_needs_a_case_in_which_it_does() -> None:
    practice = group(
        2, *(requirement(f"A1.{number}", may_not_apply=number > 1) for number in (1, 2, 3))
    )
    areas = [{"code": "A", "title": "A", "criteria": [criterion("A1", practice=practice)]}]
    levels = [{"code": "silver", "title": "Silver", "points": 1}]
    standard = small_standard(**small_tree(areas=areas, levels=levels))
    asked = {"in_place": ["A1.1", "A1.E1", "A1.R1"], "not_applicable": ["A1.2", "A1.3"]}
    less = {
        "name": "less",
        "about": "not-applicable",
        "reason": "Two do not apply.",
        "given": asked,
        "expect": {"earned": ["A1"]},
    }
    gap = (
        "A1: no case in which it is earned with fewer than 2 of practice,"
        " because others do not apply"
    )
    assert gap in open_gaps([], standard)
    assert gap not in open_gaps([less], standard)
