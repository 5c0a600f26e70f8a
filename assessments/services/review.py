"""Writes of the review: asking for it, assigning, verdicts, accepting the report."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import mail, rules
from assessments.core.lifecycle import Actor, State
from assessments.models import (
    Assessment,
    Assignment,
    AuditEvent,
    Decision,
    OutcomeVerdict,
    Submission,
    Verdict,
)
from assessments.queries.submissions import latest_submission
from cities import rules as city_rules
from cities.core.errors import Forbidden, Refused
from cities.models import User
from criteria.models import OutcomeMeasure, Requirement

ASSIGNABLE = (State.SUBMITTED, State.IN_REVIEW)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A verdict on one requirement, as the reviewer wrote it."""

    requirement: str
    value: str
    reason: str


@transaction.atomic
def ask_for_review(*, assessment_id: int, by: User) -> Assessment:
    """Tell the program that a city wants its submission reviewed; asking twice is harmless."""
    assessment = _locked(assessment_id)
    if Actor.LEAD not in rules.actors_of(by, assessment):
        raise Forbidden
    if assessment.state != State.SUBMITTED:
        raise Refused(_("A review can be asked for once the assessment is submitted."))
    if assessment.review_asked_at is not None:
        return assessment
    assessment.review_asked_at = timezone.now()
    assessment.version += 1
    assessment.save()
    _note(assessment, by, Actor.LEAD, "ask_for_review")
    mail.tell_of_review_wish(assessment, by=by)
    return assessment


@transaction.atomic
def assign(*, assessment_id: int, reviewer: User, by: User) -> Assignment:
    """Ask a reviewer to take an assessment. Refused where interests conflict."""
    assessment = _locked(assessment_id)
    if Actor.MANAGER not in rules.actors_of(by, assessment):
        raise Forbidden
    if assessment.state not in ASSIGNABLE:
        raise Refused(_("Reviewers are assigned between submission and recommendation."))
    if not city_rules.is_reviewer(reviewer):
        raise Refused(_("%(person)s is not a reviewer.") % {"person": reviewer})
    conflicts = rules.conflicts_of_interest(reviewer, assessment.city, timezone.now())
    if conflicts:
        raise Refused(*conflicts)
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                assessment=assessment, reviewer=reviewer, assigned_by=by
            )
    except IntegrityError as error:
        raise Refused(_("This assessment has a reviewer already.")) from error
    _note(assessment, by, Actor.MANAGER, "assign", str(reviewer))
    mail.tell_of_assignment(assignment)
    return assignment


@transaction.atomic
def answer_assignment(*, assignment_id: int, accept: bool, by: User) -> Assignment:
    """Accept or decline to review. Raises Assignment.DoesNotExist for somebody else's."""
    assignment = _locked_assignment(assignment_id)
    if assignment.reviewer_id != by.pk:
        raise Assignment.DoesNotExist
    if assignment.state != Assignment.State.PROPOSED:
        raise Refused(_("This was answered already."))
    if accept:
        conflicts = rules.conflicts_of_interest(by, assignment.assessment.city, timezone.now())
        if conflicts:
            raise Refused(*conflicts)
    assignment.state = Assignment.State.ACCEPTED if accept else Assignment.State.DECLINED
    assignment.answered_at = timezone.now()
    assignment.save()
    word = "accept_assignment" if accept else "decline_assignment"
    _note(assignment.assessment, by, Actor.LEAD_REVIEWER, word)
    return assignment


@transaction.atomic
def end_assignment(*, assignment_id: int, by: User) -> Assignment:
    """Take an assessment back from a reviewer; their verdicts are kept and no longer count.

    Refused once one of their verdicts is final, unless they can no longer judge: a conflict arose,
    the role or the account is gone.
    """
    assignment = _locked_assignment(assignment_id)
    if Actor.MANAGER not in rules.actors_of(by, assignment.assessment):
        raise Forbidden
    if assignment.state not in (Assignment.State.PROPOSED, Assignment.State.ACCEPTED):
        raise Refused(_("This assignment has ended already."))
    if assignment.assessment.state not in ASSIGNABLE:
        raise Refused(_("The review is over."))
    if _has_final_findings(assignment) and _can_still_judge(assignment):
        raise Refused(_("This reviewer has final verdicts; they cannot be removed any more."))
    assignment.state = Assignment.State.ENDED
    assignment.save()
    _note(assignment.assessment, by, Actor.MANAGER, "end_assignment", str(assignment.reviewer))
    return assignment


