"""What the pages about people have in common: who asks, and how a refusal is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest

from cities.core.errors import Forbidden, Refused
from cities.models import City, User
from cities.queries import memberships_of


class SignedIn(HttpRequest):
    """A request behind login_required: somebody is there."""

    user: User


@contextmanager
def refusals_as_messages(request: HttpRequest) -> Iterator[None]:
    """Show what a service refuses as messages on the page that comes next."""
    try:
        yield
    except Refused as refused:
        show_reasons(request, refused)
    except Forbidden:
        raise PermissionDenied from None


def show_reasons(request: HttpRequest, refused: Refused) -> None:
    for reason in refused.reasons:
        messages.error(request, reason)


@contextmanager
def refusals_in(form: Form) -> Iterator[None]:
    """Show what a service refuses on top of the form, so that nothing typed is lost."""
    try:
        yield
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
    except Forbidden:
        raise PermissionDenied from None


def own_city(person: User, slug: str) -> City:
    """Return a city the person belongs to; any other is not there."""
    for membership in memberships_of(person):
        if membership.city.slug == slug:
            return membership.city
    raise Http404
