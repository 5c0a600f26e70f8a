"""Jobs of the worker. The request's row is the truth; a message lost is found by the sweep."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments import evaluation, mail
from assessments.evaluation import Progress
from assessments.models import EvaluationRequest, Trial

logger = logging.getLogger(__name__)

QUEUED_TOO_LONG = timedelta(seconds=15)
RUNNING_TOO_LONG = timedelta(seconds=45)
MOST_AT_ONCE = 500


@shared_task
def evaluate(request_id: int) -> None:
    """Evaluate one request; harmless when it runs twice. A failure for good is told once."""
    try:
        evaluation.run(request_id)
    except evaluation.GaveUp:
        mail.tell_of_failed_evaluation(request_id)


@shared_task
def sweep(after_start: bool = False) -> int:  # noqa: FBT001, FBT002 - a message holds plain values
    """Wake requests that nobody is at: their message, or their worker, was lost.

    After a worker's start none is young enough to be left alone. Returns how many were woken.
    """
    return _wake_lost(EvaluationRequest.objects.all(), wake, after_start=after_start)


@shared_task
def run_trial(trial_id: int) -> None:
    """Do one chunk of a trial and ask for the next, so that other work comes in between."""
    match evaluation.run_chunk(trial_id):
        case Progress.MORE:
            wake_trial(trial_id)
        case Progress.DONE:
            mail.tell_of_trial(trial_id)
        case Progress.FAILED:
            mail.tell_of_failed_trial(trial_id)


@shared_task
def sweep_trials(after_start: bool = False) -> int:  # noqa: FBT001, FBT002 - as above
    """Wake trials that nobody is at, as `sweep` does requests."""
    return _wake_lost(Trial.objects.all(), wake_trial, after_start=after_start)


def wake(request_id: int) -> None:
    """Send for a worker; without a broker the sweep will."""
    try:
        evaluate.delay(request_id)
    except (OperationalError, OSError):
        logger.warning("No broker: evaluation request %s waits for the sweep", request_id)


def wake_trial(trial_id: int) -> None:
    """Send for a worker; without a broker the sweep will."""
    try:
        run_trial.delay(trial_id)
    except (OperationalError, OSError):
        logger.warning("No broker: trial %s waits for the sweep", trial_id)


def _wake_lost(rows: QuerySet[Any], wake_one: Callable[[int], None], *, after_start: bool) -> int:
    now = timezone.now()
    queued_before = now if after_start else now - QUEUED_TOO_LONG
    running_before = now if after_start else now - RUNNING_TOO_LONG
    by_age = rows.order_by("woken_at").values_list("pk", flat=True)
    lost = [
        *by_age.filter(state="queued", woken_at__lte=queued_before),
        *by_age.filter(state="running", woken_at__lte=running_before),
    ][:MOST_AT_ONCE]
    rows.filter(pk__in=lost).update(woken_at=now)
    for pk in lost:
        wake_one(pk)
    return len(lost)
