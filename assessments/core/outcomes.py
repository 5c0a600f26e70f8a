"""The three rules that say whether a measured result for residents is met, and why.

Every comparison is exact: products are compared, never a rounded quotient.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assessments.core.document import Figure, Report
from criteria.core.numbers import EXACT, plain
from criteria.core.standard import AtLeast, AtMostOrFalling, Outcome, Region

PLACES: Final = {
    Region.NORTH_AMERICA: "the United States and Canada",
    Region.LATIN_AMERICA: "Latin America",
}
UNITS: Final = {"percent": " percent", "": ""}


@dataclass(frozen=True, kw_only=True)
class OutcomeResult:
    """Whether an outcome is met, and why in one sentence."""

    met: bool
    why: str


def judge(outcome: Outcome, report: Report | None, region: Region) -> OutcomeResult:
    """Return whether a city of a region meets an outcome with what it reports."""
    if report is None:
        return OutcomeResult(met=False, why="No figure reported yet.")
    unit = UNITS.get(outcome.unit, f" {outcome.unit}")
    match outcome.rule:
        case AtLeast() as rule:
            return _judge_at_least(rule, report, region, unit)
        case AtMostOrFalling() as rule:
            return _judge_at_most_or_falling(rule, report, unit)
        case _:
            return _judge_on_pace(report, unit)


def _judge_at_least(rule: AtLeast, report: Report, region: Region, unit: str) -> OutcomeResult:
    threshold = rule.thresholds[region]
    met = report.value >= threshold
    return OutcomeResult(
        met=met,
        why=(
            f"{plain(report.value)}{unit} in {report.year} {'reaches' if met else 'is below'}"
            f" the {plain(threshold)}{unit} asked for in {PLACES[region]}."
        ),
    )


def _judge_at_most_or_falling(rule: AtMostOrFalling, report: Report, unit: str) -> OutcomeResult:
    now = f"{plain(report.value)}{unit} in {report.year}"
    at_most = f"{plain(rule.at_most)}{unit}"
    if report.value <= rule.at_most:
        return OutcomeResult(met=True, why=f"{now} is at most {at_most}.")
    fall = f"a fall of {plain(rule.falling_by_percent)} percent"
    above = f"{now} is above {at_most}, and"
    if report.baseline is None:
        return OutcomeResult(met=False, why=f"{above} no baseline shows {fall}.")
    baseline = report.baseline
    then = f"{plain(baseline.value)}{unit} in {baseline.year}"
    if report.year - baseline.year < rule.over_years:
        years = "1 year" if rule.over_years == 1 else f"{rule.over_years} years"
        return OutcomeResult(
            met=False, why=f"{above} the baseline of {baseline.year} is not {years} older."
        )
    fallen = fallen_to(baseline.value, rule.falling_by_percent)
    if report.value <= fallen:
        return OutcomeResult(
            met=True,
            why=f"{now} is at most {plain(fallen)}{unit}, {fall} from {then}.",
        )
    return OutcomeResult(met=False, why=f"{above} above {plain(fallen)}{unit}, {fall} from {then}.")


def fallen_to(value: Decimal, percent: Decimal) -> Decimal:
    """Return what is left of a value after a fall of so many percent, exactly."""
    left = EXACT.subtract(Decimal(100), percent)
    return EXACT.scaleb(EXACT.multiply(value, left), -2)


def _judge_on_pace(report: Report, unit: str) -> OutcomeResult:
    baseline, target = report.baseline, report.target
    if baseline is None or target is None:
        return OutcomeResult(met=False, why="No baseline and target reported yet.")
    whole_way = EXACT.subtract(target.value, baseline.value)
    years = target.year - baseline.year
    passed = report.year - baseline.year
    if not whole_way or years <= 0 or passed <= 0:
        return OutcomeResult(
            met=False, why="Value and target must differ from the baseline and be later than it."
        )
    way = EXACT.subtract(report.value, baseline.value)
    if whole_way < 0:
        way, whole_way = EXACT.minus(way), EXACT.minus(whole_way)
    met = EXACT.multiply(way, Decimal(years)) >= EXACT.multiply(
        whole_way, Decimal(min(passed, years))
    )
    return OutcomeResult(
        met=met,
        why=(
            f"{_of(Figure(value=report.value, year=report.year), unit)} is"
            f" {'on' if met else 'behind'} pace from {_of(baseline, unit)} to {_of(target, unit)}:"
            f" {plain(way)} of {plain(whole_way)} after {passed} of {years} years."
        ),
    )


def _of(figure: Figure, unit: str) -> str:
    return f"{plain(figure.value)}{unit} in {figure.year}"
