"""The editions, one edition, an area, a criterion, and searching them."""

from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import conditional_page, require_safe

from criteria.core.comparison import criterion_change
from criteria.core.graph import neighbourhood
from criteria.core.lineage import Relation
from criteria.core.search import search as search_in
from criteria.core.standard import Area, Criterion, Standard
from criteria.documents.downloads import KINDS
from criteria.models import Standard as StandardRow
from criteria.queries import Editions, editions, reading_language

LONGEST_QUERY = 200

Part = TypeVar("Part", Area, Criterion)


@conditional_page
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    found = editions()
    language = reading_language()
    context = {
        "standards": [found.standard(code, language) for code in found.rows],
    }
    return render(request, "criteria/standards.html", context)


@conditional_page
@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    found = editions()
    context = {
        "standard": edition_of(found, code),
        "older": found.before(code),
        "later": found.after(code),
        "files": KINDS,
    }
    return render(request, "criteria/standard.html", context)


@conditional_page
@require_safe
def part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Answer with an area or a criterion; their codes never meet."""
    found = editions()
    edition = edition_of(found, code)
    try:
        return _area(request, edition, edition.area(part))
    except KeyError:
        pass
    try:
        criterion = edition.criterion(part)
    except KeyError:
        raise Http404 from None
    return _criterion(request, found, edition, criterion)


def _area(request: HttpRequest, edition: Standard, area: Area) -> HttpResponse:
    context = {
        "standard": edition,
        "area": area,
        **_beside(edition.areas, area),
    }
    return render(request, "criteria/area.html", context)


def _criterion(
    request: HttpRequest, found: Editions, edition: Standard, criterion: Criterion
) -> HttpResponse:
    before = found.before(edition.code)
    change = None
    if before is not None:
        lineage = found.lineage(before, edition.code)
        assert lineage is not None  # `before` names an edition that a lineage leads from
        older = found.standard(before, edition.language)
        change = criterion_change(older, criterion, lineage)
    context = {
        "standard": edition,
        "criterion": criterion,
        "area": edition.area(criterion.area),
        "prerequisites": [edition.criterion(needed) for needed in criterion.prerequisites],
        "unlocks": [item for item in edition.criteria if criterion.code in item.prerequisites],
        "graph": neighbourhood(edition, criterion.code),
        "older": before and found.standard(before, edition.language),
        "change": change,
        "later": _later(found, edition, criterion),
        **_beside(edition.criteria, criterion),
    }
    return render(request, "criteria/criterion.html", context)


def _later(
    found: Editions, edition: Standard, criterion: Criterion
) -> tuple[Standard, list[Criterion]] | None:
    """Return the edition that superseded this one, and what became of a criterion in it."""
    code = found.after(edition.code)
    if code is None:
        return None
    lineage = found.lineage(edition.code, code)
    assert lineage is not None  # as above
    later = found.standard(code, edition.language)
    links = lineage.successors(criterion.code)
    became = [later.criterion(link.new) for link in links if link.relation is not Relation.DROPPED]
    return later, became


def _beside(parts: tuple[Part, ...], part: Part) -> dict[str, Part | None]:
    place = parts.index(part)
    return {
        "before": parts[place - 1] if place else None,
        "after": next(iter(parts[place + 1 :]), None),
    }


@conditional_page
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search one edition, by default the one in force, in the language it is read in."""
    found = editions()
    code = request.GET.get("edition") or settings.CURRENT_STANDARD
    edition = edition_of(found, code)
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    context = {
        "standard": edition,
        "standards": [found.standard(code, edition.language) for code in found.rows],
        "query": query,
        "hits": search_in(edition, query),
    }
    return render(request, "criteria/search.html", context)


@require_safe
def current(request: HttpRequest, part: str = "") -> HttpResponse:
    """Lead to the edition in force, or to what a criterion's code of any edition became in it."""
    found = editions()
    edition = edition_of(found, settings.CURRENT_STANDARD)
    if not part:
        return redirect("standards:standard", edition.code)
    if _has(edition, part):
        return redirect("standards:criterion", edition.code, part)
    for code in found.older(edition.code):
        if _has(found.standard(code), part):
            lineage = found.lineage(code, edition.code)
            successors = lineage.successors(part) if lineage else ()
            if len(successors) == 1 and successors[0].new:
                return redirect("standards:criterion", edition.code, successors[0].new)
            return redirect("standards:criterion", code, part)
    raise Http404


def _has(edition: Standard, part: str) -> bool:
    return part in {area.code for area in edition.areas} | {item.code for item in edition.criteria}


def edition_of(found: Editions, code: str) -> Standard:
    """Return an edition in the reader's language; drafts and unknown codes are the same 404."""
    try:
        return found.standard(code, reading_language())
    except StandardRow.DoesNotExist:
        raise Http404 from None
