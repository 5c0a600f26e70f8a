"""Colleagues asked by e-mail. The token is in the letter alone; here is its hash."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities import mail
from cities.core.errors import Forbidden, Refused
from cities.models import City, Invitation, Membership, User
from cities.queries import confirmed_address, hash_of

OPEN_AT_MOST: Final = 50
BETWEEN_LETTERS: Final = timedelta(minutes=5)
LETTERS_TO_ONE_A_DAY: Final = 3
LETTERS_A_DAY: Final = 100
"""What a city may send within 24 hours, to one address and in all, whatever was taken back."""


@transaction.atomic
def invite(*, city: City, email: str, role: str, by: User) -> Invitation:
    """Ask a colleague into the city, in a role; the letter holds the link."""
    _require_lead(city.pk, by)
    address, now = email.strip().lower(), timezone.now()
    if Membership.objects.active().filter(city=city, user__email__iexact=address).exists():
        raise Refused(
            _("%(email)s already belongs to %(city)s.") % {"email": address, "city": city}
        )
    if Invitation.objects.open(now).filter(city=city, email=address).exists():
        raise Refused(
            _("%(email)s is already invited. You can send the invitation again below.")
            % {"email": address}
        )
    if Invitation.objects.open(now).filter(city=city).count() >= OPEN_AT_MOST:
        raise Refused(
            _("%(city)s has %(count)d open invitations. Revoke some before you send more.")
            % {"city": city, "count": OPEN_AT_MOST}
        )
    return _send(city=city, email=address, role=Membership.Role(role), by=by, now=now)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Send a new link with the full time; the former link no longer works."""
    _require_lead(invitation.city_id, by)
    waiting, now = _waiting(invitation), timezone.now()
    if now - waiting.created_at < BETWEEN_LETTERS:
        raise Refused(
            _("The last letter to %(email)s went out minutes ago. Please wait a little.")
            % {"email": waiting.email}
        )
    return _send(
        city=waiting.city, email=waiting.email, role=Membership.Role(waiting.role), by=by, now=now
    )


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Take an invitation back; its link no longer works."""
    _require_lead(invitation.city_id, by)
    waiting = _waiting(invitation)
    waiting.revoked_at = timezone.now()
    waiting.save(update_fields=["revoked_at"])
    return waiting


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """Join the city; only with the confirmed address that was invited.

    Whoever sent the invitation must still lead the city. A request of the same person that waits is
    answered by it; who already belongs keeps their role.
    """
    City.objects.select_for_update(no_key=True).get(pk=invitation.city_id)
    invitation = Invitation.objects.select_related("city", "invited_by").get(pk=invitation.pk)
    now = timezone.now()
    if invitation.email != confirmed_address(by):
        raise Refused(_("This invitation was sent to another address than that of your account."))
    if not Invitation.objects.open(now).filter(pk=invitation.pk).exists():
        raise Refused(_("This invitation is no longer valid. Ask your city for a new one."))
    membership = Membership.objects.filter(
        city=invitation.city_id,
        user=by,
        state__in=[Membership.State.ACTIVE, Membership.State.REQUESTED],
    ).first() or Membership(city=invitation.city, user=by)
    if membership.state != Membership.State.ACTIVE:
        membership.role = invitation.role
        membership.state = Membership.State.ACTIVE
        membership.decided_by = invitation.invited_by
        membership.decided_at = now
        membership.save()
    invitation.accepted_at, invitation.accepted_by = now, by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership


def _require_lead(city_id: int, by: User) -> None:
    """Lock the city, so that its invitations can be counted, and ask whether `by` leads it."""
    City.objects.select_for_update(no_key=True).get(pk=city_id)
    if not Membership.objects.leads().filter(city=city_id, user=by).exists():
        raise Forbidden


def _send(*, city: City, email: str, role: Membership.Role, by: User, now: datetime) -> Invitation:
    """Write a letter, which is a row of its own, and take back what waited for the address."""
    letters = Invitation.objects.filter(city=city, created_at__gt=now - timedelta(days=1))
    if letters.filter(email=email).count() >= LETTERS_TO_ONE_A_DAY:
        raise Refused(
            _("%(email)s got %(count)d letters within a day. Please try again tomorrow.")
            % {"email": email, "count": LETTERS_TO_ONE_A_DAY}
        )
    if letters.count() >= LETTERS_A_DAY:
        raise Refused(
            _("%(city)s sent %(count)d invitations within a day. Please try again tomorrow.")
            % {"city": city, "count": LETTERS_A_DAY}
        )
    Invitation.objects.pending().filter(city=city, email=email).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        city=city,
        email=email,
        role=role.value,
        token_hash=hash_of(token),
        invited_by=by,
        expires_at=now + settings.INVITATION_VALID_FOR,
    )
    mail.send_invitation(invitation, token)
    return invitation


def _waiting(invitation: Invitation) -> Invitation:
    """Return the invitation that waits for the same address: this one, or a later letter."""
    waiting = (
        Invitation.objects.pending()
        .filter(city=invitation.city_id, email=invitation.email)
        .select_related("city")
        .first()
    )
    if waiting is None:
        raise Refused(
            _("The invitation of %(email)s is no longer open.") % {"email": invitation.email}
        )
    return waiting
