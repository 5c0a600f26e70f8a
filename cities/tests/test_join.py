from collections.abc import Callable

import pytest
from django.test import Client

from cities.models import Membership, User
from cities.queries import SHOWN
from cities.services import set_active
from cities.tests import world

pytestmark = pytest.mark.django_db
JOIN = "/accounts/city/"


@pytest.fixture
def ana() -> User:
    return world.person("ana@city.example.org")


@pytest.fixture
def client(ana: User) -> Client:
    return world.browser(ana)


def test_strangers_sign_in_first() -> None:
    for page in (JOIN, f"{JOIN}rivermouth-tx-us/"):
        assert Client().get(page)["Location"] == f"/accounts/login/?next={page}"


def test_a_city_is_found_without_accents_and_told_from_its_namesakes(client: Client) -> None:
    world.city("São José", country="BR", subdivision="26", population=1234567)
    world.city("São José", country="BR", subdivision="27")
    page = world.shown(client.get(JOIN, {"q": "SAO JOSE"}))
    assert page.index("São José, Santa Catarina, Brazil") < page.index(
        "São José, São Paulo, Brazil"
    )
    assert "1,234,567 people" in page
    assert "GeoNames" in page


def test_a_place_after_a_comma_narrows(client: Client) -> None:
    world.city("Springfield", subdivision="IL")
    world.city("Springfield", subdivision="MO")
    page = world.shown(client.get(JOIN, {"q": "springfield, il"}))
    assert "Springfield, IL" in page
    assert "Springfield, MO" not in page


@pytest.mark.parametrize("country", ["brasil", "Brazil", "BR"])
def test_a_country_is_named_and_found_in_the_readers_language(client: Client, country: str) -> None:
    world.city("Santa Clara", country="BR", subdivision="27")
    world.city("Santa Clara", country="MX", subdivision="14")
    page = world.shown(client.get(f"/pt{JOIN}", {"q": f"santa clara, {country}"}))
    assert "Santa Clara, São Paulo, Brasil" in page
    assert "Jalisco" not in page


def test_the_exact_name_comes_before_longer_names_and_bigger_cities(client: Client) -> None:
    world.city("New Rivermouth", population=900_000)
    world.city("Rivermouth Falls", population=800_000)
    world.city("Rivermouth", population=40_000)
    page = world.shown(client.get(JOIN, {"q": "rivermouth"}))
    places = [page.index(f">{n}, TX") for n in ("Rivermouth", "Rivermouth Falls", "New Rivermouth")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Name of your city"),
        ("r", "at least two letters"),
        ("%%", "at least two letters"),
        ("__", "at least two letters"),
        ("nowhere", "No city of the list"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("x" * 5000, "No city of the list"),
        (",", "at least two letters"),
        ("\0\0", "at least two letters"),
        ("no\0where, t\0x", "No city of the list"),
    ],
)
def test_odd_searches_get_a_sentence(client: Client, text: str, said: str) -> None:
    world.city()
    page = world.shown(client.get(JOIN, {"q": text}))
    assert said in page
    assert "Rivermouth, TX" not in page


def test_unlisted_cities_are_not_found_and_not_joined(client: Client) -> None:
    gone = world.city("Rivermouth", listed=False)
    assert "Rivermouth, TX" not in world.shown(client.get(JOIN, {"q": "rivermouth"}))
    assert client.get(f"{JOIN}{gone.slug}/").status_code == 404


def test_htmx_gets_the_results_alone(client: Client) -> None:
    world.city()
    page = world.shown(client.get(JOIN, {"q": "river"}, headers={"HX-Request": "true"}))
    assert "Rivermouth, TX" in page
    assert "<html" not in page


def test_a_long_list_is_cut(client: Client) -> None:
    for number in range(SHOWN + 3):
        world.city(f"Rivermouth {number}")
    page = world.shown(client.get(JOIN, {"q": "river"}, headers={"HX-Request": "true"}))
    assert page.count("<li>") == SHOWN


def test_asking_to_join_leads_back_to_the_waiting_request(client: Client, ana: User) -> None:
    place = world.city()
    assert "Ask to join Rivermouth" in world.shown(client.get(f"{JOIN}{place.slug}/"))
    page = world.shown(
        client.post(f"{JOIN}{place.slug}/", {"message": "I run the data office."}, follow=True)
    )
    assert "is with the program managers" in page
    assert "Waiting for an answer" in page
    membership = Membership.objects.get()
    assert (membership.user, membership.state, membership.role) == (ana, "requested", "lead")
    client.post(f"/accounts/requests/{membership.pk}/withdraw/")
    assert "Waiting for an answer" not in world.shown(client.get(JOIN))


def test_the_pages_are_the_same_whether_or_not_a_city_has_people() -> None:
    places = world.city("Rivermouth"), world.city("Hillfoot")
    world.lead_of(places[0])
    answers = []
    for number, place in enumerate(places):
        browser = world.browser(world.person(f"p{number}@example.org", "Pat"))
        pages = [
            world.shown(browser.get(JOIN, {"q": place.name})),
            world.shown(browser.get(f"{JOIN}{place.slug}/")),
            world.shown(
                browser.post(f"{JOIN}{place.slug}/", {"message": "I work there."}, follow=True)
            ),
        ]
        answers.append([_neutral(page, place.name, place.slug) for page in pages])
    assert answers[0] == answers[1]


def _neutral(page: str, name: str, slug: str) -> str:
    """Leave out what differs anyway: the city itself and the tokens against forgery."""
    lines = page.replace(slug, "SLUG").replace(name, "NAME").splitlines()
    return "\n".join(
        line for line in lines if "csrf" not in line.lower() and "/accounts/requests/" not in line
    )


def test_a_request_without_a_reason_is_shown_again(client: Client) -> None:
    place = world.city()
    response = client.post(f"{JOIN}{place.slug}/", {"message": "hi"})
    assert response.status_code == 422
    assert "There is a problem" in world.shown(response)
    assert not Membership.objects.exists()


def test_a_refused_request_keeps_what_was_typed(client: Client) -> None:
    place = world.city()
    client.post(f"{JOIN}{place.slug}/", {"message": "I run the data office."})
    response = client.post(f"{JOIN}{place.slug}/", {"message": "My careful words."})
    assert response.status_code == 422
    assert "waits for an answer" in world.shown(response)
    assert "My careful words." in world.shown(response)


def test_only_ones_own_waiting_request_is_withdrawn_and_only_by_post(client: Client) -> None:
    membership = world.request_of(world.city(), "ben@city.example.org")
    address = f"/accounts/requests/{membership.pk}/withdraw/"
    assert client.post(address).status_code == 404
    assert world.browser(membership.user).get(address).status_code == 405
    assert Membership.objects.get().state == "requested"


def test_a_session_of_a_closed_account_is_over(client: Client, ana: User) -> None:
    set_active(person=ana, active=False, by=world.chief())
    assert client.get(JOIN).status_code == 302


def test_statements_do_not_grow_with_the_results(
    client: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def ask() -> object:
        return client.get(JOIN, {"q": "river"})

    world.city()
    one = count_queries(ask)
    world.city("Riverside")
    world.city("Riverton")
    assert count_queries(ask) == one
    assert one <= 8
