import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.core.document import (
    Answer,
    Document,
    Report,
    Status,
    parse_document,
    to_document,
)
from assessments.core.scoring import Claims, NextLevel, Scorecard, claims, score
from assessments.tests.core.strategies import COUNTRIES, QUICK, Case, cases
from criteria.core.reading import read_json
from criteria.core.standard import Lens, Region, Standard
from criteria.core.writing import write_json
from criteria.tests.examples import OUTCOMES, small_standard

SMALL = small_standard()
NORTH = Region.NORTH_AMERICA
ONLINE = {"broadband": Report(value=Decimal(80), year=2022)}


def meeting(*codes: str) -> frozenset[str]:
    """Return the requirements that are just enough for these criteria of the small standard."""
    return frozenset(f"{code}.{number}" for code in codes for number in ("1", "E1", "R1"))


def scored(*codes: str, outcomes: dict[str, Report] | None = None) -> Scorecard:
    return score(
        SMALL, Claims(met=meeting(*codes)), ONLINE if outcomes is None else outcomes, NORTH
    )


def score_of(case: Case) -> Scorecard:
    return score_document(case.standard, case.document)


def score_document(standard: Standard, document: Document) -> Scorecard:
    region = Region(COUNTRIES[document.country])
    return score(standard, claims(document.answers), document.outcomes, region)


def test_claims_are_what_is_in_place_and_what_does_not_apply() -> None:
    answers = {status.value: Answer(status=status, note="x") for status in Status}
    assert claims(answers) == Claims(
        met=frozenset({"in_place"}), not_applicable=frozenset({"not_applicable"})
    )


def test_a_criterion_needs_enough_of_every_group() -> None:
    card = score(SMALL, Claims(met=frozenset({"A1.1", "A1.2", "A1.R1"})), {}, NORTH)
    result = card.criteria["A1"]
    assert not result.earned
    assert {lens: (item.met, item.needed, item.of) for lens, item in result.groups.items()} == {
        Lens.PRACTICE: (2, 1, 2),
        Lens.EQUITY: (0, 1, 1),
        Lens.ENGAGEMENT: (1, 1, 1),
    }


def test_what_does_not_apply_leaves_its_group() -> None:
    claimed = Claims(met=frozenset({"A1.1", "A1.R1"}), not_applicable=frozenset({"A1.E1"}))
    card = score(SMALL, claimed, {}, NORTH)
    assert card.criteria["A1"].earned
    equity = card.criteria["A1"].groups[Lens.EQUITY]
    assert (equity.met, equity.needed, equity.of) == (0, 0, 0)
    assert (card.lenses[Lens.EQUITY].met, card.lenses[Lens.EQUITY].of) == (0, 3)


def test_what_always_applies_cannot_be_claimed_away() -> None:
    claimed = Claims(met=meeting("A1"), not_applicable=frozenset({"A1.R1", "A1.1", "A1.2"}))
    card = score(SMALL, claimed, {}, NORTH)
    assert card.criteria["A1"].groups[Lens.PRACTICE].of == 2
    assert card.criteria["A1"].earned


def test_a_criterion_waits_for_its_prerequisites() -> None:
    card = scored("A2", "B1", "B2")
    assert card.earned == {"B2"}
    assert card.criteria["A2"].blocked_by == ("A1",)
    assert card.criteria["B1"].blocked_by == ("A2",)
    assert scored("A1", "A2", "B1").earned == {"A1", "A2", "B1"}


def test_a_level_is_the_highest_whose_points_are_reached() -> None:
    card = scored("A1", "A2", "B2")
    assert (card.points, card.available, card.level, card.withheld) == (3, 4, "gold", None)
    assert card.next == NextLevel(level="platinum", points=4, missing=1)


def test_points_below_the_lowest_level_give_none() -> None:
    card = scored("A1")
    assert (card.level, card.withheld) == (None, "points")
    assert card.next == NextLevel(level="silver", points=2, missing=1)
    assert scored("A1", outcomes={}).withheld == "points"


def test_a_missing_outcome_withholds_the_level() -> None:
    card = scored("A1", "A2", "B2", outcomes={})
    assert (card.level, card.withheld) == (None, "outcomes")
    assert card.next == NextLevel(level="gold", points=3, missing=0)
    assert (card.outcomes.required, card.outcomes.met) == (1, ())


