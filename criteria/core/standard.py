"""A standard as values: read from a raw tree with every fault named, and written back.

The file's shape is the contract in docs: areas hold criteria, criteria hold up to three groups of
requirements, one for each lens; outcomes and levels stand beside them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import ClassVar, Final

from criteria.core.faults import Fault, Node, step
from criteria.core.numbers import compact
from criteria.core.writing import write_json

CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*([.-][A-Za-z0-9]+)*")
STANDARD_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
EFFORTS: Final = (1, 2, 3, 5, 8)
"""What a requirement may take, from days to months; the file's `efforts` say it in words."""
ALL_LENSES_SINCE: Final = 2022
"""The first edition in which every criterion has an equity and an engagement group."""
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
    """One edition. Everything stands in the file's order."""

    code: str
    title: str
    edition: int
    revision: int = 1
    reason: str = ""
    status: Status = Status.DRAFT
    supersedes: str = ""
    efforts: Mapping[int, str] = field(default_factory=dict, hash=False)
    outcomes_required: int
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


def parse_standard(tree: object) -> Standard:
    """Return the standard that a raw tree describes; raises Faulty with every fault in it."""
    root = Node.root(tree)
    fields = root.fields(
        required=("code", "title", "edition", "levels", "outcomes", "areas"),
        optional=("revision", "reason", "status", "supersedes", "efforts"),
    )
    edition = fields["edition"].whole(least=1990, most=2100)
    outcomes_required, outcomes = _parse_outcomes(fields["outcomes"])
    areas = _parse_areas(fields["areas"], edition)
    standard = Standard(
        code=fields["code"].code(STANDARD_CODE, most=41),
        title=fields["title"].text(most=LONGEST_TITLE),
        edition=edition or 0,
        revision=fields["revision"].whole(least=1, most=30_000) or 1,
        reason=_prose(fields["reason"]),
        status=fields["status"].one_of(Status) or Status.DRAFT,
        supersedes=fields["supersedes"].code(STANDARD_CODE, most=41),
        efforts=_parse_efforts(fields["efforts"]),
        outcomes_required=outcomes_required,
        levels=_parse_levels(fields["levels"], sum(len(area.criteria) for area in areas)),
        outcomes=outcomes,
        areas=areas,
    )
    if standard.revision > 1 and not fields["reason"].given:
        fields["reason"].fault("is missing; a revision above 1 names its reason")
    if standard.supersedes and standard.supersedes == standard.code:
        fields["supersedes"].fault("is the standard itself")
    _check_prerequisites(fields["areas"], standard)
    root.settle()
    return standard


def _prose(node: Node) -> str:
    return node.text(most=LONGEST_TEXT, lines=True).strip()


def _parse_efforts(node: Node) -> Mapping[int, str]:
    if not node.given:
        return {}
    fields = node.fields(required=[str(effort) for effort in EFFORTS])
    return {effort: _prose(fields[str(effort)]) for effort in EFFORTS}


def _parse_levels(node: Node, available: int) -> tuple[Level, ...]:
    levels = []
    codes = []
    below = 0
    for item in node.items(least=1, most=10):
        fields = item.fields(required=("code", "title", "points"))
        codes.append((fields["code"].code(CODE, most=20), fields["code"]))
        points = fields["points"].whole(least=1, most=MOST_CRITERIA)
        if points is not None:
            if points <= below:
                fields["points"].fault(f"must be more than the {below} of the level before")
            if 0 < available < points:
                fields["points"].fault(f"cannot be reached: there are {available} criteria")
            below = points
        levels.append(
            Level(
                code=codes[-1][0],
                title=fields["title"].text(most=LONGEST_TITLE),
                points=points or 0,
            )
        )
    _check_unique(codes)
    return tuple(levels)


