"""Read the list of cities: cities/data/cities.csv, columns as in COLUMNS.

Every fault of the file is found and reported at once, with its line and its column.
"""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Final

from cities.core.countries import COUNTRIES
from cities.core.names import fold, one_line

COLUMNS: Final = (
    "geonameid",
    "name",
    "country",
    "subdivision",
    "population",
    "latitude",
    "longitude",
    "timezone",
)
MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ID: Final = 2**31 - 1
MAX_POPULATION: Final = 100_000_000

_WHOLE: Final = re.compile(r"[0-9]{1,10}", re.ASCII)
_DEGREES: Final = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,5})?", re.ASCII)
_SUBDIVISION: Final = re.compile(r"[A-Z0-9]{0,20}", re.ASCII)
_TIMEZONE: Final = re.compile(r"[A-Z][A-Za-z_]*(/[A-Z][A-Za-z0-9_+-]*){0,2}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Place:
    """One line of the list; latitude and longitude in degrees, population in residents."""

    geoname_id: int
    name: str
    country: str
    subdivision: str
    population: int
    latitude: Decimal
    longitude: Decimal
    timezone: str


@dataclass(frozen=True, kw_only=True)
class GazetteerFault:
    """What is wrong, where: line from 1, column by name, "" for the whole line."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.message}"


class FaultyGazetteer(ValueError):
    """A list of cities that cannot be loaded, with everything that is wrong with it."""

    def __init__(self, *faults: GazetteerFault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def parse_gazetteer(data: bytes) -> tuple[Place, ...]:
    """Return the places of a file, ordered by their GeoNames id.

    Raises FaultyGazetteer with every fault of the file.
    """
    if len(data) > MAX_BYTES:
        raise FaultyGazetteer(GazetteerFault(line=1, column="", message="larger than 20 MB"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FaultyGazetteer(GazetteerFault(line=line, column="", message="not UTF-8")) from None
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    faults: list[GazetteerFault] = []
    places: dict[int, Place] = {}
    try:
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            wanted = f"the columns must be {', '.join(COLUMNS)}"
            raise FaultyGazetteer(GazetteerFault(line=1, column="", message=wanted))
        for cells in reader:
            place = _place(cells, reader.line_num, faults)
            if place is None:
                continue
            if place.geoname_id in places:
                faults.append(_fault(reader.line_num, "geonameid", "stands in the file twice"))
            places[place.geoname_id] = place
    except csv.Error as error:
        faults.append(_fault(reader.line_num, "", f"not CSV: {error}"))
    if not places and not faults:
        faults.append(_fault(1, "", "no city in the file"))
    if faults:
        raise FaultyGazetteer(*faults)
    return tuple(places[number] for number in sorted(places))


def _fault(line: int, column: str, message: str) -> GazetteerFault:
    return GazetteerFault(line=line, column=column, message=message)


def _place(cells: list[str], line: int, faults: list[GazetteerFault]) -> Place | None:
    """Return what a line says, or None and its faults."""
    if len(cells) != len(COLUMNS):
        faults.append(_fault(line, "", f"{len(cells)} cells instead of {len(COLUMNS)}"))
        return None
    row = dict(zip(COLUMNS, cells, strict=True))
    found = [
        _fault(line, column, message)
        for column, check in _CHECKS.items()
        if (message := check(row[column]))
    ]
    if found:
        faults.extend(found)
        return None
    return Place(
        geoname_id=int(row["geonameid"]),
        name=row["name"],
        country=row["country"],
        subdivision=row["subdivision"],
        population=int(row["population"]),
        latitude=Decimal(row["latitude"]),
        longitude=Decimal(row["longitude"]),
        timezone=row["timezone"],
    )


def _whole_number(most: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if _WHOLE.fullmatch(text) and 1 <= int(text) <= most:
            return ""
        return f"{text[:40]!r} is not a whole number from 1 to {most}"

    return check


def _degrees(most: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if _DEGREES.fullmatch(text) and abs(Decimal(text)) <= most:
            return ""
        return f"{text[:40]!r} is not a number from -{most} to {most} with at most 5 decimals"

    return check


def _name(text: str) -> str:
    if text != one_line(text) or not fold(text):
        return f"{text[:40]!r} is not a name on one line without spaces around it"
    return "" if len(text) <= 80 else "longer than 80 characters"


def _country(text: str) -> str:
    return "" if text in COUNTRIES else f"{text[:40]!r} is not a country of the programme"


def _matches(pattern: re.Pattern[str], what: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        return "" if pattern.fullmatch(text) else f"{text[:40]!r} is not {what}"

    return check


_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "geonameid": _whole_number(MAX_ID),
    "name": _name,
    "country": _country,
    "subdivision": _matches(_SUBDIVISION, "a subdivision's code (capitals and digits, at most 20)"),
    "population": _whole_number(MAX_POPULATION),
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "timezone": _matches(_TIMEZONE, "the name of a time zone"),
}
