import json
from decimal import Decimal
from typing import Any

import pytest

from criteria.core.faults import Faulty
from criteria.core.meaning import differences, fingerprint, meaning, to_document
from criteria.core.parsing import parse_standard
from criteria.core.reading import read_yaml
from criteria.core.standard import AtLeast, AtMostOrFalling, Lens, OnPace, Region, Standard, Status
from criteria.queries import standard_file
from criteria.tests.examples import (
    Tree,
    criterion,
    group,
    requirement,
    small_standard,
    small_tree,
)

LIKE = "(small letters, digits and hyphens, such as wwc-2026)"

CRITERION_KEYS = (
    "code",
    "title",
    "statement",
    "practice",
    "equity",
    "engagement",
    "source",
    "why",
    "evidence",
    "prerequisites",
)


def faults(tree: object) -> set[tuple[str, str]]:
    with pytest.raises(Faulty) as refused:
        parse_standard(tree)
    return {(fault.path, str(fault.message)) for fault in refused.value.faults}


def with_criteria(*criteria: Tree, **changes: object) -> Tree:
    areas = [{"code": "A", "title": "Area A", "criteria": list(criteria)}]
    levels = [{"code": "silver", "title": "Silver", "points": 1}]
    return small_tree(**{"areas": areas, "levels": levels, **changes})


def test_a_standard_is_read_in_the_order_of_its_file() -> None:
    standard = small_standard()
    assert standard.code == "small-2022"
    assert standard.status is Status.PUBLISHED
    assert [item.code for item in standard.criteria] == ["A1", "A2", "B1", "B2"]
    assert [item.code for item in standard.criterion("A1").requirements] == [
        "A1.1",
        "A1.2",
        "A1.E1",
        "A1.R1",
    ]
    assert [item.lens for item in standard.criterion("A1").groups] == list(Lens)
    assert standard.requirement("A1.E1").may_not_apply
    assert standard.requirement("A1.E1").criterion == "A1"
    assert standard.criterion("B1").area == "B"
    assert standard.level("gold").points == 3
    assert standard.efforts[5] == "Half a year"
    assert standard.outcome("broadband").rule == AtLeast(
        thresholds={Region.NORTH_AMERICA: Decimal(75), Region.LATIN_AMERICA: Decimal(65)}
    )
    assert standard.outcome("pm25").rule == AtMostOrFalling(
        at_most=Decimal(10), falling_by_percent=Decimal(10), over_years=3
    )
    assert standard.outcome("priority").rule == OnPace()


def test_prerequisites_stand_first_even_if_the_file_has_them_last() -> None:
    standard = parse_standard(
        with_criteria(criterion("A1", ["A3"]), criterion("A2"), criterion("A3", ["A2"]))
    )
    assert [item.code for item in standard.prerequisites_first] == ["A2", "A3", "A1"]


def test_the_standard_that_comes_with_the_portal_is_sound() -> None:
    path = standard_file("wwc-2022")
    assert path is not None
    standard = parse_standard(read_yaml(path.read_bytes()))
    assert len(standard.criteria) == 43
    assert [(level.code, level.points) for level in standard.levels] == [
        ("silver", 22),
        ("gold", 30),
        ("platinum", 37),
    ]


def test_a_standard_written_as_json_is_read_as_the_same() -> None:
    for standard in (
        small_standard(revision=2, reason="A word was wrong.", supersedes="small-2018"),
        parse_standard(with_criteria(criterion("A1"), efforts={**_anchors()})),
    ):
        text = json.dumps(to_document(standard))
        assert parse_standard(json.loads(text)) == standard


def _anchors() -> dict[str, str]:
    return {"1": "a", "2": "b", "3": "c", "5": "d", "8": "e"}


def test_optional_parts_have_quiet_defaults() -> None:
    tree = small_tree()
    for key in ("revision", "status", "efforts"):
        del tree[key]
    standard = parse_standard(tree)
    assert (standard.revision, standard.status, standard.efforts) == (1, Status.DRAFT, {})
    assert parse_standard(to_document(standard)) == standard


def test_every_missing_key_is_named_at_once() -> None:
    assert faults({}) == {
        (f"$.{key}", "is missing")
        for key in ("code", "title", "edition", "levels", "outcomes", "areas")
    }
    assert ("$", "must be an object, not a list") in faults([])
    assert ("$", "must be an object, not null") in faults(None)


