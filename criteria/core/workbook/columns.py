"""The sheets of a workbook and their columns: one list for writing, reading and explaining.

A heading is read whatever its case, and columns may stand in any order. What `Field` names in the
sheet About stands in rows instead: one field, one value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from criteria.core.lineage import Relation
from criteria.core.standard import EFFORTS, Lens, Region, RuleKind, Source

MOST_EVIDENCE: Final = 20
"""Columns `Evidence 1`, `Evidence 2`, ...; a workbook has as many as its standard needs."""
LEAST_EVIDENCE: Final = 5

ABOUT: Final = "About"
LEVELS: Final = "Levels"
OUTCOMES: Final = "Outcomes"
AREAS: Final = "Areas"
CRITERIA: Final = "Criteria"
REQUIREMENTS: Final = "Requirements"
EFFORTS_SHEET: Final = "Efforts"
CHANGES: Final = "Changes"
NOTES: Final = "Notes"
"""The sheet that explains the others; authors may write on it what they like."""

YES: Final = "yes"
NO: Final = "no"


class Kind(StrEnum):
    """What a cell holds; ANY: another cell of its row says which of the others."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    ANY = "any"


@dataclass(frozen=True, kw_only=True)
class Column:
    """`width` in characters; `choices` are offered as a list, and for a CHOICE are all there is."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 12
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SheetColumns:
    name: str
    columns: tuple[Column, ...]


def _text(heading: str, width: int) -> Column:
    return Column(heading=heading, width=width)


def _code(heading: str = "Code", width: int = 14) -> Column:
    return Column(heading=heading, kind=Kind.CODE, width=width)


def _number(heading: str, width: int = 12) -> Column:
    return Column(heading=heading, kind=Kind.NUMBER, width=width)


def evidence(number: int) -> Column:
    return _text(f"Evidence {number}", 40)


def at_least(lens: Lens) -> Column:
    return _number(f"{lens.capitalize()} at least", 14)


FIELD: Final = _code("Field", 20)
VALUE: Final = Column(heading="Value", kind=Kind.ANY, width=80)
ABOUT_FIELDS: Final[Mapping[str, Kind]] = {
    "Code": Kind.CODE,
    "Title": Kind.TEXT,
    "Edition": Kind.NUMBER,
    "Revision": Kind.NUMBER,
    "Reason": Kind.TEXT,
    "Supersedes": Kind.CODE,
    "Outcomes required": Kind.NUMBER,
    "Language": Kind.CODE,
}

RULE_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    **{str(region): ("thresholds", str(region)) for region in Region},
    "At most": ("at_most",),
    "Falling by percent": ("falling_by_percent",),
    "Over years": ("over_years",),
}
"""Columns of an outcome's rule, each with its place below `rule` in the file."""

SHEETS: Final = (
    SheetColumns(name=ABOUT, columns=(FIELD, VALUE)),
    SheetColumns(name=LEVELS, columns=(_code(), _text("Title", 40), _number("Points"))),
    SheetColumns(
        name=OUTCOMES,
        columns=(
            _code(),
            _text("Title", 40),
            _text("About", 60),
            _text("Unit", 12),
            Column(heading="Rule", kind=Kind.CHOICE, width=20, choices=tuple(RuleKind)),
            *(_number(heading, 16) for heading in RULE_FIELDS),
        ),
    ),
    SheetColumns(name=AREAS, columns=(_code(), _text("Title", 40), _text("About", 80))),
    SheetColumns(
        name=CRITERIA,
        columns=(
            _code("Area"),
            _code(),
            _text("Title", 32),
            Column(heading="Source", kind=Kind.CHOICE, width=14, choices=tuple(Source)),
            _text("Statement", 60),
            _text("Why", 60),
            Column(heading="Prerequisites", kind=Kind.CODES, width=16),
            *(at_least(lens) for lens in Lens),
            *(evidence(number) for number in range(1, MOST_EVIDENCE + 1)),
        ),
    ),
    SheetColumns(
        name=REQUIREMENTS,
        columns=(
            _code("Criterion"),
            Column(heading="Lens", kind=Kind.CHOICE, width=14, choices=tuple(Lens)),
            _code(),
            _text("Text", 90),
            Column(
                heading="Effort",
                kind=Kind.NUMBER,
                width=10,
                choices=tuple(str(effort) for effort in EFFORTS),
            ),
            Column(heading="May not apply", kind=Kind.FLAG, width=14, choices=(YES, NO)),
        ),
    ),
    SheetColumns(name=EFFORTS_SHEET, columns=(_code("Effort", 10), _text("Meaning", 60))),
    SheetColumns(
        name=CHANGES,
        columns=(
            _code("From"),
            _code("To"),
            Column(heading="Relation", kind=Kind.CHOICE, width=14, choices=tuple(Relation)),
        ),
    ),
)
