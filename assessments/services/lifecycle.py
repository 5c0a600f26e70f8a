"""The one way an assessment changes its state, for views, admin and tasks alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import mail, rules
from assessments.core.calendar import after_working_days
from assessments.core.document import to_document
from assessments.core.lifecycle import TABLE, Action, Edge, Guard
from assessments.models import (
    Answer,
    Assessment,
    Assignment,
    AuditEvent,
    CarriedAnswer,
    Certification,
    Decision,
    OutcomeReport,
    OutcomeVerdict,
    Submission,
    Verdict,
)
from assessments.models.results import Stage
from assessments.queries.documents import document_of, file_hashes_of
from assessments.queries.inputs import input_of
from assessments.queries.submissions import (
    document_of_submission,
    latest_request,
    latest_submission,
)
from assessments.services.evaluations import ask_evaluation
from cities.core.errors import Forbidden, Refused
from cities.models import User
from criteria.core.faults import Faulty
from criteria.core.writing import write_json
from criteria.models import Requirement, Standard
from criteria.queries import get_standard, tell

MOST_FAULTS_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Change:
    """One wish to move an assessment, while its row is locked."""

    assessment: Assessment
    edge: Edge
    by: User
    reason: str
    now: datetime


@transaction.atomic
def transition(
    *,
    assessment_id: int,
    action: Action,
    by: User,
    reason: str = "",
    expected_version: int | None = None,
) -> Assessment:
    """Move an assessment along one edge of the lifecycle table and note who did it.

    Locks the row, asks whether this person may, whether the edge is there and whether its guards
    hold. Raises Assessment.DoesNotExist, Forbidden, or Refused with a sentence for each obstacle.
    Mail is queued with the change; jobs wait for the commit.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("city", "standard")
        .get(pk=assessment_id)
    )
    edge = TABLE[action]
    acting = next((a for a in edge.actors if a in rules.actors_of(by, assessment)), None)
    if acting is None:
        raise Forbidden(f"{by.pk} may not {action} assessment {assessment_id}")
    if expected_version is not None and expected_version != assessment.version:
        raise Refused(_("Somebody changed this assessment meanwhile. Look at it again first."))
    if assessment.state not in edge.sources:
        raise Refused(
            _("This cannot be done while the assessment is: %(state)s.")
            % {"state": assessment.get_state_display()}
        )
    change = Change(
        assessment=assessment, edge=edge, by=by, reason=reason.strip(), now=timezone.now()
    )
    obstacles = _obstacles(change)
    if obstacles:
        raise Refused(*obstacles)
    source = assessment.state
    assessment.state = edge.target
    assessment.version += 1
    if action in EFFECTS:
        EFFECTS[action](change)
    assessment.save()
    AuditEvent.objects.create(
        assessment=assessment,
        actor=by,
        role=acting,
        action=action,
        from_state=source,
        to_state=edge.target,
        reason=change.reason,
        at=change.now,
    )
    mail.tell_of_transition(assessment, action, by=by, reason=change.reason)
    return assessment


def obstacles_to(*, assessment: Assessment, action: Action, by: User) -> list[str]:
    """Say what stands in the way of an action now, reasons to be typed apart; writes nothing."""
    edge = TABLE[action]
    return _obstacles(
        Change(assessment=assessment, edge=edge, by=by, reason="...", now=timezone.now())
    )


def _obstacles(change: Change) -> list[str]:
    return [sentence for guard in change.edge.guards for sentence in GUARDS[guard](change)]


# --- guards: a sentence for each thing that stands in the way -----------------------------------


def _edition_open(change: Change) -> list[str]:
    """An edition that was closed takes no new assessments; whoever was at one may end it."""
    if change.assessment.takes_submission:
        return []
    if change.assessment.standard.status == Standard.Status.DRAFT:
        return [_("This edition of the standard is a draft; it takes no submissions.")]
    return [
        _("This edition takes no submissions any more. Start the current one from these answers.")
    ]


