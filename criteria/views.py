"""Reading a standard: open to everybody, without an account and without JavaScript."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from criteria.core.standard import Standard as Edition
from criteria.models import Standard
from criteria.queries import get_standard, published_standards


@conditional_page
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    return render(request, "criteria/standards.html", {"standards": published_standards()})


@conditional_page
@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "criteria/standard.html", {"standard": _edition(code)})


@conditional_page
@require_safe
def criterion(request: HttpRequest, code: str, criterion: str) -> HttpResponse:
    edition = _edition(code)
    try:
        wanted = edition.criterion(criterion)
    except KeyError:
        raise Http404 from None
    place = edition.criteria.index(wanted)
    context = {
        "standard": edition,
        "criterion": wanted,
        "area": edition.area(wanted.area),
        "prerequisites": [edition.criterion(needed) for needed in wanted.prerequisites],
        "unlocks": [item for item in edition.criteria if wanted.code in item.prerequisites],
        "before": edition.criteria[place - 1] if place else None,
        "after": next(iter(edition.criteria[place + 1 :]), None),
    }
    return render(request, "criteria/criterion.html", context)


def _edition(code: str) -> Edition:
    """Return an edition anybody may read; drafts and unknown codes are the same 404."""
    try:
        return get_standard(code)
    except Standard.DoesNotExist:
        raise Http404 from None
