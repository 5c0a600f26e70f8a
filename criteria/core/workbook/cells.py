"""The cells of one sheet -> rows of values by heading, with every cell that cannot be taken named.

A place in a workbook is written as Excel does: `Requirements!F12`.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from criteria.core.faults import Fault, Misread, quoted
from criteria.core.reading import FRACTION, LONGEST_NUMBER, WHOLE
from criteria.core.spreadsheet import Cells, column_letters
from criteria.core.spreadsheet_parts import Value
from criteria.core.words import Words
from criteria.core.workbook.columns import NO, YES, Column, Kind, SheetColumns

MOST_ROWS: Final = 20_000
HEADINGS: Final = "!1:1"
"""The row of headings, as a place in a sheet."""
RANGE: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,7}(:[A-Z]{1,3}[0-9]{1,7})?")
BETWEEN_CODES: Final = re.compile(r"[\s,;]+")
IS_A_NUMBER: Final = Misread(
    reason=Words("is a number to Excel: format the cell as text and type it again")
)
IS_A_FLAG: Final = Misread(
    reason=Words("is TRUE or FALSE to Excel: format the cell as text and type it again")
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a row holds, by heading; a heading without a column stands at the row's beginning."""

    sheet: str
    number: int
    values: Mapping[str, object] = field(hash=False)
    columns: Mapping[str, int] = field(hash=False)

    def place(self, heading: str = "") -> str:
        return place(self.sheet, self.number, self.columns.get(heading, 1))


def place(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{column_letters(column)}{row}"


def rows_of(cells: Cells, sheet: SheetColumns, found: list[Fault]) -> list[Row]:
    """Return the rows below the headings that hold anything; faults are added to `found`."""
    for merged in cells.merged:
        at = merged if RANGE.fullmatch(merged) else "?"
        words = Words("are merged cells: unmerge them")
        found.append(Fault(path=f"{sheet.name}!{at}", message=words))
    columns = _columns(cells, sheet, found)
    unknown = _unknown_columns(cells, columns)
    known = {column.heading: column for column in sheet.columns}
    headings = {column: heading for heading, column in columns.items()}
    if len(cells.rows) > MOST_ROWS:
        words = Words("must have at most %(most)s rows", {"most": MOST_ROWS})
        found.append(Fault(path=sheet.name, message=words))
        return []
    rows = []
    for number in sorted(cells.rows):
        if number <= 1:
            continue
        values = {}
        for column, value in sorted(cells.rows[number].items()):
            taken = typed(value, known[headings[column]].kind if column in headings else Kind.TEXT)
            if taken is None:
                continue
            if column in unknown:
                continue
            if column not in headings:
                words = Words("stands in a column without a known heading")
                found.append(Fault(path=place(sheet.name, number, column), message=words))
                continue
            values[headings[column]] = taken
        if values:
            rows.append(Row(sheet=sheet.name, number=number, values=values, columns=columns))
    return rows


def _columns(cells: Cells, sheet: SheetColumns, found: list[Fault]) -> Mapping[str, int]:
    """Return the column of each heading; a missing one is a fault, but for optional evidence.

    A heading that is not known is one fault, and its column is read as what it is likely to be.
    """
    known = {column.heading.casefold(): column for column in sheet.columns}
    columns: dict[str, int] = {}
    unknown: dict[int, str] = {}
    for number, value in sorted(cells.rows.get(1, {}).items()):
        heading = typed(value, Kind.CODE)
        if heading is None:
            continue
        column = known.get(str(heading).casefold()) if isinstance(heading, str) else None
        at = place(sheet.name, 1, number)
        if column is None:
            unknown[number] = heading if isinstance(heading, str) else ""
        elif column.heading in columns:
            words = Words("is a heading already: %(heading)s", {"heading": column.heading})
            found.append(Fault(path=at, message=words))
        else:
            columns[column.heading] = number
    for number, given in unknown.items():
        missing = [
            item.heading
            for item in sheet.columns
            if item.heading not in columns and not _is_optional(item)
        ]
        meant = _meant(given, missing, alone=len(unknown) == 1)
        if meant:
            columns[meant] = number
            words = Words("is not a known heading: is it %(meant)s?", {"meant": quoted(meant)})
        else:
            names = ", ".join(item.heading for item in sheet.columns if not _is_optional(item))
            words = Words("is not a known heading; known here: %(known)s", {"known": names})
        found.append(Fault(path=place(sheet.name, 1, number), message=words))
    for column in sheet.columns:
        if column.heading not in columns and not _is_optional(column):
            words = Words("has no heading %(heading)s", {"heading": quoted(column.heading)})
            found.append(Fault(path=f"{sheet.name}{HEADINGS}", message=words))
    return columns


def _meant(given: str, missing: Sequence[str], *, alone: bool) -> str:
    """Return which of the missing headings an unknown one is likely to be; "" for none.

    One that stands `alone` is the only heading that is missing, however it was renamed.
    """
    names = {heading.casefold(): heading for heading in missing}
    for close in get_close_matches(given.casefold(), names, n=1):
        return names[close]
    return missing[0] if given and alone and len(missing) == 1 else ""


def _unknown_columns(cells: Cells, columns: Mapping[str, int]) -> Collection[int]:
    """Return the columns whose heading is a fault already, so that their cells are none."""
    given = (number for number, value in cells.rows.get(1, {}).items() if typed(value, Kind.CODE))
    return set(given) - set(columns.values())


def _is_optional(column: Column) -> bool:
    return column.heading.startswith("Evidence ")


def typed(value: Value, kind: Kind) -> object:
    """Return a cell's value as its column means it; None when the cell says nothing.

    What does not fit the kind is returned as it is, or as Misread: the parser names it.
    """
    if isinstance(value, Misread):
        return value
    if isinstance(value, str) and not value.strip():
        return None
    return _READERS[kind](value)


def _text(value: Value) -> object:
    if isinstance(value, bool):
        return IS_A_FLAG
    if isinstance(value, Decimal):
        return IS_A_NUMBER
    return str(value) if isinstance(value, int) else value


def _code(value: Value) -> object:
    text = _text(value)
    return text.strip() if isinstance(text, str) else text


def _codes(value: Value) -> object:
    text = _text(value)
    return tuple(filter(None, BETWEEN_CODES.split(text))) if isinstance(text, str) else text


def _choice(value: Value) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _number(value: Value) -> object:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if len(text) > LONGEST_NUMBER:
        return value
    if WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if FRACTION.fullmatch(text) else value


def _flag(value: Value) -> object:
    word = str(value).strip().lower()
    if word in (YES, "true", "1"):
        return True
    if word in (NO, "false", "0"):
        return False
    return Misread(reason=Words("must be yes or no, not %(given)s", {"given": quoted(str(value))}))


_READERS: Final[Mapping[Kind, Callable[[Value], object]]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.CODES: _codes,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.ANY: lambda value: value,
}
