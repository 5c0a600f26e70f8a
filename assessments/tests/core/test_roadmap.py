import json
from dataclasses import replace
from itertools import combinations
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.core.document import Answer, Status
from assessments.core.roadmap import Roadmap, UnknownLevel, cheapest_set, plan
from assessments.core.scoring import Claims, Scorecard, applicable, claims, score
from assessments.tests.core.strategies import COUNTRIES, QUICK, Case, cases
from assessments.tests.core.test_scoring import NORTH, ONLINE, SMALL, meeting, score_of
from criteria.core.parsing import parse_standard
from criteria.core.reading import read_yaml
from criteria.core.standard import Criterion, Region, Standard
from criteria.queries import standard_file
from criteria.tests.examples import criterion, group, requirement, small_tree


def planned(*codes: str, target: str | None = None, standard: Standard = SMALL) -> Roadmap:
    claimed = Claims(met=meeting(*codes))
    return plan(standard, claimed, score(standard, claimed, ONLINE, NORTH), target)


def the_2022_standard() -> Standard:
    path = standard_file("wwc-2022")
    assert path is not None
    return parse_standard(read_yaml(path.read_bytes()))


def test_the_roadmap_leads_to_the_next_level_by_the_cheapest_requirements() -> None:
    claimed = Claims(met=meeting("A1") | {"B2.R1"})
    roadmap = plan(SMALL, claimed, score(SMALL, claimed, {}, NORTH))
    assert json.dumps(roadmap.as_dict()) == json.dumps(
        {
            "target": "silver",
            "points_needed": 1,
            "effort": 4,
            "outcome_open": True,
            "steps": [
                {
                    "criterion": "B2",
                    "requirements": ["B2.1", "B2.E1"],
                    "effort": 4,
                    "unlocks": [],
                }
            ],
        }
    )


def test_prerequisites_stand_first_and_say_what_they_unlock() -> None:
    roadmap = planned(target="platinum")
    assert [(step.criterion, step.unlocks) for step in roadmap.steps] == [
        ("A1", ("A2",)),
        ("A2", ("B1",)),
        ("B1", ()),
        ("B2", ()),
    ]
    assert (roadmap.points_needed, roadmap.effort, roadmap.outcome_open) == (4, 20, False)


def test_the_highest_level_needs_no_steps() -> None:
    roadmap = planned("A1", "A2", "B1", "B2")
    assert roadmap == Roadmap(
        target="platinum", points_needed=0, effort=0, outcome_open=False, steps=()
    )


def test_a_level_already_reached_needs_no_steps() -> None:
    assert planned("A1", "A2", target="silver").steps == ()


def test_points_reached_with_an_outcome_open_leave_no_steps() -> None:
    claimed = Claims(met=meeting("A1", "A2", "B2"))
    roadmap = plan(SMALL, claimed, score(SMALL, claimed, {}, NORTH))
    assert (roadmap.target, roadmap.steps, roadmap.outcome_open) == ("gold", (), True)


def test_an_unknown_level_is_refused_by_name() -> None:
    with pytest.raises(UnknownLevel, match="bronze is not a level of small-2022"):
        planned(target="bronze")


def standard_of(*criteria: dict[str, object], points: int) -> Standard:
    return parse_standard(
        small_tree(
            areas=[{"code": "A", "title": "Area", "criteria": list(criteria)}],
            levels=[{"code": "silver", "title": "Silver", "points": points}],
        )
    )


def of_effort(code: str, effort: int, *prerequisites: str) -> dict[str, object]:
    """Return a criterion of this effort and two more for equity and engagement."""
    return criterion(
        code,
        prerequisites,
        practice=group(1, requirement(f"{code}.1", effort)),
        equity=group(1, requirement(f"{code}.E1", 1)),
        engagement=group(1, requirement(f"{code}.R1", 1)),
    )


def test_a_cheap_criterion_behind_a_dear_one_is_not_taken_greedily() -> None:
    standard = standard_of(
        of_effort("A1", 8), of_effort("A2", 1, "A1"), of_effort("A3", 5), points=1
    )
    roadmap = planned(standard=standard)
    assert [step.criterion for step in roadmap.steps] == ["A3"]
    assert roadmap.effort == 7


def test_of_equally_cheap_ways_the_first_by_code_is_taken() -> None:
    standard = standard_of(
        of_effort("A2", 3), of_effort("A10", 3), of_effort("B1", 3), of_effort("A1", 3), points=2
    )
    assert [step.criterion for step in planned(standard=standard).steps] == ["A1", "A10"]


def test_a_blocked_criterion_whose_groups_are_met_costs_nothing() -> None:
    standard = standard_of(of_effort("A1", 2), of_effort("A2", 8, "A1"), points=2)
    claimed = Claims(met=frozenset({"A2.1", "A2.E1", "A2.R1"}))
    roadmap = plan(standard, claimed, score(standard, claimed, {}, NORTH))
    assert [(step.criterion, step.effort, step.requirements) for step in roadmap.steps] == [
        ("A1", 4, ("A1.1", "A1.E1", "A1.R1")),
        ("A2", 0, ()),
    ]


def test_the_longest_chain_comes_first_then_the_least_effort_then_the_code() -> None:
    standard = standard_of(
        of_effort("A1", 1),
        of_effort("B1", 8),
        of_effort("B2", 8, "B1"),
        of_effort("B3", 5, "B2"),
        of_effort("C1", 1),
        of_effort("C2", 1, "C1"),
        of_effort("D1", 1),
        points=7,
    )
    order = [step.criterion for step in planned(standard=standard).steps]
    assert order == ["B1", "C1", "B2", "A1", "C2", "D1", "B3"]


