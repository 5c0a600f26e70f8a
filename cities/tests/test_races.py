"""Two people act at the same moment. SQLite writes one at a time; PostgreSQL needs our locks."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from cities.core.errors import Refused
from cities.models import Membership, User
from cities.services import accept_invitation, end_membership, invite
from cities.tests import world

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database is not shared by threads")


def while_uncommitted(first: Callable[[], object], second: Callable[[], object]) -> str:
    """Let `second` begin before `first` is committed; return how `second` ended."""
    ended: list[str] = []

    def run() -> None:
        try:
            second()
            ended.append("done")
        except Refused:
            ended.append("refused")
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        thread.join(timeout=1)
        waited = thread.is_alive()
    thread.join()
    assert waited, "the second did not wait for the first"
    return ended[0]


def test_of_two_leads_who_leave_at_once_one_stays() -> None:
    place = world.city()
    leads = [world.lead_of(place, f"lead{number}@example.org") for number in (1, 2)]

    def leave(lead: User) -> Callable[[], object]:
        membership = Membership.objects.get(user=lead)
        return lambda: end_membership(membership=membership, by=lead)

    assert while_uncommitted(leave(leads[0]), leave(leads[1])) == "refused"
    assert [m.user for m in Membership.objects.leads().filter(city=place)] == [leads[1]]


def test_two_leads_who_invite_the_same_colleague_at_once_send_one_invitation() -> None:
    place = world.city()
    leads = [world.lead_of(place, f"lead{number}@example.org") for number in (1, 2)]

    def ask(lead: User) -> Callable[[], object]:
        return lambda: invite(city=place, email="ben@example.org", role="observer", by=lead)

    assert while_uncommitted(ask(leads[0]), ask(leads[1])) == "refused"


def test_an_invitation_accepted_while_its_sender_is_removed_is_void() -> None:
    place = world.city()
    gone = world.lead_of(place)
    second = world.member_of(place, "second@example.org", Membership.Role.LEAD)
    invitation = invite(city=place, email="ben@example.org", role="lead", by=gone)
    ben = world.person("ben@example.org")
    membership = Membership.objects.get(user=gone)

    assert (
        while_uncommitted(
            lambda: end_membership(membership=membership, by=second),
            lambda: accept_invitation(invitation=invitation, by=ben),
        )
        == "refused"
    )
