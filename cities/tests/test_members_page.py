from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from cities.models import City, Invitation, Membership, User
from cities.services import end_membership
from cities.tests import world

pytestmark = pytest.mark.django_db
BEN = "ben@rivermouth.example.org"


@pytest.fixture
def place() -> City:
    return world.city()


@pytest.fixture
def lead(place: City) -> User:
    return world.lead_of(place)


def page_of(place: City) -> str:
    return f"/accounts/members/{place.slug}/"


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_a_lead_sees_members_addresses_and_invitations(place: City, lead: User) -> None:
    world.member_of(place, BEN)
    world.invitation_to(place, "cara@rivermouth.example.org")
    page = world.shown(world.browser(lead).get(page_of(place)))
    for part in (BEN, "cara@rivermouth.example.org", "Invite a colleague", "(you)", "Remove"):
        assert part in page


@pytest.mark.parametrize("role", ["contributor", "observer"])
def test_other_members_see_the_names_only(place: City, lead: User, role: str) -> None:
    world.invitation_to(place, "cara@rivermouth.example.org")
    member = world.member_of(place, BEN, role)
    client = world.browser(member)
    page = world.shown(client.get(page_of(place)))
    assert "Lead" in page
    for part in ("lead@rivermouth.example.org", "cara@", "Invite a colleague", "Remove"):
        assert part not in page
    assert client.post(page_of(place), {"email": "x@y.org", "role": "lead"}).status_code == 403


def test_for_everybody_else_there_is_no_such_page(place: City, lead: User) -> None:
    elsewhere = world.lead_of(world.city("Elsewhere"), "lead@elsewhere.example.org")
    nobody = world.person("nobody@example.org")
    asking = world.request_of(place, "asks@example.org").user
    for person in (elsewhere, nobody, asking, world.staff(), world.chief()):
        client = world.browser(person)
        assert client.get(page_of(place)).status_code == 404
        assert client.get("/accounts/members/no-such-city/").status_code == 404
    assert world.browser().get(page_of(place)).status_code == 302


def test_a_lead_invites(place: City, lead: User) -> None:
    page = world.browser(lead).post(page_of(place), {"email": BEN, "role": "observer"}, follow=True)
    assert f"An invitation is on its way to {BEN}." in world.shown(page)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.invited_by) == (BEN, "observer", lead)
    assert mail.outbox[-1].to == [BEN]


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("no address", "lead", "valid email"),
        (BEN, "emperor", "valid choice"),
        ("lead@rivermouth.example.org", "lead", "already belongs"),
        ("ben@rivermouth.example.org\r\nBcc: all@example.org", "lead", "valid email"),
    ],
)
def test_a_faulty_invitation_is_shown_again(
    place: City, lead: User, email: str, role: str, said: str
) -> None:
    response = world.browser(lead).post(page_of(place), {"email": email, "role": role})
    assert response.status_code == 422
    assert said in world.shown(response)
    assert not Invitation.objects.exists()


def test_a_lead_sends_again_and_revokes(place: City, lead: User) -> None:
    invitation = world.invitation_to(place, BEN)
    client = world.browser(lead)
    address = f"{page_of(place)}invitations/{invitation.pk}"
    assert "wait a little" in world.shown(client.post(f"{address}/resend/", follow=True))
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert "A new link" in world.shown(client.post(f"{address}/resend/", follow=True))
    assert "is revoked" in world.shown(client.post(f"{address}/revoke/", follow=True))
    for action in ("resend", "revoke"):
        page = world.shown(client.post(f"{address}/{action}/", follow=True))
        assert f"The invitation of {BEN} is no longer open." in page


def test_an_expired_invitation_is_marked(place: City, lead: User) -> None:
    world.invitation_to(place, BEN)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        page = world.shown(world.browser(lead).get(page_of(place)))
    assert "Expired" in page


