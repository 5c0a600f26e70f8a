"""A standard -> the bytes of an Excel workbook: to read away from the screen, and to write drafts.

The same standard gives the same bytes. Cells hold texts and numbers only: a text that begins with
= + - or @ is marked as text, so that no program ever runs it.
"""

from collections.abc import Iterable, Iterator, Mapping
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
from criteria.core.workbook import NOTES, Column, Kind, Sheet, next_sheets, to_sheets
from criteria.core.workbook.columns import ABOUT
from criteria.core.workbook.rows import Entry
from criteria.documents.workbook_words import (
    EVIDENCE,
    EXPLAINED,
    FOR_READING,
    HEADINGS,
    HOW_TO_EDIT,
    HOW_TO_GO_ON,
    NOTES_HEADINGS,
    SHEET_NAMES,
    TO_FILL_IN,
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
EMPTY_FILL: Final = PatternFill("solid", fgColor="FFF2CC")
TO_FILL: Final = ("Code", "Title", "Edition")
"""Fields of the sheet About that the next edition has anew."""


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
        lines = HOW_TO_EDIT if standard.language == ENGLISH else (FOR_READING,)
        _explain(book.create_sheet(str(SHEET_NAMES[NOTES])), lines)
        return _bytes(book, standard)


def next_workbook(standard: Standard) -> bytes:
    """Return an .xlsx file to write the edition after an English standard in.

    It supersedes that standard and says that everything is the same; its code, title and year are
    left empty, so that they cannot be forgotten.
    """
    with translation.override(ENGLISH):
        book = Workbook()
        book.remove(book.worksheets[0])
        for sheet in next_sheets(standard):
            page = book.create_sheet(sheet.name)
            _write(page, sheet)
            if sheet.name == ABOUT:
                _ask(page)
        words = {"code": standard.code}
        lines = (*(str(line) % words for line in HOW_TO_GO_ON), *HOW_TO_EDIT)
        _explain(book.create_sheet(NOTES), lines)
        return _bytes(book, standard)


def _ask(page: Worksheet) -> None:
    """Mark the fields that are to be filled in; a note is shown in each when it is chosen."""
    note = DataValidation(
        allow_blank=True, showInputMessage=True, promptTitle=None, prompt=str(TO_FILL_IN)
    )
    for row in range(2, page.max_row + 1):
        if page.cell(row=row, column=1).value in TO_FILL:
            cell = page.cell(row=row, column=2)
            cell.fill = EMPTY_FILL
            note.add(cell.coordinate)
    page.add_data_validation(note)


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


def _explain(page: Worksheet, lines: Iterable[object]) -> None:
    widths = (20, 24, 100)
    _head(page, dict(zip(map(str, NOTES_HEADINGS), widths, strict=True)))
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
