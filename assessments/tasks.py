"""Jobs of the worker. The request's row is the truth; a message lost is found by the sweep."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments import evaluation, mail
from assessments.models import EvaluationRequest

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
    now = timezone.now()
    queued_before = now if after_start else now - QUEUED_TOO_LONG
    running_before = now if after_start else now - RUNNING_TOO_LONG
    requests = EvaluationRequest.objects.order_by("woken_at").values_list("pk", flat=True)
    lost = [
        *requests.filter(state=EvaluationRequest.State.QUEUED, woken_at__lte=queued_before),
        *requests.filter(state=EvaluationRequest.State.RUNNING, woken_at__lte=running_before),
    ][:MOST_AT_ONCE]
    EvaluationRequest.objects.filter(pk__in=lost).update(woken_at=now)
    for request_id in lost:
        wake(request_id)
    return len(lost)


def wake(request_id: int) -> None:
    """Send for a worker; without a broker the sweep will."""
    try:
        evaluate.delay(request_id)
    except (OperationalError, OSError):
        logger.warning("No broker: evaluation request %s waits for the sweep", request_id)