def test_an_invitation_whose_sender_no_longer_leads_is_marked(place: City, lead: User) -> None:
    second = world.member_of(place, BEN, "lead")
    world.invitation_to(place, "cara@rivermouth.example.org")
    end_membership(membership=membership_of(lead), by=second)
    page = world.shown(world.browser(second).get(page_of(place)))
    assert "its sender does not lead the city any more" in page
    assert "Valid until" not in page


def test_a_lead_changes_roles_and_removes(place: City, lead: User) -> None:
    ben = world.member_of(place, BEN)
    client = world.browser(lead)
    address = f"{page_of(place)}{membership_of(ben).pk}"
    assert "Ben: Lead." in world.shown(
        client.post(f"{address}/role/", {"role": "lead"}, follow=True)
    )
    assert "choose a role" in world.shown(
        client.post(f"{address}/role/", {"role": "emperor"}, follow=True)
    )
    assert "no longer belongs" in world.shown(client.post(f"{address}/end/", follow=True))
    assert membership_of(ben).state == "ended"
    assert client.post(f"{address}/end/").status_code == 404


def test_the_last_lead_reads_why_they_cannot_go(place: City, lead: User) -> None:
    address = f"{page_of(place)}{membership_of(lead).pk}"
    page = world.shown(world.browser(lead).post(f"{address}/end/", follow=True))
    assert "Lead is the only lead of Rivermouth. Make somebody else lead first." in page
    assert membership_of(lead).state == "active"


def test_a_contributor_leaves_but_changes_nobody(place: City, lead: User) -> None:
    ben = world.member_of(place, BEN)
    client = world.browser(ben)
    other = f"{page_of(place)}{membership_of(lead).pk}"
    assert client.post(f"{other}/end/").status_code == 403
    assert client.post(f"{other}/role/", {"role": "observer"}).status_code == 403
    own = f"{page_of(place)}{membership_of(ben).pk}"
    assert client.post(f"{own}/role/", {"role": "lead"}).status_code == 403
    assert "You left Rivermouth." in world.shown(client.post(f"{own}/end/", follow=True))
    assert client.get(page_of(place)).status_code == 404


def test_rows_of_another_city_are_not_there(place: City, lead: User) -> None:
    elsewhere = world.city("Elsewhere")
    stranger = world.lead_of(elsewhere, "lead@elsewhere.example.org")
    invitation = world.invitation_to(elsewhere, BEN)
    client = world.browser(lead)
    for action in (
        f"{membership_of(stranger).pk}/end/",
        f"{membership_of(stranger).pk}/role/",
        f"invitations/{invitation.pk}/resend/",
        f"invitations/{invitation.pk}/revoke/",
    ):
        assert client.post(page_of(place) + action, {"role": "lead"}).status_code == 404
        assert client.post(page_of(elsewhere) + action, {"role": "lead"}).status_code == 404


def test_changes_are_posts(place: City, lead: User) -> None:
    invitation = world.invitation_to(place, BEN)
    pk = membership_of(lead).pk
    client = world.browser(lead)
    for action in (
        f"{pk}/end/",
        f"{pk}/role/",
        f"invitations/{invitation.pk}/resend/",
        f"invitations/{invitation.pk}/revoke/",
    ):
        assert client.get(page_of(place) + action).status_code == 405


def test_names_are_shown_as_text(place: City, lead: User) -> None:
    ben = world.member_of(place, BEN)
    User.objects.filter(pk=ben.pk).update(full_name="<script>x</script>")
    assert "<script>x" not in world.shown(world.browser(lead).get(page_of(place)))


def test_statements_do_not_grow_with_people_and_invitations(
    place: City, lead: User, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    client = world.browser(lead)
    world.invitation_to(place, "i0@rivermouth.example.org")
    one = count_queries(lambda: client.get(page_of(place)))
    for number in (1, 2):
        world.member_of(place, f"m{number}@rivermouth.example.org")
        world.invitation_to(place, f"i{number}@rivermouth.example.org")
    assert count_queries(lambda: client.get(page_of(place))) == one
    assert one <= 6
