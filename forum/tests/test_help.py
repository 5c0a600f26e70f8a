"""/forum/help/<criterion>/: who can help with a step of the roadmap, and what is said about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assessments.tests import world
from cities.models import ProgramRole, User
from forum.queries import HelpingCity
from forum.services import offer_help
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
URL = "/forum/help/DM2/"
FRAGMENT: dict[str, Any] = {"headers": {"HX-Request": "true"}}
Count = Callable[[Callable[[], object]], int]


def helping(person: User, query: str = "") -> list[HelpingCity]:
    return list(village.browser(person).get(URL + query).context["cities"])


def names(person: User) -> list[str]:
    return [found.city.name for found in helping(person)]


def not_dm2() -> set[str]:
    return {item.code for item in world.the_standard().criterion("DM2").requirements}


def test_only_cities_certified_verified_and_willing_are_named() -> None:
    village.certified("Goldtown", offers=["DM2"])
    village.certified("Shyville")
    village.certified("Otherham", offers=["DM1"])
    village.certified("Unmet", not_met=not_dm2(), offers=["DM1"])
    lead = village.practitioner()

    assert names(lead) == ["Goldtown"]


def test_a_city_that_takes_its_offer_back_is_no_longer_named() -> None:
    gold = village.certified("Goldtown", offers=["DM2"])
    offer_help(city=gold.city, codes=[], by=gold.lead)

    assert names(village.practitioner()) == []


def test_a_certification_that_ran_out_names_nobody() -> None:
    gold = village.certified("Goldtown", offers=["DM2"])
    lead = village.practitioner()
    assert gold.certification.valid_until is not None
    last_day = gold.certification.valid_until

    with time_machine.travel(last_day, tick=False):
        assert names(lead) == ["Goldtown"]
    with time_machine.travel(last_day + timedelta(days=1), tick=False):
        assert names(lead) == []


def test_the_likest_city_comes_first_with_the_reason_in_words() -> None:
    village.certified("Metropolis", population=3_000_000, offers=["DM2"])
    village.certified("Ciudad", country="MX", offers=["DM2"])
    village.certified("Twinford", offers=["DM2"])
    village.scales()
    lead = village.practitioner()

    response = village.browser(lead).get(URL)

    page = response.content.decode()
    assert names(lead) == ["Twinford", "Ciudad", "Metropolis"]
    assert "Twinford, TX, United States</a>: similar size, same language, same country." in page
    assert "Differs most in: much larger." in page
    assert "Differs most in: another language, another country, another world region." in page
    today = timezone.localdate()
    assert f'<time datetime="{today:%Y-%m-%d}">' in page


def test_demo_cities_are_marked() -> None:
    gold = village.certified("Goldtown", offers=["DM2"])
    lead = village.practitioner()
    assert [found.demo for found in helping(lead)] == [False]

    gold.city.demo = True
    gold.city.save(update_fields=["demo"])

    assert [found.demo for found in helping(lead)] == [True]
    assert "demo</span>" in village.browser(lead).get(URL).content.decode()


def test_ones_own_city_is_not_among_the_helpers() -> None:
    gold = village.certified("Goldtown", offers=["DM2"])

    assert names(gold.lead) == []


def test_an_applicant_is_never_named() -> None:
    village.practitioner("Applicantville")
    gold = village.certified("Goldtown", offers=["DM2"])

    page = village.browser(gold.lead).get(URL).content.decode()

    assert "Applicantville" not in page


def test_the_newest_five_topics_on_the_criterion_are_listed() -> None:
    lead = village.practitioner()
    for number in range(6):
        village.topic(
            lead,
            criterion="DM2",
            title=f"Question {number} about the inventory",
            text=f"Text number {number} about the inventory.",
        )
    village.topic(lead, criterion="DM3", title="About something else", text="Not the inventory...")
    hidden = village.topic(lead, criterion="DM2", title="Hidden, and newest", text="x " * 20)
    village.hide(hidden, village.moderator())

    listed = village.browser(lead).get(URL).context["topics"]

    assert [topic.title for topic in listed] == [
        f"Question {number} about the inventory" for number in (5, 4, 3, 2, 1)
    ]


def test_asking_leads_to_a_new_topic_on_the_criterion() -> None:
    village.certified("Goldtown", offers=["DM2"])

    page = village.browser(village.practitioner()).get(URL).content.decode()

    assert 'href="/forum/new/?criterion=DM2"' in page
    assert 'href="/forum/new/?criterion=DM2&amp;city=goldtown-tx-us"' in page


def test_a_step_gets_a_fragment_with_the_first_three_and_a_way_to_all() -> None:
    for name in ("Goldtown", "Silverton", "Platinum City", "Bronzeville"):
        village.certified(name, offers=["DM2"])
    lead = village.practitioner()

    response = village.browser(lead).get(URL, **FRAGMENT)

    page = response.content.decode()
    assert "<html" not in page
    assert "<h4 " in page
    assert len(response.context["cities"]) == 3
    assert f'<a href="{URL}">See all 4 cities' in page
    assert len(helping(lead)) == 4


def test_the_assessment_in_the_address_says_which_city_asks() -> None:
    lead = village.practitioner()
    village.certified("Goldtown", offers=["DM2"])
    own = village.assessment_of(lead)

    response = village.browser(lead).get(URL, {"assessment": own.pk})

    assert response.context["own"] == own.city
    assert "seen from Rivermouth" in response.content.decode()


@pytest.mark.parametrize("asked", ["x", "0", "-1", "999999", "9" * 40, "9" * 5000, "²", "1\0"])
def test_an_unknown_assessment_is_not_found(asked: str) -> None:
    lead = village.practitioner()

    assert village.browser(lead).get(URL, {"assessment": asked}).status_code == 404


def test_a_foreign_assessment_is_as_unknown() -> None:
    lead, other = village.practitioner(), village.practitioner("Lakeside")
    foreign = village.assessment_of(other)

    for person in (lead, world.staff(ProgramRole.Role.MANAGER)):
        response = village.browser(person).get(URL, {"assessment": foreign.pk})
        assert response.status_code == 404


def test_an_unknown_criterion_is_not_found() -> None:
    client = village.browser(village.practitioner())

    assert client.get("/forum/help/XX9/").status_code == 404


def test_a_locked_person_sees_that_there_is_help_and_no_names() -> None:
    village.certified("Goldtown", offers=["DM2"])
    village.topic(village.practitioner(), criterion="DM2")

    page = village.browser(village.newcomer()).get(URL).content.decode()

    assert "1 certified city offers help on DM2." in page
    assert "self-assessment of Drytown" in page
    assert "Goldtown" not in page
    assert village.TITLE not in page


def test_staff_without_a_city_see_the_helpers_too() -> None:
    village.certified("Goldtown", offers=["DM2"])

    assert names(world.staff(ProgramRole.Role.MANAGER)) == ["Goldtown"]


@pytest.mark.parametrize("fragment", [True, False])
def test_help_costs_eight_statements_for_one_city_and_for_three(
    fragment: bool, count_queries: Count
) -> None:
    village.certified("Goldtown", offers=["DM2"])
    lead, other = village.practitioner(), village.practitioner("Lakeside")
    village.topic(lead, criterion="DM2")
    own = village.assessment_of(lead)
    client = village.browser(lead)
    options = FRAGMENT if fragment else {}

    def ask() -> object:
        return client.get(URL, {"assessment": own.pk}, **options)

    one = count_queries(ask)
    village.certified("Silverton", offers=["DM2"])
    village.certified("Platinum City", offers=["DM2"])
    village.topic(other, criterion="DM2", text="A second text, of another city.")
    village.topic(other, criterion="DM2", text="A third text, of another city.")
    three = count_queries(ask)

    assert one == three == 8


@pytest.mark.usefixtures("strict_about_nul")
@pytest.mark.parametrize("code", ["a%00", "%00", "DM2%0A", "%F0%9F%98%80", "DM2%20"])
def test_what_cannot_be_a_code_is_not_found(code: str) -> None:
    client = village.browser(village.practitioner())

    assert client.get(f"/forum/help/{code}/").status_code == 404
