"""Asking for a trial of a draft."""

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import tasks
from assessments.models import Submission, Trial
from assessments.queries.trials import editions_tried, latest_submissions
from cities.core.errors import Forbidden, Refused
from cities.models import User
from criteria.core.faults import Faulty
from criteria.models import Standard
from criteria.queries import Editions, editions, tell
from criteria.rules import may_edit_standards

MOST_FAULTS = 10


@transaction.atomic
def start_trial(*, standard_code: str, by: User) -> Trial:
    """Ask for a trial of a draft as it is now; one that is under way already is returned instead.

    Raises Standard.DoesNotExist, Forbidden, or Refused when there is nothing to try it on.
    """
    if not may_edit_standards(by):
        raise Forbidden
    found = editions(drafts=True)
    if standard_code not in found.rows:
        raise Standard.DoesNotExist
    draft = found.rows[standard_code]
    if draft.status != Standard.Status.DRAFT:
        raise Refused(_("Only a draft is tried; %(code)s is published.") % {"code": draft.code})
    _refuse_without_lineage(found, draft)
    now = timezone.now()
    newest = Submission.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    all_of_them = latest_submissions(newest)
    total = all_of_them.filter(
        assessment__standard__code__in=editions_tried(found, draft.code)
    ).count()
    try:
        with transaction.atomic():
            trial = Trial.objects.create(
                standard=draft,
                meaning_hash=draft.meaning_hash,
                changes_hash=draft.changes_hash,
                up_to=newest,
                total=total,
                left_out=all_of_them.count() - total,
                requested_by=by,
                requested_at=now,
                woken_at=now,
            )
    except IntegrityError:
        return Trial.objects.get(
            standard=draft,
            meaning_hash=draft.meaning_hash,
            changes_hash=draft.changes_hash,
            state__in=[Trial.State.QUEUED, Trial.State.RUNNING],
        )
    transaction.on_commit(partial(tasks.wake_trial, trial.pk), robust=True)
    return trial


def _refuse_without_lineage(found: Editions, draft: Standard) -> None:
    """Without a lineage there is nothing to try a draft on: no answer could be carried over."""
    older = found.older(draft.code)
    if not older:
        raise Refused(
            _(
                "%(code)s does not say what became of the edition before. Upload it with its"
                " changes first."
            )
            % {"code": draft.code}
        )
    try:
        for code in older:
            found.lineage(code, draft.code)
    except Faulty as faulty:
        raise Refused(
            _("What it says of the changes is not complete:"),
            *(f"{fault.path}: {tell(fault.message)}" for fault in faulty.faults[:MOST_FAULTS]),
        ) from faulty
