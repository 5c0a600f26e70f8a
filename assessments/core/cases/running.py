"""A case -> what the scoring rule makes of it, and where that is not what the case expects."""

from collections.abc import Collection

from assessments.core.cases.case import Case, Expected
from assessments.core.scoring import CriterionResult, Scorecard, claimed, score
from criteria.core.faults import Absent
from criteria.core.standard import Standard


def result(case: Case, standard: Standard) -> Scorecard:
    """Return what the scoring rule makes of a case."""
    return score(standard, claimed(case.given.answers), case.given.outcomes, case.given.region)


def differences(case: Case, standard: Standard) -> tuple[str, ...]:
    """Return where the result is not the expected one, a sentence each; nothing when it is."""
    scorecard = result(case, standard)
    expected = case.expected
    return (
        *_criteria_differ(expected, scorecard),
        *_points_differ(expected, scorecard, standard),
        *_outcomes_differ(expected, scorecard),
    )


def _criteria_differ(expected: Expected, scorecard: Scorecard) -> list[str]:
    found = []
    for code in expected.earned:
        criterion = scorecard.criteria[code]
        if not criterion.earned:
            found.append(f"{code}: expected earned, but {_lacking(criterion)}")
    found += [
        f"{code}: expected not earned, but it is earned"
        for code in expected.not_earned
        if scorecard.criteria[code].earned
    ]
    for code, wanted in expected.blocked_by.items():
        waits = scorecard.criteria[code].blocked_by
        if set(waits) != set(wanted):
            found.append(
                f"{code}: expected to wait for {_listed(wanted)}, but it waits for {_listed(waits)}"
            )
    return found


def _lacking(criterion: CriterionResult) -> str:
    reasons = [
        f"{lens} has {group.met} of {group.needed} met"
        for lens, group in criterion.groups.items()
        if not group.enough
    ]
    reasons += [f"{code}, which it needs, is not earned" for code in criterion.blocked_by]
    return " and ".join(reasons)


def _listed(codes: Collection[str]) -> str:
    return ", ".join(codes) or "nothing"


def _points_differ(expected: Expected, scorecard: Scorecard, standard: Standard) -> list[str]:
    found = []
    if expected.points is not None and scorecard.points != expected.points:
        found.append(f"points: expected {expected.points}, but there are {scorecard.points}")
    if expected.level is not Absent.ABSENT and scorecard.level != expected.level:
        found.append(
            f"level: expected {expected.level or 'none'}, but it is {scorecard.level or 'none'}"
            f" (points: {scorecard.points}, outcomes met: {len(scorecard.outcomes.met)} of"
            f" {standard.outcomes_required} asked for)"
        )
    if expected.withheld is not Absent.ABSENT and scorecard.withheld != expected.withheld:
        found.append(
            f"withheld: expected {expected.withheld or 'nothing'},"
            f" but it is {scorecard.withheld or 'nothing'}"
        )
    return found


def _outcomes_differ(expected: Expected, scorecard: Scorecard) -> list[str]:
    detail = scorecard.outcomes.detail
    return [
        f"{code}: expected {wanted}, but: {detail[code].why}"
        for codes, met, wanted in (
            (expected.outcomes_met, True, "met"),
            (expected.outcomes_not_met, False, "not met"),
        )
        for code in codes
        if detail[code].met is not met
    ]
