"""Which roles in the program may edit standards: managers, and nobody else."""

import pytest
from django.test import Client

from cities.models import ProgramRole, User
from cities.tests.world import chief, person, staff
from criteria.core.errors import Forbidden
from criteria.core.writing import write_yaml
from criteria.models import Standard
from criteria.queries.uploads import Upload
from criteria.services import close_standard, publish_standard, shown_hash, upload_edition
from criteria.tests.examples import small_tree

pytestmark = pytest.mark.django_db
MANAGER = ProgramRole.Role.MANAGER
OTHERS = [role for role in ProgramRole.Role if role != MANAGER]
EDIT = "criteria.edit_standards"


def upload(by: User) -> Standard:
    content = write_yaml(small_tree()).encode()
    draft = Upload(name="standard.yaml", content=content)
    return upload_edition(upload=draft, correction=False, by=by).standard


def test_a_manager_takes_a_draft_through_its_life() -> None:
    manager = staff(MANAGER)
    row = upload(manager)
    publish_standard(code=row.code, typed=row.code, content_hash=shown_hash(row), by=manager)
    close_standard(code=row.code, typed=row.code, by=manager)
    assert list(row.events.values_list("action", "actor")) == [
        (action, manager.pk) for action in ("uploaded", "published", "closed")
    ]


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_may_not_and_their_pages_are_403(role: str) -> None:
    row = upload(chief())
    someone = staff(role)
    assert not someone.has_perm(EDIT)
    with pytest.raises(Forbidden):
        upload(someone)
    with pytest.raises(Forbidden):
        publish_standard(code=row.code, typed=row.code, content_hash="", by=someone)
    with pytest.raises(Forbidden):
        close_standard(code=row.code, typed=row.code, by=someone)
    client = Client()
    client.force_login(someone)
    for page in ("upload/", f"{row.pk}/publish/", f"{row.pk}/close/"):
        assert client.get(f"/admin/criteria/standard/{page}").status_code == 403


def test_people_of_cities_may_not() -> None:
    with pytest.raises(Forbidden):
        upload(person("lead@example.org"))
    assert not Standard.objects.exists()


def test_a_role_permits_no_more_than_it_names_and_only_while_the_account_is_open() -> None:
    manager = staff(MANAGER)
    assert manager.has_perm(EDIT)
    assert not manager.has_perm("criteria.delete_standard")
    assert not manager.has_perm("cities.add_user")
    manager.is_active = False
    manager.save()
    assert not User.objects.get(pk=manager.pk).has_perm(EDIT)


def test_a_role_that_is_taken_away_takes_the_permission_along() -> None:
    manager = staff(MANAGER)
    manager.program_roles.all().delete()
    assert not User.objects.get(pk=manager.pk).has_perm(EDIT)
