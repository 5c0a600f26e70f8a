"""Accounts, profiles and roles in the program."""

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import BaseUserManager
from django.db import transaction
from django.utils.translation import gettext as _

from cities import mail, rules
from cities.core.errors import Forbidden, Refused
from cities.core.languages import LANGUAGES
from cities.core.names import one_line
from cities.models import ProgramRole, User


@transaction.atomic
def create_person(
    *,
    email: str,
    full_name: str,
    job_title: str = "",
    language: str = "",
    password: str | None = None,
    confirmed: bool = True,
) -> User:
    """Make an account; no password: the person sets one by mail. Raises Refused: address taken."""
    refuse_taken(email)
    _refuse_unspoken(language)
    person = User.objects.create_user(
        email,
        password,
        full_name=one_line(full_name),
        job_title=one_line(job_title),
        language=language,
    )
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=confirmed)
    return person


@transaction.atomic
def add_person(*, person: User, by: User) -> User:
    """Store an account that a manager entered, without password, and write to the person."""
    if not rules.may_manage_people(by):
        raise Forbidden
    person.email = person.email.strip().lower()
    refuse_taken(person.email)
    _refuse_unspoken(person.language)
    person.full_name, person.job_title = one_line(person.full_name), one_line(person.job_title)
    person.set_unusable_password()
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    mail.tell_of_account(person)
    return person


@transaction.atomic
def update_profile(
    *, person: User, full_name: str, job_title: str, by: User, language: str | None = None
) -> User:
    """Change how a person is shown and written to; their own, or a manager's to change.

    Language "" is that of their city's country, or else of their browser; None leaves it.
    """
    if by.pk != person.pk and not rules.may_manage_person(by, person):
        raise Forbidden
    name = one_line(full_name)
    if not name:
        raise Refused(_("A person needs a name."))
    person = User.objects.select_for_update().get(pk=person.pk)
    person.full_name, person.job_title = name, one_line(job_title)
    if language is not None:
        _refuse_unspoken(language)
        person.language = language
    person.save(update_fields=["full_name", "job_title", "language"])
    return person


@transaction.atomic
def set_active(*, person: User, active: bool, by: User) -> User:
    """Open or close an account; a closed one cannot sign in and counts nowhere."""
    if not rules.may_manage_person(by, person):
        raise Forbidden
    if by.pk == person.pk:
        raise Refused(_("Nobody closes their own account here."))
    person = User.objects.select_for_update().get(pk=person.pk)
    person.is_active = active
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def change_address(*, person: User, email: str, by: User) -> User:
    """Move an account to another address, to be confirmed there; the former one is told."""
    if not rules.may_change_address_of(by, person):
        raise Forbidden
    person = User.objects.select_for_update().get(pk=person.pk)
    address = email.strip().lower()
    if address == person.email:
        return person
    refuse_taken(address)
    old, person.email = person.email, address
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=False)
    mail.tell_of_new_address(person, old=old)
    return person


@transaction.atomic
def grant_role(*, person: User, role: str, by: User) -> ProgramRole:
    """Give a person a role in the program, and with it the admin."""
    person = _locked(person, by)
    granted, _created = ProgramRole.objects.get_or_create(
        user=person, role=ProgramRole.Role(role).value
    )
    _keep_staff_in_step(person)
    return granted


@transaction.atomic
def revoke_role(*, person: User, role: str, by: User) -> None:
    """Take a role in the program away; with the last one goes the admin."""
    person = _locked(person, by)
    ProgramRole.objects.filter(user=person, role=ProgramRole.Role(role).value).delete()
    _keep_staff_in_step(person)


def _locked(person: User, by: User) -> User:
    if not rules.may_grant_roles_to(by, person):
        raise Forbidden
    return User.objects.select_for_update().get(pk=person.pk)


def _keep_staff_in_step(person: User) -> None:
    staff = person.is_superuser or ProgramRole.objects.filter(user=person).exists()
    if person.is_staff != staff:
        person.is_staff = staff
        person.save(update_fields=["is_staff"])


def _refuse_unspoken(language: str) -> None:
    if language and language not in LANGUAGES:
        raise Refused(_("The portal does not speak “%(language)s”.") % {"language": language})


def refuse_taken(email: str) -> None:
    """Refuse an address that an account has or has confirmed, whatever its case."""
    address = BaseUserManager.normalize_email(email.strip())
    if (
        User.objects.filter(email__iexact=address).exists()
        or EmailAddress.objects.filter(email__iexact=address, verified=True).exists()
    ):
        raise Refused(_("%(email)s already has an account.") % {"email": address})
