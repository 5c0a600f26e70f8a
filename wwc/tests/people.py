"""People and a city for the tests of pages, made as the portal makes them."""

from decimal import Decimal

from django.contrib.auth import get_user_model

from cities.models import City, Membership, User
from cities.services import approve, create_person, grant_role, request_membership, save_city


def superuser() -> User:
    return get_user_model().objects.create_superuser("root@example.org", full_name="Root")


def manager(email: str = "manager@example.org") -> User:
    person = create_person(email=email, full_name="Mona Manager")
    grant_role(person=person, role="manager", by=superuser())
    person.refresh_from_db()
    return person


def city(by: User, slug: str = "springfield-il-us", name: str = "Springfield") -> City:
    place = City(
        slug=slug,
        name=name,
        country="US",
        subdivision="IL",
        population=114_000,
        latitude=Decimal("39.80172"),
        longitude=Decimal("-89.64371"),
        language="en",
    )
    return save_city(city=place, by=by)


def join(person: User, place: City, by: User) -> Membership:
    """Make a person a lead of a city, as a manager does."""
    return approve(
        membership=request_membership(city=place, message="I work there.", by=person), by=by
    )
