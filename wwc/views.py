"""The home page, the gallery of components, and what a load balancer asks."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_safe
from kombu.exceptions import OperationalError

from cities.models import Membership, User
from cities.queries import memberships_of, requests_of
from criteria.models import Standard
from criteria.queries import get_standard, reading_language
from wwc.celery import app
from wwc.gallery import samples


@conditional_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is and what comes first; stands also before any standard is loaded."""
    try:
        standard = get_standard(settings.CURRENT_STANDARD, reading_language())
    except Standard.DoesNotExist:
        standard = None
    requests = _open_requests(request.user)
    return render(request, "wwc/home.html", {"standard": standard, "requests": requests})


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component; for those who build or run the portal."""
    if not (settings.DEBUG or (request.user.is_active and request.user.is_staff)):
        raise Http404
    return render(request, "wwc/components.html", samples())


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; asks nothing of anybody else."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether database, broker and cache answer: 200 or 503, and which of them does not."""
    checks = {"database": _database(), "broker": _broker(), "cache": _cache()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _open_requests(person: User | AnonymousUser) -> list[Membership]:
    """Return the requests of somebody who has nothing else to go on with."""
    if not isinstance(person, User) or person.is_staff or memberships_of(person):
        return []
    return requests_of(person)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=0, timeout=2)
    except (OperationalError, OSError):
        return False
    return True


def _cache() -> bool:
    if not settings.REDIS_URL:
        return True
    cache.set("readyz", 1, 5)
    # A cache that is gone is no error to its users, so it is asked whether it remembers.
    return bool(cache.get("readyz") == 1)
