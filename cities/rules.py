"""May this person? Small questions over a person and a thing, joined with and/or."""

from django.contrib.auth.models import AnonymousUser

from cities.models import City, Membership, ProgramRole, User
from cities.queries import program_roles, role_in

Person = User | AnonymousUser


def is_manager(person: Person) -> bool:
    return ProgramRole.Role.MANAGER in program_roles(person)


def is_reviewer(person: Person) -> bool:
    return ProgramRole.Role.REVIEWER in program_roles(person)


def is_officer(person: Person) -> bool:
    return ProgramRole.Role.OFFICER in program_roles(person)


def is_moderator(person: Person) -> bool:
    return ProgramRole.Role.MODERATOR in program_roles(person)


def is_program(person: Person) -> bool:
    """Anybody who works for the program, in whatever role."""
    return bool(program_roles(person))


def may_manage_people(person: Person) -> bool:
    """Who opens people, cities and memberships in the admin and answers requests."""
    return is_manager(person) or is_superuser(person)


def is_superuser(person: Person) -> bool:
    return isinstance(person, User) and person.is_active and person.is_superuser


def may_manage_person(person: Person, other: User) -> bool:
    """Nobody but a superuser touches the account of a superuser."""
    return is_superuser(person) or (is_manager(person) and not other.is_superuser)


def may_change_address_of(person: Person, other: User) -> bool:
    """An address opens an account: of people in the program only a superuser changes it."""
    return is_superuser(person) or (is_manager(person) and not other.is_staff)


def may_grant_roles_to(person: Person, other: User) -> bool:
    """Nobody but a superuser changes their own roles."""
    return is_superuser(person) or (
        is_manager(person) and not other.is_superuser and other.pk != person.pk
    )


def is_member(person: Person, city: City | int) -> bool:
    return role_in(person, city) is not None


def is_lead(person: Person, city: City | int) -> bool:
    return role_in(person, city) == Membership.Role.LEAD
