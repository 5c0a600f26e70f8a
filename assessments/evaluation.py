"""Load -> core -> store: from a frozen submission to a scorecard and a roadmap.

Running an evaluation twice changes nothing: the result is keyed by the hash of everything that
went into it, and only one row of that key can exist.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from assessments.core.document import Report
from assessments.core.roadmap import plan
from assessments.core.scoring import ENGINE_VERSION, Claims, Scorecard, claims, score
from assessments.models import (
    CriterionResult,
    Evaluation,
    EvaluationRequest,
    OutcomeVerdict,
    Submission,
    Verdict,
)
from assessments.models.results import Stage
from assessments.queries.submissions import document_of_submission
from criteria.core.standard import Region, Standard
from criteria.core.writing import write_json
from criteria.models import Criterion
from criteria.queries import get_standard

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
WAITING = (EvaluationRequest.State.QUEUED, EvaluationRequest.State.RUNNING)


@dataclass(frozen=True, kw_only=True)
class Input:
    """Everything a result depends on."""

    standard: Standard
    meaning: str
    stage: str
    region: Region
    claims: Claims
    outcomes: Mapping[str, Report] = field(hash=False)
    submission_hash: str

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of all parts, and of the engine's version."""
        tree = {
            "engine": ENGINE_VERSION,
            "standard": [self.standard.code, self.meaning],
            "stage": self.stage,
            "region": self.region,
            "submission": self.submission_hash,
            "met": sorted(self.claims.met),
            "not_applicable": sorted(self.claims.not_applicable),
            "outcomes": sorted(self.outcomes),
        }
        return sha256(write_json(tree, sort_keys=True).encode()).hexdigest()


def input_of(submission: Submission, stage: str) -> Input:
    """Read what a stage of a submission is scored on: its own answers, or the final verdicts."""
    row = submission.assessment.standard
    standard = get_standard(row.code)
    document = document_of_submission(submission, standard)
    outcomes = document.outcomes
    if stage == Stage.SELF:
        claimed = claims(document.answers)
    else:
        claimed = _verified_claims(submission)
        confirmed = set(
            OutcomeVerdict.objects.filter(
                submission=submission, final=True, confirmed=True
            ).values_list("measure__code", flat=True)
        )
        outcomes = {code: report for code, report in outcomes.items() if code in confirmed}
    return Input(
        standard=standard,
        meaning=row.meaning_hash,
        stage=stage,
        region=Region(submission.assessment.city.region),
        claims=claimed,
        outcomes=outcomes,
        submission_hash=submission.sha256,
    )


def _verified_claims(submission: Submission) -> Claims:
    values = list(
        Verdict.objects.filter(submission=submission, final=True).values_list(
            "requirement__code", "value"
        )
    )
    return Claims(
        met=frozenset(code for code, value in values if value == Verdict.Value.MET),
        not_applicable=frozenset(
            code for code, value in values if value == Verdict.Value.NOT_APPLICABLE
        ),
    )


def run(request_id: int) -> Evaluation | None:
    """Evaluate what a request asks for; None when it is done already, or gone wrong for now.

    A failure is written to the request, which is tried again up to MOST_ATTEMPTS times. A database
    that does not answer raises DatabaseError; the sweep comes back to the request.
    """
    now = timezone.now()
    taken = EvaluationRequest.objects.filter(pk=request_id, state__in=WAITING).update(
        state=EvaluationRequest.State.RUNNING, attempts=F("attempts") + 1, woken_at=now
    )
    if not taken:
        return None
    request = (
        EvaluationRequest.objects.select_related(
            "submission__assessment__city", "submission__assessment__standard"
        )
        .defer("submission__assessment__standard__document")
        .get(pk=request_id)
    )
    try:
        entry = input_of(request.submission, request.stage)
        card = score(entry.standard, entry.claims, entry.outcomes, entry.region)
        return _store(request, entry, card)
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("Evaluation request %s failed", request_id)
        _note_failure(request, error)
        return None


def _store(request: EvaluationRequest, entry: Input, card: Scorecard) -> Evaluation:
    roadmap = plan(entry.standard, entry.claims, card)
    now = timezone.now()
    with transaction.atomic():
        locked = EvaluationRequest.objects.select_for_update().get(pk=request.pk)
        evaluation, made = Evaluation.objects.get_or_create(
            submission=request.submission,
            stage=request.stage,
            input_hash=entry.hash,
            defaults={
                "engine_version": ENGINE_VERSION,
                "level": card.level or "",
                "points": card.points,
                "scorecard": card.as_dict(),
                "roadmap": roadmap.as_dict(),
                "evaluated_at": now,
            },
        )
        if made:
            _store_results(evaluation, request.submission, card)
        locked.state = EvaluationRequest.State.DONE
        locked.evaluation = evaluation
        locked.error = ""
        locked.finished_at = now
        locked.save()
    return evaluation


def _store_results(evaluation: Evaluation, submission: Submission, card: Scorecard) -> None:
    assessment = submission.assessment
    criteria = Criterion.objects.filter(standard=assessment.standard_id)
    ids = dict(criteria.values_list("code", "pk"))
    CriterionResult.objects.bulk_create(
        CriterionResult(
            evaluation=evaluation,
            city=assessment.city,
            criterion_id=ids[code],
            earned=result.earned,
        )
        for code, result in card.criteria.items()
    )


def _note_failure(request: EvaluationRequest, error: Exception) -> None:
    final = request.attempts >= MOST_ATTEMPTS
    EvaluationRequest.objects.filter(pk=request.pk, state=EvaluationRequest.State.RUNNING).update(
        state=EvaluationRequest.State.FAILED if final else EvaluationRequest.State.QUEUED,
        error=f"{type(error).__name__}: {error}"[:2000],
        finished_at=timezone.now() if final else None,
    )
