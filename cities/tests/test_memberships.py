from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from cities.core.errors import Forbidden, Refused
from cities.models import Membership, User
from cities.services import (
    approve,
    change_role,
    decline,
    end_membership,
    request_membership,
    set_active,
    withdraw_request,
)
from cities.services.memberships import REQUESTS_A_DAY
from cities.tests import world

pytestmark = pytest.mark.django_db
Role = Membership.Role
State = Membership.State


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user, state=State.ACTIVE)


def test_a_request_waits_as_lead_and_every_manager_gets_a_letter_of_their_own() -> None:
    world.staff(email="one@program.example.org")
    world.staff(email="two@program.example.org")
    mail.outbox.clear()
    membership = world.request_of(world.city(), "ana@city.example.org")
    assert (membership.role, membership.state) == (Role.LEAD, State.REQUESTED)
    assert [letter.to for letter in mail.outbox] == [
        ["one@program.example.org"],
        ["two@program.example.org"],
    ]
    assert mail.outbox[0].subject == "Ana asks to join Rivermouth"
    assert "I run the data office." in mail.outbox[0].body
    assert "state__exact=requested" in world.link_in_last_mail("membership")


def test_a_name_cannot_add_a_header_to_a_letter() -> None:
    world.staff()
    ana = world.person("ana@city.example.org")
    User.objects.filter(pk=ana.pk).update(full_name="Ana\r\nBcc: all@example.org")
    request_membership(city=world.city(), message="Hello, it is me", by=User.objects.get(pk=ana.pk))
    assert mail.outbox[-1].subject == "Ana Bcc: all@example.org asks to join Rivermouth"


def test_one_request_waits_at_a_time() -> None:
    ana = world.request_of(world.city(), "ana@city.example.org").user
    for place in (world.city("Rivermouth"), world.city("Elsewhere")):
        with pytest.raises(Refused, match="waits for an answer"):
            request_membership(city=place, message="again", by=ana)


def test_members_and_unlisted_cities_are_refused() -> None:
    place = world.city()
    lead = world.lead_of(place)
    with pytest.raises(Refused, match="already belong"):
        request_membership(city=place, message="again", by=lead)
    with pytest.raises(Refused, match="cannot be joined"):
        request_membership(city=world.city("Gone", listed=False), message="hello", by=lead)


def test_asking_over_and_over_ends_for_the_day() -> None:
    place, ana = world.city(), world.person("ana@city.example.org")
    for _ in range(REQUESTS_A_DAY):
        withdraw_request(membership=request_membership(city=place, message="hello", by=ana), by=ana)
    with pytest.raises(Refused, match="try again tomorrow"):
        request_membership(city=place, message="hello", by=ana)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert request_membership(city=place, message="hello", by=ana).state == State.REQUESTED


def test_only_the_asker_withdraws_and_only_once() -> None:
    membership = world.request_of(world.city(), "ana@city.example.org")
    with pytest.raises(Forbidden):
        withdraw_request(membership=membership, by=world.chief())
    assert withdraw_request(membership=membership, by=membership.user).state == State.WITHDRAWN
    with pytest.raises(Refused):
        withdraw_request(membership=membership, by=membership.user)


def test_the_first_approved_is_lead_and_later_ones_are_contributors() -> None:
    place, manager = world.city(), world.staff()
    first = approve(membership=world.request_of(place, "a@city.example.org"), by=manager)
    second = approve(membership=world.request_of(place, "b@city.example.org"), by=manager)
    assert (first.role, second.role) == (Role.LEAD, Role.CONTRIBUTOR)
    assert (first.state, first.decided_by, first.decided_at is not None) == (
        State.ACTIVE,
        manager,
        True,
    )
    assert mail.outbox[-1].to == ["b@city.example.org"]
    assert "as Contributor" in mail.outbox[-1].body


