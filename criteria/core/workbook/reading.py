"""The bytes of a workbook -> a draft and its lineage, with every fault at its cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from criteria.core.faults import Fault, Faulty, quoted
from criteria.core.lineage import Lineage, parse_lineage
from criteria.core.parsing import parse_standard
from criteria.core.spreadsheet import Cells, read_spreadsheet
from criteria.core.standard import ENGLISH, Standard
from criteria.core.words import Filling, Words
from criteria.core.workbook.cells import HEADINGS, Row, rows_of
from criteria.core.workbook.columns import ABOUT, NOTES, SHEETS
from criteria.core.workbook.trees import Trees, build

STEP: Final = re.compile(r'\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\]|\["(?:[^"\\]|\\.)*"\]')
CELL: Final = re.compile(r"([A-Za-z]+)(?:!([A-Z]+)?([0-9]+))?")
ORDER: Final = {sheet.name: place for place, sheet in enumerate(SHEETS)}

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class WorkbookTree:
    """Raw trees, as a standard's files would hold them, and the cell that each value came from.

    `headless`: a heading is missing, so that what would stand below it is not missing as well.
    """

    trees: Trees
    found: tuple[Fault, ...] = field(hash=False)
    headless: bool = False

    @property
    def has_changes(self) -> bool:
        return bool(self.trees.changes)

    def standard(self) -> Standard:
        """Return the draft; raises Faulty with every fault of the workbook, in its order."""
        return self._parsed(
            lambda: parse_standard(self.trees.standard), self.trees.places, self.found
        )

    def lineage(self, older: Standard, newer: Standard) -> Lineage:
        """Return what the sheet Changes says; raises Faulty."""
        return self._parsed(
            lambda: parse_lineage(self.trees.changes, older, newer), self.trees.change_places, ()
        )

    def placed(self, fault: Fault) -> Fault:
        """Return a fault of the standard's tree at its cell."""
        return _placed(fault, self.trees.places)

    def _parsed(
        self, parse: Callable[[], T], places: Mapping[str, str], found: tuple[Fault, ...]
    ) -> T:
        if self.headless:
            raise Faulty(sorted(dict.fromkeys(self.found), key=_order))
        faults = list(found)
        try:
            parsed = parse()
        except Faulty as faulty:
            faults += [_placed(fault, places) for fault in faulty.faults]
        else:
            if not faults:
                return parsed
        raise Faulty(sorted(dict.fromkeys(faults), key=_order))


def read_workbook(content: bytes) -> WorkbookTree:
    """Return what a workbook holds; raises Faulty only when it cannot be read at all."""
    found: list[Fault] = []
    sheets = _by_name(read_spreadsheet(content), found)
    if not any(sheet.name in sheets for sheet in SHEETS):
        raise Faulty([_foreign_workbook()])
    rows: dict[str, list[Row]] = {}
    for sheet in SHEETS:
        if sheet.name in sheets:
            rows[sheet.name] = rows_of(sheets[sheet.name], sheet, found)
        else:
            words = Words("is missing: a sheet of this name, at least with its headings")
            found.append(Fault(path=sheet.name, message=words))
            rows[sheet.name] = []
    _refuse_translation(rows[ABOUT], found)
    headless = any(fault.path.endswith(HEADINGS) for fault in found)
    trees = build(rows, [] if headless else found)
    return WorkbookTree(trees=trees, found=tuple(found), headless=headless)


def _foreign_workbook() -> Fault:
    names = ", ".join(sheet.name for sheet in SHEETS)
    words = Words(
        "has none of the expected sheets (%(sheets)s): only the English workbook can be read back,"
        " a translated one is for reading",
        {"sheets": names},
    )
    return Fault(path="$", message=words)


def _by_name(sheets: tuple[Cells, ...], found: list[Fault]) -> Mapping[str, Cells]:
    known = {name.casefold(): name for name in (*ORDER, NOTES)}
    by_name: dict[str, Cells] = {}
    for sheet in sheets:
        name = known.get(sheet.name.strip().casefold())
        if name is None:
            words = Words(
                "is not a sheet of this workbook; remarks may stand on the sheet %(notes)s",
                {"notes": NOTES},
            )
            found.append(Fault(path=quoted(sheet.name), message=words))
        elif name in by_name:
            found.append(Fault(path=name, message=Words("is there more than once")))
        else:
            by_name[name] = sheet
    return by_name


def _refuse_translation(about: list[Row], found: list[Fault]) -> None:
    for row in about:
        field_name, value = row.values.get("Field"), row.values.get("Value")
        if str(field_name).casefold() == "language" and value != ENGLISH:
            words = Words(
                "must be en: an edition is written in English, its translations in files of texts"
            )
            found.append(Fault(path=row.place("Value"), message=words))


def _placed(fault: Fault, places: Mapping[str, str]) -> Fault:
    """Return a fault at its cell, or at the cell of the nearest thing around it."""
    path = fault.path
    steps = [step[0] for step in STEP.finditer(path)]
    while path not in places and steps:
        path = path[: -len(steps.pop())]
    message = _with_places(fault.message, places)
    return replace(fault, path=places.get(path, path), message=message)


def _with_places(words: Words, places: Mapping[str, str]) -> Words:
    """Return a sentence in which paths that it names are the cells they lead to."""
    values: dict[str, Filling] = {}
    for name, value in words.values.items():
        if isinstance(value, Words):
            values[name] = _with_places(value, places)
        else:
            values[name] = places.get(value, value) if isinstance(value, str) else value
    return replace(words, values=values)


def _order(fault: Fault) -> tuple[int, int, int, str]:
    """Sort by sheet, row and column; what is no cell stands before the cells of its sheet."""
    cell = CELL.match(fault.path)
    if cell is None or cell[1] not in ORDER:
        return (-1, 0, 0, fault.path)
    letters = cell[2] or ""
    return (ORDER[cell[1]], int(cell[3] or 0), len(letters), letters)
