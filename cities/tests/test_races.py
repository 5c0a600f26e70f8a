"""Two people act at the same moment. SQLite writes one at a time; PostgreSQL needs our locks."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from cities.core.errors import Refused
from cities.models import Membership, User
from cities.services import end_membership, invite
from cities.tests import world

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database is not shared by threads")


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run each call in a thread of its own, together; return how each ended."""
    start, ended = Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            start.wait()
            call()
            ended.append("done")
        except Refused:
            ended.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def test_of_two_leads_who_leave_at_once_one_stays() -> None:
    place = world.city()
    leads = [world.lead_of(place, f"lead{number}@example.org") for number in (1, 2)]

    def leave(lead: User) -> Callable[[], object]:
        membership = Membership.objects.get(user=lead)
        return lambda: end_membership(membership=membership, by=lead)

    assert at_once(*(leave(lead) for lead in leads)) == ["done", "refused"]
    assert Membership.objects.leads().filter(city=place).count() == 1


def test_two_leads_who_invite_the_same_colleague_at_once_send_one_invitation() -> None:
    place = world.city()
    leads = [world.lead_of(place, f"lead{number}@example.org") for number in (1, 2)]

    def ask(lead: User) -> Callable[[], object]:
        return lambda: invite(city=place, email="ben@example.org", role="observer", by=lead)

    assert at_once(*(ask(lead) for lead in leads)) == ["done", "refused"]