def by_brute_force(case: Case, card: Scorecard, target: str) -> tuple[int, tuple[str, ...]]:
    """Return least effort and first set of codes, by trying every set of criteria."""
    claimed = claims(case.document.answers)
    applying = applicable(case.standard, claimed)
    unearned = [item for item in case.standard.criteria if item.code not in card.earned]
    cost = {item.code: effort_by_brute_force(item, applying, claimed.met) for item in unearned}
    needs = {item.code: set(item.prerequisites) - card.earned for item in unearned}
    least = max(0, case.standard.level(target).points - card.points)
    ways = (
        (sum(cost[code] for code in chosen), tuple(sorted(chosen)))
        for count in range(least, len(cost) + 1)
        for chosen in combinations(cost, count)
        if all(needs[code] <= set(chosen) for code in chosen)
    )
    return min(ways)


def effort_by_brute_force(
    criterion: Criterion, applying: frozenset[str], met: frozenset[str]
) -> int:
    total = 0
    for part in criterion.groups:
        left = [item for item in part.requirements if item.code in applying]
        total += min(
            sum(item.effort for item in chosen if item.code not in met)
            for count in range(len(left) + 1)
            for chosen in combinations(left, count)
            if count >= min(part.at_least, len(left))
        )
    return total


def check_against_brute_force(case: Case) -> None:
    card = score_of(case)
    for level in case.standard.levels:
        roadmap = plan(case.standard, claims(case.document.answers), card, level.code)
        chosen = tuple(sorted(step.criterion for step in roadmap.steps))
        assert (roadmap.effort, chosen) == by_brute_force(case, card, level.code)


@QUICK
@given(cases())
def test_no_way_is_cheaper_and_of_equals_none_comes_before(case: Case) -> None:
    check_against_brute_force(case)


@pytest.mark.slow
@settings(max_examples=3000, deadline=None)
@given(cases(most=8))
def test_no_way_is_cheaper_in_thousands_of_cases(case: Case) -> None:
    check_against_brute_force(case)


@QUICK
@given(st.data())
def test_zero_cost_ties_go_to_the_first_set_by_code(data: st.DataObject) -> None:
    codes = data.draw(st.permutations(("A1", "A10", "A2", "B1", "C1", "b1")))
    cost = {code: data.draw(st.integers(0, 1)) for code in codes}
    needs = {
        code: set(data.draw(st.lists(st.sampled_from(codes[:place]), max_size=2)) if place else [])
        for place, code in enumerate(codes)
    }
    least = data.draw(st.integers(0, len(codes)))
    ways = (
        (sum(cost[code] for code in chosen), tuple(sorted(chosen)))
        for count in range(least, len(codes) + 1)
        for chosen in combinations(codes, count)
        if all(needs[code] <= set(chosen) for code in chosen)
    )
    assert cheapest_set(cost, needs, least) == min(ways)[1]


@QUICK
@given(cases())
def test_following_the_roadmap_reaches_the_target(case: Case) -> None:
    card = score_of(case)
    claimed = claims(case.document.answers)
    for level in case.standard.levels:
        roadmap = plan(case.standard, claimed, card, level.code)
        done = {code for step in roadmap.steps for code in step.requirements}
        answers = {**case.document.answers}
        earned = set(card.earned)
        for step in roadmap.steps:
            assert set(case.standard.criterion(step.criterion).prerequisites) <= earned
            earned.add(step.criterion)
            answers |= {code: Answer(status=Status.IN_PLACE) for code in step.requirements}
        after = score_of(replace(case, document=replace(case.document, answers=answers)))
        assert after.earned >= earned
        assert after.points >= level.points
        assert done.isdisjoint(claimed.met)
        assert roadmap.effort == sum(case.standard.requirement(code).effort for code in done)


@QUICK
@given(cases())
def test_the_default_target_is_the_scorecard_s_next(case: Case) -> None:
    card = score_of(case)
    roadmap = plan(case.standard, claims(case.document.answers), card)
    assert roadmap.target == (card.next.level if card.next else case.standard.levels[-1].code)
    assert roadmap.outcome_open == (len(card.outcomes.met) < card.outcomes.required)
    if card.next:
        assert roadmap.points_needed == card.next.missing


def test_the_2022_standard_is_planned_within_fifty_milliseconds() -> None:
    standard = the_2022_standard()
    card = score(standard, Claims(), {}, Region(COUNTRIES["US"]))
    times = []
    for level in standard.levels:
        started = perf_counter()
        roadmap = plan(standard, Claims(), card, level.code)
        times.append(perf_counter() - started)
        assert len(roadmap.steps) == level.points
    assert min(times) < 0.05


@pytest.mark.slow
@settings(max_examples=100, deadline=1000)
@given(st.randoms(use_true_random=True), st.floats(0.5, 8))
def test_any_graph_of_43_criteria_is_planned_within_a_second(random: object, degree: float) -> None:
    assert hasattr(random, "random")
    codes = [f"C{number}" for number in range(43)]
    needs = {
        code: {other for other in codes[:place] if random.random() < degree / 42}
        for place, code in enumerate(codes)
    }
    cost = {code: int(random.random() * 20) for code in codes}
    chosen = cheapest_set(cost, needs, 30)
    assert len(chosen) >= 30
    assert all(needs[code] <= set(chosen) for code in chosen)
