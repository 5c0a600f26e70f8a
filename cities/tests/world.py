"""People and cities for tests, brought about as users would: through services."""

import re
from decimal import Decimal

from django.core import mail
from django.test import Client

from cities.models import City, Invitation, Membership, ProgramRole, User
from cities.services import (
    accept_invitation,
    approve,
    create_person,
    grant_role,
    invite,
    request_membership,
    save_city,
)

PASSWORD = "correct horse battery staple"


def chief() -> User:
    """The person who set the portal up."""
    found = User.objects.filter(email="chief@example.org").first()
    return found or User.objects.create_superuser(
        "chief@example.org", PASSWORD, full_name="Chief of Tests"
    )


def person(email: str, full_name: str = "", *, language: str = "") -> User:
    return create_person(
        email=email,
        full_name=full_name or email.partition("@")[0].title(),
        password=PASSWORD,
        language=language,
    )


def staff(role: str = ProgramRole.Role.MANAGER, email: str = "") -> User:
    made = person(email or f"{role}@program.example.org")
    grant_role(person=made, role=role, by=chief())
    return User.objects.get(pk=made.pk)


def city(name: str = "Rivermouth", **figures: object) -> City:
    values: dict[str, object] = {
        "country": "US",
        "subdivision": "TX",
        "population": 90_000,
        "latitude": Decimal("29.5"),
        "longitude": Decimal("-98.5"),
        **figures,
    }
    return save_city(city=City(name=name, **values), by=chief())


def request_of(place: City, email: str) -> Membership:
    return request_membership(city=place, message="I run the data office.", by=person(email))


def lead_of(place: City, email: str = "lead@rivermouth.example.org") -> User:
    approve(membership=request_of(place, email), by=chief(), role=Membership.Role.LEAD)
    return User.objects.get(email=email)


def invitation_to(place: City, email: str, role: str = Membership.Role.CONTRIBUTOR) -> Invitation:
    lead = Membership.objects.leads().filter(city=place).select_related("user")[0].user
    return invite(city=place, email=email, role=role, by=lead)


def member_of(place: City, email: str, role: str = Membership.Role.CONTRIBUTOR) -> User:
    invitation = invitation_to(place, email, role)
    made = person(email)
    accept_invitation(invitation=invitation, by=made)
    return User.objects.get(pk=made.pk)


def browser(user: User | None = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def link_in_last_mail(part: str) -> str:
    """Return the path of the link that holds `part` in the newest letter."""
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", str(mail.outbox[-1].body))
    assert found is not None, mail.outbox[-1].body
    return found[1]


def shown(response: object) -> str:
    return bytes(response.content).decode()  # type: ignore[attr-defined]  # the test client's