def test_a_manager_chooses_the_role_once_there_is_a_lead() -> None:
    place, manager = world.city(), world.staff()
    first = world.request_of(place, "a@city.example.org")
    with pytest.raises(Refused, match="no lead yet"):
        approve(membership=first, by=manager, role=Role.OBSERVER)
    approve(membership=first, by=manager, role=Role.LEAD)
    second = world.request_of(place, "b@city.example.org")
    assert approve(membership=second, by=manager, role=Role.LEAD).role == Role.LEAD


def test_an_answer_is_given_once_by_a_manager_other_than_the_asker() -> None:
    place, manager = world.city(), world.staff()
    membership = world.request_of(place, "a@city.example.org")
    for stranger in (membership.user, world.lead_of(place), world.staff("reviewer")):
        with pytest.raises(Forbidden):
            approve(membership=membership, by=stranger)
        with pytest.raises(Forbidden):
            decline(membership=membership, by=stranger)
    own = request_membership(city=place, message="I manage", by=manager)
    with pytest.raises(Refused, match="their own"):
        approve(membership=own, by=manager)
    decline(membership=membership, by=manager)
    with pytest.raises(Refused, match="no longer waiting"):
        approve(membership=membership, by=manager)


def test_a_closed_account_is_not_approved() -> None:
    membership = world.request_of(world.city(), "a@city.example.org")
    set_active(person=membership.user, active=False, by=world.chief())
    with pytest.raises(Refused, match="closed"):
        approve(membership=membership, by=world.chief())


def test_a_declined_person_is_told_why_and_may_ask_again() -> None:
    place = world.city()
    membership = world.request_of(place, "a@city.example.org")
    decline(membership=membership, by=world.chief(), reason="Please use your work address.")
    assert "Please use your work address." in mail.outbox[-1].body
    assert request_membership(city=place, message="again", by=membership.user).pk != membership.pk


def test_the_last_lead_stays_and_stays_lead_whoever_asks() -> None:
    place = world.city()
    lead = world.lead_of(place)
    world.member_of(place, "b@city.example.org")
    for by in (lead, world.staff()):
        with pytest.raises(Refused, match="the only lead"):
            end_membership(membership=membership_of(lead), by=by)
        with pytest.raises(Refused, match="the only lead"):
            change_role(membership=membership_of(lead), role=Role.OBSERVER, by=by)


def test_a_lead_with_a_closed_account_does_not_count_as_another_lead() -> None:
    place = world.city()
    lead = world.lead_of(place)
    other = world.member_of(place, "b@city.example.org", Role.LEAD)
    set_active(person=other, active=False, by=world.chief())
    with pytest.raises(Refused, match="the only lead"):
        end_membership(membership=membership_of(lead), by=lead)


def test_a_lead_hands_over_and_leaves_and_the_row_is_kept() -> None:
    place = world.city()
    lead, other = world.lead_of(place), world.member_of(place, "b@city.example.org")
    change_role(membership=membership_of(other), role=Role.LEAD, by=lead)
    mail.outbox.clear()
    ended = end_membership(membership=membership_of(lead), by=lead)
    assert ended.state == State.ENDED
    assert ended.ended_at is not None
    assert mail.outbox == []


def test_a_member_who_is_removed_is_told() -> None:
    place = world.city()
    lead, other = world.lead_of(place), world.member_of(place, "b@city.example.org")
    end_membership(membership=membership_of(other), by=lead)
    assert mail.outbox[-1].to == ["b@city.example.org"]
    with pytest.raises(Refused, match="does not belong"):
        end_membership(membership=Membership.objects.get(user=other), by=lead)


def test_contributors_and_leads_elsewhere_change_nobody() -> None:
    place, elsewhere = world.city(), world.city("Elsewhere")
    lead = world.lead_of(place)
    contributor = world.member_of(place, "b@city.example.org")
    stranger = world.lead_of(elsewhere, "lead@elsewhere.example.org")
    for by in (contributor, stranger):
        with pytest.raises(Forbidden):
            end_membership(membership=membership_of(lead), by=by)
        with pytest.raises(Forbidden):
            change_role(membership=membership_of(lead), role=Role.OBSERVER, by=by)
    with pytest.raises(Forbidden):
        change_role(membership=membership_of(contributor), role=Role.LEAD, by=contributor)
