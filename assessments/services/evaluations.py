"""Asking for evaluations."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import tasks
from assessments.models import EvaluationRequest, Submission
from assessments.models.results import Stage
from cities import rules
from cities.core.errors import Forbidden, Refused
from cities.models import User


def ask_evaluation(submission: Submission, stage: Stage, now: datetime) -> EvaluationRequest:
    """Write the wish to have a submission evaluated; a worker is woken after the commit."""
    request = EvaluationRequest.objects.create(
        submission=submission, stage=stage, requested_at=now, woken_at=now
    )
    transaction.on_commit(partial(tasks.wake, request.pk), robust=True)
    return request


@transaction.atomic
def evaluate_again(*, request_id: int, by: User) -> EvaluationRequest:
    """Try a failed evaluation anew, once its cause is mended."""
    if not rules.is_manager(by):
        raise Forbidden
    request = EvaluationRequest.objects.select_for_update().get(pk=request_id)
    if request.state != EvaluationRequest.State.FAILED:
        raise Refused(_("Only what failed is evaluated again."))
    request.state = EvaluationRequest.State.QUEUED
    request.attempts = 0
    request.error = ""
    request.finished_at = None
    request.woken_at = timezone.now()
    request.save()
    transaction.on_commit(partial(tasks.wake, request.pk), robust=True)
    return request
