"""The public's view: certified cities and nobody else."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessments.models import Level
from assessments.queries.certified import certified_cities, public_certifications
from cities.core.countries import countries_in
from cities.core.languages import ENGLISH

CITIES_A_PAGE = 60


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:120]
    country = request.GET.get("country", "")
    level = request.GET.get("level", "")
    found = certified_cities(timezone.now().date(), query=query, country=country, level=level)
    page = Paginator(found, CITIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "query": query,
        "country": country,
        "level": level,
        "countries": countries_in(get_language() or ENGLISH),
        "levels": Level.choices,
        "filtered": bool(query or country or level),
    }
    return render(request, "assessments/certified/cities.html", context)


@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a certified city; every other slug, an applicant's too, is the same 404."""
    certifications = public_certifications(slug)
    if not certifications:
        raise Http404
    today = timezone.now().date()
    newest = certifications[0]
    context = {
        "city": newest.city,
        "newest": newest,
        "in_force": newest.valid_until is None or newest.valid_until >= today,
        "certifications": certifications,
    }
    return render(request, "assessments/certified/city.html", context)
