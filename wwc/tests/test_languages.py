"""In which language a page is written, and what a prefix does to its address."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_script_prefix, reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertRedirects

from cities.models import City, User
from cities.services import accept_invitation, update_profile
from cities.tests import world
from criteria.core.standard import Standard
from criteria.core.texts import LANGUAGES as TRANSLATED
from wwc.languages import LanguageMiddleware

pytestmark = pytest.mark.django_db
PUBLIC = ("/", "/standards/", "/standards/wwc-2022/", "/cities/", "/accounts/login/")
SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.8"}


@pytest.fixture(autouse=True)
def _nothing_is_left_over() -> Iterator[None]:
    """Whatever a request did: the thread's addresses and language are as before."""
    before = get_script_prefix(), translation.get_language()
    yield
    assert (get_script_prefix(), translation.get_language()) == before


@pytest.fixture
def mexican() -> User:
    """Somebody who leads a Mexican city and prefers no language."""
    return world.lead_of(world.city("Valle Claro", country="MX", subdivision="14"))


def language_of(response: Any) -> str:
    """Return what a page says of its language, in its header and in its text."""
    found = re.search(r'<html lang="([^"]+)">', response.content.decode())
    assert found is not None
    assert response["Content-Language"] == found[1]
    return found[1]


def prefer(person: User, language: str) -> User:
    return update_profile(
        person=person, full_name=person.full_name, job_title="", language=language, by=person
    )


# --- the order ------------------------------------------------------------------------------


def test_the_portal_speaks_what_standards_are_translated_into() -> None:
    assert [code for code, _name in django_settings.LANGUAGES] == ["en", *TRANSLATED]


def test_english_where_nothing_tells_of_another_language(client: Client) -> None:
    assert language_of(client.get("/")) == "en"
    assert language_of(client.get("/", headers={"accept-language": "nl,de;q=0.5"})) == "en"


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("es-MX,es;q=0.9", "es"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("fr-CA,en;q=0.5", "fr"),
        ("nl,fr;q=0.5,es;q=0.7", "es"),
        ("*", "en"),
        (";;;,,=q", "en"),
    ],
)
def test_a_stranger_is_spoken_to_as_the_browser_asks(
    client: Client, asked: str, language: str
) -> None:
    assert language_of(client.get("/", headers={"accept-language": asked})) == language


def test_the_citys_language_stands_before_the_browsers(mexican: User) -> None:
    response = world.browser(mexican).get("/", headers={"accept-language": "fr"})
    assert language_of(response) == "es"


def test_what_a_person_prefers_stands_before_the_citys(mexican: User) -> None:
    client = world.browser(prefer(mexican, "pt"))
    assert language_of(client.get("/", headers={"accept-language": "fr"})) == "pt-BR"


def test_the_prefix_stands_before_what_a_person_prefers(mexican: User) -> None:
    client = world.browser(prefer(mexican, "pt"))
    assert language_of(client.get("/fr/", headers={"accept-language": "es"})) == "fr"
    assert language_of(client.get("/en/")) == "en"


def test_who_speaks_a_language_we_do_not_falls_on_to_the_browser() -> None:
    lead = world.lead_of(world.city("Paramaribo", country="SR", subdivision="16"))
    client = world.browser(lead)
    assert language_of(client.get("/", headers=SPANISH)) == "es"
    assert language_of(client.get("/")) == "en"


def test_of_several_cities_the_first_counts_whose_language_is_spoken() -> None:
    places = [
        world.city("Paramaribo", country="SR", subdivision="16"),
        world.city("Gatineau", country="CA", subdivision="10"),
        world.city("Valle Claro", country="MX", subdivision="14"),
    ]
    leads = [world.lead_of(place, f"lead@{place.slug}.example.org") for place in places]
    person = leads[0]
    for place in places[1:]:
        invitation = world.invitation_to(place, person.email)
        accept_invitation(invitation=invitation, by=person)
    assert language_of(world.browser(person).get("/")) == "fr"


def test_a_request_that_waits_or_was_ended_says_nothing_of_a_persons_language() -> None:
    place = world.city("Valle Claro", country="MX", subdivision="14")
    asking = world.request_of(place, "ana@example.org").user
    assert language_of(world.browser(asking).get("/")) == "en"