def _nothing_unanswered(change: Change) -> list[str]:
    asked = Requirement.objects.filter(standard=change.assessment.standard_id).count()
    answered = Answer.objects.filter(assessment=change.assessment).exclude(status="").count()
    to_confirm = CarriedAnswer.objects.waiting().filter(assessment=change.assessment).count()
    obstacles = []
    if to_confirm:
        obstacles.append(
            ngettext(
                "%(count)d answer that was carried over has not been confirmed yet.",
                "%(count)d answers that were carried over have not been confirmed yet.",
                to_confirm,
            )
            % {"count": to_confirm}
        )
    if missing := asked - answered - to_confirm:
        obstacles.append(
            _(
                "%(missing)d of %(asked)d requirements have no answer yet. "
                "“We do not know yet” is an answer too."
            )
            % {"missing": missing, "asked": asked}
        )
    return obstacles


def _reason_given(change: Change) -> list[str]:
    return [] if change.reason else [_("Give a reason: the people concerned will read it.")]


def _review_not_asked(change: Change) -> list[str]:
    if change.assessment.review_asked_at is None:
        return []
    return [_("The review has been asked for; the answers can no longer be reopened.")]


def _review_asked(change: Change) -> list[str]:
    if change.assessment.review_asked_at is not None:
        return []
    return [_("The city has not asked for a review.")]


def _reviewers_ready(change: Change) -> list[str]:
    if _accepted(change.assessment):
        return []
    return [_("No reviewer has accepted this assessment yet.")]


def _no_conflict(change: Change) -> list[str]:
    return [
        sentence
        for assignment in _accepted(change.assessment)
        for sentence in rules.conflicts_of_interest(
            assignment.reviewer, change.assessment.city, change.now
        )
    ]


def _verdicts_final(change: Change) -> list[str]:
    submission = latest_submission(change.assessment)
    final_verdicts = Verdict.objects.filter(
        submission=submission, reviewer=change.by, final=True
    ).count()
    asked = Requirement.objects.filter(standard=change.assessment.standard_id).count()
    obstacles = []
    if final_verdicts < asked:
        obstacles.append(
            _("%(missing)d of %(asked)d requirements have no final verdict yet.")
            % {"missing": asked - final_verdicts, "asked": asked}
        )
    reported = OutcomeReport.objects.filter(assessment=change.assessment)
    judged = OutcomeVerdict.objects.filter(submission=submission, reviewer=change.by, final=True)
    if reported.exclude(measure__in=judged.values("measure")).exists():
        obstacles.append(_("The figures of the outcomes are not all judged yet."))
    return obstacles


def _evaluation_current(change: Change) -> list[str]:
    submission = latest_submission(change.assessment)
    request = latest_request(submission, Stage.VERIFIED) if submission else None
    if submission is None or request is None or request.evaluation is None:
        return [_("The verified score is not there yet. Try again in a moment.")]
    if input_of(submission, Stage.VERIFIED).hash != request.evaluation.input_hash:
        return [_("Verdicts changed after the verified score was made. It has to be made anew.")]
    return []


def _decider_did_not_review(change: Change) -> list[str]:
    if rules.took_part_in_review(change.by, change.assessment):
        return [_("You took part in this review; somebody else has to decide.")]
    conflicts = rules.conflicts_of_interest(change.by, change.assessment.city, change.now)
    return list(conflicts)


def _embargo_over(change: Change) -> list[str]:
    decision = _latest_decision(change.assessment)
    if decision.accepted_at is not None or decision.embargo_until <= change.now:
        return []
    return [
        _(
            "The city has until %(day)s (UTC) to check the report, unless its lead "
            "accepts it earlier."
        )
        % {"day": date_format(decision.embargo_until, "d F Y, H:i")}
    ]


