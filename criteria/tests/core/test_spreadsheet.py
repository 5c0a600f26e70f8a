"""The reader of .xlsx files: what stands in the cells, and files that were made to do harm."""

import struct
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.core.faults import Faulty, Misread
from criteria.core.reading import LARGEST
from criteria.core.spreadsheet import LARGEST_UNPACKED, column_letters, escaped, read_spreadsheet
from criteria.core.spreadsheet_parts import DATE, ERROR, FORMULA, MOST_CELLS
from criteria.tests.workbooks import LINKS, MAIN, PACKAGE, by_hand, package


def cells(rows: str, **more: str) -> dict[tuple[int, int], Any]:
    (sheet,) = read_spreadsheet(by_hand(rows, **more))
    return {
        (row, column): value
        for row, values in sheet.rows.items()
        for column, value in values.items()
    }


def refusal(content: bytes) -> str:
    with pytest.raises(Faulty) as refused:
        read_spreadsheet(content)
    (fault,) = refused.value.faults
    assert fault.path == "workbook"
    return str(fault.message)


DAMAGED = "is damaged: open it in Excel and save it again"
FOREIGN = "is not an Excel workbook (.xlsx)"
LOCKED = "is not an Excel workbook (.xlsx), or is protected by a password"


def test_values_of_every_kind_are_read_at_their_place() -> None:
    assert cells(
        '<row r="2"><c r="B2" t="s"><v>1</v></c><c t="inlineStr"><is><t>in place</t></is></c>'
        '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#REF!</v></c></row>'
        '<row><c><v>3</v></c><c t="n"><v>3.0</v></c><c><v>82.09999999999999</v></c>'
        '<c><v>1E-3</v></c><c t="str"><v>text of a formula</v></c></row>'
        '<row r="9"><c r="AB9"><v>-7</v></c></row>',
        strings="<si><t>first</t></si><si><r><t>rich </t></r><r><t>text</t></r>"
        "<rPh><t>aside</t></rPh></si>",
    ) == {
        (2, 2): "rich text",
        (2, 3): "in place",
        (2, 4): True,
        (2, 5): False,
        (2, 6): ERROR,
        (3, 1): 3,
        (3, 2): 3,
        (3, 3): Decimal("82.1"),
        (3, 4): Decimal("0.001"),
        (3, 5): "text of a formula",
        (9, 28): -7,
    }


def test_formulas_are_not_read_whatever_they_last_gave() -> None:
    found = cells(
        '<row><c><f>1+1</f><v>2</v></c><c t="str"><f>A1&amp;"x"</f><v>2x</v></c>'
        '<c><f t="shared" si="0"/><v>5</v></c><c><v>2</v></c></row>'
    )
    assert list(found.values()) == [FORMULA, FORMULA, FORMULA, 2]


def test_dates_are_told_from_numbers_by_their_format() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="171" formatCode="0.0 &quot;days&quot;"/>'
        '<numFmt numFmtId="172" formatCode="[Red]General"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/>'
        '<xf numFmtId="172"/><xf numFmtId="46"/></cellXfs>'
    )
    row = "".join(f'<c s="{style}"><v>44927</v></c>' for style in range(6))
    found = cells(f'<row>{row}<c t="d"><v>2023-01-01</v></c></row>', styles=styles)
    assert list(found.values()) == [44927, DATE, DATE, 44927, 44927, DATE, DATE]


def test_escaped_characters_are_read_as_what_they_stand_for() -> None:
    row = '<row><c t="inlineStr"><is><t>a_x000D_b _x005F_x0041_ _x41_</t></is></c></row>'
    assert cells(row) == {(1, 1): "a\rb _x0041_ _x41_"}


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("_x0aAdD5F\r\uffff\ufffe=+é"), max_size=24))
def test_what_is_escaped_is_read_as_the_same(text: str) -> None:
    row = f'<row><c t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c></row>'
    assert cells(row) == ({(1, 1): text} if text else {})


def test_merged_ranges_are_named_and_never_filled() -> None:
    after = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (sheet,) = read_spreadsheet(by_hand("<row><c><v>1</v></c></row>", after=after))
    assert sheet.merged == ("A1:XFD1048576",)
    assert sheet.rows == {1: {1: 1}}


def test_a_cell_far_away_costs_nothing() -> None:
    assert cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>') == {(1048576, 16384): 1}


def test_numbers_beyond_use_are_told_apart() -> None:
    found = cells("<row><c><v>1E300</v></c><c><v>NaN</v></c><c><v>1E-300</v></c></row>")
    assert all(isinstance(value, Misread) for value in found.values())
    assert cells("<row><c><v>many</v></c></row>") == {(1, 1): "many"}


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (16384, "XFD")])
def test_columns_have_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters


