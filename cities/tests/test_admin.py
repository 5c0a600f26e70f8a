from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client

from cities.models import City, ContextScale, Invitation, Membership, ProgramRole, User
from cities.tests import world

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/cities/user/"
CITIES = "/admin/cities/city/"
MEMBERSHIPS = "/admin/cities/membership/"
INVITATIONS = "/admin/cities/invitation/"
LISTS = [PEOPLE, CITIES, MEMBERSHIPS, INVITATIONS]


@pytest.fixture
def manager() -> User:
    return world.staff()


@pytest.fixture
def client(manager: User) -> Client:
    return world.browser(manager)


def person_form(**changed: object) -> dict[str, object]:
    return {
        "email": "ana@example.org",
        "full_name": "Ana",
        "job_title": "",
        "is_active": "on",
        "program_roles-TOTAL_FORMS": "0",
        "program_roles-INITIAL_FORMS": "0",
        **changed,
    }


def act(client: Client, action: str, *memberships: Membership) -> str:
    return world.shown(
        client.post(
            MEMBERSHIPS,
            {"action": action, "_selected_action": [m.pk for m in memberships]},
            follow=True,
        )
    )


def test_the_admin_signs_people_in_on_the_page_of_the_portal() -> None:
    response = Client().get("/admin/")
    assert response["Location"] == "/admin/login/?next=/admin/"
    response = Client().get(response["Location"])
    assert response["Location"].startswith("/accounts/login/?next=")
    chief = world.chief()
    Client().post("/admin/login/", {"username": chief.email, "password": world.PASSWORD})
    assert User.objects.get(pk=chief.pk).last_login is None


def test_members_of_cities_do_not_get_into_the_admin() -> None:
    lead = world.browser(world.lead_of(world.city()))
    assert lead.get("/admin/", follow=True).status_code == 403
    for page in LISTS:
        assert lead.get(page, follow=True).status_code == 403


@pytest.mark.parametrize("page", LISTS)
def test_managers_and_superusers_open_the_lists_and_nobody_else(page: str, client: Client) -> None:
    assert client.get(page).status_code == 200
    assert world.browser(world.chief()).get(page).status_code == 200
    for role in ("reviewer", "officer", "moderator"):
        assert world.browser(world.staff(role)).get(page).status_code == 403


def test_a_manager_sees_who_asks_from_where_and_whether_the_city_is_led(client: Client) -> None:
    place = world.city()
    world.lead_of(place)
    world.request_of(place, "ana@gmail.com")
    world.request_of(world.city("Hillfoot"), "ben@hillfoot.example.org")
    page = world.shown(client.get(MEMBERSHIPS, {"state__exact": "requested"}))
    assert "gmail.com (anybody)" in page
    assert "hillfoot.example.org" in page
    assert (page.count("icon-yes.svg"), page.count("icon-no.svg")) == (1, 1)
    assert "I run the data office." in page


def test_approving_in_bulk_reports_each_row(client: Client, manager: User) -> None:
    place = world.city()
    first, second = (world.request_of(place, f"{name}@example.org") for name in ("ana", "ben"))
    page = act(client, "approve", second, first)
    assert "Ana (Lead, Rivermouth): Active" in page
    assert "Ben (Contributor, Rivermouth): Active" in page
    assert "2 memberships changed." in page
    assert {m.decided_by for m in Membership.objects.all()} == {manager}
    assert LogEntry.objects.filter(user=manager).count() == 2
    again = act(client, "approve", first)
    assert "The request of Ana is no longer waiting for an answer." in again
    assert "0 memberships changed." in again


@pytest.mark.parametrize("role", ["lead", "contributor", "observer"])
def test_a_manager_chooses_the_role(client: Client, role: str) -> None:
    place = world.city()
    world.lead_of(place)
    membership = world.request_of(place, "ana@example.org")
    act(client, f"approve_as_{role}", membership)
    membership.refresh_from_db()
    assert (membership.role, membership.state) == (role, "active")


