"""Small standards to test with: as raw trees, in the shape of a standard's file."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from criteria.core.parsing import parse_standard
from criteria.core.standard import Standard

Tree = dict[str, Any]


def requirement(code: str, effort: int = 1, **more: object) -> Tree:
    return {"code": code, "text": f"What {code} asks for.", "effort": effort, **more}


def group(at_least: int, *requirements: Tree) -> Tree:
    return {"at_least": at_least, "requirements": list(requirements)}


def criterion(code: str, prerequisites: Sequence[str] = (), **more: object) -> Tree:
    """Return a criterion of two practice, one equity and one engagement requirement."""
    return {
        "code": code,
        "title": f"Title of {code}",
        "statement": f"The city does {code}.",
        "prerequisites": list(prerequisites),
        "practice": group(1, requirement(f"{code}.1", 2), requirement(f"{code}.2", 3)),
        "equity": group(1, requirement(f"{code}.E1", 2, may_not_apply=True)),
        "engagement": group(1, requirement(f"{code}.R1", 1)),
        **more,
    }


OUTCOMES: Tree = {
    "at_least": 1,
    "measures": [
        {
            "code": "broadband",
            "title": "Households with broadband",
            "unit": "percent",
            "rule": {
                "kind": "at_least",
                "thresholds": {"north-america": 75, "latin-america": 65},
            },
        },
        {
            "code": "pm25",
            "title": "Fine particles in the air",
            "unit": "µg/m³",
            "rule": {
                "kind": "at_most_or_falling",
                "at_most": 10,
                "falling_by_percent": 10,
                "over_years": 3,
            },
        },
        {"code": "priority", "title": "The city's own", "rule": {"kind": "on_pace"}},
    ],
}


def small_tree(**changes: object) -> Tree:
    """Return a published standard of four criteria in two areas; A2 needs A1, B1 needs A2."""
    return {
        "code": "small-2022",
        "title": "A small standard",
        "edition": 2022,
        "revision": 1,
        "status": "published",
        "efforts": {"1": "Days", "2": "Weeks", "3": "A quarter", "5": "Half a year", "8": "Years"},
        "levels": [
            {"code": "silver", "title": "Silver", "points": 2},
            {"code": "gold", "title": "Gold", "points": 3},
            {"code": "platinum", "title": "Platinum", "points": 4},
        ],
        "outcomes": deepcopy(OUTCOMES),
        "areas": [
            {
                "code": "A",
                "title": "Area A",
                "about": "What A is about.",
                "criteria": [criterion("A1"), criterion("A2", ["A1"])],
            },
            {
                "code": "B",
                "title": "Area B",
                "criteria": [criterion("B1", ["A2"]), criterion("B2")],
            },
        ],
        **changes,
    }


def small_standard(**changes: object) -> Standard:
    return parse_standard(small_tree(**changes))