def _parse_outcomes(node: Node) -> tuple[int, tuple[Outcome, ...]]:
    fields = node.fields(required=("at_least", "measures"))
    outcomes = []
    codes = []
    for item in fields["measures"].items(most=30):
        measure = item.fields(required=("code", "title", "rule"), optional=("about", "unit"))
        codes.append((measure["code"].code(CODE, most=30), measure["code"]))
        unit = measure["unit"].text(most=30)
        outcomes.append(
            Outcome(
                code=codes[-1][0],
                title=measure["title"].text(most=LONGEST_TITLE),
                about=_prose(measure["about"]),
                unit=unit,
                rule=_parse_rule(measure["rule"], unit),
            )
        )
    _check_unique(codes)
    measured = isinstance(fields["measures"].value, list | tuple)
    required = fields["at_least"].whole(least=0, most=len(outcomes) if measured else 30)
    return required or 0, tuple(outcomes)


def _parse_rule(node: Node, unit: str) -> Rule:
    kind_alone = node.value.get("kind") if isinstance(node.value, Mapping) else None
    match kind_alone:
        case RuleKind.AT_LEAST:
            fields = node.fields(required=("kind", "thresholds"))
            by_region = fields["thresholds"].fields(required=tuple(Region))
            most = Decimal(100) if unit == "percent" else None
            return AtLeast(
                thresholds={region: _amount(by_region[region], most=most) for region in Region}
            )
        case RuleKind.AT_MOST_OR_FALLING:
            fields = node.fields(required=("kind", "at_most", "falling_by_percent", "over_years"))
            return AtMostOrFalling(
                at_most=_amount(fields["at_most"]),
                falling_by_percent=_amount(fields["falling_by_percent"], most=Decimal(100)),
                over_years=fields["over_years"].whole(least=1, most=50) or 0,
            )
        case RuleKind.ON_PACE:
            node.fields(required=("kind",))
            return OnPace()
        case _:
            others = ("thresholds", "at_most", "falling_by_percent", "over_years")
            node.fields(required=("kind",), optional=others)["kind"].one_of(RuleKind)
            return OnPace()


def _amount(node: Node, *, most: Decimal | None = None) -> Decimal:
    """Return a number from 0 that a float holds exactly, so that any JSON store keeps it."""
    number = node.number()
    if number is None:
        return Decimal(0)
    if number < 0 or (most is not None and number > most):
        node.fault("must not be negative" if most is None else f"must be from 0 to {most}")
    elif number >= 10**9 or number != round(number, 6):
        node.fault("must be below 1000000000 and have at most 6 decimals")
    else:
        return number.normalize() + 0
    return Decimal(0)


def _parse_areas(node: Node, edition: int | None) -> tuple[Area, ...]:
    areas = []
    codes: list[tuple[str, Node]] = []
    criteria_codes: list[tuple[str, Node]] = []
    requirement_codes: list[tuple[str, Node]] = []
    for item in node.items(least=1, most=100):
        fields = item.fields(required=("code", "title", "criteria"), optional=("about",))
        code = fields["code"].code(CODE, most=20)
        codes.append((code, fields["code"]))
        criteria = [
            _parse_criterion(criterion_node, code, edition, criteria_codes, requirement_codes)
            for criterion_node in fields["criteria"].items(least=1, most=100)
        ]
        areas.append(
            Area(
                code=code,
                title=fields["title"].text(most=LONGEST_TITLE),
                about=_prose(fields["about"]),
                criteria=tuple(criteria),
            )
        )
    if len(criteria_codes) > MOST_CRITERIA:
        node.fault(f"must hold at most {MOST_CRITERIA} criteria")
    _check_unique(codes)
    _check_unique(criteria_codes)
    _check_unique(requirement_codes)
    return tuple(areas)


