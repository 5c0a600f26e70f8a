"""What the cases of a standard leave untested: criteria, and the edges of every kind of rule.

"Just" missed means by at most one percent of what is asked for.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from assessments.core.cases.case import Case
from assessments.core.cases.running import result
from assessments.core.document import Report
from assessments.core.outcomes import fallen_to
from assessments.core.scoring import Scorecard, Withheld
from criteria.core.faults import Absent
from criteria.core.numbers import plain
from criteria.core.standard import (
    AtLeast,
    AtMostOrFalling,
    Criterion,
    Group,
    Outcome,
    Region,
    Requirement,
    Standard,
)

JUST: Final = Fraction(1, 100)


@dataclass(frozen=True, kw_only=True)
class _Run:
    case: Case
    scorecard: Scorecard


@dataclass(frozen=True, kw_only=True)
class _Edge:
    """A report that a case must have, with the verdict it must expect."""

    told: str
    met: bool
    holds: Callable[[Report, Region], bool]


def gaps(cases: Collection[Case], standard: Standard) -> tuple[str, ...]:
    """Return what no case shows yet, a sentence each, in the standard's order."""
    runs = [_Run(case=case, scorecard=result(case, standard)) for case in cases]
    found: list[str] = []
    for criterion in standard.criteria:
        found += _criterion_gaps(criterion, runs)
    found += _level_gaps(standard, cases)
    for outcome in standard.outcomes:
        found += _outcome_gaps(outcome, cases)
    for criterion in standard.criteria:
        found += _not_applicable_gaps(criterion, runs)
    return tuple(found)


def _criterion_gaps(criterion: Criterion, runs: Collection[_Run]) -> Iterator[str]:
    code = criterion.code
    its = [run for run in runs if run.case.about == code]
    if not any(code in run.case.expected.earned for run in its):
        yield f"{code}: no case about it in which it is earned"
    short = [
        run
        for run in its
        if code in run.case.expected.not_earned and not _enough(criterion, run.scorecard)
    ]
    if not short:
        yield f"{code}: no case about it in which too little of its own is in place"
    for needed in criterion.prerequisites:
        if not any(
            needed in run.case.expected.blocked_by.get(code, ())
            and _enough(criterion, run.scorecard)
            for run in its
        ):
            yield (
                f"{code}: no case about it in which all of its own is in place and it is"
                f" blocked_by {needed}"
            )


def _enough(criterion: Criterion, scorecard: Scorecard) -> bool:
    return all(group.enough for group in scorecard.criteria[criterion.code].groups.values())


def _level_gaps(standard: Standard, cases: Collection[Case]) -> Iterator[str]:
    expected = [case.expected for case in cases]
    below: str | None = None
    for level in standard.levels:
        if not any(item.level == level.code and item.points == level.points for item in expected):
            yield f"levels: no case expects {level.code} exactly reached (points: {level.points})"
        if not any(
            item.level is not Absent.ABSENT
            and item.level == below
            and item.points == level.points - 1
            for item in expected
        ):
            yield (
                f"levels: no case expects {below or 'no level'} one point short of"
                f" {level.code} (points: {level.points - 1})"
            )
        below = level.code
    if standard.outcomes_required and not any(
        item.withheld is Withheld.OUTCOMES for item in expected
    ):
        yield "levels: no case expects a level to be withheld for want of outcomes"


def _outcome_gaps(outcome: Outcome, cases: Collection[Case]) -> Iterator[str]:
    for edge in _edges(outcome):
        if not any(_shows(edge, outcome, case) for case in cases):
            yield f"{outcome.code}: no case in which {edge.told}"


def _shows(edge: _Edge, outcome: Outcome, case: Case) -> bool:
    expected = case.expected.outcomes_met if edge.met else case.expected.outcomes_not_met
    report = case.given.outcomes.get(outcome.code)
    return outcome.code in expected and report is not None and edge.holds(report, case.given.region)


def _edges(outcome: Outcome) -> Iterator[_Edge]:
    match outcome.rule:
        case AtLeast() as rule:
            for region in Region:
                yield from _edges_at_least(rule, region)
        case AtMostOrFalling() as rule:
            yield from _edges_at_most(rule)
            yield from _edges_falling(rule)
        case _:
            yield from _edges_on_pace()


def _edges_at_least(rule: AtLeast, region: Region) -> Iterator[_Edge]:
    bound = rule.thresholds[region]
    asked = f"{plain(bound)} asked for in {region}"
    yield _Edge(
        told=f"the {asked} is exactly reached",
        met=True,
        holds=lambda report, its: its is region and report.value == bound,
    )
    if bound:
        yield _Edge(
            told=f"the {asked} is just missed",
            met=False,
            holds=lambda report, its: (
                its is region and _just(Fraction(bound) - Fraction(report.value), Fraction(bound))
            ),
        )


