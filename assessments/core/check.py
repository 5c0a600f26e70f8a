"""What a city should look at before it hands in: what is missing, and what does not fit together.

Only a missing answer, or an old one that nobody confirmed, stands in the way of handing in;
everything else is a hint.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from assessments.core.document import Document, Status
from assessments.core.scoring import Scorecard
from criteria.core.standard import Criterion, Group, Standard

NOT_THERE = (Status.NOT_IN_PLACE, Status.UNKNOWN)


class Oddity(StrEnum):
    """How answers contradict what stands beside them."""

    EVIDENCE_OF_NOTHING = "evidence_of_nothing"
    """Evidence is given for what is said not to be in place, or not to be known."""
    NOTHING_APPLIES = "nothing_applies"
    """Every requirement of a group is said not to apply."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Requirements of a criterion that have no answer, nor an old one to confirm."""

    criterion: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Requirements of a criterion whose old answer waits to be confirmed."""

    criterion: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Unsupported:
    """Requirements of a criterion that are said to be in place without any evidence."""

    criterion: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A criterion in which something is in place, but that cannot be earned before others."""

    criterion: str
    blocked_by: tuple[str, ...]
    in_place: int


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    criterion: str
    requirements: tuple[str, ...]
    oddity: Oddity


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Everything in the standard's order. `outcome_open`: too few outcomes are met so far."""

    missing: tuple[Missing, ...]
    waiting: tuple[Waiting, ...]
    unsupported: tuple[Unsupported, ...]
    blocked: tuple[Blocked, ...]
    contradictions: tuple[Contradiction, ...]
    outcome_open: bool

    @property
    def unanswered(self) -> int:
        return sum(len(item.requirements) for item in self.missing)

    @property
    def to_confirm(self) -> int:
        return sum(len(item.requirements) for item in self.waiting)

    @property
    def without_evidence(self) -> int:
        return sum(len(item.requirements) for item in self.unsupported)


def check(
    standard: Standard,
    document: Document,
    scorecard: Scorecard,
    to_confirm: Collection[str] = (),
) -> Findings:
    """Look through a document and the scorecard of its claims.

    `to_confirm`: requirements whose old answer waits to be confirmed.
    """
    missing = []
    waiting = []
    unsupported = []
    blocked = []
    contradictions: list[Contradiction] = []
    for criterion in standard.criteria:
        unanswered = _unanswered(criterion, document)
        if codes := tuple(code for code in unanswered if code not in to_confirm):
            missing.append(Missing(criterion=criterion.code, requirements=codes))
        if codes := tuple(code for code in unanswered if code in to_confirm):
            waiting.append(Waiting(criterion=criterion.code, requirements=codes))
        if codes := _without_evidence(criterion, document):
            unsupported.append(Unsupported(criterion=criterion.code, requirements=codes))
        result = scorecard.criteria[criterion.code]
        in_place = sum(group.met for group in result.groups.values())
        if result.blocked_by and in_place:
            blocked.append(
                Blocked(criterion=criterion.code, blocked_by=result.blocked_by, in_place=in_place)
            )
        contradictions += _contradictions(criterion, document)
    return Findings(
        missing=tuple(missing),
        waiting=tuple(waiting),
        unsupported=tuple(unsupported),
        blocked=tuple(blocked),
        contradictions=tuple(contradictions),
        outcome_open=not scorecard.outcomes.enough,
    )


def _unanswered(criterion: Criterion, document: Document) -> tuple[str, ...]:
    return tuple(item.code for item in criterion.requirements if item.code not in document.answers)


def _without_evidence(criterion: Criterion, document: Document) -> tuple[str, ...]:
    answers = document.answers
    return tuple(
        item.code
        for item in criterion.requirements
        if item.code in answers
        and answers[item.code].status is Status.IN_PLACE
        and not answers[item.code].evidence
    )


def _contradictions(criterion: Criterion, document: Document) -> list[Contradiction]:
    answers = document.answers
    found = []
    evidence_of_nothing = tuple(
        item.code
        for item in criterion.requirements
        if item.code in answers
        and answers[item.code].status in NOT_THERE
        and answers[item.code].evidence
    )
    if evidence_of_nothing:
        found.append(
            Contradiction(
                criterion=criterion.code,
                requirements=evidence_of_nothing,
                oddity=Oddity.EVIDENCE_OF_NOTHING,
            )
        )
    found += [
        Contradiction(
            criterion=criterion.code,
            requirements=tuple(item.code for item in group.requirements),
            oddity=Oddity.NOTHING_APPLIES,
        )
        for group in criterion.groups
        if _nothing_applies(group, document)
    ]
    return found


def _nothing_applies(group: Group, document: Document) -> bool:
    answers = [document.answers.get(item.code) for item in group.requirements]
    return all(answer is not None and answer.status is Status.NOT_APPLICABLE for answer in answers)
