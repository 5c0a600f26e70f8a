"""Checking the answers, and handing them in."""

from collections.abc import Callable
from typing import Any

import pytest

from assessments.core.lifecycle import Action
from assessments.models import Assessment, Submission
from assessments.services.lifecycle import transition
from assessments.tests.town import Town, browser, say, say_everywhere, shown, support, town
from cities.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

Count = Callable[[Callable[[], object]], int]


@pytest.fixture
def place() -> Town:
    return town()


def checked(place: Town, by: User | None = None) -> str:
    return shown(browser(by or place.lead).get(place.address("check/")))


def section(page: str, name: str) -> str:
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def submit(place: Town, by: User | None = None, **fields: Any) -> Any:
    version = Assessment.objects.get(pk=place.pk).version
    data = {"confirmed": "on", "version": version, **fields}
    return browser(by or place.lead).post(place.address("submit/"), data)


def test_missing_answers_are_listed_with_links(place: Town) -> None:
    say(place, {"DM1.1": "in_place"})
    missing = section(checked(place), "missing")
    assert "356 requirements have no answer" in missing
    assert place.address("DM1/") in missing
    assert "DM1.2, DM1.3" in missing
    assert "DM1.1" not in missing
    say(place, {item.code: "unknown" for item in place.standard.requirements[1:]})
    assert "Everything is answered" in section(checked(place), "missing")


def test_claims_without_evidence_are_a_hint(place: Town) -> None:
    say(place, {"DM1.1": "in_place", "DM1.2": "in_place", "DM1.3": "in_progress"})
    support(place, "DM1.2")
    unsupported = section(checked(place), "unsupported")
    assert "DM1.1" in unsupported
    assert "DM1.2" not in unsupported
    assert "DM1.3" not in unsupported


def test_what_is_in_place_but_waits_is_a_hint(place: Town) -> None:
    say(place, {item.code: "in_place" for item in place.standard.criterion("DM2").requirements})
    blocked = section(checked(place), "blocked")
    assert "9 in place; needs DM1 first" in blocked
    say(place, {item.code: "in_place" for item in place.standard.criterion("DM1").requirements})
    assert 'id="blocked"' not in checked(place)


def test_contradictions_are_hints(place: Town) -> None:
    say(place, {"DM1.1": "not_in_place", "DM1.2": "unknown", "DM1.3": "in_progress"})
    support(place, "DM1.1", "DM1.3")
    odd = section(checked(place), "contradictions")
    assert "Evidence is given for what you say is not in place or not known." in odd
    assert "DM1.1" in odd
    assert "DM1.3" not in odd


def test_an_open_outcome_is_a_hint(place: Town) -> None:
    outcomes = section(checked(place), "outcomes")
    assert "Outcome open" in outcomes
    assert "No figure reported yet." in outcomes


def test_only_a_lead_gets_the_button_the_others_learn_who_can(place: Town) -> None:
    say_everywhere(place)
    assert "confirmed" in checked(place)
    for who in (place.contributor, place.observer):
        page = checked(place, who)
        assert "confirmed" not in page
        assert f"Only a lead of your city can submit: {place.lead.full_name}" in " ".join(
            page.split()
        )
        assert submit(place, who).status_code == 403


def test_while_answers_are_missing_the_first_of_them_stands_where_the_button_will_be(
    place: Town,
) -> None:
    say(place, {"DM1.1": "in_place"})
    box = section(checked(place), "submit")
    assert "356 answers are missing; then you can submit here." in box
    assert f'href="{place.address("DM1/#answer-DM1_2")}"' in box
    assert "<form" not in box


def test_submitting_leads_to_the_scorecard(place: Town) -> None:
    say_everywhere(place)
    response = submit(place)
    assert response["Location"] == place.address("scorecard/")
    assert Assessment.objects.get(pk=place.pk).state == "submitted"
    assert Submission.objects.get().submitted_by == place.lead


def test_what_stands_in_the_way_is_said(place: Town) -> None:
    say(place, {"DM1.1": "in_place"})
    response = submit(place)
    page = shown(response)
    assert response.status_code == 409
    assert "This cannot be submitted yet" in page
    assert "356 of 357 requirements have no answer yet." in page
    assert Assessment.objects.get(pk=place.pk).state == "draft"


def test_submitting_has_to_be_confirmed_and_meant_for_this_version(place: Town) -> None:
    say_everywhere(place)
    unconfirmed = submit(place, confirmed="")
    assert unconfirmed.status_code == 422
    assert "There is a problem" in shown(unconfirmed)
    assert "Tick the box to submit." in shown(unconfirmed)
    stale = submit(place, version=77)
    assert stale.status_code == 409
    assert "Somebody changed this assessment meanwhile" in shown(stale)
    assert not Submission.objects.exists()


def test_submitting_twice_hands_in_once(place: Town) -> None:
    say_everywhere(place)
    version = Assessment.objects.get(pk=place.pk).version
    first = submit(place, version=version)
    second = submit(place, version=version)
    assert (first.status_code, Submission.objects.count()) == (302, 1)
    assert second.status_code == 409


def test_there_is_nothing_to_check_once_it_is_handed_in(place: Town) -> None:
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    response = browser(place.lead).get(place.address("check/"))
    assert response["Location"] == place.address()


def test_the_check_asks_as_much_for_one_answer_as_for_all(
    place: Town, count_queries: Count
) -> None:
    client = browser(place.lead)
    say(place, {"DM1.1": "in_place"})
    support(place, "DM1.1", title="One")
    one = count_queries(lambda: client.get(place.address("check/")))
    say_everywhere(place, "in_progress")
    support(place, "DM1.2", "DM2.1", title="Two")
    support(place, "DM1.3", title="Three")
    everything = count_queries(lambda: client.get(place.address("check/")))
    assert one == everything
    assert everything <= 8
