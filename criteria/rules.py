"""May this person? Standards know no roles: who edits them is a permission, given in the settings
to those who have a role in the program (ROLE_PERMISSIONS).
"""

from typing import Any, Final, Protocol

EDIT: Final = "criteria.edit_standards"


class Person(Protocol):
    """Anybody who makes a request, signed in or not."""

    @property
    def pk(self) -> Any: ...

    @property
    def is_active(self) -> bool: ...

    def has_perm(self, perm: str) -> bool: ...


def may_edit_standards(person: Person) -> bool:
    """Who uploads drafts, publishes and closes editions."""
    return person.is_active and person.has_perm(EDIT)
