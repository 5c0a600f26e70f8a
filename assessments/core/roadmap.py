"""The cheapest way to a level: which criteria to earn next, by which requirements, in what order.

Exact, not greedy: of all sets of criteria that hold what is earned, hold every prerequisite of
what they hold, and reach the level's points, the one of least total effort; among equals the one
whose sorted codes come first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assessments.core.scoring import Claims, CriterionResult, Scorecard, applicable
from criteria.core.standard import Criterion, Requirement, Standard

Cheapest = tuple[tuple[int, int] | None, ...]
"""By number of members: least cost and, among equal costs, the largest mask; None if impossible."""

NOTHING: Final[Cheapest] = ((0, 0),)


class UnknownLevel(ValueError):
    """The standard has no level of this code."""

    def __init__(self, target: str, standard: Standard) -> None:
        known = ", ".join(level.code for level in standard.levels)
        super().__init__(f"{target} is not a level of {standard.code}; its levels: {known}")


@dataclass(frozen=True, kw_only=True)
class Step:
    """Earn a criterion by meeting these requirements; `unlocks` are criteria that wait for it."""

    criterion: str
    requirements: tuple[str, ...]
    effort: int
    unlocks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Roadmap:
    """Steps to a level, prerequisites first. `outcome_open`: an outcome is missing besides."""

    target: str
    points_needed: int
    effort: int
    outcome_open: bool
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the plain tree of the contract, keys in its order."""
        return {
            "target": self.target,
            "points_needed": self.points_needed,
            "effort": self.effort,
            "outcome_open": self.outcome_open,
            "steps": [
                {
                    "criterion": step.criterion,
                    "requirements": list(step.requirements),
                    "effort": step.effort,
                    "unlocks": list(step.unlocks),
                }
                for step in self.steps
            ],
        }


def plan(
    standard: Standard, claims: Claims, scorecard: Scorecard, target: str | None = None
) -> Roadmap:
    """Return the roadmap to a level, by default the scorecard's next or else the highest.

    `scorecard` is what `score` gives for the same standard and claims. Raises UnknownLevel.
    """
    levels = {level.code: level for level in standard.levels}
    if target is None:
        target = scorecard.next.level if scorecard.next else standard.levels[-1].code
    if target not in levels:
        raise UnknownLevel(target, standard)
    points_needed = max(0, levels[target].points - scorecard.points)
    unearned = [item for item in standard.criteria if item.code not in scorecard.earned]
    unmet = applicable(standard, claims) - claims.met
    work = {
        criterion.code: _cheapest_requirements(criterion, unmet, scorecard.criteria[criterion.code])
        for criterion in unearned
    }
    needs = {item.code: set(item.prerequisites) & work.keys() for item in unearned}
    effort = {code: sum(item.effort for item in items) for code, items in work.items()}
    chosen = cheapest_set(effort, needs, points_needed)
    steps = tuple(
        Step(
            criterion=code,
            requirements=tuple(requirement.code for requirement in work[code]),
            effort=effort[code],
            unlocks=tuple(item.code for item in unearned if code in item.prerequisites),
        )
        for code in _ordered(chosen, effort, needs)
    )
    return Roadmap(
        target=target,
        points_needed=points_needed,
        effort=sum(step.effort for step in steps),
        outcome_open=not scorecard.outcomes.enough,
        steps=steps,
    )


def _cheapest_requirements(
    criterion: Criterion, unmet: frozenset[str], result: CriterionResult
) -> tuple[Requirement, ...]:
    """Return which of the unmet to meet so that every group has enough, in the file's order."""
    chosen: set[str] = set()
    for group in criterion.groups:
        missing = max(0, result.groups[group.lens].needed - result.groups[group.lens].met)
        open_ones = [item for item in group.requirements if item.code in unmet]
        open_ones.sort(key=lambda requirement: requirement.effort)
        chosen.update(requirement.code for requirement in open_ones[:missing])
    return tuple(item for item in criterion.requirements if item.code in chosen)


def cheapest_set(
    cost: Mapping[str, int], needs: Mapping[str, set[str]], at_least: int
) -> tuple[str, ...]:
    """Return the cheapest set of at least so many codes that is closed under `needs`, sorted.

    Among sets of the same cost it is the first as a sorted tuple. `needs` must have no cycle and
    name only keys of `cost`; costs are not negative.
    """
    graph = _Graph.of(cost, needs)
    best: tuple[int, tuple[str, ...]] | None = None
    for entry in graph.cheapest(graph.everything)[at_least:]:
        if entry is not None:
            candidate = (entry[0], graph.codes_of(entry[1]))
            best = candidate if best is None else min(best, candidate)
    if best is None:
        raise ValueError(f"there are fewer than {at_least} codes")
    return best[1]


