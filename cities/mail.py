"""Letters about people and cities: who gets them, and what they say.

Sending makes a row in the mail outbox inside the caller's transaction; the worker delivers it.
Everybody is written to by themselves, in their own language, and names never reach a header
unfolded.
"""

from collections.abc import Mapping

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.core.languages import ENGLISH, first_spoken
from cities.core.names import one_line
from cities.models import City, Invitation, Membership, User
from cities.queries import absolute, languages_of, managers, program_address


def tell_of_request(membership: Membership) -> None:
    """Tell every program manager that a person asks to join a city."""
    address = absolute(reverse("admin:cities_membership_changelist") + "?state__exact=requested")
    told = managers()
    languages = languages_of(told)
    for manager in told:
        _send(
            manager.email,
            languages[manager.pk],
            _("%(person)s asks to join %(city)s"),
            "request",
            {"membership": membership, "address": address},
        )


def tell_of_approval(membership: Membership) -> None:
    _send(
        membership.user.email,
        _language_of_member(membership),
        _("You now belong to %(city)s"),
        "approved",
        {"membership": membership, "address": absolute(reverse("home"))},
    )


def tell_of_refusal(membership: Membership, reason: str) -> None:
    _send(
        membership.user.email,
        _language_of_member(membership),
        _("Your request to join %(city)s"),
        "declined",
        {"membership": membership, "reason": reason, "contact": program_address()},
    )


def tell_of_end(membership: Membership) -> None:
    _send(
        membership.user.email,
        _language_of_member(membership),
        _("You no longer belong to %(city)s"),
        "ended",
        {"membership": membership, "contact": program_address()},
    )


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link; this letter is the only place where the token itself stands.

    Who has no account yet is written to in the language of the city.
    """
    person = User.objects.filter(email__iexact=invitation.email).first()
    of_city = _language_of_city(invitation.city)
    _send(
        invitation.email,
        languages_of([person], otherwise=of_city)[person.pk] if person else of_city,
        _("%(person)s invites you to join %(city)s"),
        "invitation",
        {
            "invitation": invitation,
            "address": absolute(reverse("people:invitation", args=[token])),
        },
    )


def tell_of_account(person: User) -> None:
    """Tell a person that a manager made them an account; they set the password themselves."""
    _send(
        person.email,
        languages_of([person])[person.pk],
        _("Your account on the certification portal"),
        "account",
        {"person": person, "address": absolute(reverse("account_reset_password"))},
    )


def tell_of_new_address(person: User, *, old: str) -> None:
    """Tell the former address that the account moved to another one."""
    _send(
        old,
        languages_of([person])[person.pk],
        _("The e-mail address of your account has changed"),
        "address",
        {"person": person, "contact": program_address()},
    )


def _language_of_member(membership: Membership) -> str:
    """Return in which language a person is written to about a city they left or may not join."""
    of_city = _language_of_city(membership.city)
    return languages_of([membership.user], otherwise=of_city)[membership.user_id]


def _language_of_city(city: City) -> str:
    return first_spoken([city.language]) or ENGLISH


def _send(
    to: str, language: str, subject: Promise, template: str, context: Mapping[str, object]
) -> None:
    """Fill in the subject's %(person)s and %(city)s and send one letter."""
    names = {"person": "", "city": ""}
    match context.get("membership") or context.get("invitation"):
        case Membership() as membership:
            names = {"person": membership.user.full_name, "city": membership.city.name}
        case Invitation() as invitation:
            names = {"person": invitation.invited_by.full_name, "city": invitation.city.name}
    with translation.override(language):
        body = render_to_string(f"cities/mail/{template}.txt", dict(context))
        EmailMessage(one_line(str(subject) % names), body, to=[to]).send()
