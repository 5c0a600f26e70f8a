from collections.abc import Callable, Mapping

import pytest

from cities.models import Membership, User
from cities.services import approve, request_membership
from cities.tests import world

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"


def test_a_person_changes_name_and_job_title() -> None:
    ana = world.person("ana@example.org")
    page = world.browser(ana).post(
        PROFILE, {"full_name": "Ana Diaz", "job_title": "CDO"}, follow=True
    )
    assert "Your profile is saved." in world.shown(page)
    assert list(User.objects.filter(pk=ana.pk).values_list("full_name", "job_title")) == [
        ("Ana Diaz", "CDO")
    ]


def test_a_person_without_a_name_is_not_saved() -> None:
    ana = world.person("ana@example.org")
    response = world.browser(ana).post(PROFILE, {"full_name": "\u200b", "job_title": ""})
    assert response.status_code == 422
    assert "There is a problem" in world.shown(response)
    assert User.objects.get(pk=ana.pk).full_name == "Ana"


def test_only_name_and_job_title_are_taken() -> None:
    ana = world.person("ana@example.org")
    world.browser(ana).post(
        PROFILE,
        {"full_name": "Ana", "is_staff": "on", "is_superuser": "on", "email": "x@example.org"},
    )
    fresh = User.objects.get(pk=ana.pk)
    assert (fresh.is_staff, fresh.is_superuser, fresh.email) == (False, False, "ana@example.org")


def test_a_person_chooses_the_language_of_the_pages_and_goes_on_in_it() -> None:
    ana = world.person("ana@example.org")
    client = world.browser(ana)
    page = world.shown(client.get("/fr" + PROFILE))
    assert '<option value="" selected>' in page
    assert '<option value="pt" lang="pt-BR">Português</option>' in page
    response = client.post("/fr" + PROFILE, {"full_name": "Ana", "language": "es"}, follow=True)
    assert response.redirect_chain == [(PROFILE, 302)]
    assert response["Content-Language"] == "es"
    assert '<option value="es" selected lang="es">Español</option>' in world.shown(response)
    assert User.objects.get(pk=ana.pk).language == "es"


def test_who_keeps_the_language_stays_under_the_prefix() -> None:
    ana = world.person("ana@example.org")
    response = world.browser(ana).post("/fr" + PROFILE, {"full_name": "Ana Diaz", "language": ""})
    assert response["Location"] == "/fr" + PROFILE


def test_the_word_that_it_is_saved_is_in_the_new_language(
    catalogue: Callable[[str, Mapping[str, str]], None],
) -> None:
    catalogue("es", {"Your profile is saved.": "Su perfil quedó guardado."})
    client = world.browser(world.person("ana@example.org"))
    there = client.post(PROFILE, {"full_name": "Ana", "language": "es"}, follow=True)
    assert "Su perfil quedó guardado." in world.shown(there)
    back = client.post(PROFILE, {"full_name": "Ana", "language": "en"}, follow=True)
    assert "Your profile is saved." in world.shown(back)


def test_a_language_nobody_speaks_here_is_not_taken() -> None:
    ana = world.person("ana@example.org")
    response = world.browser(ana).post(PROFILE, {"full_name": "Ana", "language": "nl"})
    assert response.status_code == 422
    assert User.objects.get(pk=ana.pk).language == ""


def test_own_cities_requests_and_roles_are_shown() -> None:
    manager = world.staff()
    approve(
        membership=request_membership(city=world.city("Hillfoot"), message="hello", by=manager),
        by=world.chief(),
    )
    request_membership(city=world.city(), message="hello", by=manager)
    page = world.shown(world.browser(manager).get(PROFILE))
    for part in ("Hillfoot, TX", "Rivermouth, TX", "Waiting for an answer", "Manager"):
        assert part in page


def test_the_last_lead_cannot_leave_from_the_profile() -> None:
    place = world.city()
    lead = world.lead_of(place)
    pk = Membership.objects.get(user=lead).pk
    response = world.browser(lead).post(f"/accounts/members/{place.slug}/{pk}/end/", follow=True)
    assert response.redirect_chain == [(PROFILE, 302)]
    assert "only lead" in world.shown(response)


def test_strangers_sign_in_first() -> None:
    assert world.browser().get(PROFILE)["Location"] == f"/accounts/login/?next={PROFILE}"


def test_statements_do_not_grow_with_cities(
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    ana = world.lead_of(world.city(), "ana@example.org")
    client = world.browser(ana)
    one = count_queries(lambda: client.get(PROFILE))
    for name in ("Hillfoot", "Lakeside"):
        membership = request_membership(city=world.city(name), message="hello", by=ana)
        approve(membership=membership, by=world.chief())
    assert count_queries(lambda: client.get(PROFILE)) == one
    assert one <= 6
