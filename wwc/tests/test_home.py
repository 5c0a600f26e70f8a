from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cities.services import create_person, request_membership
from criteria.core.standard import Standard
from wwc.tests import people

pytestmark = pytest.mark.django_db
HOME = reverse("home")


def test_a_stranger_is_told_what_this_is_and_may_begin(client: Client, standard: Standard) -> None:
    response = client.get(HOME)
    assertContains(response, "43 criteria in 8 practice areas")
    assertContains(response, f'class="btn btn-primary btn-lg" href="{reverse("account_signup")}"')
    assertContains(response, 'href="/standards/wwc-2022/"')


def test_the_page_stands_before_any_standard_is_loaded(client: Client) -> None:
    response = client.get(HOME)
    assertContains(response, "The way of a city")
    assertNotContains(response, "practice areas")


def test_a_person_without_a_city_is_led_to_join_one(client: Client) -> None:
    client.force_login(create_person(email="new@example.org", full_name="Nia New"))
    response = client.get(HOME)
    assertContains(response, f'class="btn btn-primary btn-lg" href="{reverse("people:join")}"')
    assertNotContains(response, reverse("assessments:assessments"))


def test_a_member_is_led_to_the_citys_assessments(client: Client) -> None:
    boss = people.manager()
    person = create_person(email="ana@springfield.example", full_name="Ana Souza")
    people.join(person, people.city(by=boss), by=boss)
    client.force_login(person)
    response = client.get(HOME)
    url = reverse("assessments:assessments")
    assertContains(response, f'class="btn btn-primary btn-lg" href="{url}"')
    assertContains(response, "My city's assessments", count=2)
    assertContains(response, "People of Springfield", count=2)
    assertNotContains(response, reverse("people:join"))


def test_people_of_the_program_are_led_to_their_desk(client: Client) -> None:
    client.force_login(people.manager())
    response = client.get(HOME)
    assertContains(response, f'class="btn btn-primary btn-lg" href="{reverse("admin:index")}"')
    assertNotContains(response, reverse("people:join"))


def test_who_waits_for_an_answer_is_told_so_at_the_cost_of_one_statement(
    client: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    person = create_person(email="new@example.org", full_name="Nia New")
    town = people.city(by=people.manager())
    request_membership(city=town, message="I work there.", by=person)
    client.force_login(person)

    response = client.get(HOME)

    assertContains(response, f"Your request for {town.place} waits for the program.")
    join = reverse("people:join")
    assertContains(
        response, f'<a class="btn btn-primary btn-lg" href="{join}">See your request</a>'
    )
    assertNotContains(response, f'btn-lg" href="{join}">Join your city')
    session, user, standard, memberships, requests = 1, 1, 1, 1, 1
    expected = session + user + standard + memberships + requests
    assert count_queries(lambda: client.get(HOME)) == expected


def test_an_applicants_city_is_named_to_nobody_else(client: Client) -> None:
    boss = people.manager()
    person = create_person(email="ana@springfield.example", full_name="Ana Souza")
    people.join(person, people.city(by=boss), by=boss)
    assertNotContains(client.get(HOME), "Springfield")
    client.force_login(create_person(email="new@example.org", full_name="Nia New"))
    assertNotContains(client.get(HOME), "Springfield")


@pytest.mark.parametrize("cities", [1, 3])
def test_a_page_costs_a_signed_in_person_one_statement_besides_session_and_user(
    client: Client, count_queries: Callable[[Callable[[], object]], int], cities: int
) -> None:
    boss = people.manager()
    person = create_person(email="ana@springfield.example", full_name="Ana Souza")
    for number in range(cities):
        people.join(person, people.city(by=boss, slug=f"town-{number}-us"), by=boss)
    client.force_login(person)
    session, user, standard, memberships = 1, 1, 1, 1
    expected = session + user + standard + memberships
    assert count_queries(lambda: client.get(HOME)) == expected


def test_a_page_costs_a_stranger_nothing_of_its_own(
    client: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    standard = 1
    assert count_queries(lambda: client.get(HOME)) == standard


def test_signing_out_is_a_post_with_a_token(client: Client) -> None:
    client.force_login(create_person(email="new@example.org", full_name="Nia New"))
    assertContains(client.get(HOME), f'<form method="post" action="{reverse("account_logout")}">')


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post(HOME).status_code == 405