def test_a_closed_account_is_a_stranger(mexican: User) -> None:
    client = world.browser(mexican)
    User.objects.filter(pk=mexican.pk).update(is_active=False)
    assert language_of(client.get("/")) == "en"


# --- prefixes -------------------------------------------------------------------------------


def test_every_link_of_a_page_keeps_the_prefix(client: Client, standard: Standard) -> None:
    for path in PUBLIC:
        page = client.get(f"/es{path}").content.decode()
        links = re.findall(r'(?:href|action|hx-get|hx-post)="(/[^"]*)"', page)
        own = [link for link in links if not link.startswith("/static/")]
        assert len(own) > 5
        others = {link for link in own if not link.startswith("/es/")}
        assert others == {f"/{code}{path}" for code in ("en", "pt", "fr")}


def test_every_link_of_a_page_without_prefix_stays_without(
    client: Client, standard: Standard
) -> None:
    page = client.get("/standards/", headers=SPANISH).content.decode()
    links = re.findall(r'<a [^>]*href="(/[a-z]{2}/[^"]*)"', page)
    assert links == [f"/{code}/standards/" for code in ("en", "es", "pt", "fr")]


def test_an_unknown_prefix_is_an_ordinary_404(client: Client) -> None:
    for path in ("/de/", "/de/standards/", "/ES/", "/pt-br/", "/es/fr/", "/es/static/css/x.css"):
        assert client.get(path).status_code == 404


def test_a_prefix_without_slash_leads_to_the_home_page(client: Client) -> None:
    assertRedirects(client.get("/es?q=1"), "/es/?q=1", status_code=301, target_status_code=200)


def test_a_missing_slash_is_added_under_the_prefix(client: Client) -> None:
    response = client.get("/es/standards?q=1")
    assert (response.status_code, response["Location"]) == (301, "/es/standards/?q=1")


def test_who_must_sign_in_comes_back_to_the_prefix() -> None:
    person = world.person("ana@example.org")
    client = Client()
    asked = client.get("/pt/accounts/profile/")
    assert asked["Location"] == "/pt/accounts/login/?next=/pt/accounts/profile/"
    there = client.post(asked["Location"], {"login": person.email, "password": world.PASSWORD})
    assertRedirects(there, "/pt/accounts/profile/")


def test_who_signs_in_under_a_prefix_lands_under_it() -> None:
    person = world.person("ana@example.org")
    client = Client()
    response = client.post(
        "/fr/accounts/login/", {"login": person.email, "password": world.PASSWORD}
    )
    assertRedirects(response, "/fr/accounts/city/")
    assertRedirects(client.post("/fr/accounts/logout/"), "/fr/")


def test_the_admin_works_under_a_prefix() -> None:
    manager = world.staff()
    place = world.city()
    client = world.browser(manager)
    asked = Client().get("/es/admin/")
    assert asked["Location"] == "/es/admin/login/?next=/es/admin/"
    listed = client.get("/es/admin/cities/city/?q=river")
    assertContains(listed, f'href="/es/admin/cities/city/{place.pk}/change/')
    address = f"/es/admin/cities/city/{place.pk}/change/"
    page = client.get(address)
    fields = page.context["adminform"].form.initial
    sent = {name: value for name, value in fields.items() if value is not None}
    response = client.post(address, {**sent, "population": 91_000})
    assertRedirects(response, "/es/admin/cities/city/")
    assert City.objects.get(pk=place.pk).population == 91_000


def test_a_form_under_a_prefix_is_answered_there() -> None:
    ana = world.person("ana@example.org")
    response = world.browser(ana).post("/fr/accounts/profile/", {"full_name": "Ana Diaz"})
    assertRedirects(response, "/fr/accounts/profile/")


def test_htmx_asks_under_the_prefix() -> None:
    world.city()
    client = world.browser(world.person("ana@example.org"))
    response = client.get("/es/accounts/city/?q=river", headers={"HX-Request": "true"})
    assertContains(response, 'href="/es/accounts/city/rivermouth-tx-us/"')


