"""A standard as the sheets of a workbook, for authors who work in Excel, and back."""

from criteria.core.workbook.columns import NOTES, SHEETS, Column, Kind, SheetColumns
from criteria.core.workbook.reading import WorkbookTree, read_workbook
from criteria.core.workbook.rows import Sheet, next_sheets, to_sheets

__all__ = [
    "NOTES",
    "SHEETS",
    "Column",
    "Kind",
    "Sheet",
    "SheetColumns",
    "WorkbookTree",
    "next_sheets",
    "read_workbook",
    "to_sheets",
]
