"""Prerequisites as a small graph: what a criterion builds on to its left, what needs it right."""

from dataclasses import dataclass

from criteria.core.standard import Criterion, Standard


@dataclass(frozen=True, kw_only=True)
class Place:
    """A criterion in the graph; columns count from the left, rows from the top, both from 0."""

    criterion: Criterion
    column: int
    row: int


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Places, and which code leads to which; a single place where nothing is connected."""

    places: tuple[Place, ...]
    edges: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> int:
        return max(place.column for place in self.places) + 1

    @property
    def rows(self) -> int:
        return max(place.row for place in self.places) + 1


def neighbourhood(standard: Standard, code: str) -> Graph:
    """Return everything that a criterion needs, and that needs it, over any number of steps.

    A column is the longest way from a criterion that needs nothing; raises KeyError for an unknown
    code.
    """
    start = standard.criterion(code)
    needs = {item.code: item.prerequisites for item in standard.criteria}
    needed_by = {
        code: tuple(other for other, its_needs in needs.items() if code in its_needs)
        for code in needs
    }
    codes = {start.code} | _reached(start.code, needs) | _reached(start.code, needed_by)
    columns: dict[str, int] = {}
    rows: dict[int, int] = {}
    places = []
    for criterion in standard.prerequisites_first:
        if criterion.code not in codes:
            continue
        before = [columns[needed] for needed in criterion.prerequisites if needed in columns]
        column = max(before) + 1 if before else 0
        columns[criterion.code] = column
        places.append(Place(criterion=criterion, column=column, row=rows.get(column, 0)))
        rows[column] = rows.get(column, 0) + 1
    edges = tuple(
        (needed, place.criterion.code)
        for place in places
        for needed in place.criterion.prerequisites
        if needed in codes
    )
    return Graph(places=tuple(places), edges=edges)


def _reached(start: str, ways: dict[str, tuple[str, ...]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(ways[start])
    while waiting:
        code = waiting.pop()
        if code not in reached:
            reached.add(code)
            waiting += ways[code]
    return reached
