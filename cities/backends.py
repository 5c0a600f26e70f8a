"""What a role in the program permits in apps that know no roles: settings.ROLE_PERMISSIONS."""

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from cities.models import User
from cities.queries import program_roles


class ProgramRoles(BaseBackend):
    """Signs nobody in; answers `has_perm` by the roles that a person has now."""

    def get_user_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        permissions: set[str] = set()
        for role in program_roles(user_obj):
            permissions.update(settings.ROLE_PERMISSIONS.get(role, ()))
        return permissions
