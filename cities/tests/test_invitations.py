from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from cities.core.errors import Forbidden, Refused
from cities.models import Invitation, Membership, User
from cities.queries import hash_of, invitation_by_token, invitations_to
from cities.services import (
    accept_invitation,
    change_role,
    create_person,
    end_membership,
    invite,
    request_membership,
    resend_invitation,
    revoke_invitation,
    set_active,
)
from cities.services.invitations import LETTERS_A_DAY, LETTERS_TO_ONE_A_DAY, OPEN_AT_MOST
from cities.tests import world

pytestmark = pytest.mark.django_db
Role = Membership.Role
BEN = "ben@rivermouth.example.org"


def token_in_last_mail() -> str:
    return world.link_in_last_mail("invitation/").rstrip("/").rpartition("/")[2]


def test_the_token_is_in_the_letter_alone_and_its_hash_is_stored() -> None:
    place = world.city()
    lead = world.lead_of(place)
    invitation = invite(city=place, email=" Ben@Rivermouth.Example.org", role="observer", by=lead)
    token = token_in_last_mail()
    assert mail.outbox[-1].to == [BEN]
    assert mail.outbox[-1].subject == "Lead invites you to join Rivermouth"
    assert invitation.token_hash == hash_of(token) != token
    assert invitation.expires_at - timezone.now() > settings.INVITATION_VALID_FOR - timedelta(
        minutes=1
    )
    assert invitation_by_token(token, timezone.now()) == invitation


def test_only_leads_of_the_city_invite_resend_and_revoke() -> None:
    place = world.city()
    world.lead_of(place)
    invitation = world.invitation_to(place, BEN)
    others = (
        world.member_of(place, "c@rivermouth.example.org"),
        world.lead_of(world.city("Elsewhere"), "lead@elsewhere.example.org"),
        world.staff(),
    )
    for by in others:
        with pytest.raises(Forbidden):
            invite(city=place, email="d@rivermouth.example.org", role=Role.LEAD, by=by)
        with pytest.raises(Forbidden):
            resend_invitation(invitation=invitation, by=by)
        with pytest.raises(Forbidden):
            revoke_invitation(invitation=invitation, by=by)


def test_members_and_the_invited_are_not_invited_again() -> None:
    place = world.city()
    lead = world.lead_of(place)
    world.invitation_to(place, BEN)
    with pytest.raises(Refused, match="already invited"):
        invite(city=place, email=BEN.upper(), role=Role.LEAD, by=lead)
    with pytest.raises(Refused, match="already belongs"):
        invite(city=place, email=lead.email, role=Role.OBSERVER, by=lead)


def test_a_city_has_only_so_many_open_invitations() -> None:
    place = world.city()
    lead = world.lead_of(place)
    for number in range(OPEN_AT_MOST):
        invite(city=place, email=f"p{number}@example.org", role=Role.OBSERVER, by=lead)
    with pytest.raises(Refused, match="Revoke some"):
        invite(city=place, email=BEN, role=Role.OBSERVER, by=lead)


def test_accepting_makes_a_member_in_the_invited_role_once() -> None:
    place = world.city()
    lead = world.lead_of(place)
    invitation = world.invitation_to(place, BEN, Role.OBSERVER)
    ben = world.person(BEN)
    membership = accept_invitation(invitation=invitation, by=ben)
    assert (membership.role, membership.state, membership.decided_by) == (
        Role.OBSERVER,
        Membership.State.ACTIVE,
        lead,
    )
    with pytest.raises(Refused, match="no longer valid"):
        accept_invitation(invitation=invitation, by=ben)


@pytest.mark.parametrize("email", ["ben@elsewhere.example.org", "xben@rivermouth.example.org"])
def test_another_address_cannot_accept(email: str) -> None:
    place = world.city()
    world.lead_of(place)
    with pytest.raises(Refused, match="another address"):
        accept_invitation(invitation=world.invitation_to(place, BEN), by=world.person(email))


