"""What came of a trial, as its page and its download show it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from assessments.models import Trial, TrialResult
from assessments.models.results import Stage
from assessments.models.trials import Kind
from cities.core.countries import COUNTRIES
from criteria.core.faults import Faulty
from criteria.core.lineage import Lineage, Relation
from criteria.core.standard import Criterion, Standard
from criteria.queries import Editions, editions, reading_language

T = TypeVar("T")

CERTAIN: Final = "certain"
LIKELY: Final = "likely"


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """The draft that was tried and the editions before it, in the reader's language.

    `stale`: the draft is another one by now.
    """

    row: Any
    standard: Standard
    found: Editions
    stale: bool

    def level_title(self, code: str) -> str:
        """Return a level's title in the draft or in the latest edition that has it."""
        for standard in self.standards:
            for level in standard.levels:
                if level.code == code:
                    return level.title
        return code or str(_("No level"))

    @property
    def standards(self) -> Iterator[Standard]:
        yield self.standard
        for code in self.found.older(self.standard.code):
            yield self.found.standard(code, reading_language())

    @property
    def levels(self) -> list[str]:
        """Codes of levels from none upwards; those that only older editions have stand last."""
        codes = dict.fromkeys([""])
        for standard in self.standards:
            codes |= dict.fromkeys(level.code for level in standard.levels)
        return list(codes)


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    level: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """How many cities go from which level (rows) to which (columns)."""

    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, kw_only=True)
class Open:
    """A requirement that is not met, or was not carried over."""

    code: str
    text: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class GroupLack:
    lens: str
    met: int
    needed: int
    open: tuple[Open, ...]


@dataclass(frozen=True, kw_only=True)
class Lost:
    criterion: Criterion | None
    code: str
    came_from: tuple[str, ...]
    blocked_by: tuple[str, ...]
    groups: tuple[GroupLack, ...]