def test_above_the_highest_level_there_is_none() -> None:
    card = scored("A1", "A2", "B1", "B2")
    assert (card.level, card.withheld, card.next) == ("platinum", None, None)


def test_the_plain_tree_is_that_of_the_contract() -> None:
    group = {"met": 1, "needed": 1, "of": 1}
    none = {"met": 0, "needed": 1, "of": 1}
    unmet = {
        "practice": {"met": 0, "needed": 1, "of": 2},
        "equity": none,
        "engagement": none,
    }
    text = json.dumps(scored("A1", outcomes={}).as_dict())
    expected = {
        "standard": "small-2022",
        "level": None,
        "points": 1,
        "available": 4,
        "withheld": "points",
        "next": {"level": "silver", "points": 2, "missing": 1},
        "outcomes": {
            "required": 1,
            "met": [],
            "detail": {
                code: {"met": False, "why": "No figure reported yet."}
                for code in ("broadband", "pm25", "priority")
            },
        },
        "areas": {"A": {"points": 1, "available": 2}, "B": {"points": 0, "available": 2}},
        "lenses": {
            "practice": {"met": 1, "of": 8},
            "equity": {"met": 1, "of": 4},
            "engagement": {"met": 1, "of": 4},
        },
        "criteria": {
            "A1": {
                "earned": True,
                "blocked_by": [],
                "groups": {
                    "practice": {"met": 1, "needed": 1, "of": 2},
                    "equity": group,
                    "engagement": group,
                },
            },
            "A2": {"earned": False, "blocked_by": [], "groups": unmet},
            "B1": {"earned": False, "blocked_by": ["A2"], "groups": unmet},
            "B2": {"earned": False, "blocked_by": [], "groups": unmet},
        },
    }
    assert text == json.dumps(expected)


@QUICK
@given(st.data())
def test_a_tick_never_lowers_the_score(data: st.DataObject) -> None:
    case = data.draw(cases())
    before = score_of(case)
    code = data.draw(st.sampled_from([item.code for item in case.standard.requirements]))
    answers = {**case.document.answers, code: Answer(status=Status.IN_PLACE)}
    after = score_document(case.standard, replace(case.document, answers=answers))
    assert after.points >= before.points
    assert after.earned >= before.earned
    places = [None, *(level.code for level in case.standard.levels)]
    assert places.index(after.level) >= places.index(before.level)


@QUICK
@given(st.data())
def test_the_order_of_answers_does_not_matter(data: st.DataObject) -> None:
    case = data.draw(cases())
    shuffled = dict(data.draw(st.permutations(list(case.document.answers.items()))))
    card = score_document(case.standard, replace(case.document, answers=shuffled))
    assert card == score_of(case)


@QUICK
@given(cases())
def test_a_level_implies_its_gates(case: Case) -> None:
    card = score_of(case)
    assert card.points == sum(result.earned for result in card.criteria.values())
    assert card.points == sum(area.points for area in card.areas.values())
    for criterion in case.standard.criteria:
        result = card.criteria[criterion.code]
        assert set(result.blocked_by) == set(criterion.prerequisites) - card.earned
        assert result.earned == (
            not result.blocked_by
            and all(group.met >= group.needed for group in result.groups.values())
        )
    enough = len(card.outcomes.met) >= case.standard.outcomes_required
    reached = [level.code for level in case.standard.levels if level.points <= card.points]
    assert card.level == (reached[-1] if reached and enough else None)
    assert (card.withheld is None) == (card.level is not None)


@QUICK
@given(cases())
def test_what_was_exported_scores_the_same(case: Case) -> None:
    text = write_json(to_document(case.document))
    again = parse_document(read_json(text), case.standard, COUNTRIES)
    assert score_document(case.standard, again) == score_of(case)


@QUICK
@given(cases())
def test_the_plain_tree_is_plain_json(case: Case) -> None:
    tree = score_of(case).as_dict()
    assert json.loads(json.dumps(tree)) == tree
    assert "E+" not in write_json(tree)


@pytest.mark.parametrize("required", [0, 2])
def test_as_many_outcomes_are_needed_as_the_standard_says(required: int) -> None:
    standard = small_standard(outcomes={**OUTCOMES, "at_least": required})
    card = score(standard, Claims(met=meeting("A1", "A2")), ONLINE, NORTH)
    assert card.outcomes.met == ("broadband",)
    assert card.level == ("silver" if required == 0 else None)
