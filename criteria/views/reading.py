"""The editions, one edition, an area, a criterion, and searching them."""

from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from criteria.core.comparison import criterion_change
from criteria.core.finding import OldCode, find, old_code
from criteria.core.graph import neighbourhood
from criteria.core.lineage import Relation
from criteria.core.standard import Area, Criterion, Standard
from criteria.documents.downloads import KINDS
from criteria.models import Standard as StandardRow
from criteria.queries import Editions, editions, reading_language
from criteria.queries import glossary as glossary_in
from criteria.views.pages import conditional_page

LONGEST_QUERY = 200

Part = TypeVar("Part", Area, Criterion)


@conditional_page
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    found = editions()
    language = reading_language()
    context = {
        "standards": [found.standard(code, language) for code in found.rows],
        "with_changes": [code for code in found.rows if found.before(code)],
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
    """Answer with an area or a criterion, whose codes never meet, or lead to where one stands."""
    found = editions()
    edition = edition_of(found, code)
    try:
        return _area(request, edition, edition.area(part))
    except KeyError:
        pass
    try:
        criterion = edition.criterion(part)
    except KeyError:
        return redirect("standards:criterion", *_where(found, edition, part))
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
    terms = glossary_in(edition.language)
    findings = find(edition, terms, query)
    others = [found.standard(item, edition.language) for item in found.rows if item != code]
    context = {
        "standard": edition,
        "others": others,
        "query": query,
        "found": findings,
        "old": _old_code(found, edition, query),
        "elsewhere": []
        if findings.count or not query
        else [(item, find(item, terms, query).count) for item in others],
    }
    return render(request, "criteria/search.html", context)


def _old_code(found: Editions, edition: Standard, query: str) -> dict[str, object] | None:
    for code in found.older(edition.code):
        lineage = found.lineage(code, edition.code)
        assert lineage is not None  # `older` names editions that a lineage leads from
        old = old_code(found.standard(code, edition.language), edition, lineage, query)
        if old is not None:
            return {"from": old, "became": _parts_that_became(edition, old)}
    return None


def _parts_that_became(edition: Standard, old: OldCode) -> list[tuple[str, str]]:
    """Return codes, each with the code of the criterion on whose page it stands."""
    criteria = {item.code: item.criterion for item in edition.requirements}
    return [(code, criteria.get(code, "")) for code in old.became]


@require_safe
def current(request: HttpRequest, part: str = "") -> HttpResponse:
    """Lead to the edition in force, or to what a criterion's code of any edition became in it."""
    found = editions()
    edition = edition_of(found, settings.CURRENT_STANDARD)
    if not part:
        return redirect("standards:standard", edition.code)
    return redirect("standards:criterion", *_where(found, edition, part))


def _where(found: Editions, edition: Standard, part: str) -> tuple[str, str]:
    """Return the edition and the code that somebody means by a code, of whatever case; or 404.

    A code of an older edition means what it became, or itself where that is not one thing.
    """
    for code in (edition.code, *found.older(edition.code)):
        known = _known(found.standard(code), part)
        if known:
            lineage = found.lineage(code, edition.code)
            successors = lineage.successors(known) if lineage else ()
            if len(successors) == 1 and successors[0].new:
                return edition.code, successors[0].new
            return code, known
    raise Http404


def _known(edition: Standard, part: str) -> str:
    codes = (*(area.code for area in edition.areas), *(item.code for item in edition.criteria))
    return next((code for code in codes if code.casefold() == part.casefold()), "")


def edition_of(found: Editions, code: str) -> Standard:
    """Return an edition in the reader's language; drafts and unknown codes are the same 404."""
    try:
        return found.standard(code, reading_language())
    except StandardRow.DoesNotExist:
        raise Http404 from None
