"""Rows about people and cities, one function for each question asked."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from itertools import islice
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Value, When

from cities.core.countries import COUNTRIES
from cities.core.languages import ENGLISH, first_spoken, without_prefix
from cities.core.names import fold
from cities.models import City, Invitation, Membership, ProgramRole, User

SHORTEST_SEARCH: Final = 2
SHOWN: Final = 20
SEARCHED: Final = 400
"""How many cities of a name are looked at for one in the place that was asked for."""


def program_roles(person: User | AnonymousUser) -> frozenset[str]:
    """Return what a person does for the program; asked of the database once for each instance."""
    if not isinstance(person, User) or not person.is_active:
        return frozenset()
    roles: frozenset[str] | None = getattr(person, "_program_roles", None)
    if roles is None:
        roles = frozenset(ProgramRole.objects.filter(user=person).values_list("role", flat=True))
        person._program_roles = roles  # type: ignore[attr-defined]  # kept with the request's user
    return roles


def memberships_of(person: User | AnonymousUser) -> tuple[Membership, ...]:
    """Return a person's active memberships with their cities; asked once for each instance."""
    if not isinstance(person, User) or not person.is_active:
        return ()
    found: tuple[Membership, ...] | None = getattr(person, "_memberships", None)
    if found is None:
        found = tuple(
            Membership.objects.active().filter(user=person).select_related("city").order_by("pk")
        )
        person._memberships = found  # type: ignore[attr-defined]  # kept with the request's user
    return found


def language_of(person: User | AnonymousUser) -> str:
    """Return what a person prefers to read, or else what most people of their city speak.

    "" where neither is known. Asks nothing of the database for who signed in with a session.
    """
    if not isinstance(person, User) or not person.is_active:
        return ""
    of_city: str | None = getattr(person, "city_language", None)
    if of_city is None:
        of_city = first_spoken(m.city.language for m in memberships_of(person))
    return first_spoken([person.language]) or of_city


def languages_of(people: Iterable[User], *, otherwise: str = ENGLISH) -> Mapping[int, str]:
    """Return in which language each person is written to, by primary key; one query at most.

    What they prefer, what most people of their city speak, or `otherwise`.
    """
    languages = {person.pk: first_spoken([person.language]) for person in people}
    open_ = [pk for pk, language in languages.items() if not language]
    if open_:
        rows = Membership.objects.active().filter(user__in=open_).order_by("pk")
        for pk, language in rows.values_list("user_id", "city__language"):
            languages[pk] = languages[pk] or first_spoken([language])
    return {pk: language or otherwise for pk, language in languages.items()}


def as_stored(person: User) -> User:
    """Return a person as they are in the database now, with no answer kept from before.

    What a service asks of it inside its transaction holds when the write is made.
    """
    return User.objects.get(pk=person.pk)


def role_in(person: User | AnonymousUser, city: City | int) -> str | None:
    """Return a person's role in a city, or None."""
    city_id = city if isinstance(city, int) else city.pk
    return next((m.role for m in memberships_of(person) if m.city_id == city_id), None)


def confirmed_address(person: User | AnonymousUser) -> str:
    """Return the address a person has shown to be theirs, lower case, or ""."""
    if not isinstance(person, User) or not person.is_active:
        return ""
    address = EmailAddress.objects.filter(
        user=person, verified=True, email__iexact=person.email
    ).first()
    return str(address.email).lower() if address is not None else ""


def search_cities(text: str) -> list[City]:
    """Return at most SHOWN listed cities for what a person typed, the likeliest first.

    Accents and case do not matter; what follows a comma narrows by subdivision or country.
    """
    wanted, _, place = text.partition(",")
    name = fold(wanted)
    if len(name) < SHORTEST_SEARCH:
        return []
    found = (
        City.objects.listed()
        .filter(search_name__contains=name)
        .annotate(
            likeness=Case(
                When(search_name=name, then=Value(0)),
                When(search_name__startswith=name, then=Value(1)),
                default=Value(2),
            )
        )
        .order_by("likeness", "-population", "pk")
    )
    words = fold(place).split()
    if not words:
        return list(found[:SHOWN])
    near = (
        city
        for city in found[:SEARCHED]
        if set(words) <= set(fold(f"{city.place} {_country_words(city)}").split())
    )
    return list(islice(near, SHOWN))


def _country_words(city: City) -> str:
    """Return what else a country may be typed as than in the reader's language."""
    return f"{COUNTRIES[city.country].name} {city.country}"


def people_of(city: City) -> list[Membership]:
    """Return a city's active members: leads first, then by name."""
    order = [role.value for role in Membership.Role]
    return sorted(
        city.memberships.active().select_related("user", "city"),
        key=lambda membership: (order.index(membership.role), fold(membership.user.full_name)),
    )


def pending_invitations_of(city: City) -> list[Invitation]:
    """Return a city's invitations that wait, also those that can no longer be accepted."""
    return list(
        city.invitations.pending().with_sender().select_related("invited_by").order_by("email")
    )


def requests_of(person: User) -> list[Membership]:
    """Return a person's requests that wait for an answer."""
    return list(
        Membership.objects.requested().filter(user=person).select_related("city").order_by("pk")
    )


def invitation_by_token(token: str, now: datetime) -> Invitation | None:
    """Return the open invitation a link leads to; None for any other, for whatever reason."""
    return (
        Invitation.objects.open(now)
        .filter(token_hash=hash_of(token))
        .select_related("city", "invited_by")
        .first()
    )


def invitations_to(person: User, now: datetime) -> list[Invitation]:
    """Return the open invitations sent to a person's confirmed address."""
    address = confirmed_address(person)
    if not address:
        return []
    return list(
        Invitation.objects.open(now)
        .filter(email=address)
        .select_related("city", "invited_by")
        .order_by("pk")
    )


def hash_of(token: str) -> str:
    """Return what is stored of an invitation's token: its SHA-256."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def managers() -> list[User]:
    """Return the people who answer for the program, in the order they came."""
    return list(
        User.objects.filter(is_active=True, program_roles__role=ProgramRole.Role.MANAGER).order_by(
            "pk"
        )
    )


def program_address() -> str:
    """Return the address people write to when they need somebody of the program."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def absolute(path: str) -> str:
    """Return the full address of a page for a letter or a document: it is in no language."""
    return f"{settings.SITE_URL}{without_prefix(path)}"
