"""Writing answers, so that two people at one assessment never overwrite each other unseen.

An answer to a requirement whose old answer waits to be confirmed confirms it, whatever it says.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.core.document import Status, parse_answer
from assessments.models import Answer, CarriedAnswer
from assessments.queries.workspace import Desk, StoredAnswer, stored_answers
from assessments.services.locking import locked_desk
from cities.models import User
from criteria.core.faults import Fault, Faulty
from criteria.models import Requirement


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a person wants an answer to say, and the version they saw; "" is unanswered."""

    requirement: str
    status: str
    note: str
    expected_version: int


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What came of a save. `answers` is everything as it stands now, notes for the changed.

    `conflicts`: requirements that somebody else changed since; `refused`: what is wrong with an
    answer. Neither is written; all other changes are. `confirmed`: requirements whose old answer
    waited to be confirmed until this save.
    """

    desk: Desk
    at: datetime
    answers: Mapping[str, StoredAnswer] = field(hash=False)
    conflicts: frozenset[str]
    refused: Mapping[str, tuple[Fault, ...]] = field(hash=False)
    confirmed: frozenset[str] = frozenset()


@transaction.atomic
def save_answers(*, assessment_id: int, by: User, changes: Sequence[Change]) -> Saved:
    """Save answers one by one: each that is valid and not stale, in one statement.

    The same content as stored is no change, whatever its version. Raises Assessment.DoesNotExist,
    Requirement.DoesNotExist, Forbidden, Refused.
    """
    desk = locked_desk(assessment_id=assessment_id, by=by)
    wanted = {change.requirement: change for change in changes}
    answers = stored_answers(desk.assessment, noted=wanted)
    if unknown := wanted.keys() - answers.keys():
        raise Requirement.DoesNotExist(f"not in {desk.standard.code}: {sorted(unknown)}")
    return _save(desk, answers, wanted.values(), by)


@transaction.atomic
def confirm_carried(*, assessment_id: int, by: User, requirements: Collection[str]) -> Saved:
    """Give the old answers that wait at these requirements as they are proposed.

    A note that somebody wrote there meanwhile is kept. What does not wait, or is no requirement, is
    left alone. Raises Assessment.DoesNotExist, Forbidden, Refused.
    """
    desk = locked_desk(assessment_id=assessment_id, by=by)
    answers = stored_answers(desk.assessment, noted=requirements)
    changes = [
        Change(
            requirement=code,
            status=answers[code].proposed,
            note=answers[code].note_to_show,
            expected_version=answers[code].version,
        )
        for code in requirements
        if code in answers and answers[code].waits
    ]
    return _save(desk, answers, changes, by)


def _save(
    desk: Desk, answers: Mapping[str, StoredAnswer], changes: Iterable[Change], by: User
) -> Saved:
    now = timezone.now()
    conflicts = set()
    refused = {}
    written = []
    for change in changes:
        code = change.requirement
        stored = answers[code]
        if _says_nothing_new(change, stored):
            continue
        if change.expected_version != stored.version:
            conflicts.add(code)
        elif faults := _faults_of(desk, change):
            refused[code] = faults
        else:
            written.append(
                replace(
                    stored,
                    status=change.status,
                    note=change.note,
                    version=stored.version + 1,
                    by=by.full_name,
                    by_id=by.pk,
                    at=now,
                    waits=stored.waits and not change.status,
                )
            )
    _write(desk, written, by, now)
    confirmed = {
        answer.code for answer in written if answers[answer.code].waits and not answer.waits
    }
    _confirm(desk, confirmed, by, now)
    return Saved(
        desk=desk,
        at=now,
        answers={**answers, **{answer.code: answer for answer in written}},
        conflicts=frozenset(conflicts),
        refused=refused,
        confirmed=frozenset(confirmed),
    )


def _says_nothing_new(change: Change, stored: StoredAnswer) -> bool:
    """Tell a form that was sent as it was shown; clearing an old note that waits is a change."""
    return (change.status, change.note) == (stored.status, stored.note_to_show)


def _faults_of(desk: Desk, change: Change) -> tuple[Fault, ...]:
    """Return what the document's contract says against an answer; without a status, its note."""
    tree = {"status": change.status or Status.UNKNOWN.value, "note": change.note}
    try:
        parse_answer(tree, desk.standard.requirement(change.requirement))
    except Faulty as faulty:
        return faulty.faults
    return ()


def _write(desk: Desk, answers: Sequence[StoredAnswer], by: User, now: datetime) -> None:
    if not answers:
        return
    Answer.objects.bulk_create(
        [
            Answer(
                assessment=desk.assessment,
                requirement_id=answer.requirement_id,
                status=answer.status,
                note=answer.note,
                version=answer.version,
                answered_by=by,
                answered_at=now,
            )
            for answer in answers
        ],
        update_conflicts=True,
        unique_fields=["assessment", "requirement"],
        update_fields=["status", "note", "version", "answered_by", "answered_at"],
    )


def _confirm(desk: Desk, codes: Collection[str], by: User, now: datetime) -> None:
    if codes:
        CarriedAnswer.objects.waiting().filter(
            assessment=desk.assessment, requirement__code__in=codes
        ).update(confirmed_by=by, confirmed_at=now)
