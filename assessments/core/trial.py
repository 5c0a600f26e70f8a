"""One city under its own edition and under a later draft: its level now, certain and likely.

What becomes of each answer is the rule by which cities carry theirs over (`core.carry`): certain is
what is kept; likely is what holds if every proposal is confirmed as it stands. The truth lies
between the two.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from assessments.core.carry import OldAnswer, carry, certain_claims, provisional_claims
from assessments.core.document import Report, Status
from assessments.core.scoring import Claims, Scorecard, claimed, score
from criteria.core.lineage import Lineage, Link
from criteria.core.standard import Criterion, Outcome, Region, Standard

LOSES: Final = -1
KEEPS: Final = 0
GAINS: Final = 1


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A level ("": none), the level that the points alone would reach, and the points."""

    level: str
    reached: str
    points: int


@dataclass(frozen=True, kw_only=True)
class After:
    """A standing under the draft; `change`: LOSES, KEEPS or GAINS a level; `why`: see `_why`."""

    standing: Standing
    change: int
    why: Mapping[str, object] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class Tried:
    before: Standing
    certain: After
    likely: After


def try_on(
    older: Standard,
    newer: Standard,
    lineage: Lineage,
    statuses: Mapping[str, Status],
    outcomes: Mapping[str, Report],
    region: Region,
) -> Tried:
    """Return how a city would stand under a draft, by its statuses under an older edition."""
    before = score(older, claimed(statuses), outcomes, region)
    reports = carried_reports(older, newer, outcomes)

    def after(claims: Claims) -> After:
        card = score(newer, claims, reports, region)
        return After(
            standing=_standing(newer, card),
            change=change_of_level(older, before.level or "", newer, card.level or ""),
            why=_why(before, newer, claims, card, lineage),
        )

    answers = {code: OldAnswer(status=status) for code, status in statuses.items()}
    plan = carry(older, newer, lineage, answers)
    return Tried(
        before=_standing(older, before),
        certain=after(certain_claims(plan)),
        likely=after(provisional_claims(plan)),
    )


def carried_reports(
    older: Standard, newer: Standard, outcomes: Mapping[str, Report]
) -> Mapping[str, Report]:
    """Return the figures that the draft's outcomes can be judged by: of the same code and form.

    A figure stays what it was; whether it is enough is left to the draft's rule.
    """
    known = {outcome.code: outcome for outcome in older.outcomes}
    return {
        outcome.code: outcomes[outcome.code]
        for outcome in newer.outcomes
        if outcome.code in outcomes and _form(known.get(outcome.code)) == _form(outcome)
    }


def _form(outcome: Outcome | None) -> tuple[object, ...]:
    return (outcome.kind, outcome.unit) if outcome else ()


def _standing(standard: Standard, card: Scorecard) -> Standing:
    reached = [level.code for level in standard.levels if level.points <= card.points]
    return Standing(
        level=card.level or "", reached=reached[-1] if reached else "", points=card.points
    )


def change_of_level(older: Standard, before: str, newer: Standard, after: str) -> int:
    """Compare two levels by code; one that the draft no longer has, by its place among its own."""

    def rank(code: str) -> int:
        for standard in (newer, older):
            codes = [level.code for level in standard.levels]
            if code in codes:
                return codes.index(code) + 1
        return 0

    return (rank(after) > rank(before)) - (rank(after) < rank(before))


def _why(
    before: Scorecard, newer: Standard, claims: Claims, card: Scorecard, lineage: Lineage
) -> Mapping[str, object]:
    """Return, as a plain tree, what the change of points and level comes from.

    reached: level by points alone; withheld: "points", "outcomes" or null; outcomes: required, met;
    lost: criteria of the draft that are not earned though one they came from was, each with what
    it lacks; not_earned: those that no earned one leads to; gained: earned, and none they came from
    was; dropped: criteria that were earned and have no successor.
    """
    lost = []
    not_earned = []
    gained = []
    for criterion in newer.criteria:
        earned_before = _earned_before(lineage.predecessors(criterion.code), before)
        if card.criteria[criterion.code].earned:
            if not earned_before:
                gained.append(criterion.code)
        elif earned_before:
            lost.append({"from": earned_before, **_lack(criterion, claims, card)})
        else:
            not_earned.append(criterion.code)
    return {
        "reached": _standing(newer, card).reached,
        "withheld": str(card.withheld) if card.withheld else None,
        "outcomes": {"required": card.outcomes.required, "met": list(card.outcomes.met)},
        "lost": lost,
        "not_earned": not_earned,
        "gained": gained,
        "dropped": [
            code
            for code in before.criteria
            if before.criteria[code].earned
            and not any(link.new for link in lineage.successors(code))
        ],
    }


def _earned_before(links: Iterable[Link], before: Scorecard) -> list[str]:
    return [link.old for link in links if link.old and before.criteria[link.old].earned]


def _lack(criterion: Criterion, claims: Claims, card: Scorecard) -> Mapping[str, object]:
    """Return what a criterion lacks: prerequisites, and requirements in groups with too few met."""
    result = card.criteria[criterion.code]
    said = claims.met | claims.not_applicable
    return {
        "criterion": criterion.code,
        "blocked_by": list(result.blocked_by),
        "groups": {
            str(group.lens): {
                "met": result.groups[group.lens].met,
                "needed": result.groups[group.lens].needed,
                "open": [item.code for item in group.requirements if item.code not in said],
            }
            for group in criterion.groups
            if not result.groups[group.lens].enough
        },
    }
