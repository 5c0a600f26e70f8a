"""A case as values: what is given, what is expected, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessments.core.document import Report, Status
from assessments.core.scoring import Withheld
from criteria.core.faults import Absent
from criteria.core.standard import Region


class Topic(StrEnum):
    """What a case may be about, other than a criterion."""

    LEVELS = "levels"
    OUTCOMES = "outcomes"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a city answers and reports; what is not named is unanswered."""

    region: Region
    answers: Mapping[str, Status] = field(hash=False)
    outcomes: Mapping[str, Report] = field(hash=False)

    @property
    def not_applicable(self) -> frozenset[str]:
        return frozenset(
            code for code, status in self.answers.items() if status is Status.NOT_APPLICABLE
        )


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a case says of the result; on everything else it is silent.

    `level` and `withheld` may be expected to be nothing at all (None), or not be mentioned.
    """

    earned: tuple[str, ...] = ()
    not_earned: tuple[str, ...] = ()
    blocked_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    points: int | None = None
    level: str | Absent | None = Absent.ABSENT
    withheld: Withheld | Absent | None = Absent.ABSENT
    outcomes_met: tuple[str, ...] = ()
    outcomes_not_met: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """A worked example: `about` is a criterion's code or a topic, `path` its place in a file."""

    name: str
    about: str
    reason: str
    given: Given
    expected: Expected
    path: str = "$"