@dataclass(frozen=True, kw_only=True)
class Why:
    """One figure's reasons; `by_points`: title of the level that the points alone would reach."""

    level: str
    points: int
    withheld: str
    by_points: str
    outcomes_required: int
    outcomes_met: int
    lost: tuple[Lost, ...]
    gained: tuple[str, ...]
    dropped: tuple[str, ...]
    not_earned: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One assessment in the list."""

    result: TrialResult
    kind: str
    kind_title: str
    before: str
    certain: Why | None
    likely: Why | None


def drafted(trial: Trial) -> Drafted:
    found = editions(drafts=True)
    row = next(row for row in found.rows.values() if row.pk == trial.standard_id)
    return Drafted(
        row=row,
        standard=found.standard(row.code, reading_language()),
        found=found,
        stale=(row.meaning_hash, row.changes_hash) != (trial.meaning_hash, trial.changes_hash),
    )


def matrix(trial: Trial, draft: Drafted, figure: str) -> Matrix:
    """Return the matrix of one figure, CERTAIN or LIKELY; one statement."""
    column = f"{figure}_level"
    counts = {
        (row["before_level"], row[column]): row["n"]
        for row in TrialResult.objects.filter(trial=trial, error="")
        .order_by()
        .values("before_level", column)
        .annotate(n=Count("pk"))
    }
    levels = draft.levels
    new = ["", *(level.code for level in draft.standard.levels)]
    rows = []
    for level in levels:
        row = tuple(counts.get((level, after), 0) for after in new)
        if sum(row) or level in new:
            rows.append(MatrixRow(level=draft.level_title(level), counts=row, total=sum(row)))
    return Matrix(columns=tuple(draft.level_title(code) for code in new), rows=tuple(rows))


def results_of(trial: Trial, *, kind: str = "", edition: str = "") -> QuerySet[TrialResult]:
    """Return the results by city, those of one kind and one edition where given."""
    rows = TrialResult.objects.filter(trial=trial).with_kind()
    if kind in Kind:
        rows = rows.of_kind(Kind(kind))
    if edition:
        rows = rows.filter(submission__assessment__standard__code=edition)
    return (
        rows.select_related("submission__assessment__city", "submission__assessment__standard")
        .defer(
            "submission__document",
            "submission__assessment__standard__document",
            "submission__assessment__standard__changes",
        )
        .order_by(
            "submission__assessment__city__search_name",
            "submission__assessment__standard__code",
            "pk",
        )
    )


def lines(draft: Drafted, results: Iterable[TrialResult]) -> list[Line]:
    ways: dict[str, Lineage | None] = {}
    found = []
    for result in results:
        edition = result.submission.assessment.standard.code
        if edition not in ways:
            ways[edition] = _way(draft, edition)
        found.append(_line(draft, ways[edition], result))
    return found


def _way(draft: Drafted, edition: str) -> Lineage | None:
    """Return the lineage into the draft; None too where an edition between was replaced since."""
    try:
        return draft.found.lineage(edition, draft.standard.code)
    except Faulty:
        return None


def _line(draft: Drafted, lineage: Lineage | None, result: TrialResult) -> Line:
    kind = Kind(result.kind)  # type: ignore[attr-defined]  # annotated by the query
    why: dict[str, Why | None] = {CERTAIN: None, LIKELY: None}
    if not result.error:
        for figure in why:
            why[figure] = _why(draft, lineage, result, figure)
    return Line(
        result=result,
        kind=kind.value,
        kind_title=str(kind.label),
        before=draft.level_title(result.before_level),
        certain=why[CERTAIN],
        likely=why[LIKELY],
    )


def _why(draft: Drafted, lineage: Lineage | None, result: TrialResult, figure: str) -> Why:
    tree: Mapping[str, Any] = result.why[figure]
    return Why(
        level=draft.level_title(getattr(result, f"{figure}_level")),
        points=getattr(result, f"{figure}_points"),
        withheld=tree["withheld"] or "",
        by_points=draft.level_title(tree["reached"]) if tree["reached"] else "",
        outcomes_required=tree["outcomes"]["required"],
        outcomes_met=len(tree["outcomes"]["met"]),
        lost=tuple(_lost(draft, lineage, item) for item in tree["lost"]),
        gained=tuple(tree["gained"]),
        dropped=tuple(tree["dropped"]),
        not_earned=len(tree["not_earned"]),
    )


def _lost(draft: Drafted, lineage: Lineage | None, tree: Mapping[str, Any]) -> Lost:
    return Lost(
        criterion=_known(draft.standard.criterion, tree["criterion"]),
        code=tree["criterion"],
        came_from=tuple(tree["from"]),
        blocked_by=tuple(tree["blocked_by"]),
        groups=tuple(
            GroupLack(
                lens=lens,
                met=group["met"],
                needed=group["needed"],
                open=tuple(_open(draft, lineage, code) for code in group["open"]),
            )
            for lens, group in tree["groups"].items()
        ),
    )


def _known(look_up: Callable[[str], T], code: str) -> T | None:
    """Return a part of the draft; None for one of a version that was replaced."""
    try:
        return look_up(code)
    except KeyError:
        return None


def _open(draft: Drafted, lineage: Lineage | None, code: str) -> Open:
    requirement = _known(draft.standard.requirement, code)
    links = lineage.predecessors(code) if lineage else ()
    return Open(
        code=code,
        text=requirement.text if requirement else "",
        relation=str(links[0].relation if links else Relation.NEW),
    )


HEADING: Final = (
    "city",
    "country",
    "edition",
    "stage",
    "kind",
    "level_now",
    "points_now",
    "level_certain",
    "points_certain",
    "level_likely",
    "points_likely",
    "withheld_likely",
    "lost_certain",
    "lost_likely",
    "gained_likely",
    "error",
)
"""Columns of the download: for programs, so they are not translated."""


def table_rows(results: Iterable[TrialResult]) -> Iterator[tuple[object, ...]]:
    """Return the rows of the download, by HEADING; codes as in the standards' files."""
    for result in results:
        assessment = result.submission.assessment
        certain, likely = (result.why.get(figure, {}) for figure in (CERTAIN, LIKELY))
        yield (
            assessment.city.name,
            COUNTRIES[assessment.city.country].name,
            assessment.standard.code,
            Stage(result.stage).value,
            result.kind,  # type: ignore[attr-defined]  # annotated by the query
            result.before_level,
            result.before_points,
            result.certain_level,
            result.certain_points,
            result.likely_level,
            result.likely_points,
            likely.get("withheld") or "",
            " ".join(item["criterion"] for item in certain.get("lost", ())),
            " ".join(item["criterion"] for item in likely.get("lost", ())),
            " ".join(likely.get("gained", ())),
            result.error,
        )
