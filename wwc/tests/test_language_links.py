"""The same page in other languages: for people in the footer, for search engines in the head."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.asserts import assertNotContains

from cities.tests import world
from criteria.core.standard import Standard

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL


def switch(response: Any) -> list[tuple[str, ...]]:
    """Return the links of the language switch: address, lang, hreflang, current, name."""
    page = response.content.decode()
    nav = re.search(r'<nav class="languages".*?</nav>', page, re.DOTALL)
    assert nav is not None
    return re.findall(
        r'<a href="([^"]*)" lang="([^"]*)" hreflang="([^"]*)"( aria-current="true")?>([^<]*)</a>',
        nav[0],
    )


def alternates(response: Any) -> dict[str, str]:
    page = response.content.decode()
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', page))
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)">', page)
    return found | {"canonical": canonical[0]} if canonical else found


def test_each_language_stands_in_the_footer_under_its_own_name(client: Client) -> None:
    assert switch(client.get("/es/cities/?q=a&level=gold")) == [
        ("/en/cities/?q=a&amp;level=gold", "en", "en", "", "English"),
        ("/es/cities/?q=a&amp;level=gold", "es", "es", ' aria-current="true"', "Español"),
        ("/pt/cities/?q=a&amp;level=gold", "pt-BR", "pt-BR", "", "Português"),
        ("/fr/cities/?q=a&amp;level=gold", "fr", "fr", "", "Français"),
    ]


def test_the_language_of_a_page_without_prefix_is_the_current_one(client: Client) -> None:
    links = switch(client.get("/", headers={"accept-language": "pt-BR"}))
    assert [link[0] for link in links if link[3]] == ["/pt/"]


def test_a_link_of_the_switch_leads_to_the_same_page(client: Client, standard: Standard) -> None:
    for address, lang, *_rest in switch(client.get("/standards/wwc-2022/DM1/")):
        there = client.get(address)
        assert there.status_code == 200
        assert there["Content-Language"] == lang


def test_from_a_form_that_came_back_one_gets_to_the_form(client: Client) -> None:
    response = client.post("/es/accounts/signup/", {"email": "nonsense"})
    for address, *_rest in switch(response):
        assert address.endswith("/accounts/signup/")
        assert client.get(address).status_code == 200


def test_from_a_page_that_is_not_there_one_gets_home(client: Client) -> None:
    response = client.get("/es/nowhere/<script>/?x=1")
    assert [link[0] for link in switch(response)] == ["/en/", "/es/", "/pt/", "/fr/"]
    assert alternates(response) == {}


def test_from_a_refused_action_one_gets_home() -> None:
    place = world.city()
    world.lead_of(place)
    observer = world.member_of(place, "olga@rivermouth.example.org", "observer")
    response = world.browser(observer).post(f"/fr/accounts/members/{place.slug}/")
    assert response.status_code == 403
    assert [link[0] for link in switch(response)] == ["/en/", "/es/", "/pt/", "/fr/"]


def test_search_engines_are_told_where_each_language_is(client: Client) -> None:
    found = alternates(client.get("/es/cities/?page=2"))
    assert found == {
        "canonical": f"{SITE}/es/cities/?page=2",
        "en": f"{SITE}/en/cities/?page=2",
        "es": f"{SITE}/es/cities/?page=2",
        "pt-BR": f"{SITE}/pt/cities/?page=2",
        "fr": f"{SITE}/fr/cities/?page=2",
        "x-default": f"{SITE}/cities/?page=2",
    }
    without = alternates(client.get("/cities/?page=2"))
    assert without == found | {"canonical": f"{SITE}/cities/?page=2"}


def test_search_engines_are_not_told_of_pages_that_want_an_account(client: Client) -> None:
    for path in ("/accounts/login/", "/es/accounts/login/"):
        assertNotContains(client.get(path), 'rel="alternate"')
        assertNotContains(client.get(path), 'rel="canonical"')
