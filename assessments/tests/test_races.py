"""Two people start at the same moment; on PostgreSQL, where the second waits for the first."""

import pytest
from django.db import connection

from assessments.models import Answer, AuditEvent, CarryOver
from assessments.services.answers import Change, save_answers
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


@pytest.mark.parametrize("answered", ["A1.1", "B2.1"])
def test_a_draft_that_a_colleague_begins_meanwhile_is_left_alone(
    place: Town, answered: str
) -> None:
    """A1.1 would be answered by the carry-over too, B2.1 would not."""
    empty = start_assessment(city_id=place.city.pk, standard_code=NEW, by=place.lead)
    typed = Change(requirement=answered, status="in_progress", note="", expected_version=0)
    second = while_uncommitted(
        lambda: save_answers(assessment_id=empty.pk, by=place.contributor, changes=[typed]),
        lambda: carry(place, place.lead),
    )
    assert second == "refused"
    answer = Answer.objects.get(assessment=empty)
    assert (answer.requirement.code, answer.status) == (answered, "in_progress")
    assert not CarryOver.objects.exists()


def test_a_colleague_who_answers_while_a_draft_is_filled_does_not_write_over_it(
    place: Town,
) -> None:
    empty = start_assessment(city_id=place.city.pk, standard_code=NEW, by=place.lead)
    typed = Change(requirement="A1.1", status="in_progress", note="", expected_version=0)
    conflicts: list[frozenset[str]] = []
    second = while_uncommitted(
        lambda: carry(place, place.lead),
        lambda: conflicts.append(
            save_answers(assessment_id=empty.pk, by=place.contributor, changes=[typed]).conflicts
        ),
    )
    assert (second, conflicts) == ("done", [frozenset({"A1.1"})])
    assert Answer.objects.get(assessment=empty, requirement__code="A1.1").status == "in_place"