def test_faults_of_shape_and_of_meaning_are_named_together() -> None:
    broken = criterion("A1", ["A2", "Z9"], statement=7, colour="red")
    broken["practice"] = group(3, requirement("A1.1", 4), requirement("B7.1"))
    del broken["equity"]
    looped = criterion("A2", ["A1"], practice=group(1, requirement("A1.1")))
    at = "$.areas[0].criteria"
    assert faults(with_criteria(broken, looped, edition="2022")) == {
        ("$.edition", 'must be a whole number, not "2022"'),
        (f"{at}[0].equity", "is missing"),
        (f"{at}[0].statement", "must be text, not 7"),
        (
            f"{at}[0].colour",
            f"is not a known key; known here: {', '.join(CRITERION_KEYS)}",
        ),
        (f"{at}[0].prerequisites[1]", "is not a criterion of this standard: Z9"),
        (f"{at}[0].practice.at_least", "must be from 1 to 2, not 3"),
        (f"{at}[0].practice.requirements[0].effort", "must be 1, 2, 3, 5 or 8, not 4"),
        (f"{at}[0].practice.requirements[1].code", 'must start with "A1."'),
        (f"{at}[1].practice.requirements[0].code", 'must start with "A2."'),
        (
            f"{at}[1].practice.requirements[0].code",
            f"is used already, at {at}[0].practice.requirements[0].code",
        ),
        (f"{at}[0].prerequisites", "go round in a circle: A1 needs A2 needs A1"),
    }


def test_keys_given_twice_are_named_with_their_place() -> None:
    tree = read_yaml("code: a\ncode: b\noutcomes: {at_least: 0, measures: [], at_least: 0}")
    found = faults(tree)
    assert ("$.code", "is given more than once") in found
    assert ("$.outcomes.at_least", "is given more than once") in found


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"code": "WWC 2022"}, "$.code", f'is not a well-formed code: "WWC 2022" {LIKE}'),
        ({"code": "../../etc"}, "$.code", f'is not a well-formed code: "../../etc" {LIKE}'),
        ({"code": "a\n"}, "$.code", "must be a single line"),
        ({"title": " "}, "$.title", "must not be empty"),
        ({"title": "x" * 201}, "$.title", "must have at most 200 characters, not 201"),
        (
            {"title": "a\x00b"},
            "$.title",
            "has control characters, or parts of characters, in it",
        ),
        ({"edition": True}, "$.edition", "must be a whole number, not true"),
        ({"revision": 0}, "$.revision", "must be from 1 to 30000, not 0"),
        ({"revision": 2}, "$.reason", "is missing; a revision above 1 names its reason"),
        (
            {"status": "final"},
            "$.status",
            'must be one of draft, published, superseded, not "final"',
        ),
        ({"supersedes": "small-2022"}, "$.supersedes", "is the standard itself"),
        ({"efforts": {"1": "x"}}, '$.efforts["8"]', "is missing"),
        ({"levels": []}, "$.levels", "must have at least 1 item"),
        ({"areas": []}, "$.areas", "must have at least 1 item"),
    ],
)
def test_a_fault_at_the_top_is_named(changes: Tree, path: str, message: str) -> None:
    assert (path, message) in faults(small_tree(**changes))


def test_levels_rise_and_can_be_reached() -> None:
    levels = [
        {"code": "silver", "title": "Silver", "points": 3},
        {"code": "gold", "title": "Gold", "points": 3},
        {"code": "silver", "title": "Platinum", "points": 5},
    ]
    assert faults(small_tree(levels=levels)) == {
        ("$.levels[1].points", "must be more than the 3 of the level before"),
        ("$.levels[2].points", "cannot be reached: there are 4 criteria"),
        ("$.levels[2].code", "is used already, at $.levels[0].code"),
    }


def test_codes_are_used_once() -> None:
    tree = small_tree()
    tree["areas"][1]["code"] = "A"
    tree["areas"][1]["criteria"][0] = criterion("A1")
    assert faults(tree) >= {
        ("$.areas[1].code", "is used already, at $.areas[0].code"),
        ("$.areas[1].criteria[0].code", "is used already, at $.areas[0].criteria[0].code"),
    }


@pytest.mark.parametrize(
    ("needs", "message"),
    [
        (
            {"A1": ["A3"], "A2": ["A1"], "A3": ["A2"]},
            "go round in a circle: A1 needs A3 needs A2 needs A1",
        ),
        ({"A1": [], "A2": ["A3"], "A3": ["A2"]}, "go round in a circle: A2 needs A3 needs A2"),
        ({"A1": ["A1"], "A2": [], "A3": []}, "is the criterion itself"),
        ({"A1": [], "A2": ["A1", "A1"], "A3": []}, "is named already: A1"),
    ],
)
def test_prerequisites_that_cannot_be_are_named(needs: dict[str, list[str]], message: str) -> None:
    tree = with_criteria(*(criterion(code, needed) for code, needed in needs.items()))
    assert [found for _, found in faults(tree)] == [message]


