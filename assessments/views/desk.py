"""What the workspace's views share: who asks, for which assessment, how a refusal looks."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django_htmx.middleware import HtmxDetails

from assessments.models import Assessment
from assessments.queries.workspace import Desk, desk_of
from cities.core.errors import Forbidden
from cities.models import City, User
from criteria.models import OutcomeMeasure, Requirement

P = ParamSpec("P")

CONFLICT: Final = 409
INVALID: Final = 422

LARGEST_KEY: Final = 2**63 - 1

TYPED: Final = ("note", "title", "url", "source", "value", "year", "reason")
"""How the names of fields end in which people type."""

UNKNOWN: Final = (
    Assessment.DoesNotExist,
    City.DoesNotExist,
    OutcomeMeasure.DoesNotExist,
    Requirement.DoesNotExist,
)


class MemberRequest(HttpRequest):
    """A request of a person who is signed in."""

    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def for_members(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Let in who is signed in; what is unknown or foreign to them is 404, what is forbidden 403.

    Who was signed out while typing gets what they typed back, not an empty log-in page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(cast("MemberRequest", request), *args, **kwargs)
        except UNKNOWN as error:
            raise Http404 from error
        except Forbidden as error:
            raise PermissionDenied from error

    entrance = login_required(guarded)

    @wraps(view)
    def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            return _signed_out(request)
        return entrance(request, *args, **kwargs)

    return cache_control(private=True, no_cache=True)(entered)


def _signed_out(request: HttpRequest) -> HttpResponse:
    typed = [
        (name, text)
        for name, text in request.POST.items()
        if name.endswith(TYPED) and isinstance(text, str) and text.strip()
    ]
    htmx = cast("MemberRequest", request).htmx
    template = "state_signed_out" if htmx else "signed_out"
    return render(
        request,
        f"assessments/workspace/{template}.html",
        {"typed": typed, "back": htmx.current_url_abs_path or request.path},
        status=401,
    )


def number_in(text: str | None) -> int | None:
    """Return a key that was sent as text; None for anything else."""
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if 0 < number <= LARGEST_KEY else None


def find_desk(request: MemberRequest, pk: int) -> Desk:
    return desk_of(request.user, pk)


def permit_writing(desk: Desk) -> None:
    """Refuse who only reads; whether answers are open is left to the service."""
    if not desk.writes:
        raise Forbidden(f"{desk.role} of {desk.city} does not write")
