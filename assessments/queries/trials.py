"""What a trial is made from; the number of statements does not grow with a chunk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from assessments.core.document import Report, Status
from assessments.core.lifecycle import SUBMITTED_OR_LATER
from assessments.models import (
    Assessment,
    AuditEvent,
    OutcomeVerdict,
    Submission,
    Trial,
    TrialResult,
    Verdict,
)
from assessments.models.results import Stage
from assessments.queries.submissions import document_of_submission
from criteria.core.standard import Standard
from criteria.models import Standard as StandardRow
from criteria.queries import Editions

FOUND = {
    Verdict.Value.MET: Status.IN_PLACE,
    Verdict.Value.NOT_MET: Status.NOT_IN_PLACE,
    Verdict.Value.INSUFFICIENT: Status.NOT_IN_PLACE,
    Verdict.Value.NOT_APPLICABLE: Status.NOT_APPLICABLE,
}


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Verdicts that stand on one submission: by requirement, and the figures confirmed."""

    verdicts: Mapping[str, Status] = field(hash=False)
    confirmed: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class TriedLast:
    """When a trial ended, and how many cities stand how: title of the kind, number."""

    finished_at: datetime | None
    counts: tuple[tuple[str, int], ...]


def tried_last(draft: StandardRow) -> TriedLast | None:
    """Return the last finished trial of a draft's present meaning and lineage; two statements."""
    trial = (
        Trial.objects.filter(
            standard=draft,
            meaning_hash=draft.meaning_hash,
            changes_hash=draft.changes_hash,
            state=Trial.State.DONE,
        )
        .order_by("-finished_at", "-pk")
        .first()
    )
    if trial is None:
        return None
    counts = trial.results.counted()
    return TriedLast(
        finished_at=trial.finished_at,
        counts=tuple((str(kind.label), number) for kind, number in counts.items()),
    )


def editions_tried(found: Editions, code: str) -> list[str]:
    """Return the codes of editions whose assessments a draft can be tried on, itself included."""
    return [code, *found.older(code)]


def latest_submissions(up_to: int) -> QuerySet[Submission]:
    """Return the newest submission, up to a key, of every assessment the program sees."""
    latest = (
        Submission.objects.filter(assessment=OuterRef("assessment"), pk__lte=up_to)
        .order_by("-number")
        .values("pk")[:1]
    )
    return Submission.objects.filter(pk=Subquery(latest), assessment__state__in=SUBMITTED_OR_LATER)


def brought_in_before(moment: datetime) -> int:
    """Return how many assessments were brought in by then and never submitted; one statement.

    A trial is made from submissions, so it does not see them.
    """
    own = {"assessment": OuterRef("pk")}
    imports = AuditEvent.objects.filter(action=AuditEvent.Act.IMPORT, at__lte=moment, **own)
    return (
        Assessment.objects.live()
        .filter(Exists(imports), ~Exists(Submission.objects.filter(**own)))
        .count()
    )


def next_submissions(trial: Trial, codes: Sequence[str], most: int) -> list[Submission]:
    """Return submissions that a trial has no result for yet; each knows its `edition`'s code."""
    tried = TrialResult.objects.filter(trial=trial, submission=OuterRef("pk"))
    return list(
        latest_submissions(trial.up_to)
        .filter(~Exists(tried), assessment__standard__code__in=codes)
        .annotate(edition=F("assessment__standard__code"))
        .select_related("assessment__city")
        .order_by("pk")[:most]
    )


def findings_on(submissions: Sequence[Submission]) -> Mapping[int, Findings]:
    """Return the verdicts that stand, by submission; two statements."""
    verdicts: defaultdict[int, dict[str, Status]] = defaultdict(dict)
    for pk, code, value in Verdict.objects.standing(*submissions).values_list(
        "submission_id", "requirement__code", "value"
    ):
        verdicts[pk][code] = FOUND[value]
    confirmed: defaultdict[int, set[str]] = defaultdict(set)
    for pk, code in (
        OutcomeVerdict.objects.standing(*submissions)
        .filter(confirmed=True)
        .values_list("submission_id", "measure__code")
    ):
        confirmed[pk].add(code)
    return {
        item.pk: Findings(verdicts=verdicts[item.pk], confirmed=frozenset(confirmed[item.pk]))
        for item in submissions
    }


@dataclass(frozen=True, kw_only=True)
class Said:
    """What counts of a submission, and whose word it is."""

    stage: Stage
    statuses: Mapping[str, Status] = field(hash=False)
    outcomes: Mapping[str, Report] = field(hash=False)


def said_in(submission: Submission, standard: Standard, findings: Findings) -> Said:
    """Return the verdicts once there is one on every requirement, before that the city's answers.

    Raises Faulty when the submission cannot be read.
    """
    document = document_of_submission(submission, standard)
    if all(item.code in findings.verdicts for item in standard.requirements):
        return Said(
            stage=Stage.VERIFIED,
            statuses=findings.verdicts,
            outcomes={
                code: report
                for code, report in document.outcomes.items()
                if code in findings.confirmed
            },
        )
    return Said(
        stage=Stage.SELF,
        statuses={code: answer.status for code, answer in document.answers.items()},
        outcomes=document.outcomes,
    )
