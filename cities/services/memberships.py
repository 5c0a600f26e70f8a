"""Who belongs to which city: asked for, answered, changed, ended."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities import mail, rules
from cities.core.errors import Forbidden, Refused
from cities.models import City, Membership, User

Role = Membership.Role
State = Membership.State
REQUESTS_A_DAY: Final = 5


@transaction.atomic
def request_membership(*, city: City, message: str, by: User) -> Membership:
    """Ask to join a city as its lead; the managers are told. The answer never tells of others."""
    by = User.objects.select_for_update().get(pk=by.pk)
    own = list(Membership.objects.filter(user=by).select_related("city"))
    if not by.is_active:
        raise Forbidden
    if not city.listed:
        raise Refused(_("%(city)s cannot be joined.") % {"city": city})
    if any(m.state == State.ACTIVE and m.city_id == city.pk for m in own):
        raise Refused(_("You already belong to %(city)s.") % {"city": city})
    waiting = next((m for m in own if m.state == State.REQUESTED), None)
    if waiting is not None:
        raise Refused(
            _("Your request to join %(city)s waits for an answer. Withdraw it to ask for another.")
            % {"city": waiting.city}
        )
    since = timezone.now() - timedelta(days=1)
    if sum(m.created_at > since for m in own) >= REQUESTS_A_DAY:
        raise Refused(_("That is enough for one day. Please try again tomorrow."))
    membership = Membership.objects.create(
        city=city, user=by, role=Role.LEAD, state=State.REQUESTED, message=message.strip()
    )
    mail.tell_of_request(membership)
    return membership


@transaction.atomic
def withdraw_request(*, membership: Membership, by: User) -> Membership:
    """Take back one's own request."""
    membership = _locked(membership)
    if membership.user_id != by.pk:
        raise Forbidden
    _refuse_answered(membership)
    return _answer(membership, State.WITHDRAWN, by)


@transaction.atomic
def approve(*, membership: Membership, by: User, role: str | None = None) -> Membership:
    """Let a person into a city. Without a role: the first becomes lead, later ones contributors."""
    membership = _locked(membership)
    _refuse_unless_manager(membership, by)
    _refuse_answered(membership)
    if not membership.user.is_active:
        raise Refused(_("The account of %(person)s is closed.") % {"person": membership.user})
    has_lead = Membership.objects.leads().filter(city=membership.city_id).exists()
    chosen = Role(role) if role else Role.CONTRIBUTOR if has_lead else Role.LEAD
    if chosen != Role.LEAD and not has_lead:
        raise Refused(
            _("%(city)s has no lead yet: the first person becomes its lead.")
            % {"city": membership.city}
        )
    membership.role = chosen
    membership = _answer(membership, State.ACTIVE, by)
    mail.tell_of_approval(membership)
    return membership


@transaction.atomic
def decline(*, membership: Membership, by: User, reason: str = "") -> Membership:
    """Turn a request down; the person is told, with the reason if there is one."""
    membership = _locked(membership)
    _refuse_unless_manager(membership, by)
    _refuse_answered(membership)
    membership = _answer(membership, State.DECLINED, by)
    mail.tell_of_refusal(membership, reason.strip())
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> Membership:
    """Give a member another role in the city; the last lead stays lead."""
    membership = _locked(membership)
    _refuse_unless_in_charge(membership, by)
    _refuse_inactive(membership)
    chosen = Role(role)
    if chosen != Role.LEAD:
        _refuse_last_lead(membership)
    membership.role = chosen
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> Membership:
    """Let a member go: their own wish, a lead's or a manager's. The last lead stays.

    The row is kept with its end, for conflicts of interest look back years.
    """
    membership = _locked(membership)
    if membership.user_id != by.pk:
        _refuse_unless_in_charge(membership, by)
    _refuse_inactive(membership)
    _refuse_last_lead(membership)
    membership.state = State.ENDED
    membership.ended_at = timezone.now()
    membership.save(update_fields=["state", "ended_at"])
    if membership.user_id != by.pk:
        mail.tell_of_end(membership)
    return membership


def _locked(membership: Membership) -> Membership:
    """Lock the city, so that its leads can be counted, and read the membership anew."""
    City.objects.select_for_update(no_key=True).get(pk=membership.city_id)
    return Membership.objects.select_related("city", "user").get(pk=membership.pk)


def _answer(membership: Membership, state: Membership.State, by: User) -> Membership:
    membership.state = state
    membership.decided_by = by
    membership.decided_at = timezone.now()
    membership.save(update_fields=["role", "state", "decided_by", "decided_at"])
    return membership


def _refuse_unless_manager(membership: Membership, by: User) -> None:
    if not rules.may_manage_people(by):
        raise Forbidden
    if membership.user_id == by.pk:
        raise Refused(_("Nobody answers their own request."))


def _refuse_unless_in_charge(membership: Membership, by: User) -> None:
    if rules.may_manage_people(by):
        return
    if not Membership.objects.leads().filter(city=membership.city_id, user=by).exists():
        raise Forbidden


def _refuse_answered(membership: Membership) -> None:
    if membership.state != State.REQUESTED:
        raise Refused(
            _("The request of %(person)s is no longer waiting for an answer.")
            % {"person": membership.user}
        )


def _refuse_inactive(membership: Membership) -> None:
    if membership.state != State.ACTIVE:
        raise Refused(
            _("%(person)s does not belong to %(city)s.")
            % {"person": membership.user, "city": membership.city}
        )


def _refuse_last_lead(membership: Membership) -> None:
    others = Membership.objects.leads().filter(city=membership.city_id).exclude(pk=membership.pk)
    if membership.role == Role.LEAD and not others.exists():
        raise Refused(
            _("%(person)s is the only lead of %(city)s. Make somebody else lead first.")
            % {"person": membership.user, "city": membership.city}
        )
