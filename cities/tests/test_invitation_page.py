from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cities.models import City, Invitation, Membership, User
from cities.services import revoke_invitation
from cities.tests import world

pytestmark = pytest.mark.django_db
BEN = "ben@rivermouth.example.org"


@pytest.fixture
def place() -> City:
    made = world.city()
    world.lead_of(made)
    return made


@pytest.fixture
def link(place: City) -> str:
    world.invitation_to(place, BEN)
    return world.link_in_last_mail("invitation/")


def sign_up(client: Client, email: str) -> None:
    client.post(
        "/accounts/signup/",
        {
            "full_name": "Ben",
            "email": email,
            "password1": world.PASSWORD,
            "password2": world.PASSWORD,
        },
    )


def test_somebody_without_an_account_signs_up_confirms_and_belongs(
    client: Client, place: City, link: str
) -> None:
    page = world.shown(client.get(link))
    assert "Lead invites you to work on the assessment of Rivermouth" in page
    assert "b...@rivermouth.example.org" in page
    assert BEN not in page
    sign_up(client, BEN)
    assert not Membership.objects.filter(user__email=BEN).exists()
    response = client.post(world.link_in_last_mail("confirm-email"), follow=True)
    assert response.redirect_chain[-1][0] == f"/accounts/members/{place.slug}/"
    assert "Welcome. You now belong to Rivermouth." in world.shown(response)
    membership = Membership.objects.get(user__email=BEN)
    assert (membership.role, membership.state) == ("contributor", "active")


def test_somebody_with_an_account_signs_in_and_belongs(
    client: Client, place: City, link: str
) -> None:
    world.person(BEN)
    client.get(link)
    response = client.post("/accounts/login/", {"login": BEN, "password": world.PASSWORD})
    assert response["Location"] == f"/accounts/members/{place.slug}/"
    assert Membership.objects.get(user__email=BEN).state == "active"


def test_somebody_signed_in_accepts_by_a_button(place: City, link: str) -> None:
    client = world.browser(world.person(BEN))
    assert "Join Rivermouth" in world.shown(client.get(link))
    assert not Membership.objects.filter(user__email=BEN).exists()
    assert client.post(link)["Location"] == f"/accounts/members/{place.slug}/"
    assert Membership.objects.get(user__email=BEN).state == "active"


def test_who_confirmed_on_another_device_finds_the_invitation_on_the_join_page(
    place: City, link: str
) -> None:
    client = world.browser(world.person(BEN))
    assert "You are invited" in world.shown(client.get("/accounts/city/"))
    pk = Invitation.objects.get().pk
    assert client.post(f"/accounts/invitations/{pk}/accept/")["Location"] == (
        f"/accounts/members/{place.slug}/"
    )


def test_an_invitation_of_others_is_not_there(link: str) -> None:
    client = world.browser(world.person("other@example.org"))
    pk = Invitation.objects.get().pk
    assert client.post(f"/accounts/invitations/{pk}/accept/").status_code == 404
    assert client.get(f"/accounts/invitations/{pk}/accept/").status_code == 405
    assert "You are invited" not in world.shown(client.get("/accounts/city/"))


def test_another_account_is_told_which_one_to_use_and_gets_nothing(link: str) -> None:
    client = world.browser(world.person("other@example.org"))
    for response in (client.get(link), client.post(link)):
        page = world.shown(response)
        assert "You are signed in as other@example.org" in page
        assert "b...@rivermouth.example.org" in page
        assert BEN not in page
    assert not Membership.objects.filter(user__email="other@example.org").exists()


def test_signing_in_with_another_account_leads_to_that_explanation(
    client: Client, link: str
) -> None:
    world.person("other@example.org")
    client.get(link)
    response = client.post(
        "/accounts/login/", {"login": "other@example.org", "password": world.PASSWORD}
    )
    assert response["Location"] == link
    assert "invitation" not in client.session


def test_an_account_whose_address_is_not_confirmed_gets_nothing(client: Client, link: str) -> None:
    sign_up(client, BEN)
    client.force_login(User.objects.get(email=BEN))
    client.post(link)
    assert not Membership.objects.filter(user__email=BEN).exists()


def test_a_stranger_cannot_accept(client: Client, link: str) -> None:
    client.post(link)
    assert Invitation.objects.get().accepted_at is None


def test_expired_revoked_used_and_made_up_links_look_the_same(place: City, link: str) -> None:
    pages = [Client().get("/accounts/invitation/made-up/")]
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        pages.append(Client().get(link))
    ben = world.browser(world.person(BEN))
    ben.post(link)
    pages.append(Client().get(link))
    world.invitation_to(place, "cara@rivermouth.example.org")
    revoked = world.link_in_last_mail("invitation/")
    revoke_invitation(
        invitation=Invitation.objects.get(accepted_at=None),
        by=User.objects.get(email="lead@rivermouth.example.org"),
    )
    pages.append(Client().get(revoked))
    assert [page.status_code for page in pages] == [404] * 4
    assert len({world.shown(page) for page in pages}) == 1
    assert "no longer valid" in world.shown(pages[0])


def test_an_invitation_that_was_revoked_while_signing_up_says_so(client: Client, link: str) -> None:
    client.get(link)
    sign_up(client, BEN)
    confirm = world.link_in_last_mail("confirm-email")
    revoke_invitation(
        invitation=Invitation.objects.get(),
        by=User.objects.get(email="lead@rivermouth.example.org"),
    )
    response = client.post(confirm, follow=True)
    assert response.status_code == 404
    assert "no longer valid" in world.shown(response)
    assert not Membership.objects.filter(user__email=BEN).exists()