@pytest.mark.parametrize(
    ("rule", "path", "message"),
    [
        (
            {"kind": "best"},
            ".kind",
            'must be one of at_least, at_most_or_falling, on_pace, not "best"',
        ),
        (
            {"kind": "at_least", "thresholds": {"north-america": 75}},
            '.thresholds["latin-america"]',
            "is missing",
        ),
        (
            {"kind": "at_least", "thresholds": {"north-america": 101, "latin-america": 1}},
            '.thresholds["north-america"]',
            "must be from 0 to 100",
        ),
        ({"kind": "on_pace", "at_most": 3}, ".at_most", "is not a known key; known here: kind"),
        (
            {"kind": "at_most_or_falling", "at_most": -1, "falling_by_percent": 9, "over_years": 3},
            ".at_most",
            "must not be negative",
        ),
        (
            {"kind": "at_most_or_falling", "at_most": 1, "falling_by_percent": 10, "over_years": 0},
            ".over_years",
            "must be from 1 to 50, not 0",
        ),
        ({}, ".kind", "is missing"),
        ([], "", "must be an object, not a list"),
    ],
)
def test_an_outcome_s_rule_is_checked(rule: object, path: str, message: str) -> None:
    measure = {"code": "x", "title": "X", "unit": "percent", "rule": rule}
    tree = small_tree(outcomes={"at_least": 1, "measures": [measure]})
    assert (f"$.outcomes.measures[0].rule{path}", message) in faults(tree)


def test_no_more_outcomes_can_be_required_than_there_are() -> None:
    tree = small_tree(outcomes={"at_least": 1, "measures": []})
    assert faults(tree) == {("$.outcomes.at_least", "must be from 0 to 0, not 1")}


def test_an_edition_before_2022_may_have_practice_alone() -> None:
    older = criterion("A1")
    del older["equity"], older["engagement"]
    standard = parse_standard(with_criteria(older, edition=2021))
    assert [item.lens for item in standard.criterion("A1").groups] == [Lens.PRACTICE]
    assert parse_standard(to_document(standard)) == standard
    assert faults(with_criteria(older, edition=2022)) == {
        ("$.areas[0].criteria[0].equity", "is missing"),
        ("$.areas[0].criteria[0].engagement", "is missing"),
    }


def changed(path: tuple[Any, ...], value: object) -> Standard:
    tree = small_tree()
    node = tree
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return parse_standard(tree)


FIRST = ("areas", 0, "criteria", 0)


@pytest.mark.parametrize(
    "path",
    [
        ("title",),
        ("levels", 0, "title"),
        ("areas", 0, "title"),
        ("areas", 0, "about"),
        ("outcomes", "measures", 0, "title"),
        (*FIRST, "title"),
        (*FIRST, "statement"),
        (*FIRST, "why"),
        (*FIRST, "practice", "requirements", 0, "text"),
    ],
)
def test_texts_are_no_part_of_the_meaning(path: tuple[Any, ...]) -> None:
    revised = changed(path, "Worded otherwise.")
    assert revised != small_standard()
    assert fingerprint(meaning(revised)) == fingerprint(meaning(small_standard()))


@pytest.mark.parametrize(
    ("path", "value", "place", "message"),
    [
        (("levels", 0, "points"), 1, "$.levels.silver", "was 2, is now 1"),
        (("outcomes", "at_least"), 2, "$.outcomes.at_least", "was 1, is now 2"),
        (
            ("outcomes", "measures", 1, "rule", "at_most"),
            Decimal("9.5"),
            "$.outcomes.measures.pm25.rule.at_most",
            "was 10, is now 9.5",
        ),
        (
            (*FIRST, "practice", "at_least"),
            2,
            "$.criteria.A1.groups.practice.at_least",
            "was 1, is now 2",
        ),
        (
            (*FIRST, "practice", "requirements", 0, "effort"),
            8,
            '$.criteria.A1.groups.practice.requirements["A1.1"].effort',
            "was 2, is now 8",
        ),
        (
            (*FIRST, "equity", "requirements", 0, "may_not_apply"),
            False,
            '$.criteria.A1.groups.equity.requirements["A1.E1"].may_not_apply',
            "was true, is now false",
        ),
        (
            ("areas", 0, "criteria", 1, "prerequisites"),
            [],
            "$.criteria.A2.prerequisites",
            'was ["A1"], is now []',
        ),
    ],
)
def test_what_changes_the_meaning_is_named(
    path: tuple[Any, ...], value: object, place: str, message: str
) -> None:
    old, new = meaning(small_standard()), meaning(changed(path, value))
    assert [(fault.path, str(fault.message)) for fault in differences(old, new)] == [
        (place, message)
    ]
    assert fingerprint(old) != fingerprint(new)


def test_a_requirement_that_comes_or_goes_changes_the_meaning() -> None:
    new = changed((*FIRST, "equity", "requirements", 0, "code"), "A1.E2")
    found = {
        fault.path: str(fault.message)
        for fault in differences(meaning(small_standard()), meaning(new))
    }
    at = "$.criteria.A1.groups.equity"
    assert found == {
        f"{at}.order": 'was ["A1.E1"], is now ["A1.E2"]',
        f'{at}.requirements["A1.E1"]': "was taken away",
        f'{at}.requirements["A1.E2"]': "was added",
    }


def test_faults_print_one_a_line() -> None:
    with pytest.raises(Faulty) as refused:
        parse_standard(small_tree(title="", **{"bad\nkey": 1}))
    lines = str(refused.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == ['$["bad\\nkey"]', "$.title"]
