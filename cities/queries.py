"""Rows about people and cities, one function for each question asked."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from cities.models import City, Membership, ProgramRole, User


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


def role_in(person: User | AnonymousUser, city: City | int) -> str | None:
    """Return a person's role in a city, or None."""
    city_id = city if isinstance(city, int) else city.pk
    return next((m.role for m in memberships_of(person) if m.city_id == city_id), None)


def emails(people: Iterable[User]) -> list[str]:
    return sorted({person.email for person in people if person.is_active})
