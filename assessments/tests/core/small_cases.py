"""A full set of cases for the small standard of criteria/tests/examples.py."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from criteria.core.standard import Standard
from criteria.tests.examples import small_standard

Tree = dict[str, Any]

REGIONS: Final = {"US": "north-america", "CA": "north-america", "BR": "latin-america"}
STANDARD: Final[Standard] = small_standard()


def case(name: str, about: str, given: Tree, expect: Tree) -> Tree:
    return {"name": name, "about": about, "reason": "So it is.", "given": given, "expect": expect}


def tree(*cases: Tree, standard: str = "small-2022") -> Tree:
    return {"standard": standard, "cases": list(cases)}


def all_of(code: str) -> list[str]:
    return [item.code for item in STANDARD.criterion(code).requirements]


def _criterion_cases() -> list[Tree]:
    return [
        case("a1-met", "A1", {"enough_for": ["A1"]}, {"earned": ["A1"]}),
        case("a1-unmet", "A1", {"in_place": ["A1.1", "A1.E1"]}, {"not_earned": ["A1"]}),
        case("a2-met", "A2", {"enough_for": ["A1", "A2"]}, {"earned": ["A2"]}),
        case(
            "a2-unmet",
            "A2",
            {"enough_for": ["A1"], "in_place": ["A2.E1", "A2.R1"], "in_progress": ["A2.1"]},
            {"not_earned": ["A2"]},
        ),
        case("a2-waits", "A2", {"in_place": all_of("A2")}, waits("A2", "A1")),
        case("b1-met", "B1", {"enough_for": ["A1", "A2", "B1"]}, {"earned": ["B1"]}),
        case(
            "b1-unmet",
            "B1",
            {"enough_for": ["A1", "A2"], "in_place": ["B1.1"]},
            {"not_earned": ["B1"]},
        ),
        case("b1-waits", "B1", {"enough_for": ["A1", "B1"]}, waits("B1", "A2")),
        case("b2-met", "B2", {"enough_for": ["B2"]}, {"earned": ["B2"]}),
        case("b2-unmet", "B2", {"not_in_place": ["B2.1"]}, {"not_earned": ["B2"]}),
    ]


def waits(code: str, needed: str) -> Tree:
    return {"not_earned": [code], "blocked_by": {code: [needed]}}


def _not_applicable_cases() -> list[Tree]:
    """Every criterion's only equity item may not apply; its group then asks for nothing."""
    cases = []
    for criterion in STANDARD.criteria:
        code = criterion.code
        needed = [item for item in ("A1", "A2") if item < code]
        left = {"enough_for": needed, "not_applicable": [f"{code}.E1"]}
        cases += [
            case(
                f"{code.lower()}-equity-left",
                "not-applicable",
                {**left, "in_place": [f"{code}.1", f"{code}.R1"]},
                {"earned": [code]},
            ),
            case(
                f"{code.lower()}-equity-left-and-more-open",
                "not-applicable",
                {**left, "in_place": [f"{code}.1"]},
                {"not_earned": [code]},
            ),
        ]
    return cases


def on_pace(value: float, year: int) -> Tree:
    way = {"baseline": {"value": 40, "year": 2018}, "target": {"value": 20, "year": 2026}}
    return {"priority": {**way, "value": value, "year": year}}


def air(value: float, then: float | None = None, years: int = 3) -> Tree:
    baseline = {} if then is None else {"baseline": {"value": then, "year": 2022 - years}}
    return {"pm25": {"value": value, "year": 2022, **baseline}}


def _outcome_cases() -> list[Tree]:
    cases = []
    broadband: Sequence[tuple[str, str, float, bool]] = (
        ("us-reached", "US", 75, True),
        ("ca-missed", "CA", 74.9, False),
        ("br-reached", "BR", 65, True),
        ("br-missed", "BR", 64.5, False),
    )
    for name, country, value, met in broadband:
        given = {"country": country, "outcomes": {"broadband": {"value": value, "year": 2022}}}
        cases.append(judged(name, given, "broadband", met=met))
    others: Mapping[str, tuple[Tree, bool]] = {
        "air-kept": (air(10), True),
        "air-exceeded": (air(10.05), False),
        "air-fallen": (air(18, 20), True),
        "air-not-quite-fallen": (air(18.1, 20, 5), False),
        "air-too-young": (air(15, 20, 2), False),
        "pace-kept": (on_pace(30, 2022), True),
        "pace-missed": (on_pace(30.1, 2022), False),
        "pace-late": (on_pace(20, 2030), True),
    }
    for name, (outcomes, met) in others.items():
        cases.append(judged(name, {"outcomes": outcomes}, next(iter(outcomes)), met=met))
    return cases


def judged(name: str, given: Tree, outcome: str, *, met: bool) -> Tree:
    return case(name, "outcomes", given, {"outcomes_met" if met else "outcomes_not_met": [outcome]})


def _level_cases() -> list[Tree]:
    below: str | None = None
    cases = []
    for level, points in (("silver", 2), ("gold", 3), ("platinum", 4)):
        for name, reached, number in (("exactly", level, points), ("short", below, points - 1)):
            cases.append(
                case(
                    f"{level}-{name}",
                    "levels",
                    {"points": number, "outcomes": air(8)},
                    {"points": number, "level": reached},
                )
            )
        below = level
    withheld = {"level": None, "withheld": "outcomes"}
    return [*cases, case("no-outcome", "levels", {"points": 4}, withheld)]


FULL: Final[list[Tree]] = [
    *_criterion_cases(),
    *_not_applicable_cases(),
    *_outcome_cases(),
    *_level_cases(),
]