@transaction.atomic
def record_verdicts(
    *, assessment_id: int, criterion: str, findings: Sequence[Finding], final: bool, by: User
) -> None:
    """Keep a reviewer's verdicts on one criterion; `final` says that they are complete.

    A final verdict other than "met" needs a reason; final needs every requirement of the criterion.
    """
    assessment, submission = _for_review(assessment_id, by)
    requirements = {
        requirement.code: requirement
        for requirement in Requirement.objects.filter(
            standard=assessment.standard_id, criterion__code=criterion
        )
    }
    given = {finding.requirement: finding for finding in findings if finding.value}
    obstacles = _faults(requirements, given, final=final)
    if obstacles:
        raise Refused(*obstacles)
    now = timezone.now()
    Verdict.objects.bulk_create(
        [
            Verdict(
                submission=submission,
                requirement=requirements[code],
                reviewer=by,
                value=finding.value,
                reason=finding.reason.strip(),
                final=final,
                recorded_at=now,
            )
            for code, finding in given.items()
        ],
        update_conflicts=True,
        unique_fields=["submission", "requirement", "reviewer"],
        update_fields=["value", "reason", "final", "recorded_at"],
    )
    _note(assessment, by, Actor.LEAD_REVIEWER, "final_verdicts" if final else "verdicts", criterion)


def _faults(
    requirements: dict[str, Requirement], given: dict[str, Finding], *, final: bool
) -> list[str]:
    faults = [
        _("%(code)s is not part of this criterion.") % {"code": code}
        for code in given
        if code not in requirements
    ]
    for code, requirement in requirements.items():
        finding = given.get(code)
        if finding is None:
            if final:
                faults.append(_("%(code)s has no verdict yet.") % {"code": code})
        elif finding.value == Verdict.Value.NOT_APPLICABLE and not requirement.may_not_apply:
            faults.append(_("%(code)s applies to every city.") % {"code": code})
        elif final and finding.value != Verdict.Value.MET and not finding.reason.strip():
            faults.append(_("%(code)s needs a reason: the city will read it.") % {"code": code})
    return faults


@transaction.atomic
def record_outcome_verdict(
    *, assessment_id: int, measure: str, confirmed: bool, reason: str, by: User
) -> None:
    """Keep whether a reviewer confirms a city's figure; a refusal needs a reason."""
    assessment, submission = _for_review(assessment_id, by)
    row = OutcomeMeasure.objects.filter(reports__assessment=assessment, code=measure).first()
    if row is None:
        raise Refused(_("The city has reported no such outcome."))
    if not confirmed and not reason.strip():
        raise Refused(_("Say why the figure is not confirmed: the city will read it."))
    OutcomeVerdict.objects.update_or_create(
        submission=submission,
        measure=row,
        reviewer=by,
        defaults={
            "confirmed": confirmed,
            "reason": reason.strip(),
            "final": True,
            "recorded_at": timezone.now(),
        },
    )
    _note(assessment, by, Actor.LEAD_REVIEWER, "outcome_verdict", measure)


@transaction.atomic
def accept_report(*, assessment_id: int, by: User) -> Decision:
    """Let a city's lead end the embargo early: the facts in the report are right."""
    assessment = _locked(assessment_id)
    if Actor.LEAD not in rules.actors_of(by, assessment):
        raise Forbidden
    if assessment.state != State.DECIDED:
        raise Refused(_("There is no report waiting to be accepted."))
    decision = Decision.objects.select_for_update().filter(assessment=assessment).latest()
    if decision.accepted_at is None:
        decision.accepted_by = by
        decision.accepted_at = timezone.now()
        decision.save()
        _note(assessment, by, Actor.LEAD, "accept_report")
    return decision


def _locked(assessment_id: int) -> Assessment:
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("city", "standard")
        .get(pk=assessment_id)
    )


def _locked_assignment(assignment_id: int) -> Assignment:
    """Lock the assessment, then its assignment: everywhere in this order, or two would wait."""
    found = Assignment.objects.only("assessment_id").get(pk=assignment_id)
    assessment = _locked(found.assessment_id)
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("reviewer")
        .get(pk=assignment_id)
    )
    assignment.assessment = assessment
    return assignment


def _has_final_findings(assignment: Assignment) -> bool:
    theirs = {
        "submission__assessment": assignment.assessment_id,
        "reviewer": assignment.reviewer_id,
        "final": True,
    }
    return (
        Verdict.objects.filter(**theirs).exists()
        or OutcomeVerdict.objects.filter(**theirs).exists()
    )


def _can_still_judge(assignment: Assignment) -> bool:
    reviewer = assignment.reviewer
    return Actor.LEAD_REVIEWER in rules.actors_of(reviewer, assignment.assessment) and not (
        rules.conflicts_of_interest(reviewer, assignment.assessment.city, timezone.now())
    )


def _for_review(assessment_id: int, by: User) -> tuple[Assessment, Submission]:
    assessment = _locked(assessment_id)
    if Actor.LEAD_REVIEWER not in rules.actors_of(by, assessment):
        raise Forbidden
    if assessment.state != State.IN_REVIEW:
        raise Refused(_("Verdicts can be recorded while the assessment is in review."))
    conflicts = rules.conflicts_of_interest(by, assessment.city, timezone.now())
    if conflicts:
        raise Refused(*conflicts)
    submission = latest_submission(assessment)
    assert submission is not None  # nothing comes into review without one
    return assessment, submission


def _note(assessment: Assessment, by: User, role: Actor, action: str, reason: str = "") -> None:
    AuditEvent.objects.create(
        assessment=assessment,
        actor=by,
        role=role,
        action=action,
        from_state=assessment.state,
        to_state=assessment.state,
        reason=reason,
        at=timezone.now(),
    )
