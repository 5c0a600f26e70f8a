import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from cities.core.errors import Forbidden, Refused
from cities.models import ProgramRole, User
from cities.services import (
    add_person,
    change_address,
    create_person,
    grant_role,
    revoke_role,
    set_active,
    update_profile,
)
from cities.tests import world

pytestmark = pytest.mark.django_db
Role = ProgramRole.Role


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_an_account_has_one_lower_case_confirmed_address() -> None:
    ana = create_person(email=" Ana@Example.org ", full_name="Ana\nDiaz", password="x" * 12)
    assert (ana.email, ana.full_name, ana.is_staff) == ("ana@example.org", "Ana Diaz", False)
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [
        ("ana@example.org", True, True)
    ]


def test_an_address_has_one_account_whatever_its_case() -> None:
    world.person("ana@example.org")
    with pytest.raises(Refused, match="already has an account"):
        create_person(email="ANA@example.org", full_name="Ana")


def test_staff_is_in_step_with_roles() -> None:
    ana = world.person("ana@example.org")
    for role in (Role.REVIEWER, Role.MODERATOR):
        grant_role(person=ana, role=role, by=world.chief())
    assert anew(ana).is_staff
    revoke_role(person=ana, role=Role.REVIEWER, by=world.chief())
    assert anew(ana).is_staff
    revoke_role(person=ana, role=Role.MODERATOR, by=world.chief())
    assert not anew(ana).is_staff


def test_a_superuser_keeps_the_admin_without_any_role() -> None:
    chief = world.chief()
    grant_role(person=chief, role=Role.MANAGER, by=chief)
    revoke_role(person=chief, role=Role.MANAGER, by=chief)
    assert anew(chief).is_staff


def test_granting_twice_gives_one_role_and_an_unknown_role_is_a_mistake() -> None:
    ana = world.person("ana@example.org")
    for _ in range(2):
        grant_role(person=ana, role=Role.OFFICER, by=world.chief())
    assert ProgramRole.objects.count() == 1
    with pytest.raises(ValueError, match="emperor"):
        grant_role(person=ana, role="emperor", by=world.chief())


def test_managers_give_roles_but_not_to_themselves() -> None:
    manager, ana = world.staff(), world.person("ana@example.org")
    grant_role(person=ana, role=Role.REVIEWER, by=manager)
    with pytest.raises(Forbidden):
        grant_role(person=manager, role=Role.OFFICER, by=manager)
    with pytest.raises(Forbidden):
        revoke_role(person=world.chief(), role=Role.MANAGER, by=manager)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OFFICER, Role.MODERATOR])
def test_other_program_people_give_no_roles(role: str) -> None:
    with pytest.raises(Forbidden):
        grant_role(person=world.person("ana@example.org"), role=Role.MANAGER, by=world.staff(role))


def test_people_change_their_own_profile_and_nobody_elses() -> None:
    ana, ben = world.person("ana@example.org"), world.person("ben@example.org")
    changed = update_profile(person=ana, full_name="Ana  Diaz", job_title="CDO", by=ana)
    assert (changed.full_name, changed.job_title) == ("Ana Diaz", "CDO")
    with pytest.raises(Forbidden):
        update_profile(person=ana, full_name="Oh", job_title="", by=ben)
    with pytest.raises(Refused, match="needs a name"):
        update_profile(person=ana, full_name=" \u200b ", job_title="", by=ana)


def test_a_person_prefers_a_language_of_the_portal_or_none() -> None:
    ana = world.person("ana@example.org", language="fr")
    assert update_profile(person=ana, full_name="Ana", job_title="", by=ana).language == "fr"
    spoken = [
        update_profile(person=ana, full_name="Ana", job_title="", language=code, by=ana).language
        for code in ("pt", "")
    ]
    assert spoken == ["pt", ""]
    with pytest.raises(Refused, match="does not speak"):
        update_profile(person=ana, full_name="Ana", job_title="", language="nl", by=ana)
    with pytest.raises(Refused, match="does not speak"):
        world.person("ben@example.org", language="pt-br")


def test_a_manager_closes_accounts_but_not_their_own_nor_a_superusers() -> None:
    manager, ana = world.staff(), world.person("ana@example.org")
    assert not set_active(person=ana, active=False, by=manager).is_active
    with pytest.raises(Refused):
        set_active(person=manager, active=False, by=manager)
    with pytest.raises(Forbidden):
        set_active(person=world.chief(), active=False, by=manager)


def test_a_manager_adds_an_account_that_sets_its_password_by_mail() -> None:
    manager = world.staff()
    mail.outbox.clear()
    added = add_person(person=User(email="Rita@Example.org", full_name="Rita"), by=manager)
    assert not added.has_usable_password()
    assert [letter.to for letter in mail.outbox] == [["rita@example.org"]]
    assert world.link_in_last_mail("password/reset") == "/accounts/password/reset/"
    with pytest.raises(Refused):
        add_person(person=User(email="rita@example.org", full_name="Rita"), by=manager)
    with pytest.raises(Forbidden):
        add_person(person=User(email="x@example.org", full_name="X"), by=added)


def test_a_changed_address_must_be_confirmed_anew_and_the_former_one_is_told() -> None:
    manager, ana = world.staff(), world.person("ana@example.org")
    mail.outbox.clear()
    change_address(person=ana, email="ana@city.example.org", by=manager)
    assert list(EmailAddress.objects.filter(user=ana).values_list("email", "verified")) == [
        ("ana@city.example.org", False)
    ]
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]


def test_a_manager_cannot_take_over_the_account_of_program_people() -> None:
    manager, officer = world.staff(), world.staff(Role.OFFICER)
    for other in (officer, world.chief()):
        with pytest.raises(Forbidden):
            change_address(person=other, email="mine@example.org", by=manager)
