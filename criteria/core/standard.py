"""A standard as values: areas hold criteria, criteria hold up to three groups of requirements, one
for each lens; outcomes and levels stand beside them.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Final

from criteria.core.words import Words

CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*([.-][A-Za-z0-9]+)*")
STANDARD_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
CODE_LIKE: Final = Words("letters and digits, with dots or hyphens between, such as DM2.1")
STANDARD_CODE_LIKE: Final = Words("small letters, digits and hyphens, such as wwc-2026")
"""What well-formed codes look like."""
RESERVED_CODES: Final = ("current", "glossary", "search")
"""Codes that no edition may have: addresses beside those of the editions."""
EFFORTS: Final = (1, 2, 3, 5, 8)
"""What a requirement may take, from days to months; the file's `efforts` say it in words."""
ALL_LENSES_SINCE: Final = 2022
"""The first edition in which every criterion has an equity and an engagement group."""
ENGLISH: Final = "en"
"""The language a standard's file is written in."""
MOST_CRITERIA: Final = 200
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 4000


class Lens(StrEnum):
    """What a requirement looks at."""

    PRACTICE = "practice"
    EQUITY = "equity"
    ENGAGEMENT = "engagement"


class Region(StrEnum):
    """Where a city stands, for outcomes whose threshold differs."""

    NORTH_AMERICA = "north-america"
    LATIN_AMERICA = "latin-america"


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Source(StrEnum):
    """Where a criterion comes from, when an edition's own texts are not all public."""

    PUBLIC = "public"
    RECONSTRUCTED = "reconstructed"


class RuleKind(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST_OR_FALLING = "at_most_or_falling"
    ON_PACE = "on_pace"


@dataclass(frozen=True, kw_only=True)
class AtLeast:
    """Met by a value that reaches the threshold of the city's region."""

    kind: ClassVar = RuleKind.AT_LEAST
    thresholds: Mapping[Region, Decimal] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class AtMostOrFalling:
    """Met by a value of `at_most`, or one that fell by so many percent over so many years."""

    kind: ClassVar = RuleKind.AT_MOST_OR_FALLING
    at_most: Decimal
    falling_by_percent: Decimal
    over_years: int


@dataclass(frozen=True, kw_only=True)
class OnPace:
    """Met by a value that has come as far from baseline to target as the years have."""

    kind: ClassVar = RuleKind.ON_PACE


Rule = AtLeast | AtMostOrFalling | OnPace


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A measured result for residents, and the rule that says when it is met."""

    code: str
    title: str
    rule: Rule
    about: str = ""
    unit: str = ""

    @property
    def kind(self) -> RuleKind:
        return self.rule.kind


@dataclass(frozen=True, kw_only=True)
class Level:
    code: str
    title: str
    points: int


@dataclass(frozen=True, kw_only=True)
class Requirement:
    code: str
    criterion: str
    lens: Lens
    text: str
    effort: int
    may_not_apply: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """One lens's requirements of a criterion; `at_least` so many of them must be met."""

    lens: Lens
    at_least: int
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One point: earned with every group and every prerequisite."""

    code: str
    area: str
    title: str
    source: Source | None = None
    statement: str
    why: str = ""
    evidence: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    groups: tuple[Group, ...]

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(item for group in self.groups for item in group.requirements)


@dataclass(frozen=True, kw_only=True)
class Area:
    code: str
    title: str
    about: str = ""
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Standard:
    """One edition. Everything stands in the file's order; its texts are in `language`."""

    code: str
    title: str
    edition: int
    revision: int = 1
    reason: str = ""
    status: Status = Status.DRAFT
    supersedes: str = ""
    efforts: Mapping[int, str] = field(default_factory=dict, hash=False)
    outcomes_required: int
    language: str = ENGLISH
    levels: tuple[Level, ...]
    outcomes: tuple[Outcome, ...]
    areas: tuple[Area, ...]

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for area in self.areas for criterion in area.criteria)

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(item for criterion in self.criteria for item in criterion.requirements)

    @cached_property
    def prerequisites_first(self) -> tuple[Criterion, ...]:
        """Every criterion, after all of its prerequisites."""
        needs = {criterion.code: criterion.prerequisites for criterion in self.criteria}
        return tuple(self._criteria[code] for code in _needed_first(needs))

    def area(self, code: str) -> Area:
        """Return an area; raises KeyError, as the other look-ups do."""
        return self._areas[code]

    def criterion(self, code: str) -> Criterion:
        return self._criteria[code]

    def requirement(self, code: str) -> Requirement:
        return self._requirements[code]

    def level(self, code: str) -> Level:
        return self._levels[code]

    def outcome(self, code: str) -> Outcome:
        return self._outcomes[code]

    @cached_property
    def _areas(self) -> Mapping[str, Area]:
        return {area.code: area for area in self.areas}

    @cached_property
    def _criteria(self) -> Mapping[str, Criterion]:
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def _requirements(self) -> Mapping[str, Requirement]:
        return {requirement.code: requirement for requirement in self.requirements}

    @cached_property
    def _levels(self) -> Mapping[str, Level]:
        return {level.code: level for level in self.levels}

    @cached_property
    def _outcomes(self) -> Mapping[str, Outcome]:
        return {outcome.code: outcome for outcome in self.outcomes}


def _needed_first(needs: Mapping[str, Collection[str]]) -> list[str]:
    """Return the keys so that each stands after what it needs; there must be no cycle."""
    return [code for code, path in _walked(needs) if path is None]


def cycles(needs: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Return one cycle of two or more for each need that closes one."""
    return [path[path.index(code) :] for code, path in _walked(needs) if path is not None]


def _walked(needs: Mapping[str, Collection[str]]) -> Iterator[tuple[str, list[str] | None]]:
    """Walk depth first; yield each code when what it needs is done, and each path that closes."""
    done: set[str] = set()
    for start in needs:
        if start in done:
            continue
        path = [start]
        waiting = [iter(needs[start])]
        while path:
            needed = next(waiting[-1], None)
            if needed is None:
                waiting.pop()
                done.add(path[-1])
                yield path.pop(), None
            elif needed in path:
                if needed != path[-1]:
                    yield needed, list(path)
            elif needed in needs and needed not in done:
                path.append(needed)
                waiting.append(iter(needs[needed]))
