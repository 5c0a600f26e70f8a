"""Letters about an assessment: who gets them, and what they say.

Sending makes a row in the mail outbox inside the caller's transaction; the worker delivers it.
Each letter is in the language of who gets it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.core.lifecycle import Action
from assessments.models import Assessment, Assignment, EvaluationRequest, Trial, TrialResult
from cities.models import Membership, ProgramRole, User
from cities.queries import absolute, languages_of


def _leads(assessment: Assessment) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True,
        memberships__city=assessment.city_id,
        memberships__state=Membership.State.ACTIVE,
        memberships__role=Membership.Role.LEAD,
    )


def _with_role(role: ProgramRole.Role) -> QuerySet[User]:
    return User.objects.filter(is_active=True, program_roles__role=role)


def _officers(_assessment: Assessment) -> QuerySet[User]:
    return _with_role(ProgramRole.Role.OFFICER)


def _reviewers(assessment: Assessment) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True,
        assignments__assessment=assessment,
        assignments__state=Assignment.State.ACCEPTED,
    )


RECIPIENTS: Mapping[Action, Callable[[Assessment], QuerySet[User]]] = MappingProxyType(
    {
        Action.SUBMIT: _leads,
        Action.RETURN: _leads,
        Action.REQUEST_REVIEW: _leads,
        Action.RECOMMEND: _officers,
        Action.RECONSIDER: _reviewers,
        Action.DECIDE: _leads,
        Action.PUBLISH: _leads,
        Action.WITHDRAW: _leads,
    }
)
SUBJECTS = {
    Action.SUBMIT: _("Received: the self-assessment of %(city)s"),
    Action.RETURN: _("Returned: the self-assessment of %(city)s"),
    Action.REQUEST_REVIEW: _("The review of %(city)s has begun"),
    Action.RECOMMEND: _("To decide: %(city)s"),
    Action.RECONSIDER: _("Please look again: %(city)s"),
    Action.DECIDE: _("The report on %(city)s is ready for you to check"),
    Action.PUBLISH: _("The result of %(city)s is final"),
    Action.WITHDRAW: _("Withdrawn: the assessment of %(city)s"),
}
AT_THE_DESK = (Action.RECOMMEND, Action.RECONSIDER)


def tell_of_transition(assessment: Assessment, action: Action, *, by: User, reason: str) -> None:
    """Write to everybody whom a change of state concerns; some changes concern nobody."""
    if action not in RECIPIENTS:
        return
    address = desk_address(assessment) if action in AT_THE_DESK else city_address(assessment)
    _send(
        RECIPIENTS[action](assessment),
        SUBJECTS[action],
        action,
        {"by": by, "reason": reason, "address": address},
        assessment=assessment,
    )


def tell_of_review_wish(assessment: Assessment, *, by: User) -> None:
    _send(
        _with_role(ProgramRole.Role.MANAGER),
        _("%(city)s asks for a review"),
        "ask_for_review",
        {"by": by, "address": desk_address(assessment)},
        assessment=assessment,
    )


def tell_of_assignment(assignment: Assignment) -> None:
    _send(
        User.objects.filter(pk=assignment.reviewer_id),
        _("Would you review %(city)s?"),
        "assignment",
        {
            "by": assignment.assigned_by,
            "address": absolute(reverse("admin:assessments_assignment_changelist")),
        },
        assessment=assignment.assessment,
    )


def tell_of_failed_evaluation(request_id: int) -> None:
    """Write to the managers: what the city's page promises."""
    request = EvaluationRequest.objects.select_related("submission__assessment__city").get(
        pk=request_id
    )
    page = reverse("admin:assessments_evaluationrequest_changelist")
    _send(
        _with_role(ProgramRole.Role.MANAGER),
        _("An evaluation of %(city)s failed"),
        "failed_evaluation",
        {"request": request, "address": absolute(page)},
        assessment=request.submission.assessment,
    )


def tell_of_trial(trial_id: int) -> None:
    """Write to who asked for a trial that it is done; the letter names no city."""
    trial = (
        Trial.objects.select_related("standard")
        .defer("standard__document", "standard__changes")
        .get(pk=trial_id)
    )
    page = reverse("admin:assessments_trial_page", args=[trial.pk])
    counts = TrialResult.objects.filter(trial=trial).counted()
    _send(
        User.objects.filter(pk=trial.requested_by_id, is_active=True),
        _("The trial of %(code)s is done"),
        "trial",
        {
            "trial": trial,
            "counts": [(kind.label, count) for kind, count in counts.items()],
            "address": absolute(page),
        },
        code=trial.standard.code,
    )


def tell_of_failed_trial(trial_id: int) -> None:
    """Write to who asked for a trial that it was given up; why stands on its page."""
    trial = Trial.objects.select_related("standard").defer("standard__document").get(pk=trial_id)
    page = reverse("admin:assessments_trial_page", args=[trial.pk])
    _send(
        User.objects.filter(pk=trial.requested_by_id, is_active=True),
        _("The trial of %(code)s failed"),
        "failed_trial",
        {"trial": trial, "address": absolute(page)},
        code=trial.standard.code,
    )


def city_address(assessment: Assessment) -> str:
    return absolute(assessment.get_absolute_url())


def desk_address(assessment: Assessment) -> str:
    return absolute(reverse("admin:assessments_desk", args=[assessment.pk]))


def _send(
    to: QuerySet[User],
    subject: Promise,
    template: str,
    context: Mapping[str, object],
    *,
    assessment: Assessment | None = None,
    **named: str,
) -> None:
    """Write to each person by themselves: nobody learns who else was told.

    The subject names the assessment's city, or what is `named`.
    """
    if assessment is not None:
        named["city"] = assessment.city.name
    people = list(to.distinct())
    languages = languages_of(people)
    for person in people:
        with translation.override(languages[person.pk]):
            title = str(subject) % named
            body = render_to_string(
                f"assessments/mail/{template}.txt",
                {**context, "assessment": assessment, "person": person},
            )
            EmailMessage(" ".join(title.split()), body, to=[person.email]).send()
