from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import pytest

from cities.core.gazetteer import COLUMNS, MAX_BYTES, FaultyGazetteer, parse_gazetteer

FILE = Path(__file__).parents[2] / "data" / "cities.csv"
HEADER = ",".join(COLUMNS)
GOOD = "4726206,San Antonio,US,TX,1434625,29.42412,-98.49363,America/Chicago"


def faults_of(*lines: str) -> list[str]:
    with pytest.raises(FaultyGazetteer) as raised:
        parse_gazetteer("\n".join(lines).encode())
    return [str(fault) for fault in raised.value.faults]


def changed(**cells: str) -> str:
    row = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | cells
    return ",".join(row.values())


def test_a_line_becomes_a_place() -> None:
    (place,) = parse_gazetteer(f"{HEADER}\n{GOOD}\n".encode())
    assert asdict(place) == {
        "geoname_id": 4726206,
        "name": "San Antonio",
        "country": "US",
        "subdivision": "TX",
        "population": 1434625,
        "latitude": Decimal("29.42412"),
        "longitude": Decimal("-98.49363"),
        "timezone": "America/Chicago",
    }


def test_places_come_in_the_order_of_their_ids_whatever_the_order_of_the_lines() -> None:
    first = changed(geonameid="5")
    assert [p.geoname_id for p in parse_gazetteer(f"{HEADER}\n{GOOD}\n{first}\n".encode())] == [
        5,
        4726206,
    ]


def test_our_own_file_has_no_fault() -> None:
    assert len(parse_gazetteer(FILE.read_bytes())) == 4531


def test_every_fault_is_reported_with_its_line_and_column() -> None:
    assert faults_of(
        HEADER,
        changed(country="FR", population="30 000"),
        changed(latitude="91", longitude="-180.1", timezone="nowhere!"),
        "1,2,3",
        changed(name=" ", subdivision="tx", geonameid="0"),
    ) == [
        "line 2, column country: 'FR' is not a country of the programme",
        "line 2, column population: '30 000' is not a whole number from 1 to 100000000",
        "line 3, column latitude: '91' is not a number from -90 to 90 with at most 5 decimals",
        (
            "line 3, column longitude: '-180.1' is not a number from -180 to 180 "
            "with at most 5 decimals"
        ),
        "line 3, column timezone: 'nowhere!' is not the name of a time zone",
        "line 4: 3 cells instead of 8",
        "line 5, column geonameid: '0' is not a whole number from 1 to 2147483647",
        "line 5, column name: ' ' is not a name on one line without spaces around it",
        (
            "line 5, column subdivision: 'tx' is not a subdivision's code "
            "(capitals and digits, at most 20)"
        ),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("population", "NaN"),
        ("population", "٣٠٠٠٠"),
        ("population", "9" * 5000),
        ("latitude", "1e1"),
        ("latitude", "Infinity"),
        ("name", "A" * 81),
        ("name", "..."),
        ("name", "San\u202eAntonio"),
    ],
)
def test_odd_cells_are_faults_and_not_crashes(cell: str, text: str) -> None:
    (fault,) = faults_of(HEADER, changed(**{cell: text}))
    assert fault.startswith(f"line 2, column {cell}: ")


def test_the_same_id_twice_is_a_fault_on_the_second_line() -> None:
    assert faults_of(HEADER, GOOD, GOOD) == ["line 3, column geonameid: stands in the file twice"]


def test_a_file_without_the_columns_is_not_read_further() -> None:
    assert faults_of("a,b", GOOD) == [f"line 1: the columns must be {', '.join(COLUMNS)}"]


def test_an_empty_list_is_a_fault() -> None:
    assert faults_of(HEADER) == ["line 1: no city in the file"]


def test_what_is_not_utf8_is_reported_with_its_line() -> None:
    with pytest.raises(FaultyGazetteer, match="line 2: not UTF-8"):
        parse_gazetteer(f"{HEADER}\n".encode() + b"\xff\xfe")


def test_broken_quoting_is_a_fault() -> None:
    (fault,) = faults_of(HEADER, '"San Antonio')
    assert fault.startswith("line 2: not CSV")


def test_a_huge_file_is_refused_unread() -> None:
    with pytest.raises(FaultyGazetteer, match="larger than 20 MB"):
        parse_gazetteer(b"," * (MAX_BYTES + 1))
