"""A standard and its lineage -> sheets of plain rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from criteria.core.lineage import Lineage, unchanged
from criteria.core.meaning import rule_document
from criteria.core.numbers import compact, exact
from criteria.core.standard import (
    EFFORTS,
    Criterion,
    Group,
    Lens,
    Outcome,
    Requirement,
    Standard,
)
from criteria.core.workbook.columns import (
    ABOUT,
    ABOUT_FIELDS,
    AREAS,
    CHANGES,
    CRITERIA,
    EFFORTS_SHEET,
    LEAST_EVIDENCE,
    LEVELS,
    MOST_EVIDENCE,
    OUTCOMES,
    REQUIREMENTS,
    RULE_FIELDS,
    SHEETS,
    YES,
    Column,
    at_least,
    evidence,
)

Entry = str | int | float | None
"""What a cell holds; None: it is empty."""

COLUMNS: Final = {sheet.name: sheet.columns for sheet in SHEETS}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Rows stand below the headings of the columns, each as long as there are columns."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...]


def to_sheets(standard: Standard, lineage: Lineage | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of a standard, which `read_workbook` reads back as the same draft."""
    most = max((len(criterion.evidence) for criterion in standard.criteria), default=0)
    unused = {
        evidence(number) for number in range(max(most, LEAST_EVIDENCE) + 1, MOST_EVIDENCE + 1)
    }
    return (
        _sheet(ABOUT, ({"Field": key, "Value": value} for key, value in _about(standard).items())),
        _sheet(
            LEVELS,
            (
                {"Code": level.code, "Title": level.title, "Points": level.points}
                for level in standard.levels
            ),
        ),
        _sheet(OUTCOMES, (_outcome(outcome) for outcome in standard.outcomes)),
        _sheet(
            AREAS,
            (
                {"Code": area.code, "Title": area.title, "About": area.about}
                for area in standard.areas
            ),
        ),
        _sheet(CRITERIA, (_criterion(item) for item in standard.criteria), unused),
        _sheet(REQUIREMENTS, (_requirement(item) for item in standard.requirements)),
        _sheet(
            EFFORTS_SHEET,
            (
                {"Effort": str(effort), "Meaning": standard.efforts.get(effort, "")}
                for effort in EFFORTS
            ),
        ),
        _sheet(CHANGES, _changes(lineage)),
    )


def next_sheets(standard: Standard) -> tuple[Sheet, ...]:
    """Return the sheets to write the edition after a standard in: it asks the same, and its code,
    title and year are not yet there.
    """
    later = replace(
        standard, code="", title="", edition=0, revision=1, reason="", supersedes=standard.code
    )
    return to_sheets(later, unchanged(standard))


def _sheet(
    name: str, rows: Iterator[Mapping[str, Entry]], unused: set[Column] | None = None
) -> Sheet:
    columns = tuple(column for column in COLUMNS[name] if column not in (unused or ()))
    return Sheet(
        name=name,
        columns=columns,
        rows=tuple(tuple(_entry(row.get(column.heading)) for column in columns) for row in rows),
    )


def _entry(value: Entry) -> Entry:
    return None if value == "" else value


def _about(standard: Standard) -> Mapping[str, Entry]:
    values: tuple[Entry, ...] = (
        standard.code,
        standard.title,
        standard.edition or None,
        standard.revision,
        standard.reason,
        standard.supersedes,
        standard.outcomes_required,
        standard.language,
    )
    return dict(zip(ABOUT_FIELDS, values, strict=True))


def _outcome(outcome: Outcome) -> Mapping[str, Entry]:
    rule = rule_document(outcome.rule)
    return {
        "Code": outcome.code,
        "Title": outcome.title,
        "About": outcome.about,
        "Unit": outcome.unit,
        "Rule": str(outcome.kind),
        **{heading: _number_at(rule, path) for heading, path in RULE_FIELDS.items()},
    }


def _number_at(tree: object, path: tuple[str, ...]) -> Entry:
    for key in path:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    if not isinstance(tree, int | float | Decimal):
        return None
    number = compact(exact(tree))
    return float(number) if isinstance(number, Decimal) else number


def _criterion(criterion: Criterion) -> Mapping[str, Entry]:
    groups: Mapping[Lens, Group] = {group.lens: group for group in criterion.groups}
    return {
        "Area": criterion.area,
        "Code": criterion.code,
        "Title": criterion.title,
        "Source": str(criterion.source or ""),
        "Statement": criterion.statement,
        "Why": criterion.why,
        "Prerequisites": ", ".join(criterion.prerequisites),
        **{at_least(lens).heading: group.at_least for lens, group in groups.items()},
        **{
            evidence(number).heading: item
            for number, item in enumerate(criterion.evidence, start=1)
        },
    }


def _requirement(requirement: Requirement) -> Mapping[str, Entry]:
    return {
        "Criterion": requirement.criterion,
        "Lens": str(requirement.lens),
        "Code": requirement.code,
        "Text": requirement.text,
        "Effort": requirement.effort,
        "May not apply": YES if requirement.may_not_apply else "",
    }


def _changes(lineage: Lineage | None) -> Iterator[Mapping[str, Entry]]:
    for link in lineage.links if lineage else ():
        yield {"From": link.old, "To": link.new, "Relation": str(link.relation)}
