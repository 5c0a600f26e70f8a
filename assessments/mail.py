"""Letters about an assessment: who gets them, and what they say.

Sending makes a row in the mail outbox inside the caller's transaction; the worker delivers it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.core.lifecycle import Action
from assessments.models import Assessment, Assignment, EvaluationRequest
from cities.models import Membership, ProgramRole, User


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
    Action.SUBMIT: gettext_lazy("Received: the self-assessment of %(city)s"),
    Action.RETURN: gettext_lazy("Returned: the self-assessment of %(city)s"),
    Action.REQUEST_REVIEW: gettext_lazy("The review of %(city)s has begun"),
    Action.RECOMMEND: gettext_lazy("To decide: %(city)s"),
    Action.RECONSIDER: gettext_lazy("Please look again: %(city)s"),
    Action.DECIDE: gettext_lazy("The report on %(city)s is ready for you to check"),
    Action.PUBLISH: gettext_lazy("The result of %(city)s is final"),
    Action.WITHDRAW: gettext_lazy("Withdrawn: the assessment of %(city)s"),
}
AT_THE_DESK = (Action.RECOMMEND, Action.RECONSIDER)


def tell_of_transition(assessment: Assessment, action: Action, *, by: User, reason: str) -> None:
    """Write to everybody whom a change of state concerns; some changes concern nobody."""
    if action not in RECIPIENTS:
        return
    address = desk_address(assessment) if action in AT_THE_DESK else city_address(assessment)
    _send(
        RECIPIENTS[action](assessment),
        SUBJECTS[action] % {"city": assessment.city.name},
        action,
        {"assessment": assessment, "by": by, "reason": reason, "address": address},
    )


def tell_of_review_wish(assessment: Assessment, *, by: User) -> None:
    _send(
        _with_role(ProgramRole.Role.MANAGER),
        _("%(city)s asks for a review") % {"city": assessment.city.name},
        "ask_for_review",
        {"assessment": assessment, "by": by, "address": desk_address(assessment)},
    )


def tell_of_assignment(assignment: Assignment) -> None:
    assessment = assignment.assessment
    _send(
        User.objects.filter(pk=assignment.reviewer_id),
        _("Would you review %(city)s?") % {"city": assessment.city.name},
        "assignment",
        {
            "assessment": assessment,
            "by": assignment.assigned_by,
            "address": f"{settings.SITE_URL}{reverse('admin:assessments_assignment_changelist')}",
        },
    )


def tell_of_failed_evaluation(request_id: int) -> None:
    """Write to the managers: what the city's page promises."""
    request = EvaluationRequest.objects.select_related("submission__assessment__city").get(
        pk=request_id
    )
    page = reverse("admin:assessments_evaluationrequest_changelist")
    _send(
        _with_role(ProgramRole.Role.MANAGER),
        _("An evaluation of %(city)s failed") % {"city": request.submission.assessment.city.name},
        "failed_evaluation",
        {
            "assessment": request.submission.assessment,
            "request": request,
            "address": f"{settings.SITE_URL}{page}",
        },
    )


def city_address(assessment: Assessment) -> str:
    return f"{settings.SITE_URL}{assessment.get_absolute_url()}"


def desk_address(assessment: Assessment) -> str:
    return f"{settings.SITE_URL}{reverse('admin:assessments_desk', args=[assessment.pk])}"


def _send(to: QuerySet[User], subject: str, template: str, context: dict[str, object]) -> None:
    """Write to each person by themselves: nobody learns who else was told."""
    for person in to.distinct():
        body = render_to_string(f"assessments/mail/{template}.txt", {**context, "person": person})
        EmailMessage(" ".join(subject.split()), body, to=[person.email]).send()
