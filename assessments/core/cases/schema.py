"""JSON Schema (draft 2020-12) of `cases.yaml`, for editors that complete and check."""

from typing import Final

from assessments.core.cases.case import Topic
from assessments.core.cases.parsing import LONGEST_NAME, LONGEST_REASON, MOST_CASES, NAME
from assessments.core.document import (
    FIRST_YEAR,
    GOALS,
    LAST_YEAR,
    LONGEST_SOURCE,
    LONGEST_TITLE,
    Status,
)
from assessments.core.scoring import Withheld
from criteria.core.schema.parts import Schema, code_, line, listed, prose, table, top, whole
from criteria.core.standard import CODE, MOST_CRITERIA, STANDARD_CODE

STATUSES: Final = {
    Status.IN_PLACE: "Requirements that are in place.",
    Status.IN_PROGRESS: "Requirements that are in progress: they do not count.",
    Status.NOT_IN_PLACE: "Requirements that are not in place.",
    Status.UNKNOWN: "Requirements nobody knows about: they do not count.",
    Status.NOT_APPLICABLE: "Requirements that do not apply; only those with may_not_apply.",
}


def cases_schema() -> Schema:
    """Return the schema of `cases.yaml`."""
    case = table(
        required={
            "name": code_(NAME, "Short name with hyphens: dm2-one-short.", LONGEST_NAME),
            "about": line(LONGEST_NAME, f"Code of a criterion, or one of {', '.join(Topic)}."),
            "reason": {**prose("Why the result follows, for people."), "maxLength": LONGEST_REASON},
            "given": _given(),
            "expect": _expect(),
        }
    )
    return top(
        "Cases of a standard",
        "Worked examples: what is given, what is expected to follow, and why.",
        table(
            required={
                "standard": code_(STANDARD_CODE, "Code of the standard."),
                "cases": listed(case, "The cases.", 0, MOST_CASES),
            }
        ),
    )


def _codes(told: str) -> Schema:
    return listed(code_(CODE, "A code.", LONGEST_NAME), told, 0, None)


def _given() -> Schema:
    return table(
        optional={
            "country": line(LONGEST_NAME, "Country of the city: US, CA, MX, BR and so on."),
            "points": whole(0, MOST_CRITERIA, "So many criteria are earned, prerequisites first."),
            "enough_for": _codes("Criteria of which just enough requirements are in place."),
            **{str(status): _codes(told) for status, told in STATUSES.items()},
            "outcomes": {
                "type": "object",
                "additionalProperties": _report(),
                "description": "Reports by outcome, as in an assessment document.",
            },
        },
        told="What the city answers and reports; all else is unanswered.",
    )


def _report() -> Schema:
    year = whole(FIRST_YEAR, LAST_YEAR, "Year of the value.")
    value: Schema = {"type": "number", "description": "Value in the outcome's unit."}
    figure = table(required={"value": value, "year": year})
    text: Schema = {"type": "string", "maxLength": LONGEST_SOURCE}
    return table(
        required={"value": value, "year": year},
        optional={
            "source": text,
            "title": line(LONGEST_TITLE, "What the city measures."),
            "sdg": whole(1, GOALS, "Sustainable Development Goal."),
            "baseline": figure,
            "target": figure,
        },
    )


def _expect() -> Schema:
    withheld = [*(str(item) for item in Withheld), None]
    return table(
        optional={
            "earned": _codes("Criteria that are earned."),
            "not_earned": _codes("Criteria that are not earned."),
            "blocked_by": {
                "type": "object",
                "additionalProperties": _codes("Prerequisites that are not earned."),
                "description": "By criterion: the prerequisites it waits for.",
            },
            "points": whole(0, MOST_CRITERIA, "Points in all."),
            "level": {"type": ["string", "null"], "description": "Level reached; null for none."},
            "withheld": {"enum": withheld, "description": "What keeps the level away, or null."},
            "outcomes_met": _codes("Outcomes that are met."),
            "outcomes_not_met": _codes("Outcomes that are not met."),
        },
        told="What is expected to follow; on all else the case is silent.",
    )