def test_declining_and_ending(client: Client) -> None:
    place = world.city()
    lead = world.lead_of(place)
    membership = world.request_of(place, "ana@example.org")
    act(client, "decline", membership)
    membership.refresh_from_db()
    assert membership.state == "declined"
    assert mail.outbox[-1].to == ["ana@example.org"]
    assert "only lead" in act(client, "end", Membership.objects.get(user=lead))


def test_program_people_without_the_manager_role_cannot_act() -> None:
    membership = world.request_of(world.city(), "ana@example.org")
    reviewer = world.browser(world.staff("reviewer"))
    response = reviewer.post(
        MEMBERSHIPS, {"action": "approve", "_selected_action": [membership.pk]}
    )
    assert response.status_code == 403
    assert Membership.objects.get().state == "requested"


@pytest.mark.parametrize("page", [MEMBERSHIPS, INVITATIONS])
def test_memberships_and_invitations_are_never_typed(client: Client, page: str) -> None:
    place = world.city()
    world.lead_of(place)
    world.invitation_to(place, "ben@example.org")
    row = (Membership if page == MEMBERSHIPS else Invitation).objects.get()
    shown = world.shown(client.get(f"{page}{row.pk}/change/"))
    assert 'name="state"' not in shown
    assert 'name="_save"' not in shown
    assert client.post(f"{page}{row.pk}/change/", {"state": "ended"}).status_code == 403
    assert client.get(f"{page}add/").status_code == 403
    assert client.post(f"{page}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_token_of_an_invitation_is_not_shown(client: Client) -> None:
    place = world.city()
    world.lead_of(place)
    invitation = world.invitation_to(place, "ben@example.org")
    shown = world.shown(client.get(f"{INVITATIONS}{invitation.pk}/change/"))
    assert invitation.token_hash not in shown


def test_a_manager_adds_a_person_who_sets_the_password_by_mail(client: Client) -> None:
    mail.outbox.clear()
    form = {"email": "Rita@example.org", "full_name": "Rita", "job_title": "Reviewer"}
    response = client.post(f"{PEOPLE}add/", form, follow=True)
    assert response.status_code == 200
    rita = User.objects.get(email="rita@example.org")
    assert not rita.has_usable_password()
    assert [letter.to for letter in mail.outbox] == [["rita@example.org"]]
    again = world.shown(client.post(f"{PEOPLE}add/", form))
    assert "rita@example.org already has an account." in again


def test_nobody_types_a_password_or_a_hash(client: Client) -> None:
    ana = world.person("ana@example.org")
    for browser in (client, world.browser(world.chief())):
        page = world.shown(browser.get(f"{PEOPLE}{ana.pk}/change/"))
        assert 'name="password' not in page
        assert ana.password not in page
        missing = browser.post(
            f"{PEOPLE}{ana.pk}/password/", {"password1": "x" * 12, "password2": "x" * 12}
        )
        assert missing.status_code in (302, 404)
    assert User.objects.get(pk=ana.pk).check_password(world.PASSWORD)


def test_roles_are_given_and_taken_and_staff_follows(client: Client) -> None:
    ana = world.person("ana@example.org")
    address = f"{PEOPLE}{ana.pk}/change/"
    client.post(
        address,
        person_form(
            **{"program_roles-TOTAL_FORMS": "1", "program_roles-0-role": "reviewer"},
        ),
    )
    role = ProgramRole.objects.get(user=ana)
    assert (role.role, User.objects.get(pk=ana.pk).is_staff) == ("reviewer", True)
    client.post(
        address,
        person_form(
            **{
                "program_roles-TOTAL_FORMS": "1",
                "program_roles-INITIAL_FORMS": "1",
                "program_roles-0-id": str(role.pk),
                "program_roles-0-user": str(ana.pk),
                "program_roles-0-DELETE": "on",
            },
        ),
    )
    assert not ProgramRole.objects.filter(user=ana).exists()
    assert not User.objects.get(pk=ana.pk).is_staff


def test_a_manager_cannot_raise_anybody_by_typing(client: Client, manager: User) -> None:
    ana = world.person("ana@example.org")
    client.post(
        f"{PEOPLE}{ana.pk}/change/", person_form(is_superuser="on", is_staff="on", full_name="Eve")
    )
    fresh = User.objects.get(pk=ana.pk)
    assert (fresh.full_name, fresh.is_superuser, fresh.is_staff) == ("Eve", False, False)
    own = person_form(
        full_name="Manager",
        **{"program_roles-TOTAL_FORMS": "1", "program_roles-0-role": "officer"},
    )
    client.post(f"{PEOPLE}{manager.pk}/change/", own)
    assert list(ProgramRole.objects.values_list("role", flat=True)) == ["manager"]


def test_a_manager_reads_but_does_not_change_a_superuser(client: Client) -> None:
    chief = world.chief()
    address = f"{PEOPLE}{chief.pk}/change/"
    assert 'name="_save"' not in world.shown(client.get(address))
    assert client.post(address, person_form(full_name="Eve")).status_code == 403


def test_a_manager_moves_the_address_of_city_people_only(client: Client) -> None:
    ana, officer = world.person("ana@example.org"), world.staff("officer")
    client.post(f"{PEOPLE}{ana.pk}/change/", person_form(email="ana@city.example.org"))
    assert User.objects.get(pk=ana.pk).email == "ana@city.example.org"
    client.post(f"{PEOPLE}{officer.pk}/change/", person_form(email="mine@example.org"))
    assert User.objects.get(pk=officer.pk).email == officer.email


def test_a_refusal_is_shown_and_nothing_is_changed(client: Client, manager: User) -> None:
    form = person_form(full_name="Renamed")
    del form["is_active"]
    page = world.shown(client.post(f"{PEOPLE}{manager.pk}/change/", form, follow=True))
    assert "Nobody closes their own account here." in page
    fresh = User.objects.get(pk=manager.pk)
    assert (fresh.is_active, fresh.full_name) == (True, manager.full_name)


def test_people_are_not_deleted(client: Client) -> None:
    ana = world.person("ana@example.org")
    assert client.post(f"{PEOPLE}{ana.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=ana.pk).exists()


def city_form(**changed: object) -> dict[str, object]:
    return {
        "name": "Lagôa Nova",
        "country": "BR",
        "subdivision": "27",
        "population": "45000",
        "latitude": "-23.5",
        "longitude": "-46.5",
        "timezone": "America/Sao_Paulo",
        "listed": "on",
        **changed,
    }


def test_a_manager_adds_a_missing_city(client: Client) -> None:
    client.post(f"{CITIES}add/", city_form())
    made = City.objects.get()
    assert (made.slug, made.search_name, made.language, made.listed) == (
        "lagoa-nova-27-br",
        "lagoa nova",
        "pt",
        True,
    )
    assert ContextScale.objects.get(variable="population").count == 1


def test_a_city_in_no_time_zone_is_refused(client: Client) -> None:
    page = world.shown(client.post(f"{CITIES}add/", city_form(timezone="Mars/Base"), follow=True))
    assert "Mars/Base is not the name of a time zone." in page
    assert not City.objects.exists()


def test_context_is_added_to_a_city_of_the_gazetteer_but_its_name_is_not_changed(
    client: Client,
) -> None:
    place = world.city("Rivermouth", geoname_id=77)
    client.post(f"{CITIES}{place.pk}/change/", city_form(density="1200.5", poverty="12.5"))
    place.refresh_from_db()
    assert (place.name, float(place.density or 0)) == ("Rivermouth", 1200.5)
    assert ContextScale.objects.get(variable="poverty").centre == 12.5


def test_cities_are_searched_without_accents(client: Client) -> None:
    world.city("São José")
    world.city("Rivermouth")
    page = world.shown(client.get(CITIES, {"q": "Sao JOSÉ"}))
    assert "São José" in page
    assert "Rivermouth" not in page


@pytest.mark.parametrize("page", LISTS)
def test_statements_do_not_grow_with_the_rows(
    page: str, client: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def add(number: int) -> None:
        place = world.city(f"City {number}")
        lead = world.lead_of(place, f"lead{number}@example.org")
        ProgramRole.objects.get_or_create(user=lead, role="reviewer")
        world.invitation_to(place, f"invited{number}@example.org")

    add(1)
    one = count_queries(lambda: client.get(page))
    add(2)
    add(3)
    assert count_queries(lambda: client.get(page)) == one
    assert one <= 10
