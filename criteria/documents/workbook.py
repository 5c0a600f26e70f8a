"""A standard -> the bytes of an Excel workbook: to read away from the screen, and to write drafts.

The same standard gives the same bytes. Cells hold texts and numbers only: a text that begins with
= + - or @ is marked as text, so that no program ever runs it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import translation
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from criteria.core.lineage import Lineage
from criteria.core.spreadsheet import escaped
from criteria.core.standard import ENGLISH, Standard
from criteria.core.workbook import NOTES, Column, Kind, Sheet, to_sheets
from criteria.core.workbook.rows import Entry
from criteria.documents.workbook_words import (
    EVIDENCE,
    EXPLAINED,
    FOR_READING,
    HEADINGS,
    HOW_TO_EDIT,
    NOTES_HEADINGS,
    SHEET_NAMES,
)

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_TEXT: Final = "@"
ROWS_TO_OFFER_CHOICES: Final = 5_000
LONG: Final = 40
"""Columns from this width on are wrapped."""
NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest a zip file can say."""
HEADING_FONT: Final = Font(bold=True, color="FFFFFF")
HEADING_FILL: Final = PatternFill("solid", fgColor="1F3A4D")


def standard_workbook(standard: Standard, lineage: Lineage | None = None) -> bytes:
    """Return a standard as an .xlsx file, its headings in the language of its texts.

    An English one can be changed and read back (`criteria.core.workbook.read_workbook`); the
    sheet Changes holds `lineage`, what became of the edition before.
    """
    with translation.override(standard.language):
        book = Workbook()
        book.remove(book.worksheets[0])
        for sheet in to_sheets(standard, lineage):
            _write(book.create_sheet(str(SHEET_NAMES[sheet.name])), sheet)
        _explain(book.create_sheet(str(SHEET_NAMES[NOTES])), standard)
        return _bytes(book, standard)


def _write(page: Worksheet, sheet: Sheet) -> None:
    _head(page, {_title(column.heading): column.width for column in sheet.columns})
    for number, column in enumerate(sheet.columns, start=1):
        if column.kind is not Kind.NUMBER:
            page.column_dimensions[get_column_letter(number)].number_format = AS_TEXT
        if column.choices:
            _offer(page, number, column)
    for row, entries in enumerate(sheet.rows, start=2):
        for number, (column, entry) in enumerate(zip(sheet.columns, entries, strict=True), start=1):
            _put(page, row, number, entry, wrap=column.width >= LONG)


def _head(page: Worksheet, widths: Mapping[str, int]) -> None:
    page.freeze_panes = "A2"
    for number, (heading, width) in enumerate(widths.items(), start=1):
        cell = page.cell(row=1, column=number, value=heading)
        cell.font = HEADING_FONT
        cell.fill = HEADING_FILL
        page.column_dimensions[get_column_letter(number)].width = width


def _put(page: Worksheet, row: int, column: int, entry: Entry, *, wrap: bool) -> None:
    if entry is None:
        return
    cell = page.cell(row=row, column=column)
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    if isinstance(entry, str):
        cell.value = escaped(entry)
        cell.data_type = "s"
        cell.number_format = AS_TEXT
        cell.quotePrefix = entry.startswith(("=", "+", "-", "@", "\t"))
    else:
        cell.value = entry


def _offer(page: Worksheet, number: int, column: Column) -> None:
    """Let Excel offer what the column takes; what is typed all the same is told when read."""
    letter = get_column_letter(number)
    choices = DataValidation(
        type="list",
        formula1=f'"{",".join(column.choices)}"',
        allow_blank=True,
        showErrorMessage=True,
    )
    choices.add(f"{letter}2:{letter}{ROWS_TO_OFFER_CHOICES}")
    page.add_data_validation(choices)


def _explain(page: Worksheet, standard: Standard) -> None:
    widths = (20, 24, 100)
    _head(page, dict(zip(map(str, NOTES_HEADINGS), widths, strict=True)))
    lines = HOW_TO_EDIT if standard.language == ENGLISH else (FOR_READING,)
    rows: list[tuple[str, str, Any]] = [("", "", line) for line in lines]
    rows += [(str(SHEET_NAMES[sheet]), _title(heading), line) for sheet, heading, line in EXPLAINED]
    for number, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            _put(page, number, column, str(text) or None, wrap=True)


def _title(heading: str) -> str:
    word, _space, number = heading.rpartition(" ")
    if word == "Evidence":
        return str(EVIDENCE % {"number": number})
    return str(HEADINGS[heading])


def _bytes(book: Workbook, standard: Standard) -> bytes:
    """Return the file without the time it was made at, so that it changes only with its content."""
    made = datetime(max(standard.edition, 1980), 1, 1, tzinfo=UTC).replace(tzinfo=None)
    book.properties.title = standard.code
    book.properties.creator = ""
    book.properties.created = book.properties.modified = made
    draft = BytesIO()
    ExcelWriter(book, ZipFile(draft, "w")).save()
    settled = BytesIO()
    with ZipFile(settled, "w", ZIP_DEFLATED) as archive:
        for name, content in _parts(draft):
            info = ZipInfo(name, NO_TIME)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return settled.getvalue()


def _parts(draft: BytesIO) -> Iterator[tuple[str, bytes]]:
    with ZipFile(draft) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)
