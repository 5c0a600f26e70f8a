"""The bytes of an Excel workbook (.xlsx) -> the cells of its sheets, as they stand.

Only values are read: a formula, a date or an error is a `Misread` whose reason tells the author
what to type instead. The format is ECMA-376, of which this takes what holds values: no styles but
the formats that make a number a date, no macros, no links. Nothing is expanded: a merged range or a
dimension is only named, so that a small file cannot grow large.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Final, TypeVar
from xml.etree.ElementTree import ParseError, XMLParser
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from criteria.core.faults import Fault, Faulty
from criteria.core.reading import LARGEST
from criteria.core.spreadsheet_parts import (
    MOST_CELLS,
    Part,
    Relations,
    Sheet,
    Strings,
    Styles,
    Unfit,
    Value,
    Workbook,
)
from criteria.core.words import Words

MEGABYTE: Final = 1024 * 1024
LARGEST_UNPACKED: Final = 20 * MEGABYTE
"""Bytes that all parts of the archive may have together."""
MOST_PARTS: Final = 500
MOST_SHEETS: Final = 50
CHUNK: Final = 64 * 1024
ROOT: Final = "_rels/.rels"
WHOLE_FILE: Final = "workbook"
"""Where a fault of the file itself is."""

UNSAFE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}[_\r\ufffe\uffff])|[\r\ufffe\uffff]")

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, kw_only=True)
class Cells:
    """A sheet: its values by row and column, both counted from 1, and its merged ranges."""

    name: str
    rows: Mapping[int, Mapping[int, Value]] = field(hash=False)
    merged: tuple[str, ...] = ()


def read_spreadsheet(content: bytes) -> tuple[Cells, ...]:
    """Return the sheets of a workbook in their order; raises Faulty, at WHOLE_FILE."""
    try:
        return _read(content)
    except Unfit as unfit:
        words = unfit.words
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        words = Words("is not an Excel workbook (.xlsx), or is protected by a password")
    except (ParseError, KeyError, ValueError, LookupError, OverflowError):
        words = Words("is damaged: open it in Excel and save it again")
    raise Faulty([Fault(path=WHOLE_FILE, message=words)])


def escaped(text: str) -> str:
    """Return a text as a cell holds it: what XML cannot carry is written as _xHHHH_."""
    return UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", str(text))


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 1: 28 is AB."""
    letters = ""
    while column > 0:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _read(content: bytes) -> tuple[Cells, ...]:
    if len(content) > LARGEST:
        raise Unfit(Words("is larger than %(most)s MB", {"most": LARGEST // MEGABYTE}))
    with ZipFile(BytesIO(content)) as zipped:
        parts = zipped.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _too_large()
        if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
            raise BadZipFile
        return _sheets(_Archive(zipped=zipped))


@dataclass(kw_only=True)
class _Archive:
    """The parts of the file; `left` so many bytes may yet be read, each time one is read."""

    zipped: ZipFile
    left: int = LARGEST_UNPACKED

    def part(self, name: str, part: P) -> P:
        parser = XMLParser(target=part)  # noqa: S314 - each Part refuses declarations of entities
        with self.zipped.open(name) as file:
            while piece := file.read(CHUNK):
                self.left -= len(piece)
                if self.left < 0:
                    raise _too_large()
                parser.feed(piece)
        parser.close()
        return part


def _too_large() -> Unfit:
    return Unfit(Words("unpacks to more than %(most)s MB", {"most": LARGEST_UNPACKED // MEGABYTE}))


def _sheets(archive: _Archive) -> tuple[Cells, ...]:
    workbook = _workbook_part(archive)
    folder = dirname(workbook)
    book = archive.part(workbook, Workbook())
    beside = join(folder, "_rels", workbook.rpartition("/")[2] + ".rels")
    relations = archive.part(beside, Relations()).found
    strings: list[str] = []
    dates: frozenset[int] = frozenset()
    for kind, target in relations.values():
        if kind.endswith("/sharedStrings"):
            strings = archive.part(_within(folder, target), Strings()).found
        elif kind.endswith("/styles"):
            dates = archive.part(_within(folder, target), Styles()).dates()
    if not 0 < len(book.found) <= MOST_SHEETS:
        raise Unfit(Words("must have from 1 to %(most)s sheets", {"most": MOST_SHEETS}))
    sheets = []
    left = MOST_CELLS
    for name, relation in book.found:
        kind, target = relations[relation]
        if not kind.endswith("/worksheet"):
            continue
        sheet = archive.part(_within(folder, target), Sheet(strings, dates, left))
        left -= sheet.count
        sheets.append(Cells(name=name, rows=sheet.rows, merged=tuple(sheet.merged)))
    return tuple(sheets)


def _workbook_part(archive: _Archive) -> str:
    if ROOT in archive.zipped.namelist():
        for kind, target in archive.part(ROOT, Relations()).found.values():
            if kind.endswith("/officeDocument"):
                return normpath(target.lstrip("/"))
    raise Unfit(Words("is not an Excel workbook (.xlsx)"))


def _within(folder: str, target: str) -> str:
    return normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
