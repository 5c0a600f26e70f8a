"""What became of one edition in another: for people, and as JSON for programs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from criteria.core.comparison import compare
from criteria.core.lineage import Relation, lineage_document
from criteria.core.writing import write_json
from criteria.queries import editions
from criteria.views.pages import conditional_page
from criteria.views.reading import edition_of


@require_safe
def latest_changes(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the changes since the edition before."""
    found = editions()
    edition_of(found, code)
    before = found.before(code)
    if before is None:
        raise Http404
    return redirect("standards:changes", code, before)


@conditional_page
@require_safe
def changes(request: HttpRequest, code: str, older: str) -> HttpResponse:
    found = editions()
    newer = edition_of(found, code)
    lineage = found.lineage(older, code) if older in found.rows and older != code else None
    if lineage is None:
        raise Http404
    wanted = request.GET.get("relation")
    relation = Relation(wanted) if wanted in tuple(Relation) else None
    comparison = compare(found.standard(older, newer.language), newer, lineage)
    context = {
        "standard": newer,
        "older": found.standard(older, newer.language),
        "comparison": comparison.only(relation) if relation else comparison,
        "others": [item for item in found.older(code) if item != older],
        "wanted": relation,
        "shown": comparison.counts[relation] if relation else 0,
        "total": sum(comparison.counts.values()),
    }
    return render(request, "criteria/changes.html", context)


@conditional_page
@require_safe
def changes_as_json(request: HttpRequest, code: str, older: str) -> HttpResponse:
    """Answer with every link between two editions: codes, relations and where to read them."""
    found = editions()
    newer = edition_of(found, code)
    lineage = found.lineage(older, code) if older in found.rows and older != code else None
    if lineage is None:
        raise Http404
    comparison = compare(found.standard(older), newer, lineage)
    document = {
        "format": "wwc-changes/1",
        "from": {"code": older, "url": _url(request, older)},
        "to": {"code": code, "url": _url(request, code)},
        "criteria": {
            "from": len(comparison.older.criteria),
            "to": len(comparison.newer.criteria),
        },
        "levels": {level.code: {"from": level.old, "to": level.new} for level in comparison.levels},
        "outcomes_required": {
            "from": comparison.older.outcomes_required,
            "to": comparison.newer.outcomes_required,
        },
        "requirements": {str(relation): count for relation, count in comparison.counts.items()},
        "links": lineage_document(lineage),
    }
    return HttpResponse(write_json(document, indent=2), content_type="application/json")


def _url(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("standards:standard", args=[code]))
