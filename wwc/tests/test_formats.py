"""Dates, times and figures as each language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import formats, timezone, translation

from cities.core.languages import LANGUAGES

MOMENT = datetime(2026, 3, 1, 20, 32, tzinfo=UTC)
NO_BREAK = "\N{NO-BREAK SPACE}"


def shown(source: str, language: str, **values: object) -> str:
    with translation.override(language):
        return Template("{% load formats humanize tz %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("language", "day", "moment", "month", "this_year"),
    [
        ("en", "1 March 2026", "1 March 2026, 20:32", "March 2026", "1 March, 20:32"),
        (
            *("es", "1 de marzo de 2026", "1 de marzo de 2026 a las 20:32"),
            *("marzo de 2026", "1 de marzo a las 20:32"),
        ),
        (
            *("pt", "1 de março de 2026", "1 de março de 2026 às 20:32"),
            *("março de 2026", "1 de março às 20:32"),
        ),
        ("fr", "1 mars 2026", "1 mars 2026 à 20:32", "mars 2026", "1 mars à 20:32"),
    ],
)
def test_dates_follow_the_language(
    language: str, day: str, moment: str, month: str, this_year: str
) -> None:
    names = ("DATE_FORMAT", "DATETIME_FORMAT", "YEAR_MONTH_FORMAT", "MONTH_DAY_TIME_FORMAT")
    source = "|".join(f'{{{{ at|date:"{name}" }}}}' for name in names)
    said = shown(source, language, at=MOMENT).split("|")
    assert said == [day, moment, month, this_year]


def test_a_time_of_a_city_names_its_zone_in_every_language() -> None:
    source = '{{ at|timezone:zone|clock:"DATETIME_FORMAT" }}'
    said = shown(source, "es", at=MOMENT, zone="America/Mexico_City")
    assert said == "1 de marzo de 2026 a las 14:32 CST"
    assert shown(source, "en", at=MOMENT, zone="America/Bogota").endswith("15:32 UTC-05")


def test_a_time_without_a_city_is_that_of_the_page() -> None:
    with timezone.override(ZoneInfo("America/Toronto")):
        assert shown('{{ at|clock:"TIME_FORMAT" }}', "fr", at=MOMENT) == "15:32 EST"
    assert shown('{{ at|clock:"TIME_FORMAT" }}', "fr", at=None) == ""


def test_percentages_follow_the_language() -> None:
    said = [shown("{{ n|percent }}", code, n=Decimal("82.10")) for code in LANGUAGES]
    assert said == ["82.1%", f"82,1{NO_BREAK}%", "82,1%", f"82,1{NO_BREAK}%"]


def test_large_numbers_are_grouped_and_years_are_not() -> None:
    said = [shown("{{ n|intcomma }} {{ year }}", code, n=905_000, year=2026) for code in LANGUAGES]
    assert said == [
        "905,000 2026",
        f"905{NO_BREAK}000 2026",
        "905.000 2026",
        f"905{NO_BREAK}000 2026",
    ]


def test_every_language_reads_its_own_dates_and_those_of_date_fields() -> None:
    for code in LANGUAGES:
        with translation.override(code):
            accepted = formats.get_format("DATE_INPUT_FORMATS")
            assert "%Y-%m-%d" in accepted
            short = formats.date_format(date(2026, 12, 31), "SHORT_DATE_FORMAT")
            assert datetime.strptime(short, accepted[0] if code != "en" else "%m/%d/%Y")  # noqa: DTZ007 - a day has no zone