@dataclass(frozen=True, kw_only=True)
class _Graph:
    """Codes as bits: the first code on the highest, the last on the lowest.

    So, of two sets of one size, the larger mask is the one whose sorted codes come first. `above`
    and `below` hold, for each bit's place, all that it needs and all that need it, with itself.
    """

    codes: Sequence[str]
    cost: Sequence[int]
    above: Sequence[int]
    below: Sequence[int]
    known: dict[int, Cheapest] = field(default_factory=dict)

    @classmethod
    def of(cls, cost: Mapping[str, int], needs: Mapping[str, set[str]]) -> "_Graph":
        codes = sorted(cost, reverse=True)
        place = {code: index for index, code in enumerate(codes)}
        above = [0] * len(codes)
        below = [0] * len(codes)

        def all_needed(index: int) -> int:
            if not above[index]:
                above[index] = 1 << index
                for code in needs[codes[index]]:
                    above[index] |= all_needed(place[code])
            return above[index]

        for index in range(len(codes)):
            for needed in _bits(all_needed(index)):
                below[needed] |= 1 << index
        return cls(codes=codes, cost=[cost[code] for code in codes], above=above, below=below)

    @property
    def everything(self) -> int:
        return (1 << len(self.codes)) - 1

    def codes_of(self, mask: int) -> tuple[str, ...]:
        return tuple(sorted(self.codes[index] for index in _bits(mask)))

    def cheapest(self, nodes: int) -> Cheapest:
        """Return, by number of members, the best closed subset of `nodes`.

        Parts that nothing connects are solved apart and joined; a connected part is split on the
        node with most relatives: without it and all that need it, or with it and all it needs.
        """
        if not nodes:
            return NOTHING
        found = self.known.get(nodes)
        if found is None:
            parts = list(self._parts(nodes))
            if len(parts) > 1:
                found = NOTHING
                for part in parts:
                    found = _joined(found, self.cheapest(part))
            else:
                found = self._split(nodes)
            self.known[nodes] = found
        return found

    def _split(self, nodes: int) -> Cheapest:
        pivot = max(
            _bits(nodes),
            key=lambda index: ((self.above[index] | self.below[index]) & nodes).bit_count(),
        )
        without = self.cheapest(nodes & ~self.below[pivot])
        taken = self.above[pivot] & nodes
        price = sum(self.cost[index] for index in _bits(taken))
        others = self.cheapest(nodes & ~taken)
        return _better(without, _joined(others, (*[None] * taken.bit_count(), (price, taken))))

    def _parts(self, nodes: int) -> Iterator[int]:
        """Yield the connected parts of `nodes`."""
        while nodes:
            part, edge = 0, nodes & -nodes
            while edge:
                part |= edge
                reached = 0
                for index in _bits(edge):
                    reached |= self.above[index] | self.below[index]
                edge = reached & nodes & ~part
            yield part
            nodes &= ~part


def _bits(mask: int) -> Iterator[int]:
    """Yield the places of a mask's bits."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _preferred(
    one: tuple[int, int] | None, other: tuple[int, int] | None
) -> tuple[int, int] | None:
    if one is None or other is None:
        return one or other
    return one if (one[0], -one[1]) <= (other[0], -other[1]) else other


def _better(one: Cheapest, other: Cheapest) -> Cheapest:
    """Return, for each number of members, the better of two tables."""
    size = max(len(one), len(other))
    first = (*one, *[None] * (size - len(one)))
    second = (*other, *[None] * (size - len(other)))
    return tuple(map(_preferred, first, second))


def _joined(one: Cheapest, other: Cheapest) -> Cheapest:
    """Return the table of the unions of one's and the other's sets, which share no member."""
    best: list[tuple[int, int] | None] = [None] * (len(one) + len(other) - 1)
    for count, entry in enumerate(one):
        if entry is None:
            continue
        for more, addition in enumerate(other, start=count):
            if addition is not None:
                union = (entry[0] + addition[0], entry[1] | addition[1])
                best[more] = _preferred(best[more], union)
    return tuple(best)


def _ordered(
    chosen: Sequence[str], effort: Mapping[str, int], needs: Mapping[str, set[str]]
) -> list[str]:
    """Return the chosen codes, needs first; then longest chain behind, least effort, code."""
    open_needs = {code: needs[code] & set(chosen) for code in chosen}
    behind: dict[str, int] = {}

    def chain(code: str) -> int:
        if code not in behind:
            waiting = [other for other in chosen if code in open_needs[other]]
            behind[code] = 1 + max(map(chain, waiting), default=0)
        return behind[code]

    order: list[str] = []
    left = sorted(chosen, key=lambda code: (-chain(code), effort[code], code))
    while left:
        ready = next(code for code in left if open_needs[code].issubset(order))
        left.remove(ready)
        order.append(ready)
    return order