def _parse_criterion(
    node: Node,
    area: str,
    edition: int | None,
    codes: list[tuple[str, Node]],
    requirement_codes: list[tuple[str, Node]],
) -> Criterion:
    every_lens = edition is None or edition >= ALL_LENSES_SINCE
    lenses = tuple(Lens)
    fields = node.fields(
        required=("code", "title", "statement", *(lenses if every_lens else lenses[:1])),
        optional=("why", "evidence", "prerequisites", *lenses),
    )
    code = fields["code"].code(CODE, most=20)
    codes.append((code, fields["code"]))
    return Criterion(
        code=code,
        area=area,
        title=fields["title"].text(most=LONGEST_TITLE),
        statement=_prose(fields["statement"]),
        why=_prose(fields["why"]),
        evidence=tuple(_prose(item) for item in fields["evidence"].items(most=20)),
        prerequisites=tuple(
            item.code(CODE, most=20) for item in fields["prerequisites"].items(most=MOST_CRITERIA)
        ),
        groups=tuple(
            _parse_group(fields[lens], lens, code, requirement_codes)
            for lens in lenses
            if fields[lens].given
        ),
    )


def _parse_group(node: Node, lens: Lens, criterion: str, codes: list[tuple[str, Node]]) -> Group:
    fields = node.fields(required=("at_least", "requirements"))
    requirements = []
    for item in fields["requirements"].items(least=1, most=20):
        given = item.fields(required=("code", "text", "effort"), optional=("may_not_apply",))
        code = given["code"].code(CODE, most=30)
        codes.append((code, given["code"]))
        if code and criterion and not code.startswith(f"{criterion}."):
            given["code"].fault(f'must start with "{criterion}."')
        effort = given["effort"].whole(least=EFFORTS[0], most=EFFORTS[-1])
        if effort is not None and effort not in EFFORTS:
            given["effort"].fault(f"must be 1, 2, 3, 5 or 8, not {effort}")
        requirements.append(
            Requirement(
                code=code,
                criterion=criterion,
                lens=lens,
                text=_prose(given["text"]),
                effort=effort or 0,
                may_not_apply=given["may_not_apply"].flag(),
            )
        )
    at_least = fields["at_least"].whole(least=1, most=len(requirements) or 20)
    return Group(lens=lens, at_least=at_least or 0, requirements=tuple(requirements))


def _check_unique(codes: Iterable[tuple[str, Node]]) -> None:
    first: dict[str, Node] = {}
    for code, node in codes:
        if code and code in first:
            node.fault(f"is used already, at {first[code].path}")
        first.setdefault(code, node)


def _check_prerequisites(node: Node, standard: Standard) -> None:
    needs = {criterion.code: criterion.prerequisites for criterion in standard.criteria}
    places = {}
    for area_place, area in enumerate(standard.areas):
        for place, criterion in enumerate(area.criteria):
            path = f"{node.path}[{area_place}].criteria[{place}].prerequisites"
            places[criterion.code] = path
            for index, code in enumerate(criterion.prerequisites):
                at = Node(value=code, path=f"{path}[{index}]", found=node.found)
                if not code:
                    continue
                if code == criterion.code:
                    at.fault("is the criterion itself")
                elif code not in needs:
                    at.fault(f"is not a criterion of this standard: {code}")
                elif code in criterion.prerequisites[:index]:
                    at.fault(f"is named already: {code}")
    for cycle in _cycles(needs):
        round_trip = " needs ".join([*cycle, cycle[0]])
        Node(value=None, path=places[cycle[0]], found=node.found).fault(
            f"go round in a circle: {round_trip}"
        )


def _needed_first(needs: Mapping[str, Collection[str]]) -> list[str]:
    """Return the keys so that each stands after what it needs; there must be no cycle."""
    return [code for code, path in _walked(needs) if path is None]


def _cycles(needs: Mapping[str, Collection[str]]) -> list[list[str]]:
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


