"""Certifications that were announced in public before this portal kept any."""

import csv
from datetime import date
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop

from assessments.models import Certification
from cities.models import City

ANNOUNCED: Final = Path(__file__).parent.parent / "data" / "announced.csv"
SOURCES: Final = (
    gettext_noop("Announced by the programme, January 2018"),
    gettext_noop("Announced by the programme, April 2019"),
    gettext_noop("Announced by the programme, 2020"),
    gettext_noop("Announced by the programme, July 2021"),
    gettext_noop("Announced by the programme, June 2023"),
    gettext_noop("Announced by the programme, January 2024"),
    gettext_noop("Announced by the programme, February 2025"),
)
"""What the file names as sources; another one is shown as it is written there."""


@transaction.atomic
def load_announced(*, path: Path = ANNOUNCED) -> int:
    """Add the certifications in a CSV that are not there yet; returns how many were added.

    Columns: geonameid, edition, level, announced (YYYY or YYYY-MM), source. When such a
    certification ends is not public, so `valid_until` stays empty. Raises KeyError for a place
    that is not among the cities.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cities = {
        city.geoname_id: city
        for city in City.objects.filter(geoname_id__in=[row["geonameid"] for row in rows])
    }
    known = set(Certification.objects.values_list("city_id", "certified_on", "level"))
    new = []
    for row in rows:
        city = cities[int(row["geonameid"])]
        year, _, month = row["announced"].partition("-")
        day = date(int(year), int(month or 1), 1)
        if (city.pk, day, row["level"]) not in known:
            new.append(
                Certification(
                    city=city,
                    edition=int(row["edition"]),
                    level=row["level"],
                    certified_on=day,
                    source=row["source"],
                )
            )
    Certification.objects.bulk_create(new)
    return len(new)
