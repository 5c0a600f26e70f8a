"""Claims and outcomes -> scorecard: the whole scoring rule, in integers and Decimals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from assessments.core.document import Answer, Report, Status
from assessments.core.outcomes import OutcomeResult, judge
from criteria.core.standard import Criterion, Group, Lens, Level, Region, Standard

ENGINE_VERSION: Final = "1"
"""Raised whenever the same claims could give another scorecard or roadmap."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Requirements, by code, that are met and that do not apply: by answers, or by verdicts."""

    met: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()


class Withheld(StrEnum):
    """Why there is no level."""

    POINTS = "points"
    OUTCOMES = "outcomes"


@dataclass(frozen=True, kw_only=True)
class GroupResult:
    """`met` of the `of` requirements that apply, where `needed` are enough."""

    met: int
    needed: int
    of: int

    @property
    def enough(self) -> bool:
        return self.met >= self.needed


@dataclass(frozen=True, kw_only=True)
class CriterionResult:
    """`blocked_by`: the direct prerequisites that are not earned."""

    earned: bool
    blocked_by: tuple[str, ...]
    groups: Mapping[Lens, GroupResult] = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class AreaResult:
    points: int
    available: int


@dataclass(frozen=True, kw_only=True)
class LensResult:
    """`met` of the `of` requirements of a lens that apply, over the whole standard."""

    met: int
    of: int


@dataclass(frozen=True, kw_only=True)
class NextLevel:
    """The level to aim for: it asks for `points`, of which `missing` are missing."""

    level: str
    points: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """How many outcomes are required, which are met, and why each is or is not."""

    required: int
    met: tuple[str, ...]
    detail: Mapping[str, OutcomeResult] = field(hash=False)

    @property
    def enough(self) -> bool:
        return len(self.met) >= self.required


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """What was earned and why. Every mapping is by code, in the standard's order."""

    standard: str
    level: str | None
    points: int
    available: int
    withheld: Withheld | None
    next: NextLevel | None
    outcomes: Outcomes
    areas: Mapping[str, AreaResult] = field(hash=False)
    lenses: Mapping[Lens, LensResult] = field(hash=False)
    criteria: Mapping[str, CriterionResult] = field(hash=False)

    @property
    def earned(self) -> frozenset[str]:
        return frozenset(code for code, result in self.criteria.items() if result.earned)

    def as_dict(self) -> dict[str, object]:
        """Return the plain tree of the contract, keys in its order."""
        return {
            "standard": self.standard,
            "level": self.level,
            "points": self.points,
            "available": self.available,
            "withheld": str(self.withheld) if self.withheld else None,
            "next": self.next
            and {
                "level": self.next.level,
                "points": self.next.points,
                "missing": self.next.missing,
            },
            "outcomes": {
                "required": self.outcomes.required,
                "met": list(self.outcomes.met),
                "detail": {
                    code: {"met": result.met, "why": str(result.why)}
                    for code, result in self.outcomes.detail.items()
                },
            },
            "areas": {
                code: {"points": area.points, "available": area.available}
                for code, area in self.areas.items()
            },
            "lenses": {
                str(lens): {"met": result.met, "of": result.of}
                for lens, result in self.lenses.items()
            },
            "criteria": {
                code: {
                    "earned": result.earned,
                    "blocked_by": list(result.blocked_by),
                    "groups": {
                        str(lens): {"met": group.met, "needed": group.needed, "of": group.of}
                        for lens, group in result.groups.items()
                    },
                }
                for code, result in self.criteria.items()
            },
        }


def claims(answers: Mapping[str, Answer]) -> Claims:
    """Return what a city claims by its own answers."""
    return claimed({code: answer.status for code, answer in answers.items()})


def claimed(statuses: Mapping[str, str | None]) -> Claims:
    """Return what is claimed by statuses, as words or as `Status`; none and "" claim nothing."""

    def having(status: Status) -> frozenset[str]:
        return frozenset(code for code, said in statuses.items() if said == status)

    return Claims(met=having(Status.IN_PLACE), not_applicable=having(Status.NOT_APPLICABLE))


def applicable(standard: Standard, claims: Claims) -> frozenset[str]:
    """Return the requirements that apply; only one that may not apply can be claimed not to."""
    return frozenset(
        requirement.code
        for requirement in standard.requirements
        if not (requirement.may_not_apply and requirement.code in claims.not_applicable)
    )


def score(
    standard: Standard, claims: Claims, outcomes: Mapping[str, Report], region: Region
) -> Scorecard:
    """Return the scorecard of a city of a region for its claims and its outcomes' reports."""
    applying = applicable(standard, claims)
    met = claims.met & applying
    criteria = _criteria(standard, met, applying)
    results = {
        item.code: judge(item, outcomes.get(item.code), region) for item in standard.outcomes
    }
    judged = Outcomes(
        required=standard.outcomes_required,
        met=tuple(code for code, result in results.items() if result.met),
        detail=results,
    )
    points = sum(result.earned for result in criteria.values())
    reached = [level for level in standard.levels if level.points <= points]
    withheld = _withheld(reached, judged)
    return Scorecard(
        standard=standard.code,
        level=None if withheld else reached[-1].code,
        points=points,
        available=len(standard.criteria),
        withheld=withheld,
        next=_next(standard, reached, withheld, points),
        outcomes=judged,
        areas={
            area.code: AreaResult(
                points=sum(criteria[item.code].earned for item in area.criteria),
                available=len(area.criteria),
            )
            for area in standard.areas
        },
        lenses={lens: _lens(standard, lens, met, applying) for lens in Lens},
        criteria=criteria,
    )


def _withheld(reached: list[Level], outcomes: Outcomes) -> Withheld | None:
    if not reached:
        return Withheld.POINTS
    return None if outcomes.enough else Withheld.OUTCOMES


def _next(
    standard: Standard, reached: list[Level], withheld: Withheld | None, points: int
) -> NextLevel | None:
    if withheld is Withheld.OUTCOMES:
        aim = reached[-1]
    elif len(reached) < len(standard.levels):
        aim = standard.levels[len(reached)]
    else:
        return None
    return NextLevel(level=aim.code, points=aim.points, missing=max(0, aim.points - points))


def _criteria(
    standard: Standard, met: frozenset[str], applying: frozenset[str]
) -> dict[str, CriterionResult]:
    earned: set[str] = set()
    results = {}
    for criterion in standard.prerequisites_first:
        result = _criterion(criterion, earned, met, applying)
        results[criterion.code] = result
        if result.earned:
            earned.add(criterion.code)
    return {criterion.code: results[criterion.code] for criterion in standard.criteria}


def _criterion(
    criterion: Criterion, earned: set[str], met: frozenset[str], applying: frozenset[str]
) -> CriterionResult:
    groups = {group.lens: _group(group, met, applying) for group in criterion.groups}
    blocked_by = tuple(code for code in criterion.prerequisites if code not in earned)
    return CriterionResult(
        earned=not blocked_by and all(group.enough for group in groups.values()),
        blocked_by=blocked_by,
        groups=groups,
    )


def _group(group: Group, met: frozenset[str], applying: frozenset[str]) -> GroupResult:
    codes = {requirement.code for requirement in group.requirements} & applying
    return GroupResult(met=len(codes & met), needed=min(group.at_least, len(codes)), of=len(codes))


def _lens(
    standard: Standard, lens: Lens, met: frozenset[str], applying: frozenset[str]
) -> LensResult:
    codes = {item.code for item in standard.requirements if item.lens is lens} & applying
    return LensResult(met=len(codes & met), of=len(codes))
