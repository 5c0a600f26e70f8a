"""The programme's countries: which region's thresholds hold, which language is met first.

Source: the programme has been open to Canada, Central and South America besides the United States
since 2022; the Caribbean islands are not named in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cities.core.names import gettext_noop

NORTH_AMERICA: Final = "north-america"
LATIN_AMERICA: Final = "latin-america"


@dataclass(frozen=True, kw_only=True)
class Country:
    """One country: ISO 3166 alpha-2 code, English name, region, ISO 639-1 language."""

    code: str
    name: str
    region: str
    language: str


def _country(code: str, name: str, language: str = "es", region: str = LATIN_AMERICA) -> Country:
    return Country(code=code, name=name, region=region, language=language)


COUNTRIES: Final[Mapping[str, Country]] = MappingProxyType(
    {
        country.code: country
        for country in (
            _country("AR", gettext_noop("Argentina")),
            _country("BO", gettext_noop("Bolivia")),
            _country("BR", gettext_noop("Brazil"), "pt"),
            _country("BZ", gettext_noop("Belize"), "en"),
            _country("CA", gettext_noop("Canada"), "en", NORTH_AMERICA),
            _country("CL", gettext_noop("Chile")),
            _country("CO", gettext_noop("Colombia")),
            _country("CR", gettext_noop("Costa Rica")),
            _country("EC", gettext_noop("Ecuador")),
            _country("GT", gettext_noop("Guatemala")),
            _country("GY", gettext_noop("Guyana"), "en"),
            _country("HN", gettext_noop("Honduras")),
            _country("MX", gettext_noop("Mexico")),
            _country("NI", gettext_noop("Nicaragua")),
            _country("PA", gettext_noop("Panama")),
            _country("PE", gettext_noop("Peru")),
            _country("PY", gettext_noop("Paraguay")),
            _country("SR", gettext_noop("Suriname"), "nl"),
            _country("SV", gettext_noop("El Salvador")),
            _country("US", gettext_noop("United States"), "en", NORTH_AMERICA),
            _country("UY", gettext_noop("Uruguay")),
            _country("VE", gettext_noop("Venezuela")),
        )
    }
)
FRENCH_SUBDIVISIONS: Final = frozenset({("CA", "10")})


def language_of(country: str, subdivision: str) -> str:
    """Return the language most people of a place speak, as far as its country tells."""
    if (country, subdivision) in FRENCH_SUBDIVISIONS:
        return "fr"
    return COUNTRIES[country].language