def test_an_address_that_is_not_confirmed_cannot_accept() -> None:
    place = world.city()
    world.lead_of(place)
    ben = create_person(email=BEN, full_name="Ben", confirmed=False)
    with pytest.raises(Refused, match="another address"):
        accept_invitation(invitation=world.invitation_to(place, BEN), by=ben)
    assert invitations_to(ben, timezone.now()) == []


def test_a_closed_account_cannot_accept() -> None:
    place = world.city()
    world.lead_of(place)
    ben = set_active(person=world.person(BEN), active=False, by=world.chief())
    with pytest.raises(Refused):
        accept_invitation(invitation=world.invitation_to(place, BEN), by=ben)


def test_an_expired_invitation_cannot_be_accepted_but_sent_again_and_replaced() -> None:
    place = world.city()
    lead = world.lead_of(place)
    invitation = world.invitation_to(place, BEN)
    token, ben = token_in_last_mail(), world.person(BEN)
    with time_machine.travel(timezone.now() + settings.INVITATION_VALID_FOR):
        assert invitation_by_token(token, timezone.now()) is None
        with pytest.raises(Refused, match="no longer valid"):
            accept_invitation(invitation=invitation, by=ben)
        replaced = invite(city=place, email=BEN, role=Role.LEAD, by=lead)
        assert [i.pk for i in Invitation.objects.pending()] == [replaced.pk]
        assert accept_invitation(invitation=replaced, by=ben).role == Role.LEAD


def test_sending_again_makes_a_new_link_and_kills_the_former() -> None:
    place = world.city()
    lead = world.lead_of(place)
    invitation = world.invitation_to(place, BEN)
    former = token_in_last_mail()
    with pytest.raises(Refused, match="wait a little"):
        resend_invitation(invitation=invitation, by=lead)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        again = resend_invitation(invitation=invitation, by=lead)
        assert invitation_by_token(former, timezone.now()) is None
        assert invitation_by_token(token_in_last_mail(), timezone.now()) == again
        assert (again.role, again.email) == (invitation.role, BEN)
        # A page that shows the former letter still stops this one, and sends nothing at once.
        with pytest.raises(Refused, match="wait a little"):
            resend_invitation(invitation=invitation, by=lead)
        revoke_invitation(invitation=invitation, by=lead)
        assert invitation_by_token(token_in_last_mail(), timezone.now()) is None


def test_a_revoked_invitation_is_dead() -> None:
    place = world.city()
    lead = world.lead_of(place)
    invitation = world.invitation_to(place, BEN)
    revoke_invitation(invitation=invitation, by=lead)
    assert invitation_by_token(token_in_last_mail(), timezone.now()) is None
    with pytest.raises(Refused):
        accept_invitation(invitation=invitation, by=world.person(BEN))
    for again in (revoke_invitation, resend_invitation):
        with pytest.raises(Refused, match="no longer open"):
            again(invitation=invitation, by=lead)


def test_an_accepted_invitation_answers_the_request_that_waits() -> None:
    place = world.city()
    world.lead_of(place)
    ben = world.person(BEN)
    asked = request_membership(city=place, message="let me in", by=ben)
    membership = accept_invitation(invitation=world.invitation_to(place, BEN), by=ben)
    assert (membership.pk, membership.role) == (asked.pk, Role.CONTRIBUTOR)
    assert Membership.objects.filter(user=ben).count() == 1


def test_who_already_belongs_keeps_the_role_they_have() -> None:
    place = world.city()
    lead = world.lead_of(place)
    invitation = world.invitation_to(place, BEN, Role.OBSERVER)
    other = world.invitation_to(place, "other@rivermouth.example.org", Role.LEAD)
    ben = world.person(BEN)
    accept_invitation(invitation=invitation, by=ben)
    # The address of a second, still open invitation becomes Ben's.
    Invitation.objects.filter(pk=other.pk).update(email=BEN)
    assert accept_invitation(invitation=other, by=ben).role == Role.OBSERVER
    assert User.objects.get(pk=lead.pk).memberships.active().count() == 1


def test_any_text_can_be_asked_for_as_a_token() -> None:
    assert invitation_by_token("\udcff" * 10_000, timezone.now()) is None


