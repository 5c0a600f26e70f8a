"""The schema of `standard.yaml`."""

from collections.abc import Mapping

from criteria.core.schema.parts import (
    Schema,
    amount,
    code_,
    line,
    listed,
    one_of,
    prose,
    table,
    title,
    top,
    whole,
)
from criteria.core.standard import (
    ALL_LENSES_SINCE,
    CODE,
    EFFORTS,
    MOST_CRITERIA,
    STANDARD_CODE,
    Lens,
    Region,
    RuleKind,
    Source,
    Status,
)


def standard_schema() -> Schema:
    """Return the schema of `standard.yaml`."""
    schema = top(
        "A standard",
        "One edition of the certification's standard.",
        table(
            required={
                "code": code_(STANDARD_CODE, "Code of this edition, as its folder: wwc-2022."),
                "title": title("Name of the edition."),
                "edition": whole(1990, 2100, "Year of the edition."),
                "levels": _levels(),
                "outcomes": _outcomes(),
                "areas": listed(_area(), "Practice areas, in the order of reading.", 1, 100),
            },
            optional={
                "revision": whole(1, 30_000, "1; raised by each correction of a text."),
                "reason": prose("Why this revision; must be given from revision 2."),
                "status": one_of(Status, "draft until published; then never draft again."),
                "supersedes": code_(STANDARD_CODE, "Code of the edition before, if any."),
                "efforts": _efforts(),
            },
        ),
    )
    schema["allOf"] = [
        {
            "if": {"properties": {"revision": {"minimum": 2}}, "required": ["revision"]},
            "then": {"required": ["reason"]},
        },
        {
            "if": {
                "properties": {"edition": {"minimum": ALL_LENSES_SINCE}},
                "required": ["edition"],
            },
            "then": {"properties": {"areas": {"items": _every_lens()}}},
        },
    ]
    return schema


def _levels() -> Schema:
    level = table(
        required={
            "code": code_(CODE, "Code of the level.", 20),
            "title": title("Name of the level."),
            "points": whole(1, MOST_CRITERIA, "Points from which it is reached."),
        }
    )
    return listed(level, "Levels from the lowest to the highest.", 1, 10)


def _efforts() -> Schema:
    told = "What this number means, in words: from 1 (days) to 8 (a year or more)."
    return table(
        required={str(effort): prose(told) for effort in EFFORTS},
        told="What the numbers of effort mean, in words.",
    )


def _outcomes() -> Schema:
    measure = table(
        required={
            "code": code_(CODE, "Code of the outcome.", 30),
            "title": title("What is measured."),
            "rule": _rule(),
        },
        optional={
            "about": prose("What counts, and where figures come from."),
            "unit": line(30, "Unit of the figures; percent is held to 0 to 100."),
        },
    )
    measure["allOf"] = [
        {
            "if": {"properties": {"unit": {"const": "percent"}}, "required": ["unit"]},
            "then": {
                "properties": {
                    "rule": {
                        "properties": {"thresholds": {"additionalProperties": {"maximum": 100}}}
                    }
                }
            },
        }
    ]
    return table(
        required={
            "at_least": whole(0, 30, "Outcomes that must be met for any level."),
            "measures": listed(measure, "Measured results for residents.", 0, 30),
        },
        told="Results for residents that go with every level.",
    )


def _rule() -> Schema:
    regions = {str(region): amount("Value to reach here.") for region in Region}
    return {
        "description": "When the outcome is met.",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": one_of(RuleKind, "Kind of rule; each has its own fields.")},
        "oneOf": [
            _rule_of(
                RuleKind.AT_LEAST,
                "Met by a value that reaches the threshold of the city's region.",
                {"thresholds": table(required=regions, told="Threshold by region.")},
            ),
            _rule_of(
                RuleKind.AT_MOST_OR_FALLING,
                "Met by a value that is low enough, or fell by enough since the baseline.",
                {
                    "at_most": amount("Value that may not be exceeded."),
                    "falling_by_percent": {**amount("Fall in percent."), "maximum": 100},
                    "over_years": whole(1, 50, "Years by which the baseline is older at least."),
                },
            ),
            _rule_of(
                RuleKind.ON_PACE,
                "Met by a value that has come as far from baseline to target as the years have.",
                {},
            ),
        ],
    }


def _rule_of(kind: RuleKind, told: str, fields: Mapping[str, Schema]) -> Schema:
    return table(required={"kind": {"const": str(kind)}, **fields}, told=told)


def _area() -> Schema:
    return table(
        required={
            "code": code_(CODE, "Code of the area: DM.", 20),
            "title": title("Name of the practice area."),
            "criteria": listed(_criterion(), "Criteria, one point each.", 1, 100),
        },
        optional={"about": prose("What the area is about, for readers.")},
    )


def _criterion() -> Schema:
    lenses = {
        Lens.PRACTICE: "What the city does.",
        Lens.EQUITY: "For whom it works, and whom it leaves out.",
        Lens.ENGAGEMENT: "How residents take part and learn of it.",
    }
    groups = {str(lens): _group(told) for lens, told in lenses.items()}
    practice = str(Lens.PRACTICE)
    return table(
        required={
            "code": code_(CODE, "Code of the criterion: DM2.", 20),
            "title": title("Name of the criterion."),
            "statement": prose("What is so in a city that earns it, in one or two sentences."),
            practice: groups.pop(practice),
        },
        optional={
            "source": one_of(Source, "Whether the text is the programme's own or reconstructed."),
            "why": prose("What it is good for, in the words of the people who do it."),
            "evidence": listed(prose("What good evidence looks like."), "Evidence.", 0, 20),
            "prerequisites": listed(
                code_(CODE, "Code of a criterion.", 20),
                "Criteria that must be earned before this one counts.",
                0,
                MOST_CRITERIA,
            ),
            **groups,
        },
    )


def _every_lens() -> Schema:
    return {
        "properties": {"criteria": {"items": {"required": [str(lens) for lens in Lens]}}},
    }


def _group(told: str) -> Schema:
    requirement = table(
        required={
            "code": code_(CODE, "Code of the criterion, a dot, and a number: DM2.3.", 30),
            "text": prose("One fact that a document shows, to be answered with yes or no."),
            "effort": {
                "enum": list(EFFORTS),
                "description": "What it takes: one of the five numbers under efforts.",
            },
        },
        optional={
            "may_not_apply": {
                "type": "boolean",
                "default": False,
                "description": "true where some cities cannot meet it through no fault of theirs.",
            }
        },
    )
    return table(
        required={
            "at_least": whole(1, 20, "Requirements that are enough."),
            "requirements": listed(requirement, "Requirements of this group.", 1, 20),
        },
        told=told,
    )
