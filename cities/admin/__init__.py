"""People, cities and memberships in the admin, for program managers; writes go through services.

Whoever opens the admin signs in on the portal's own page, with its limits and its confirmation.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from cities.admin import directory, memberships, people

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth says

__all__ = ["directory", "memberships", "people"]
