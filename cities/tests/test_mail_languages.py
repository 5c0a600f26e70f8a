"""In which language letters about people and cities are written."""

from collections.abc import Callable, Mapping

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from cities.models import City, ProgramRole, User
from cities.queries import languages_of
from cities.services import approve, decline, end_membership, invite, update_profile
from cities.tests import world

pytestmark = pytest.mark.django_db
Count = Callable[[Callable[[], object]], int]
SPANISH = {
    "You now belong to %(city)s": "Ahora forma parte de %(city)s",
    "Your request to join %(city)s": "Su solicitud para unirse a %(city)s",
    "You no longer belong to %(city)s": "Ya no forma parte de %(city)s",
    "%(person)s invites you to join %(city)s": "%(person)s le invita a %(city)s",
    "%(person)s asks to join %(city)s": "%(person)s pide unirse a %(city)s",
}
FRENCH = {
    "%(person)s invites you to join %(city)s": "%(person)s vous invite à rejoindre %(city)s",
    "%(person)s asks to join %(city)s": "%(person)s demande à rejoindre %(city)s",
}


@pytest.fixture(autouse=True)
def _words(catalogue: Callable[[str, Mapping[str, str]], None]) -> None:
    catalogue("es", SPANISH)
    catalogue("fr", FRENCH)


@pytest.fixture
def mexican() -> City:
    return world.city("Valle Claro", country="MX", subdivision="14")


def prefer(person: User, language: str) -> None:
    update_profile(
        person=person, full_name=person.full_name, job_title="", language=language, by=person
    )


def last() -> mail.EmailMessage:
    return mail.outbox[-1]


def test_an_approval_is_in_the_language_of_the_city(mexican: City) -> None:
    world.lead_of(mexican)
    assert last().subject == "Ahora forma parte de Valle Claro"
    assert "Valle Claro, Jalisco, México" in last().body


def test_what_a_person_prefers_stands_before_the_city(mexican: City) -> None:
    request = world.request_of(mexican, "ana@example.org")
    prefer(request.user, "en")
    approve(membership=request, by=world.chief())
    assert last().subject == "You now belong to Valle Claro"
    assert "Valle Claro, Jalisco, Mexico" in last().body


def test_a_refusal_and_a_farewell_are_in_the_language_of_the_city(mexican: City) -> None:
    decline(membership=world.request_of(mexican, "ana@example.org"), by=world.chief())
    assert last().subject == "Su solicitud para unirse a Valle Claro"
    world.lead_of(mexican)
    member = world.member_of(mexican, "ben@example.org")
    end_membership(membership=member.memberships.get(), by=world.chief())
    assert last().subject == "Ya no forma parte de Valle Claro"


def test_the_page_of_who_acts_does_not_matter(mexican: City) -> None:
    request = world.request_of(mexican, "ana@example.org")
    with translation.override("fr"):
        approve(membership=request, by=world.chief())
        assert translation.get_language() == "fr"
    assert last().subject == "Ahora forma parte de Valle Claro"


def test_who_has_no_account_is_invited_in_the_language_of_the_city(mexican: City) -> None:
    world.lead_of(mexican)
    world.invitation_to(mexican, "new@example.org")
    assert last().subject == "Lead le invita a Valle Claro"
    assert " de 20" in last().body  # a date, written in Spanish


def test_who_has_an_account_is_invited_in_their_own_language(mexican: City) -> None:
    world.lead_of(mexican)
    world.person("fanny@example.org", language="fr")
    world.invitation_to(mexican, "Fanny@example.org")
    assert last().subject == "Lead vous invite à rejoindre Valle Claro"


def test_a_city_whose_language_nobody_speaks_here_invites_in_english() -> None:
    place = world.city("Paramaribo", country="SR", subdivision="16")
    world.lead_of(place)
    world.invitation_to(place, "new@example.org")
    assert last().subject == "Lead invites you to join Paramaribo"


def test_each_manager_reads_of_a_request_in_their_own_language() -> None:
    for language in ("es", "fr", ""):
        prefer(world.staff(email=f"m{language}@program.example.org"), language)
    mail.outbox.clear()
    world.request_of(world.city(), "ana@example.org")
    assert {message.to[0]: message.subject for message in mail.outbox} == {
        "mes@program.example.org": "Ana pide unirse a Rivermouth",
        "mfr@program.example.org": "Ana demande à rejoindre Rivermouth",
        "m@program.example.org": "Ana asks to join Rivermouth",
    }


def test_links_in_letters_lead_to_no_prefix_wherever_they_were_written(mexican: City) -> None:
    lead = world.lead_of(mexican)
    client = world.browser(lead)
    sent = client.post(
        f"/fr/accounts/members/{mexican.slug}/", {"email": "new@example.org", "role": "observer"}
    )
    assert sent["Location"] == f"/fr/accounts/members/{mexican.slug}/"
    link = world.link_in_last_mail("invitation/")
    assert link.startswith("/accounts/invitation/")
    assert Client().get(link).status_code == 200
    world.staff(ProgramRole.Role.MANAGER)
    asking = world.browser(world.person("ana@example.org"))
    asking.post(f"/fr/accounts/city/{mexican.slug}/", {"message": "I run the data office."})
    assert world.link_in_last_mail("admin/").startswith("/admin/cities/membership/")


def test_the_languages_of_many_take_one_statement(mexican: City, count_queries: Count) -> None:
    lead = world.lead_of(mexican)
    people = [world.person(f"p{n}@example.org") for n in range(3)]
    french = world.person("fanny@example.org", language="fr")
    assert count_queries(lambda: languages_of([*people, lead, french])) == 1
    assert languages_of([lead, french, people[0]]) == {
        lead.pk: "es",
        french.pk: "fr",
        people[0].pk: "en",
    }
    assert count_queries(lambda: languages_of([french])) == 0
    assert languages_of([people[0]], otherwise="pt") == {people[0].pk: "pt"}


def test_an_invitation_takes_as_many_statements_with_an_account_as_without(
    count_queries: Count,
) -> None:
    place = world.city()
    lead = world.lead_of(place)
    world.person("fanny@example.org", language="fr")

    def ask(email: str) -> int:
        return count_queries(lambda: invite(city=place, email=email, role="observer", by=lead))

    assert ask("new@example.org") == ask("fanny@example.org")
