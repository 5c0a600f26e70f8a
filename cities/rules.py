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


def is_member(person: Person, city: City | int) -> bool:
    return role_in(person, city) is not None


def is_lead(person: Person, city: City | int) -> bool:
    return role_in(person, city) == Membership.Role.LEAD


def may_write_for(person: Person, city: City | int) -> bool:
    return role_in(person, city) in (Membership.Role.LEAD, Membership.Role.CONTRIBUTOR)
