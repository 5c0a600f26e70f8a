"""The programme's countries: which region's thresholds hold, which language is met first.

Source: the programme has been open to Canada, Central and South America besides the United States
since 2022; the Caribbean islands are not named in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale

from cities.core.names import fold

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
            _country("AR", "Argentina"),
            _country("BO", "Bolivia"),
            _country("BR", "Brazil", "pt"),
            _country("BZ", "Belize", "en"),
            _country("CA", "Canada", "en", NORTH_AMERICA),
            _country("CL", "Chile"),
            _country("CO", "Colombia"),
            _country("CR", "Costa Rica"),
            _country("EC", "Ecuador"),
            _country("GT", "Guatemala"),
            _country("GY", "Guyana", "en"),
            _country("HN", "Honduras"),
            _country("MX", "Mexico"),
            _country("NI", "Nicaragua"),
            _country("PA", "Panama"),
            _country("PE", "Peru"),
            _country("PY", "Paraguay"),
            _country("SR", "Suriname", "nl"),
            _country("SV", "El Salvador"),
            _country("US", "United States", "en", NORTH_AMERICA),
            _country("UY", "Uruguay"),
            _country("VE", "Venezuela"),
        )
    }
)
FRENCH_SUBDIVISIONS: Final = frozenset({("CA", "10")})


def language_of(country: str, subdivision: str) -> str:
    """Return the language most people of a place speak, as far as its country tells."""
    if (country, subdivision) in FRENCH_SUBDIVISIONS:
        return "fr"
    return COUNTRIES[country].language


def country_name(code: str, language: str) -> str:
    """Return what a country of the programme is called in a language (source: CLDR)."""
    return str(Locale.parse(language).territories[code])


@cache
def countries_in(language: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of every country in a language, in the order of these names."""
    named = ((code, country_name(code, language)) for code in COUNTRIES)
    return tuple(sorted(named, key=lambda pair: fold(pair[1])))