BILLION = (
    '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def encrypted() -> bytes:
    """A package one of whose parts says that it is locked."""
    content = bytearray(by_hand())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            struct.pack_into("<H", content, start + flags, 1)
            start += 4
    return bytes(content)


def other_method() -> bytes:
    """A package packed in a way that nobody knows."""
    content = bytearray(by_hand())
    for signature, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            struct.pack_into("<H", content, start + method, 77)
            start += 4
    return bytes(content)


def packed_as_lzma_and_torn() -> bytes:
    """A package whose first part says it is packed in another way that Python could unpack."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_LZMA) as zipped:
        zipped.writestr("_rels/.rels", "<Relationships/>" * 100)
    content = bytearray(stream.getvalue())
    start = content.find(b"_rels/.rels") + len(b"_rels/.rels") + 9
    content[start : start + 12] = b"\xff" * 12
    return bytes(content)


def torn() -> bytes:
    content = bytearray(by_hand("<row><c><v>1</v></c></row>" * 50))
    name = b"xl/worksheets/sheet1.xml"
    start = content.find(name) + len(name)
    content[start + 4 : start + 12] = b"\xff" * 8
    return bytes(content)


def many_sheets_of_one_part(count: int, size: int) -> bytes:
    rows = f"<!--{'x' * size}-->"
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="sheet"/>' for n in range(count))
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'
    return by_hand(rows, workbook=book)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", LOCKED),
    "words": (lambda: b"Code;Title\nDM1;Data", LOCKED),
    "an old .xls or a locked .xlsx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, LOCKED),
    "half a file": (lambda: by_hand()[:200], LOCKED),
    "a zip of something else": (lambda: package({"readme.txt": "hello"}), FOREIGN),
    "a .docx": (
        lambda: by_hand(workbook='<document xmlns="urn:word"><body/></document>'),
        "must have from 1 to 50 sheets",
    ),
    "no relation to a workbook": (
        lambda: by_hand(roots=f'<Relationships xmlns="{PACKAGE}"/>'),
        FOREIGN,
    ),
    "a locked part": (encrypted, LOCKED),
    "packed as LZMA and torn": (packed_as_lzma_and_torn, LOCKED),
    "an unknown packing": (other_method, LOCKED),
    "torn data": (torn, LOCKED),
    "too large": (lambda: b"P" * (LARGEST + 1), "is larger than 5 MB"),
    "a zip bomb": (
        lambda: package({"_rels/.rels": b"0" * (LARGEST_UNPACKED + 1)}),
        "unpacks to more than 20 MB",
    ),
    "thousands of parts": (
        lambda: package({f"part{n}": "" for n in range(501)}),
        "unpacks to more than 20 MB",
    ),
    "one part as many sheets": (
        lambda: many_sheets_of_one_part(20, 1_100_000),
        "unpacks to more than 20 MB",
    ),
    "too many sheets": (lambda: many_sheets_of_one_part(51, 1), "must have from 1 to 50 sheets"),
    "entities within entities": (
        lambda: by_hand("<row><c><v>&c;</v></c></row>", prolog=BILLION),
        "declares a document type, which no workbook needs",
    ),
    "a part from another machine": (
        lambda: by_hand(prolog='<!DOCTYPE w SYSTEM "file:///etc/passwd">'),
        "declares a document type, which no workbook needs",
    ),
    "a document type in another encoding": (
        lambda: by_hand(sheet=f"{BILLION}<w>&c;</w>".encode("utf-16")),
        "declares a document type, which no workbook needs",
    ),
    "no XML": (lambda: by_hand(sheet="<worksheet"), DAMAGED),
    "binary sheets (.xlsb)": (lambda: by_hand(workbook="\x83\x01\x00"), DAMAGED),
    "a sheet that is not there": (
        lambda: by_hand(links=f'<Relationships xmlns="{PACKAGE}"/>'),
        DAMAGED,
    ),
    "a sheet outside of the file": (
        lambda: by_hand(
            links=f'<Relationships xmlns="{PACKAGE}"><Relationship Id="sheet" TargetMode="External"'
            f' Type="{LINKS}/worksheet" Target="http://example.org/sheet.xml"/></Relationships>'
        ),
        DAMAGED,
    ),
    "a path that climbs": (
        lambda: by_hand(
            links=f'<Relationships xmlns="{PACKAGE}"><Relationship Id="sheet"'
            f' Type="{LINKS}/worksheet" Target="../../../etc/passwd"/></Relationships>'
        ),
        DAMAGED,
    ),
    "a sheet without name": (
        lambda: by_hand(
            workbook=f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheet r:id="sheet"/></workbook>'
        ),
        DAMAGED,
    ),
    "a text that is not there": (
        lambda: by_hand('<row><c t="s"><v>7</v></c></row>', strings="<si><t>x</t></si>"),
        DAMAGED,
    ),
    "a text before the first": (
        lambda: by_hand('<row><c t="s"><v>-1</v></c></row>', strings="<si><t>x</t></si>"),
        DAMAGED,
    ),
    "a cell nowhere": (lambda: by_hand('<row><c r="0A"><v>1</v></c></row>'), DAMAGED),
    "a row of endless digits": (
        lambda: by_hand(f'<row r="{"9" * 5000}"><c><v>1</v></c></row>'),
        DAMAGED,
    ),
    "an unknown encoding": (
        lambda: by_hand(sheet='<?xml version="1.0" encoding="x-nobody"?><worksheet/>'),
        DAMAGED,
    ),
    "more cells than can be": (
        lambda: by_hand(f"<row>{'<c><v>1</v></c>' * (MOST_CELLS + 1)}</row>"),
        f"has more than {MOST_CELLS} cells",
    ),
    "more texts than can be": (
        lambda: by_hand(strings="<si><t>x</t></si>" * 250_001),
        "has more than 250000 texts",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_does_harm_or_is_no_workbook_is_refused_in_one_sentence(name: str) -> None:
    make, message = HOSTILE[name]
    assert refusal(make()) == message


def test_a_part_that_says_it_is_smaller_than_it_is_gives_no_more_than_it_says() -> None:
    """Sizes in a zip file are claims; what is unpacked is counted as well."""
    content = bytearray(by_hand("<row><c><v>1</v></c></row>" * 1000))
    with ZipFile(BytesIO(bytes(content))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    packed = struct.pack("<L", size)
    small = struct.pack("<L", 10)
    assert refusal(bytes(content).replace(packed, small)) in (DAMAGED, LOCKED)
