"""Letters about people and cities: who gets them, and what they say.

Sending makes a row in the mail outbox inside the caller's transaction; the worker delivers it.
Everybody is written to by themselves, and names never reach a header unfolded.
"""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.core.names import one_line
from cities.models import Invitation, Membership, User
from cities.queries import managers, program_address


def tell_of_request(membership: Membership) -> None:
    """Tell every program manager that a person asks to join a city."""
    address = reverse("admin:cities_membership_changelist") + "?state__exact=requested"
    for manager in managers():
        _send(
            manager.email,
            _("%(person)s asks to join %(city)s"),
            "request",
            {"membership": membership, "address": _absolute(address)},
        )


def tell_of_approval(membership: Membership) -> None:
    _send(
        membership.user.email,
        _("You now belong to %(city)s"),
        "approved",
        {"membership": membership, "address": _absolute(reverse("home"))},
    )


def tell_of_refusal(membership: Membership, reason: str) -> None:
    _send(
        membership.user.email,
        _("Your request to join %(city)s"),
        "declined",
        {"membership": membership, "reason": reason, "contact": program_address()},
    )


def tell_of_end(membership: Membership) -> None:
    _send(
        membership.user.email,
        _("You no longer belong to %(city)s"),
        "ended",
        {"membership": membership, "contact": program_address()},
    )


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link; this letter is the only place where the token itself stands."""
    _send(
        invitation.email,
        _("%(person)s invites you to join %(city)s"),
        "invitation",
        {
            "invitation": invitation,
            "address": _absolute(reverse("people:invitation", args=[token])),
        },
    )


def tell_of_account(person: User) -> None:
    """Tell a person that a manager made them an account; they set the password themselves."""
    _send(
        person.email,
        _("Your account on the certification portal"),
        "account",
        {"person": person, "address": _absolute(reverse("account_reset_password"))},
    )


def tell_of_new_address(person: User, *, old: str) -> None:
    """Tell the former address that the account moved to another one."""
    _send(
        old,
        _("The e-mail address of your account has changed"),
        "address",
        {"person": person, "contact": program_address()},
    )


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _send(to: str, subject: str, template: str, context: Mapping[str, object]) -> None:
    """Fill in the subject's %(person)s and %(city)s and send one letter."""
    names = {"person": "", "city": ""}
    match context.get("membership") or context.get("invitation"):
        case Membership() as membership:
            names = {"person": membership.user.full_name, "city": membership.city.name}
        case Invitation() as invitation:
            names = {"person": invitation.invited_by.full_name, "city": invitation.city.name}
    body = render_to_string(f"cities/mail/{template}.txt", dict(context))
    EmailMessage(one_line(subject % names), body, to=[to]).send()
