"""The lines of the pages that say what is, or was, carried over."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assessments.core.carry import Kind, Plan, enough
from assessments.core.scoring import Scorecard
from assessments.models import Answer, CarriedAnswer
from assessments.queries.carry import sources_tree
from assessments.queries.workspace import StoredAnswer, slug_of
from criteria.core.lineage import Relation
from criteria.core.standard import Area, Lens, Outcome, Requirement, Standard


class Became(StrEnum):
    """What became of a proposal; cleared: it was confirmed or replaced, and then emptied."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    ANSWERED_ANEW = "answered_anew"
    CLEARED = "cleared"


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A requirement of the older edition, and what was said of it."""

    code: str
    text: str
    says: str
    note: str
    parts: int = 1
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a requirement of the newer edition begins or began with.

    `says` and `note` are kept or proposed; `documents` are the titles of what supports it; `stored`
    is the answer as it stands now.
    """

    requirement: Requirement
    kind: Kind
    relation: Relation
    sources: tuple[SourceLine, ...]
    says: str = ""
    note: str = ""
    documents: tuple[str, ...] = ()
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    stored: StoredAnswer | None = None

    @property
    def became(self) -> Became:
        """What was done with a proposal since, told by the answer as it stands."""
        if self.waits or self.stored is None:
            return Became.WAITING
        if not self.stored.status:
            return Became.CLEARED
        same = self.stored.status == self.stored.proposed
        return Became.CONFIRMED if same else Became.ANSWERED_ANEW

    @property
    def waits(self) -> bool:
        return self.kind is Kind.TO_CONFIRM and self.confirmed_at is None

    @property
    def slug(self) -> str:
        return slug_of(self.requirement.code)


@dataclass(frozen=True, kw_only=True)
class AreaLines:
    """The lines of one area of the newer edition."""

    area: Area
    lines: tuple[Line, ...]

    @property
    def kept(self) -> tuple[Line, ...]:
        return self._of(Kind.KEPT)

    @property
    def to_confirm(self) -> tuple[Line, ...]:
        return self._of(Kind.TO_CONFIRM)

    @property
    def open(self) -> tuple[Line, ...]:
        return self._of(Kind.OPEN)

    @property
    def waiting(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.waits)

    @property
    def became(self) -> Counter[Became]:
        """Count the proposals by what became of them."""
        return Counter(line.became for line in self.to_confirm)

    def _of(self, kind: Kind) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind is kind)


@dataclass(frozen=True, kw_only=True)
class LensLine:
    """In how many of `of` criteria a lens's group has enough: now, and if all is confirmed."""

    lens: Lens
    certain: int
    provisional: int
    of: int


@dataclass(frozen=True, kw_only=True)
class FigureLine:
    """A figure for an outcome of the older edition."""

    outcome: Outcome
    value: Decimal
    year: int


@dataclass(frozen=True, kw_only=True)
class LeftBehind:
    """What has no place in the newer edition: by area of the older one, all of it or what was said.

    `evidence` counts the uses of documents beyond what a requirement can have.
    """

    areas: tuple[tuple[Area, tuple[SourceLine, ...]], ...]
    figures: tuple[FigureLine, ...]
    evidence: int

    @property
    def count(self) -> int:
        return sum(len(lines) for _, lines in self.areas)

    @property
    def answered(self) -> int:
        return sum(bool(line.says) for _, lines in self.areas for line in lines)


def lines_of_rows(
    rows: Iterable[CarriedAnswer],
    newer: Standard,
    older: Standard,
    answers: Mapping[str, StoredAnswer],
    documents: Mapping[str, tuple[str, ...]],
) -> dict[str, Line]:
    """Return lines by requirement code; `documents`: the titles that support each."""
    return {
        row.requirement.code: Line(
            requirement=newer.requirement(row.requirement.code),
            kind=Kind(row.kind),
            relation=Relation(row.relation),
            sources=tuple(_source_line(tree, older) for tree in row.sources),
            says=_says(row.status),
            note=row.note,
            documents=documents.get(row.requirement.code, ()),
            confirmed_by=row.confirmed_by.full_name if row.confirmed_by else "",
            confirmed_at=row.confirmed_at,
            stored=answers.get(row.requirement.code),
        )
        for row in rows
    }


def lines_of_plan(
    plan: Plan, newer: Standard, older: Standard, titles: Mapping[int, str]
) -> dict[str, Line]:
    """Return every requirement's line by code; `titles`: those of the city's documents."""
    return {
        item.requirement: Line(
            requirement=newer.requirement(item.requirement),
            kind=item.kind,
            relation=item.relation,
            sources=tuple(_source_line(tree, older) for tree in sources_tree(item)),
            says=_says(item.status or ""),
            note=item.note,
            documents=_titles(item.evidence, titles),
        )
        for item in plan.items
    }


def by_area(lines: Mapping[str, Line], newer: Standard) -> tuple[AreaLines, ...]:
    return tuple(
        AreaLines(
            area=area,
            lines=tuple(
                lines[item.code]
                for criterion in area.criteria
                for item in criterion.requirements
                if item.code in lines
            ),
        )
        for area in newer.areas
    )


def lens_lines(newer: Standard, certain: Scorecard, provisional: Scorecard) -> tuple[LensLine, ...]:
    now, then = enough(certain), enough(provisional)
    asked = Counter(group.lens for criterion in newer.criteria for group in criterion.groups)
    return tuple(
        LensLine(lens=lens, certain=now[lens], provisional=then[lens], of=asked[lens])
        for lens in Lens
        if asked[lens]
    )


def left_behind_lines(
    tree: Mapping[str, Any], older: Standard, titles: Mapping[int, str]
) -> LeftBehind:
    """Return what `left_behind_of` made, in the words of the older edition."""
    found: defaultdict[str, list[SourceLine]] = defaultdict(list)
    for entry in tree["answers"]:
        area = older.criterion(older.requirement(entry["code"]).criterion).area
        found[area].append(_source_line(entry, older, _titles(entry["evidence"], titles)))
    return LeftBehind(
        areas=tuple((area, tuple(found[area.code])) for area in older.areas if area.code in found),
        figures=tuple(
            FigureLine(
                outcome=older.outcome(entry["code"]),
                value=Decimal(entry["value"]),
                year=entry["year"],
            )
            for entry in tree["outcomes"]
        ),
        evidence=tree["evidence"],
    )


def _source_line(
    tree: Mapping[str, Any], older: Standard, documents: tuple[str, ...] = ()
) -> SourceLine:
    return SourceLine(
        code=tree["code"],
        text=older.requirement(tree["code"]).text,
        says=_says(tree["status"]),
        note=tree["note"],
        parts=tree.get("parts", 0),
        documents=documents,
    )


def _titles(keys: Iterable[int], titles: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(titles[key] for key in keys if key in titles)


def _says(status: str) -> str:
    return str(Answer.Status(status).label) if status else ""
