"""Certified cities, for everybody. Nothing here reads an assessment: an applicant cannot show."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from assessments.models import Certification, Level
from cities.core.countries import COUNTRIES
from cities.core.names import fold
from cities.models import City


def certified_cities(
    today: date, *, query: str = "", country: str = "", level: str = ""
) -> QuerySet[City]:
    """Return cities with a certification in force, each annotated with its newest one.

    Annotations: level, edition, certified_on, valid_until (dates, or None where not recorded),
    source (where it was announced; "" where it was verified and decided in this portal).
    """
    newest = (
        Certification.objects.current(today)
        .filter(city=OuterRef("pk"))
        .order_by("-certified_on", "-pk")
    )
    cities = (
        City.objects.filter(Exists(newest))
        .annotate(
            level=Subquery(newest.values("level")[:1]),
            edition=Subquery(newest.values("edition")[:1]),
            certified_on=Subquery(newest.values("certified_on")[:1]),
            valid_until=Subquery(newest.values("valid_until")[:1]),
            source=Subquery(newest.values("source")[:1]),
        )
        .order_by("name", "slug")
    )
    if query:
        name = fold(query)
        cities = cities.filter(search_name__contains=name) if name else cities.none()
    if country in COUNTRIES:
        cities = cities.filter(country=country)
    if level in Level:
        cities = cities.filter(level=level)
    return cities


def public_certifications(slug: str) -> list[Certification]:
    """Return a city's certifications, newest first; empty for any other city, known or not."""
    return list(
        Certification.objects.filter(city__slug=slug)
        .select_related("city", "standard", "decision")
        .order_by("-certified_on", "-pk")
    )