def _edges_at_most(rule: AtMostOrFalling) -> Iterator[_Edge]:
    bound = Fraction(rule.at_most)
    asked = f"{plain(rule.at_most)} allowed at most"
    yield _Edge(
        told=f"the {asked} is exactly kept",
        met=True,
        holds=lambda report, _: report.value == rule.at_most,
    )
    yield _Edge(
        told=f"the {asked} is just exceeded, without a baseline",
        met=False,
        holds=lambda report, _: (
            report.baseline is None and _just(Fraction(report.value) - bound, bound)
        ),
    )


def _edges_falling(rule: AtMostOrFalling) -> Iterator[_Edge]:
    if rule.falling_by_percent == 100:
        return
    years = rule.over_years
    fall = f"a fall of {plain(rule.falling_by_percent)} percent"
    time = "1 year" if years == 1 else f"{years} years"
    yield _Edge(
        told=f"{fall} over {time} is exactly reached",
        met=True,
        holds=lambda report, _: (
            report.value > rule.at_most
            and _above_fall(rule, report) == 0
            and _years(report) == years
        ),
    )
    yield _Edge(
        told=f"{fall} over {time} or more is just missed",
        met=False,
        holds=lambda report, _: (
            report.value > rule.at_most
            and _just(_above_fall(rule, report), _fallen(rule, report))
            and _years(report) >= years
        ),
    )
    if years > 1:
        yield _Edge(
            told=f"{fall} comes from a baseline one year too young",
            met=False,
            holds=lambda report, _: (
                report.value > rule.at_most
                and report.baseline is not None
                and _above_fall(rule, report) <= 0
                and _years(report) == years - 1
            ),
        )


def _fallen(rule: AtMostOrFalling, report: Report) -> Fraction:
    if report.baseline is None:
        return Fraction(0)
    return Fraction(fallen_to(report.baseline.value, rule.falling_by_percent))


def _above_fall(rule: AtMostOrFalling, report: Report) -> Fraction:
    return Fraction(report.value) - _fallen(rule, report)


def _years(report: Report) -> int:
    return report.year - report.baseline.year if report.baseline else 0


def _edges_on_pace() -> Iterator[_Edge]:
    yield _Edge(
        told="the value is exactly on pace before the target's year",
        met=True,
        holds=lambda report, _: _behind(report) == 0 and _before_target(report),
    )
    yield _Edge(
        told="the value is just behind pace before the target's year",
        met=False,
        holds=lambda report, _: _just(_behind(report), Fraction(1)) and _before_target(report),
    )
    yield _Edge(
        told="the target is exactly reached after its year",
        met=True,
        holds=lambda report, _: (
            report.target is not None
            and report.year > report.target.year
            and report.value == report.target.value
        ),
    )


def _behind(report: Report) -> Fraction:
    """Return how far a value is behind its pace, as a part of the whole way."""
    baseline, target = report.baseline, report.target
    if baseline is None or target is None:
        return Fraction(-1)
    way = Fraction(report.value - baseline.value) / Fraction(target.value - baseline.value)
    return min(Fraction(_years(report), target.year - baseline.year), Fraction(1)) - way


def _before_target(report: Report) -> bool:
    return report.target is not None and report.year < report.target.year


def _just(gap: Fraction, of: Fraction) -> bool:
    """Tell whether a gap is there, but small; of nothing, one percent of 1 is small."""
    return 0 < gap <= JUST * (abs(of) or 1)


def _not_applicable_gaps(criterion: Criterion, runs: Collection[_Run]) -> Iterator[str]:
    for group in criterion.groups:
        its = [item for item in group.requirements if item.may_not_apply]
        for requirement in its:
            yield from _requirement_gaps(requirement, runs)
        if len(group.requirements) - len(its) < group.at_least and not any(
            _asks_for_less(criterion, group, run) for run in runs
        ):
            yield (
                f"{criterion.code}: no case in which it is earned with fewer than"
                f" {group.at_least} of {group.lens}, because others do not apply"
            )


def _requirement_gaps(requirement: Requirement, runs: Collection[_Run]) -> Iterator[str]:
    its = [run.case for run in runs if requirement.code in run.case.given.not_applicable]
    if not any(requirement.criterion in case.expected.earned for case in its):
        yield f"{requirement.code}: no case in which it does not apply and its criterion is earned"
    if not any(requirement.criterion in case.expected.not_earned for case in its):
        yield (
            f"{requirement.code}: no case in which it does not apply and its criterion is"
            " not earned all the same"
        )


def _asks_for_less(criterion: Criterion, group: Group, run: _Run) -> bool:
    its = run.scorecard.criteria[criterion.code].groups[group.lens]
    return criterion.code in run.case.expected.earned and its.met < group.at_least