def test_an_invitation_ends_with_the_right_of_who_sent_it() -> None:
    place = world.city()
    gone = world.lead_of(place)
    second = world.member_of(place, "second@rivermouth.example.org", Role.LEAD)
    invitation = world.invitation_to(place, BEN, Role.LEAD)
    assert invitation.invited_by == gone
    token, ben = token_in_last_mail(), world.person(BEN)
    membership = Membership.objects.get(user=gone)

    change_role(membership=membership, role=Role.CONTRIBUTOR, by=second)
    with pytest.raises(Refused, match="no longer valid"):
        accept_invitation(invitation=invitation, by=ben)
    change_role(membership=membership, role=Role.LEAD, by=second)
    assert invitation_by_token(token, timezone.now()) == invitation

    set_active(person=gone, active=False, by=world.chief())
    assert invitation_by_token(token, timezone.now()) is None
    set_active(person=gone, active=True, by=world.chief())

    end_membership(membership=membership, by=second)
    with pytest.raises(Refused, match="Ask your city for a new one"):
        accept_invitation(invitation=invitation, by=ben)
    assert invitation_by_token(token, timezone.now()) is None
    assert invitations_to(ben, timezone.now()) == []
    assert not ben.memberships.exists()


def test_another_lead_renews_what_a_lead_who_went_had_sent() -> None:
    place = world.city()
    gone = world.lead_of(place)
    second = world.member_of(place, "second@rivermouth.example.org", Role.LEAD)
    world.invitation_to(place, BEN)
    other = world.invitation_to(place, "cara@rivermouth.example.org")
    end_membership(membership=Membership.objects.get(user=gone), by=second)

    replaced = invite(city=place, email=BEN, role=Role.OBSERVER, by=second)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        again = resend_invitation(invitation=other, by=second)

    assert accept_invitation(invitation=replaced, by=world.person(BEN)).decided_by == second
    cara = world.person("cara@rivermouth.example.org")
    assert accept_invitation(invitation=again, by=cara).decided_by == second


def test_one_address_gets_only_so_many_letters_a_day_whatever_is_taken_back() -> None:
    place = world.city()
    lead = world.lead_of(place)
    begun = timezone.now()
    mail.outbox.clear()
    with time_machine.travel(begun):
        revoke_invitation(invitation=world.invitation_to(place, BEN), by=lead)
        invitation = world.invitation_to(place, BEN)
    with time_machine.travel(begun + timedelta(minutes=6)):
        revoke_invitation(invitation=resend_invitation(invitation=invitation, by=lead), by=lead)
    with time_machine.travel(begun + timedelta(hours=23)):
        with pytest.raises(Refused, match="got 3 letters within a day"):
            invite(city=place, email=BEN.upper(), role=Role.OBSERVER, by=lead)
        assert len(mail.outbox) == LETTERS_TO_ONE_A_DAY
        world.invitation_to(place, "cara@rivermouth.example.org")
    with time_machine.travel(begun + timedelta(hours=24, minutes=1)):
        assert world.invitation_to(place, BEN).revoked_at is None


def test_sending_again_counts_as_a_letter() -> None:
    place = world.city()
    lead = world.lead_of(place)
    invitation, begun = world.invitation_to(place, BEN), timezone.now()
    for number in (1, 2):
        with time_machine.travel(begun + timedelta(minutes=6 * number)):
            resend_invitation(invitation=invitation, by=lead)
    with time_machine.travel(begun + timedelta(minutes=18)):
        with pytest.raises(Refused, match="try again tomorrow"):
            resend_invitation(invitation=invitation, by=lead)
        assert Invitation.objects.open(timezone.now()).filter(email=BEN).exists()


def test_a_city_sends_only_so_many_letters_a_day() -> None:
    place = world.city()
    lead = world.lead_of(place)
    for number in range(LETTERS_A_DAY):
        address = f"p{number}@example.org"
        sent = invite(city=place, email=address, role=Role.OBSERVER, by=lead)
        revoke_invitation(invitation=sent, by=lead)
    with pytest.raises(Refused, match="Rivermouth sent 100 invitations within a day"):
        invite(city=place, email=BEN, role=Role.OBSERVER, by=lead)
