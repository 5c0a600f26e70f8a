"""How far a city has come with its answers: what is answered, what is complete, what is met."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessments.core.document import Status
from assessments.core.scoring import Claims, CriterionResult, Scorecard
from criteria.core.standard import Criterion, Level, Standard


class Stage(StrEnum):
    """How far one criterion is, whatever its answers say."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


@dataclass(frozen=True, kw_only=True)
class CriterionProgress:
    """`answered` of the criterion's `of` requirements have a status; `blocked_by`: see scoring.

    `to_confirm` others have an old answer that waits to be confirmed.
    """

    stage: Stage
    answered: int
    of: int
    met: bool
    blocked_by: tuple[str, ...]
    to_confirm: int


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The three counters, never one percentage, and each criterion by code.

    `to_confirm`: how many old answers wait to be confirmed; they count as unanswered.
    """

    answered: int
    of: int
    to_confirm: int
    completed: int
    met: int
    available: int
    criteria: Mapping[str, CriterionProgress] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class Distance:
    """By points alone: the level that is reached, and how many are missing to the one above."""

    reached: Level | None
    ahead: Level | None
    missing: int


def progress(
    standard: Standard,
    statuses: Mapping[str, Status | None],
    scorecard: Scorecard,
    waiting: Collection[str] = (),
) -> Progress:
    """Count answers; a key with None is a requirement that only has a note so far.

    `waiting`: requirements whose old answer waits to be confirmed.
    """
    criteria = {
        criterion.code: _criterion(criterion, statuses, waiting, scorecard.criteria[criterion.code])
        for criterion in standard.criteria
    }
    return Progress(
        answered=sum(item.answered for item in criteria.values()),
        of=len(standard.requirements),
        to_confirm=sum(item.to_confirm for item in criteria.values()),
        completed=sum(item.stage is Stage.COMPLETED for item in criteria.values()),
        met=scorecard.points,
        available=scorecard.available,
        criteria=criteria,
    )


def distance(standard: Standard, points: int) -> Distance:
    """Return where so many points stand among the levels."""
    reached = [level for level in standard.levels if level.points <= points]
    ahead = [level for level in standard.levels if level.points > points]
    return Distance(
        reached=reached[-1] if reached else None,
        ahead=ahead[0] if ahead else None,
        missing=ahead[0].points - points if ahead else 0,
    )


def _criterion(
    criterion: Criterion,
    statuses: Mapping[str, Status | None],
    waiting: Collection[str],
    result: CriterionResult,
) -> CriterionProgress:
    codes = [requirement.code for requirement in criterion.requirements]
    answered = sum(statuses.get(code) is not None for code in codes)
    if answered == len(codes):
        stage = Stage.COMPLETED
    elif any(code in statuses or code in waiting for code in codes):
        stage = Stage.IN_PROGRESS
    else:
        stage = Stage.NOT_STARTED
    return CriterionProgress(
        stage=stage,
        answered=answered,
        of=len(codes),
        met=result.earned,
        blocked_by=result.blocked_by,
        to_confirm=sum(code in waiting for code in codes),
    )


def with_criterion(standard: Standard, claims: Claims, criterion: str) -> Claims:
    """Return the claims of a city that also met every requirement of a criterion."""
    codes = {requirement.code for requirement in standard.criterion(criterion).requirements}
    return Claims(met=claims.met | codes, not_applicable=claims.not_applicable - codes)
