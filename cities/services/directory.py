"""The list of cities, and the scales on which their figures are compared."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from cities import rules
from cities.core.context import LOGARITHMIC, Scale, compared_value, robust_scale
from cities.core.countries import language_of
from cities.core.errors import Forbidden, Refused
from cities.core.gazetteer import MAX_BYTES, Place, parse_gazetteer
from cities.core.names import fold, slug_of
from cities.models import City, ContextScale, User

CITIES_FILE: Final = Path(__file__).parents[1] / "data" / "cities.csv"
BATCH: Final = 500
SLUG_LENGTH: Final = 100
FROM_FILE: Final = tuple(field.name for field in fields(Place))
STORED: Final = (*FROM_FILE, "search_name", "language")
"""What the file decides of a city; its other figures, and whether it is listed, are kept."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How many cities a loading created, changed, took off the list, and left as they were."""

    created: int
    changed: int
    unlisted: int
    unchanged: int


def load_cities(*, path: Path = CITIES_FILE) -> Loaded:
    """Bring the cities in line with a file; writes nothing where they already are.

    A city keeps its address (slug) for good; one that left the file is taken off the list. Raises
    FaultyGazetteer with every fault, and OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        places = parse_gazetteer(file.read(MAX_BYTES + 1))
    with transaction.atomic():
        known = {
            row["geoname_id"]: row
            for row in City.objects.filter(geoname_id__isnull=False).values("id", "listed", *STORED)
        }
        fresh = [place for place in places if place.geoname_id not in known]
        changed = [
            City(id=known[place.geoname_id]["id"], **values)
            for place in places
            if place.geoname_id in known
            and (values := _values(place))
            != {name: known[place.geoname_id][name] for name in STORED}
        ]
        gone = known.keys() - {place.geoname_id for place in places}
        unlisted = [known[number]["id"] for number in gone if known[number]["listed"]]
        _create(fresh)
        City.objects.bulk_update(changed, STORED, batch_size=BATCH)
        for start in range(0, len(unlisted), BATCH):
            City.objects.filter(id__in=unlisted[start : start + BATCH]).update(listed=False)
        if fresh or changed or unlisted or not ContextScale.objects.exists():
            _store_scales()
    return Loaded(
        created=len(fresh),
        changed=len(changed),
        unlisted=len(unlisted),
        unchanged=len(places) - len(fresh) - len(changed),
    )


@transaction.atomic
def save_city(*, city: City, by: User) -> City:
    """Store a city that a manager entered or changed; new ones get their address here."""
    if not rules.may_manage_people(by):
        raise Forbidden
    if city.timezone not in available_timezones():
        raise Refused(_("%(name)s is not the name of a time zone.") % {"name": city.timezone})
    city.search_name = fold(city.name)[:120]
    city.language = language_of(city.country, city.subdivision)
    if not city.slug:
        base = slug_of(city.name, city.subdivision, city.country)[:SLUG_LENGTH]
        city.slug = _free_slug(base, taken=_slugs_in_use(), number=None)
    city.save()
    _store_scales()
    return city


def _values(place: Place) -> dict[str, Any]:
    return {
        **{name: getattr(place, name) for name in FROM_FILE},
        "search_name": fold(place.name)[:120],
        "language": language_of(place.country, place.subdivision),
    }


def _create(places: Sequence[Place]) -> None:
    taken = _slugs_in_use() if places else set()
    cities = []
    for place in places:
        base = slug_of(place.name, place.subdivision, place.country)[:SLUG_LENGTH]
        slug = _free_slug(base, taken=taken, number=place.geoname_id)
        taken.add(slug)
        cities.append(City(slug=slug, **_values(place)))
    City.objects.bulk_create(cities, batch_size=BATCH)


def _slugs_in_use() -> set[str]:
    return set(City.objects.values_list("slug", flat=True))


def _free_slug(base: str, *, taken: set[str], number: int | None) -> str:
    """Return the base, or where a namesake has it the base with the GeoNames id or a count."""
    if base not in taken:
        return base
    if number is not None and f"{base}-{number}" not in taken:
        return f"{base}-{number}"
    count = 2
    while f"{base}-{count}" in taken:
        count += 1
    return f"{base}-{count}"


def _store_scales() -> None:
    """Compute the scale of every variable over the real, listed cities; store what differs."""
    stored = {scale.variable: scale for scale in ContextScale.objects.all()}
    rows = list(City.objects.listed().filter(demo=False).values_list(*LOGARITHMIC))
    for position, variable in enumerate(LOGARITHMIC):
        values = [
            value for row in rows if (value := compared_value(variable, row[position])) is not None
        ]
        scale, kept = robust_scale(values), stored.get(variable)
        if scale is None:
            if kept is not None:
                kept.delete()
        elif kept is None or not _same(kept, scale, len(values)):
            ContextScale.objects.update_or_create(
                variable=variable,
                defaults={"centre": scale.centre, "spread": scale.spread, "count": len(values)},
            )


def _same(kept: ContextScale, scale: Scale, count: int) -> bool:
    return (kept.centre, kept.spread, kept.count) == (scale.centre, scale.spread, count)