def test_probes_answer_under_a_prefix_too(client: Client) -> None:
    assert client.get("/es/healthz").content == b"alive\n"
    assert client.get("/es/readyz").status_code == 200


def test_probes_look_nobody_up(count_queries: Callable[[Callable[[], object]], int]) -> None:
    client = world.browser(world.person("ana@example.org"))
    assert count_queries(lambda: client.get("/healthz")) == 0


def test_static_and_media_addresses_know_no_prefix(client: Client) -> None:
    assertContains(client.get("/es/"), 'href="/static/css/portal.css"')
    assert django_settings.MEDIA_URL == "/media/"


def test_the_view_sees_the_address_without_prefix_and_the_page_with_it() -> None:
    seen: list[tuple[str, ...]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append((request.path_info, request.get_full_path(), reverse("forum:index")))
        return HttpResponse()

    LanguageMiddleware(view)(RequestFactory().get("/es/forum/?q=1"))
    assert seen == [("/forum/", "/es/forum/?q=1", "/es/forum/")]


def test_a_prefix_follows_the_script_name_it_finds() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.extend([request.path_info, request.META["SCRIPT_NAME"]])
        return HttpResponse()

    LanguageMiddleware(view)(RequestFactory().get("/es/forum/", SCRIPT_NAME="/portal"))
    assert seen == ["/forum/", "/portal/es"]


def test_what_a_request_leaves_behind_is_nothing_even_when_it_fails() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        LanguageMiddleware(view)(RequestFactory().get("/es/forum/"))
    assert reverse("forum:index") == "/forum/"


# --- caches ---------------------------------------------------------------------------------


def varies_by(response: Any) -> set[str]:
    return {name.strip() for name in response.get("Vary", "").split(",")} - {""}


def test_a_page_without_prefix_varies_by_the_browsers_language(client: Client) -> None:
    assert {"Accept-Language", "Cookie"} <= varies_by(client.get("/"))


def test_a_page_with_prefix_does_not(client: Client) -> None:
    assert "Accept-Language" not in varies_by(client.get("/es/"))


@pytest.mark.parametrize("path", ["/", "/es/"])
def test_a_strangers_page_opens_no_session(client: Client, path: str) -> None:
    response = client.get(path, headers=SPANISH)
    assert not response.cookies
    assert not Session.objects.exists()


def test_each_language_has_its_own_etag(client: Client, standard: Standard) -> None:
    for path in ("/", "/standards/wwc-2022/", "/standards/wwc-2022/DM1/"):
        tags = [client.get(f"/{code}{path}")["ETag"] for code in ("en", "es", "pt", "fr")]
        tags.append(client.get(path, headers=SPANISH)["ETag"])
        assert len(set(tags)) == 5
        again = client.get(f"/es{path}", headers={"if-none-match": tags[1]})
        assert (again.status_code, again["Content-Language"]) == (304, "es")
        other = client.get(f"/fr{path}", headers={"if-none-match": tags[1]})
        assert other.status_code == 200
        by_browser = {**SPANISH, "if-none-match": tags[4]}
        assert client.get(path, headers=by_browser).status_code == 304
        assert client.get(path, headers={"if-none-match": tags[4]}).status_code == 200


# --- statements -----------------------------------------------------------------------------


def test_the_language_of_a_city_costs_no_statement(
    mexican: User, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    client = world.browser(mexican)
    by_city = count_queries(lambda: client.get("/"))
    with_prefix = count_queries(lambda: client.get("/es/"))
    prefer(mexican, "es")
    by_preference = count_queries(lambda: client.get("/"))
    assert by_city == with_prefix == by_preference


# --- Brazilian ------------------------------------------------------------------------------


def test_djangos_own_words_are_brazilian(
    catalogue: Callable[[str, Mapping[str, str]], None],
) -> None:
    catalogue("pt", {"Certification Portal": "Portal de certificação"})
    with translation.override("pt"):
        assert translation.gettext("Log out") == "Encerrar sessão"
        assert translation.gettext("Certification Portal") == "Portal de certificação"
        assert translation.get_language() == "pt"
