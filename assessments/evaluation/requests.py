"""Load -> core -> store: from a frozen submission to a scorecard and a roadmap.

Running an evaluation twice changes nothing: the result is keyed by the hash of everything that
went into it, and only one row of that key can exist.
"""

import logging

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from assessments.core.roadmap import plan
from assessments.core.scoring import ENGINE_VERSION, Scorecard, score
from assessments.models import (
    CriterionResult,
    Evaluation,
    EvaluationRequest,
    Submission,
)
from assessments.queries.inputs import Input, input_of
from criteria.models import Criterion

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
WAITING = (EvaluationRequest.State.QUEUED, EvaluationRequest.State.RUNNING)


class GaveUp(Exception):
    """A request was tried often enough; somebody has to look at it."""


def run(request_id: int) -> Evaluation | None:
    """Evaluate what a request asks for; None when it is done already, or gone wrong for now.

    What goes wrong is written to the request, which is tried MOST_ATTEMPTS times; so is one whose
    workers never came back. Then raises GaveUp, once. A database that does not answer raises
    OperationalError or InterfaceError; the sweep comes back to the request.
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
        .defer(
            "submission__assessment__standard__document",
            "submission__assessment__standard__changes",
        )
        .get(pk=request_id)
    )
    if request.attempts > MOST_ATTEMPTS:
        _note_failure(request, gettext_noop("No worker came to the end of this."))
        raise GaveUp
    try:
        entry = input_of(request.submission, request.stage)
        card = score(entry.standard, entry.claims, entry.outcomes, entry.region)
        return _store(request, entry, card)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("Evaluation request %s failed", request_id)
        _note_failure(request, f"{type(error).__name__}: {error}")
        if request.attempts == MOST_ATTEMPTS:
            raise GaveUp from error
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


def _note_failure(request: EvaluationRequest, error: str) -> None:
    final = request.attempts >= MOST_ATTEMPTS
    EvaluationRequest.objects.filter(pk=request.pk, state=EvaluationRequest.State.RUNNING).update(
        state=EvaluationRequest.State.FAILED if final else EvaluationRequest.State.QUEUED,
        error=error[:2000],
        finished_at=timezone.now() if final else None,
    )
