"""Rule cases: worked examples beside a standard, and where the rule gives another result."""

from assessments.core.cases.case import Case, Expected, Given, Topic
from assessments.core.cases.coverage import gaps
from assessments.core.cases.parsing import parse_cases
from assessments.core.cases.running import differences, result

__all__ = [
    "Case",
    "Expected",
    "Given",
    "Topic",
    "differences",
    "gaps",
    "parse_cases",
    "result",
]
