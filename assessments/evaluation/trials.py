"""A trial of a draft, one chunk of submissions at a time.

Whatever a worker leaves behind, the next goes on from: a result is written once for a trial and a
submission, and what has none is still to do.
"""

import logging
from enum import StrEnum

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from assessments.core.trial import After, try_on
from assessments.evaluation.requests import MOST_ATTEMPTS
from assessments.models import Trial, TrialResult
from assessments.models.results import Stage
from assessments.queries.trials import (
    Findings,
    editions_tried,
    findings_on,
    next_submissions,
    said_in,
)
from criteria.core.faults import Faulty
from criteria.core.lineage import Lineage
from criteria.core.standard import Region, Standard
from criteria.queries import editions

logger = logging.getLogger(__name__)

CHUNK = 50
WAITING = (Trial.State.QUEUED, Trial.State.RUNNING)


class Progress(StrEnum):
    """What became of a chunk: there is more to do, all is done now, it was given up, or nothing
    can be done.
    """

    MORE = "more"
    DONE = "done"
    FAILED = "failed"
    NOTHING = "nothing"


def run_chunk(trial_id: int, most: int = CHUNK) -> Progress:
    """Try the draft on the next submissions, `most` of them, and store how far that has come.

    DONE and FAILED are said once. What goes wrong is written to the trial; without progress it is
    tried MOST_ATTEMPTS times. Raises OperationalError or InterfaceError when the database does not
    answer; the sweep comes back to the trial.
    """
    now = timezone.now()
    taken = Trial.objects.filter(pk=trial_id, state__in=WAITING).update(
        state=Trial.State.RUNNING,
        attempts=F("attempts") + 1,
        woken_at=now,
        started_at=Coalesce("started_at", Now()),
    )
    if not taken:
        return Progress.NOTHING
    trial = Trial.objects.get(pk=trial_id)
    if trial.attempts > MOST_ATTEMPTS:
        return _give_up(trial, _("No worker came to the end of this."))
    try:
        return _advance(trial, most)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("Trial %s failed", trial_id)
        if trial.attempts >= MOST_ATTEMPTS:
            return _give_up(trial, f"{type(error).__name__}: {error}")
        Trial.objects.filter(pk=trial_id, state=Trial.State.RUNNING).update(
            state=Trial.State.QUEUED, error=f"{type(error).__name__}: {error}"[:2000]
        )
        return Progress.NOTHING


def _advance(trial: Trial, most: int) -> Progress:
    found = editions(drafts=True)
    draft = next(row for row in found.rows.values() if row.pk == trial.standard_id)
    if (draft.meaning_hash, draft.changes_hash) != (trial.meaning_hash, trial.changes_hash):
        return _give_up(trial, _("The draft was replaced meanwhile. Start another trial of it."))
    codes = editions_tried(found, draft.code)
    submissions = next_submissions(trial, codes, most)
    findings = findings_on(submissions)
    ways = {code: found.lineage(code, draft.code) for code in codes}
    results = []
    for item in submissions:
        edition: str = item.edition  # type: ignore[attr-defined]  # annotated by the query
        lineage = ways[edition]
        assert lineage is not None  # of the editions that are tried
        older, newer = found.standard(edition), found.standard(draft.code)
        result = TrialResult(trial=trial, submission=item, stage=Stage.SELF)
        _fill(result, older, newer, lineage, findings[item.pk])
        results.append(result)
    return _store(trial, results, more=len(submissions) == most)


def _fill(
    result: TrialResult, older: Standard, newer: Standard, lineage: Lineage, findings: Findings
) -> None:
    try:
        said = said_in(result.submission, older, findings)
    except Faulty as faulty:
        result.error = str(faulty)[:2000]
        return
    region = Region(result.submission.assessment.city.region)
    tried = try_on(older, newer, lineage, said.statuses, said.outcomes, region)
    result.stage = said.stage
    result.before_level = tried.before.level
    result.before_points = tried.before.points
    result.certain_level, result.certain_points, result.certain_change = _columns(tried.certain)
    result.likely_level, result.likely_points, result.likely_change = _columns(tried.likely)
    result.why = {"certain": tried.certain.why, "likely": tried.likely.why}


def _columns(after: After) -> tuple[str, int, int]:
    return after.standing.level, after.standing.points, after.change


def _store(trial: Trial, results: list[TrialResult], *, more: bool) -> Progress:
    with transaction.atomic():
        TrialResult.objects.bulk_create(results, ignore_conflicts=True)
        done = TrialResult.objects.filter(trial=trial).count()
        now = timezone.now()
        values: dict[str, object] = {"done": done, "attempts": 0, "error": "", "woken_at": now}
        if more:
            values["total"] = max(trial.total, done)
        else:
            values |= {"state": Trial.State.DONE, "total": done, "finished_at": now}
        stored = Trial.objects.filter(pk=trial.pk, state=Trial.State.RUNNING).update(**values)
    if not stored:
        return Progress.NOTHING
    return Progress.MORE if more else Progress.DONE


def _give_up(trial: Trial, error: str) -> Progress:
    given_up = Trial.objects.filter(pk=trial.pk, state=Trial.State.RUNNING).update(
        state=Trial.State.FAILED, error=error[:2000], finished_at=timezone.now()
    )
    return Progress.FAILED if given_up else Progress.NOTHING