GUARDS: Mapping[Guard, Callable[[Change], list[str]]] = MappingProxyType(
    {
        Guard.EDITION_OPEN: _edition_open,
        Guard.NOTHING_UNANSWERED: _nothing_unanswered,
        Guard.REASON_GIVEN: _reason_given,
        Guard.REVIEW_NOT_ASKED: _review_not_asked,
        Guard.REVIEW_ASKED: _review_asked,
        Guard.REVIEWERS_READY: _reviewers_ready,
        Guard.NO_CONFLICT: _no_conflict,
        Guard.VERDICTS_FINAL: _verdicts_final,
        Guard.EVALUATION_CURRENT: _evaluation_current,
        Guard.DECIDER_DID_NOT_REVIEW: _decider_did_not_review,
        Guard.EMBARGO_OVER: _embargo_over,
    }
)


# --- effects: what else is written in the same transaction --------------------------------------


def _freeze(change: Change) -> None:
    assessment = change.assessment
    document = write_json(to_document(document_of(assessment)), sort_keys=True)
    before = latest_submission(assessment)
    submission = Submission.objects.create(
        assessment=assessment,
        number=before.number + 1 if before else 1,
        document=document,
        evidence=file_hashes_of(assessment),
        sha256=sha256(document.encode()).hexdigest(),
        submitted_by=change.by,
        submitted_at=change.now,
    )
    _refuse_unreadable(submission, assessment)
    assessment.submitted_at = change.now
    assessment.returned_reason = ""
    ask_evaluation(submission, Stage.SELF, change.now)


def _refuse_unreadable(submission: Submission, assessment: Assessment) -> None:
    """What is frozen must be readable for good: an assessment document has a largest size."""
    try:
        document_of_submission(submission, get_standard(assessment.standard.code))
    except Faulty as faulty:
        raise Refused(
            _("The answers cannot be kept as one document. Shorten what is named here:"),
            *(
                f"{fault.path}: {tell(fault.message)}"
                for fault in faulty.faults[:MOST_FAULTS_SHOWN]
            ),
        ) from faulty


def _hand_back(change: Change) -> None:
    change.assessment.returned_reason = change.reason
    change.assessment.review_asked_at = None
    Assignment.objects.filter(
        assessment=change.assessment,
        state__in=[Assignment.State.PROPOSED, Assignment.State.ACCEPTED],
    ).update(state=Assignment.State.ENDED)


def _verify(change: Change) -> None:
    submission = latest_submission(change.assessment)
    assert submission is not None  # only a submitted assessment reaches a reviewer
    ask_evaluation(submission, Stage.VERIFIED, change.now)


def _decide(change: Change) -> None:
    submission = latest_submission(change.assessment)
    request = latest_request(submission, Stage.VERIFIED) if submission else None
    assert request is not None  # the guards saw them
    assert request.evaluation is not None
    Decision.objects.create(
        assessment=change.assessment,
        evaluation=request.evaluation,
        level=request.evaluation.level,
        reason=change.reason,
        decided_by=change.by,
        decided_at=change.now,
        embargo_until=after_working_days(change.now, settings.EMBARGO_WORKING_DAYS),
    )


def _certify(change: Change) -> None:
    decision = _latest_decision(change.assessment)
    if not decision.level:
        return
    today = change.now.date()
    Certification.objects.create(
        city=change.assessment.city,
        standard=change.assessment.standard,
        edition=change.assessment.standard.edition,
        level=decision.level,
        certified_on=today,
        valid_until=_years_later(change.now, settings.CERTIFICATION_YEARS).date(),
        decision=decision,
        demo=change.assessment.city.demo,
    )


def _years_later(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year + years, day=28) + timedelta(days=1)


EFFECTS: Mapping[Action, Callable[[Change], None]] = MappingProxyType(
    {
        Action.SUBMIT: _freeze,
        Action.RETURN: _hand_back,
        Action.RECOMMEND: _verify,
        Action.DECIDE: _decide,
        Action.PUBLISH: _certify,
    }
)


def _accepted(assessment: Assessment) -> list[Assignment]:
    return list(
        Assignment.objects.filter(
            assessment=assessment, state=Assignment.State.ACCEPTED
        ).select_related("reviewer")
    )


def _latest_decision(assessment: Assessment) -> Decision:
    return Decision.objects.filter(assessment=assessment).latest()
