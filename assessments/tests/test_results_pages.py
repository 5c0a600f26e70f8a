"""Scorecard, roadmap and the public pages."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.core.lifecycle import Action
from assessments.models import Certification
from assessments.models.results import Stage
from assessments.services import review
from assessments.services.announced import SOURCES, load_announced
from assessments.services.lifecycle import transition
from assessments.tests import world
from cities.core.countries import COUNTRIES
from cities.models import City, ProgramRole, User
from cities.services import load_cities, update_profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def city() -> City:
    return world.city()


@pytest.fixture
def lead(city: City) -> User:
    return world.lead_of(city)


def half() -> set[str]:
    return {item.code for item in world.the_standard().requirements[:150]}


def test_the_page_waits_and_then_shows_the_score(city: City, lead: User) -> None:
    assessment = world.submitted(city, lead, in_place=half())
    client = as_user(lead)
    address = reverse("assessments:scorecard", args=[assessment.pk])

    waiting = client.get(address).content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    world.evaluate(assessment)
    done = client.get(address).content.decode()

    assert "every 1s" not in done
    assert "18 points so far, and 4 points are missing for Silver" in " ".join(done.split())
    leads_to = set(re.findall(r'href="#([^"]+)"', done))
    assert {f"area-{area.code}" for area in world.the_standard().areas} <= leads_to
    assert leads_to <= set(re.findall(r'id="([^"]+)"', done))


def test_the_roadmap_lists_the_planned_steps_and_loads_help_by_address(
    city: City, lead: User
) -> None:
    assessment = world.submitted(city, lead, in_place=half())
    evaluation = world.evaluate(assessment)
    client = as_user(lead)

    page = client.get(reverse("assessments:roadmap", args=[assessment.pk])).content.decode()

    steps = [step["criterion"] for step in evaluation.roadmap["steps"]]
    assert len(steps) == 4
    for code in steps:
        assert f'id="step-{code}"' in page
        assert f'href="#step-{code}"' in page
        assert f"/forum/help/{code}/?assessment={assessment.pk}" in page


def test_a_roadmap_to_another_level_is_planned_on_request(city: City, lead: User) -> None:
    assessment = world.submitted(city, lead, in_place=half())
    world.evaluate(assessment)
    client = as_user(lead)
    address = reverse("assessments:roadmap", args=[assessment.pk])

    assert "Roadmap to Platinum" in client.get(f"{address}?target=platinum").content.decode()
    assert client.get(f"{address}?target=diamond").status_code == 404


def test_strangers_and_program_staff_find_nothing_there(city: City, lead: User) -> None:
    assessment = world.submitted(city, lead)
    world.evaluate(assessment)
    stranger = world.lead_of(world.city("Elsewhere"))

    for somebody in (stranger, world.staff(ProgramRole.Role.MANAGER)):
        client = as_user(somebody)
        for name in ("scorecard", "roadmap"):
            address = reverse(f"assessments:{name}", args=[assessment.pk])
            assert client.get(address).status_code == 404
        for name in ("ask_review", "accept_report"):
            address = reverse(f"assessments:{name}", args=[assessment.pk])
            assert client.post(address).status_code == 404


@pytest.mark.parametrize("name", ["scorecard", "roadmap"])
def test_pages_take_the_same_statements_however_many_assessments_there_are(
    name: str, city: City, lead: User, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    assessment = world.submitted(city, lead, in_place=half())
    world.evaluate(assessment)
    client = as_user(lead)
    address = reverse(f"assessments:{name}", args=[assessment.pk])
    client.get(address)

    one = count_queries(lambda: client.get(address))
    for other in ("Secondtown", "Thirdtown"):
        place = world.city(other)
        world.evaluate(world.submitted(place, world.lead_of(place)))
    three = count_queries(lambda: client.get(address))

    assert one == three
    assert one <= 12


def test_asking_for_a_review_says_first_what_it_means(city: City, lead: User) -> None:
    assessment = world.submitted(city, lead, in_place=half())
    world.evaluate(assessment)
    client = as_user(lead)
    address = reverse("assessments:ask_review", args=[assessment.pk])

    page = client.get(address).content.decode()
    assert "would not be certified now" in page
    assessment.refresh_from_db()
    assert assessment.review_asked_at is None

    client.post(address)
    assessment.refresh_from_db()
    assert assessment.review_asked_at is not None


def certified(city: City, lead: User) -> None:
    manager = world.staff(ProgramRole.Role.MANAGER)
    officer = world.staff(ProgramRole.Role.OFFICER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    world.evaluate(assessment)
    world.in_review(assessment, lead, reviewer, manager)
    world.judge_all(assessment, reviewer, not_met={"EVAL4.R1", "EVAL4.R2"})
    review.record_outcome_verdict(
        assessment_id=assessment.pk, measure="broadband", confirmed=True, reason="", by=reviewer
    )
    transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)
    world.evaluate(assessment, Stage.VERIFIED)
    transition(assessment_id=assessment.pk, action=Action.DECIDE, by=officer)

    client = as_user(lead)
    address = reverse("assessments:scorecard", args=[assessment.pk])
    report = " ".join(client.get(address).content.decode().split())
    assert "Verified scorecard" in report
    assert "The document does not show it." in report
    assert Client().get(city.get_absolute_url()).status_code == 404
    client.post(reverse("assessments:accept_report", args=[assessment.pk]))
    transition(assessment_id=assessment.pk, action=Action.PUBLISH, by=manager)


def test_a_certified_city_is_public_and_an_applicant_never_is(city: City, lead: User) -> None:
    applicant = world.city("Applicant Town")
    world.submitted(applicant, world.lead_of(applicant))
    certified(city, lead)
    anybody = Client()

    page = anybody.get(city.get_absolute_url()).content.decode()
    assert "Platinum" in page
    listed = anybody.get(reverse("certified:cities")).content.decode()
    assert "Rivermouth" in listed
    assert "Applicant" not in listed
    assert "Verified here</span>" in listed
    assert "Announced" not in listed
    hidden = anybody.get(applicant.get_absolute_url())
    unknown = anybody.get(reverse("certified:city", args=["no-such-place"]))
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content


def test_countries_and_dates_of_certified_cities_are_in_the_readers_language() -> None:
    place = world.city("Valle Claro", country="MX", subdivision="14")
    lead = world.lead_of(place)
    update_profile(person=lead, full_name="Lea", job_title="", language="en", by=lead)
    certified(place, lead)
    listed = Client().get("/fr/cities/").content.decode()
    offered = re.findall(r'<option value="([A-Z]{2})">([^<]*)</option>', listed)
    names = [name for _code, name in offered]
    assert names[names.index("Équateur") : names.index("Guatemala")] == ["Équateur", "États-Unis"]
    assert len(names) == len(COUNTRIES)
    assert "Valle Claro, Jalisco, Mexique" in listed
    page = Client().get(f"/es{place.get_absolute_url()}").content.decode()
    assert "<dd>México</dd>" in page
    until = timezone.now().year + settings.CERTIFICATION_YEARS
    assert re.search(rf"\d+ de [a-z]+ de {until}", page)


def test_announced_certifications_are_loaded_once_with_their_source(
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    load_cities()

    assert load_announced() == 60
    assert load_announced() == 0

    assert set(Certification.objects.values_list("source", flat=True)) == set(SOURCES)
    page = Client().get("/cities/?q=san antonio").content.decode()
    assert "San Antonio, TX, United States" in page
    assert ">Announced</td>" in page
    assert "Verified here" not in page
    for rubbish in ("%00", "%00%00", "---", "%E6%9D%B1%E4%BA%AC"):
        response = Client().get(f"/cities/?q={rubbish}&country=%00&level=%00&page=%00")
        assert list(response.context["page"]) == []
    all_cities = count_queries(lambda: Client().get("/cities/"))
    one_city = count_queries(lambda: Client().get("/cities/?q=calgary"))
    assert all_cities == one_city <= 3
