"""What every page knows: the site, and what the person may open."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cities import rules
from cities.queries import memberships_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Values for templates/base.html; the queries behind them run only where they are shown."""
    return {
        "site_url": settings.SITE_URL,
        "current_standard": settings.CURRENT_STANDARD,
        "my_memberships": lambda: memberships_of(request.user),
        "in_program": lambda: rules.is_program(request.user),
    }
