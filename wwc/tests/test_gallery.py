import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.asserts import assertContains

from cities.services import create_person
from wwc.templatetags.components import ICONS, PILLS, STATES
from wwc.tests import people

pytestmark = pytest.mark.django_db
GALLERY = reverse("components")


def test_the_gallery_shows_every_component_in_every_state(client: Client) -> None:
    client.force_login(people.manager())
    response = client.get(GALLERY)
    for kind in PILLS:
        assertContains(response, f"pill pill--{kind}")
    for state in STATES:
        assertContains(response, f"heat__cell heat__cell--{state}")
    for path in ICONS.glob("*.svg"):
        assertContains(response, f"</svg> {path.stem}</li>", count=1)
    assertContains(response, "There is a problem", count=1)


def test_strangers_and_people_of_cities_do_not_find_it(client: Client) -> None:
    assert client.get(GALLERY).status_code == 404
    client.force_login(create_person(email="new@example.org", full_name="Nia New"))
    assert client.get(GALLERY).status_code == 404


def test_whoever_builds_the_portal_sees_it(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    assert client.get(GALLERY).status_code == 200