def to_document(standard: Standard) -> dict[str, object]:
    """Return the plain tree of a standard, which `parse_standard` reads back as the same."""
    return _given(
        {
            "code": standard.code,
            "title": standard.title,
            "edition": standard.edition,
            "revision": standard.revision,
            "reason": standard.reason,
            "status": str(standard.status),
            "supersedes": standard.supersedes,
            "efforts": {str(effort): text for effort, text in standard.efforts.items()},
            "levels": [
                {"code": level.code, "title": level.title, "points": level.points}
                for level in standard.levels
            ],
            "outcomes": {
                "at_least": standard.outcomes_required,
                "measures": [
                    _given(
                        {
                            "code": outcome.code,
                            "title": outcome.title,
                            "about": outcome.about,
                            "unit": outcome.unit,
                            "rule": rule_document(outcome.rule),
                        }
                    )
                    for outcome in standard.outcomes
                ],
            },
            "areas": [
                _given(
                    {
                        "code": area.code,
                        "title": area.title,
                        "about": area.about,
                        "criteria": [_criterion_document(item) for item in area.criteria],
                    }
                )
                for area in standard.areas
            ],
        }
    )


def _given(fields: dict[str, object]) -> dict[str, object]:
    """Leave out optional fields that say nothing."""
    return {key: value for key, value in fields.items() if value not in ("", {})}


def rule_document(rule: Rule) -> dict[str, object]:
    """Return the plain tree of an outcome's rule."""
    kind = str(rule.kind)
    match rule:
        case AtLeast():
            thresholds = {str(region): compact(value) for region, value in rule.thresholds.items()}
            return {"kind": kind, "thresholds": thresholds}
        case AtMostOrFalling():
            return {
                "kind": kind,
                "at_most": compact(rule.at_most),
                "falling_by_percent": compact(rule.falling_by_percent),
                "over_years": rule.over_years,
            }
        case OnPace():
            return {"kind": kind}


def _criterion_document(criterion: Criterion) -> dict[str, object]:
    groups: dict[str, object] = {
        str(group.lens): {
            "at_least": group.at_least,
            "requirements": [
                {
                    "code": requirement.code,
                    "text": requirement.text,
                    "effort": requirement.effort,
                    "may_not_apply": requirement.may_not_apply,
                }
                for requirement in group.requirements
            ],
        }
        for group in criterion.groups
    }
    return _given(
        {
            "code": criterion.code,
            "title": criterion.title,
            "statement": criterion.statement,
            "why": criterion.why,
            "evidence": list(criterion.evidence),
            "prerequisites": list(criterion.prerequisites),
            **groups,
        }
    )


def meaning(standard: Standard) -> dict[str, object]:
    """Return the plain tree of what may never change once published: everything but texts.

    The order of a group's requirements is part of it, because a roadmap follows that order.
    """
    return {
        "code": standard.code,
        "edition": standard.edition,
        "levels": {level.code: level.points for level in standard.levels},
        "outcomes": {
            "at_least": standard.outcomes_required,
            "measures": {
                outcome.code: {"unit": outcome.unit, "rule": rule_document(outcome.rule)}
                for outcome in standard.outcomes
            },
        },
        "criteria": {
            criterion.code: {
                "area": criterion.area,
                "prerequisites": sorted(criterion.prerequisites),
                "groups": {
                    str(group.lens): {
                        "at_least": group.at_least,
                        "order": [requirement.code for requirement in group.requirements],
                        "requirements": {
                            requirement.code: {
                                "effort": requirement.effort,
                                "may_not_apply": requirement.may_not_apply,
                            }
                            for requirement in group.requirements
                        },
                    }
                    for group in criterion.groups
                },
            }
            for criterion in standard.criteria
        },
    }


def differences(old: object, new: object, path: str = "$") -> tuple[Fault, ...]:
    """Return what differs between two plain trees, place by place."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: list[Fault] = []
        for key in dict.fromkeys((*old, *new)):
            at = step(path, str(key))
            if key not in new:
                found.append(Fault(path=at, message="was taken away"))
            elif key not in old:
                found.append(Fault(path=at, message="was added"))
            else:
                found += differences(old[key], new[key], at)
        return tuple(found)
    before, after = write_json(old), write_json(new)
    return () if before == after else (Fault(path=path, message=f"was {before}, is now {after}"),)


def fingerprint(tree: object) -> str:
    """Return the SHA-256, in hex, of a plain tree: the same for 75, 75.0 and Decimal("75.00")."""
    return sha256(write_json(tree, sort_keys=True).encode()).hexdigest()
