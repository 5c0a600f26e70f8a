"""People who may and may not edit standards, and editions for them, for tests."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from criteria.core.lineage import codes_of
from criteria.core.parsing import parse_standard
from criteria.core.standard import Standard
from criteria.core.writing import write_yaml
from criteria.queries.uploads import Upload
from criteria.services import Uploaded, store_edition, upload_edition
from criteria.tests.examples import Tree, small_tree


def manager(email: str = "manager@example.org") -> Any:
    """Somebody who may open the admin and edit standards, as the program's managers may."""
    people = get_user_model().objects
    found = people.filter(email=email).first()
    if found is None:
        found = people.create_user(email, full_name="Mona Manager", is_staff=True)
        found.user_permissions.add(Permission.objects.get(codename="edit_standards"))
    return found


def staff(email: str = "desk@example.org") -> Any:
    """Somebody who may open the admin, and no more."""
    return get_user_model().objects.create_user(email, full_name="Desk", is_staff=True)


def person(email: str = "city@example.org") -> Any:
    return get_user_model().objects.create_user(email, full_name="City")


def superuser() -> Any:
    return get_user_model().objects.create_superuser("root@example.org", full_name="Root")


def signed_in(someone: Any) -> Client:
    client = Client()
    client.force_login(someone)
    return client


def shown(response: Any) -> str:
    return bytes(response.content).decode()


def published(**changes: object) -> Standard:
    """Store a small published edition, as a file that comes with the portal."""
    return store_edition(standard=parse_standard(small_tree(**changes))).standard


def next_tree(**changes: object) -> Tree:
    """A draft that supersedes the small edition and asks the same."""
    return small_tree(
        **{
            "code": "small-2026",
            "edition": 2026,
            "supersedes": "small-2022",
            "status": "draft",
            **changes,
        }
    )


def all_the_same(standard: Standard) -> list[Tree]:
    """The changes from an edition that has the same codes."""
    return [{"from": code, "to": code, "relation": "same"} for code in codes_of(standard)]


def yaml(tree: object) -> bytes:
    return write_yaml(tree).encode()


def file(name: str, content: bytes | object) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else yaml(content))


def sent(
    tree: Tree,
    *,
    changes: object = None,
    correction: bool = False,
    by: Any = None,
    **texts: object,
) -> Uploaded:
    """Upload a tree as a manager does."""
    upload = Upload(
        name="standard.yaml",
        content=yaml(tree),
        changes=None if changes is None else yaml(changes),
        texts={f"{language}.yaml": yaml(text) for language, text in texts.items()},
    )
    return upload_edition(upload=upload, correction=correction, by=by or manager())


def drafted(**changes: Any) -> Uploaded:
    """Store the small edition and a draft after it, with a lineage that says: all the same."""
    older = published()
    return sent(next_tree(**changes), changes=all_the_same(older))
