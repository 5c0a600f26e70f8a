"""Two people start at the same moment; on PostgreSQL, where the second waits for the first."""

import pytest
from django.db import connection

from assessments.models import AuditEvent, CarryOver
from assessments.services.carry import carry_over
from assessments.services.start import start_assessment
from assessments.tests.editions import NEW, OLD, publish_new, publish_old
from assessments.tests.town import Town, say, town
from cities.models import User
from cities.tests.test_races import while_uncommitted

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an in-memory SQLite database is not shared by threads")


@pytest.fixture
def place() -> Town:
    publish_old()
    made = town(standard=OLD)
    say(made, {"O1.1": "in_place"})
    publish_new()
    return made


def carry(place: Town, by: User) -> None:
    carry_over(city_id=place.city.pk, source_id=place.pk, standard_code=NEW, by=by)


def test_of_two_who_carry_over_at_once_one_is_refused(place: Town) -> None:
    second = while_uncommitted(
        lambda: carry(place, place.lead), lambda: carry(place, place.contributor)
    )
    assert second == "refused"
    assert CarryOver.objects.get().carried_by == place.lead
    assert AuditEvent.objects.filter(action="carry_over").count() == 1


def test_of_two_who_fill_an_empty_draft_at_once_one_is_refused(place: Town) -> None:
    start_assessment(city_id=place.city.pk, standard_code=NEW, by=place.lead)
    second = while_uncommitted(
        lambda: carry(place, place.lead), lambda: carry(place, place.contributor)
    )
    assert second == "refused"
    assert CarryOver.objects.get().carried_by == place.lead


def test_who_starts_empty_while_a_colleague_carries_over_is_refused(place: Town) -> None:
    second = while_uncommitted(
        lambda: carry(place, place.lead),
        lambda: start_assessment(city_id=place.city.pk, standard_code=NEW, by=place.contributor),
    )
    assert second == "refused"
