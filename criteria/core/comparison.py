"""Two editions beside each other: what became of every part, as a page of changes lists it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from criteria.core.lineage import Lineage, Link, Relation
from criteria.core.standard import Area, Criterion, Lens, Requirement, Standard


@dataclass(frozen=True, kw_only=True)
class RequirementChange:
    """A requirement of the newer edition, and those it came from; none for what is new.

    `parts` is how many requirements a split one became, this one included; otherwise 0.
    """

    requirement: Requirement
    relation: Relation
    olds: tuple[Requirement, ...]
    parts: int = 0


@dataclass(frozen=True, kw_only=True)
class LevelChange:
    """What a level takes in either edition; None where it has no such level."""

    code: str
    title: str
    old: int | None
    new: int | None


@dataclass(frozen=True, kw_only=True)
class MinimumChange:
    """How many requirements of a lens are needed, out of how many; None where none are asked."""

    lens: Lens
    old: tuple[int, int] | None
    new: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class CriterionChange:
    """`minimums` and `built_on` speak only of a criterion with one forerunner, where they changed.

    `dropped` are requirements of its forerunners that have no successor anywhere; `built_on` are
    its present prerequisites.
    """

    criterion: Criterion
    relation: Relation
    olds: tuple[Criterion, ...]
    requirements: tuple[RequirementChange, ...]
    dropped: tuple[Requirement, ...]
    minimums: tuple[MinimumChange, ...] = ()
    built_on: tuple[str, ...] | None = None

    def only(self, relation: Relation) -> "CriterionChange":
        """Return the requirements that have one relation."""
        return replace(
            self,
            requirements=tuple(item for item in self.requirements if item.relation is relation),
            dropped=self.dropped if relation is Relation.DROPPED else (),
        )


@dataclass(frozen=True, kw_only=True)
class AreaChanges:
    area: Area
    criteria: tuple[CriterionChange, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything of the newer edition in its order, then what the older one had besides.

    `counts` says how many requirements of the newer edition each relation has, and how many of
    the older one were dropped.
    """

    older: Standard
    newer: Standard
    areas: tuple[AreaChanges, ...]
    dropped: tuple[Criterion, ...]
    dropped_requirements: tuple[Requirement, ...]
    levels: tuple[LevelChange, ...]
    counts: Mapping[Relation, int] = field(hash=False)

    @property
    def other_minimums(self) -> int:
        """How many criteria that go on ask for another number of requirements than before."""
        return sum(bool(item.minimums) for area in self.areas for item in area.criteria)

    def only(self, relation: Relation) -> "Comparison":
        """Return what has one relation, with the counts of the whole."""
        areas = []
        for area in self.areas:
            criteria = [change.only(relation) for change in area.criteria]
            kept = tuple(item for item in criteria if item.requirements or item.dropped)
            if kept:
                areas.append(replace(area, criteria=kept))
        dropped = relation is Relation.DROPPED
        return replace(
            self,
            areas=tuple(areas),
            dropped=self.dropped if dropped else (),
            dropped_requirements=self.dropped_requirements if dropped else (),
        )


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """A row of a lineage that says `same`, although the texts differ."""

    old: str
    new: str
    old_text: str
    new_text: str


def disagreements(older: Standard, newer: Standard, lineage: Lineage) -> tuple[Disagreement, ...]:
    """Return the rows that say `same` of requirements, or of criteria, that are worded otherwise.

    Of a criterion its statement is compared; white space does not count.
    """
    before, after = _asked(older), _asked(newer)
    return tuple(
        Disagreement(
            old=link.old, new=link.new, old_text=before[link.old], new_text=after[link.new]
        )
        for link in lineage.links
        if link.relation is Relation.SAME and before[link.old].split() != after[link.new].split()
    )


def _asked(standard: Standard) -> Mapping[str, str]:
    return {
        **{item.code: item.statement for item in standard.criteria},
        **{item.code: item.text for item in standard.requirements},
    }


def compare(older: Standard, newer: Standard, lineage: Lineage) -> Comparison:
    """Lay two editions beside each other by a complete lineage between them."""
    areas = tuple(
        AreaChanges(
            area=area,
            criteria=tuple(criterion_change(older, item, lineage) for item in area.criteria),
        )
        for area in newer.areas
    )
    dropped_requirements = tuple(
        item for item in older.requirements if _is_dropped(lineage, item.code)
    )
    counts = Counter(
        item.relation for area in areas for change in area.criteria for item in change.requirements
    )
    counts[Relation.DROPPED] = len(dropped_requirements)
    return Comparison(
        older=older,
        newer=newer,
        areas=areas,
        dropped=tuple(item for item in older.criteria if _is_dropped(lineage, item.code)),
        dropped_requirements=dropped_requirements,
        levels=_levels(older, newer),
        counts={relation: counts[relation] for relation in Relation},
    )


def criterion_change(older: Standard, criterion: Criterion, lineage: Lineage) -> CriterionChange:
    """Return where a criterion of the newer edition came from, requirement by requirement."""
    links = lineage.predecessors(criterion.code)
    olds = tuple(older.criterion(link.old) for link in links if link.old)
    return CriterionChange(
        criterion=criterion,
        relation=_relation(links),
        olds=olds,
        requirements=tuple(
            _requirement_change(older, item, lineage) for item in criterion.requirements
        ),
        dropped=tuple(
            item for old in olds for item in old.requirements if _is_dropped(lineage, item.code)
        ),
        minimums=_minimums(olds[0], criterion) if len(olds) == 1 else (),
        built_on=_built_on(olds[0], criterion, lineage) if len(olds) == 1 else None,
    )


def _levels(older: Standard, newer: Standard) -> tuple[LevelChange, ...]:
    before = {level.code: level for level in older.levels}
    now = {level.code: level for level in newer.levels}
    return tuple(
        LevelChange(
            code=code,
            title=(now.get(code) or before[code]).title,
            old=before[code].points if code in before else None,
            new=now[code].points if code in now else None,
        )
        for code in dict.fromkeys((*now, *before))
    )


def _minimums(old: Criterion, new: Criterion) -> tuple[MinimumChange, ...]:
    before, now = (
        {group.lens: (group.at_least, len(group.requirements)) for group in item.groups}
        for item in (old, new)
    )
    return tuple(
        MinimumChange(lens=lens, old=before.get(lens), new=now.get(lens))
        for lens in Lens
        if before.get(lens) != now.get(lens)
    )


def _built_on(old: Criterion, new: Criterion, lineage: Lineage) -> tuple[str, ...] | None:
    became = {
        link.new for code in old.prerequisites for link in lineage.successors(code) if link.new
    }
    return None if became == set(new.prerequisites) else new.prerequisites


def _requirement_change(
    older: Standard, requirement: Requirement, lineage: Lineage
) -> RequirementChange:
    links = lineage.predecessors(requirement.code)
    relation = _relation(links)
    return RequirementChange(
        requirement=requirement,
        relation=relation,
        olds=tuple(older.requirement(link.old) for link in links if link.old),
        parts=len(lineage.successors(links[0].old)) if relation is Relation.SPLIT else 0,
    )


def _relation(links: tuple[Link, ...]) -> Relation:
    return links[0].relation if links else Relation.NEW


def _is_dropped(lineage: Lineage, code: str) -> bool:
    return all(link.relation is Relation.DROPPED for link in lineage.successors(code))
