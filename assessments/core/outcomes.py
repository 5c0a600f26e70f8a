"""The three rules that say whether a measured result for residents is met, and why.

Every comparison is exact: products are compared, never a rounded quotient.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assessments.core.document import Report
from criteria.core.numbers import EXACT
from criteria.core.standard import AtLeast, AtMostOrFalling, Outcome, Region
from criteria.core.words import Filling, Words, counted

PLACES: Final = {
    Region.NORTH_AMERICA: Words("in the United States and Canada"),
    Region.LATIN_AMERICA: Words("in Latin America"),
}
PERCENT: Final = "percent"


@dataclass(frozen=True, kw_only=True)
class OutcomeResult:
    """Whether an outcome is met, and why in one sentence."""

    met: bool
    why: Words


def amount(number: Decimal, unit: str) -> Filling:
    """Return a number with an outcome's unit."""
    if not unit:
        return number
    if unit == PERCENT:
        return Words("%(number)s percent", {"number": number})
    return Words("%(number)s %(unit)s", {"number": number, "unit": unit})


def judge(outcome: Outcome, report: Report | None, region: Region) -> OutcomeResult:
    """Return whether a city of a region meets an outcome with what it reports."""
    if report is None:
        return OutcomeResult(met=False, why=Words("No figure reported yet."))
    match outcome.rule:
        case AtLeast() as rule:
            return _judge_at_least(rule, report, region, outcome.unit)
        case AtMostOrFalling() as rule:
            return _judge_at_most_or_falling(rule, report, outcome.unit)
        case _:
            return _judge_on_pace(report, outcome.unit)


def _judge_at_least(rule: AtLeast, report: Report, region: Region, unit: str) -> OutcomeResult:
    threshold = rule.thresholds[region]
    values = {
        **_now(report, unit),
        "threshold": amount(threshold, unit),
        "place": PLACES[region],
    }
    if report.value >= threshold:
        why = Words("%(value)s in %(year)s reaches the %(threshold)s asked for %(place)s.", values)
        return OutcomeResult(met=True, why=why)
    why = Words("%(value)s in %(year)s is below the %(threshold)s asked for %(place)s.", values)
    return OutcomeResult(met=False, why=why)


def _judge_at_most_or_falling(rule: AtMostOrFalling, report: Report, unit: str) -> OutcomeResult:
    values = {
        **_now(report, unit),
        "most": amount(rule.at_most, unit),
        "percent": rule.falling_by_percent,
    }
    if report.value <= rule.at_most:
        why = Words("%(value)s in %(year)s is at most %(most)s.", values)
        return OutcomeResult(met=True, why=why)
    if report.baseline is None:
        why = Words(
            "%(value)s in %(year)s is above %(most)s, and no baseline shows a fall of "
            "%(percent)s percent.",
            values,
        )
        return OutcomeResult(met=False, why=why)
    baseline = report.baseline
    values |= {
        "baseline": amount(baseline.value, unit),
        "baseline_year": baseline.year,
        "years": rule.over_years,
    }
    if report.year - baseline.year < rule.over_years:
        why = counted(
            "%(value)s in %(year)s is above %(most)s, and the baseline of %(baseline_year)s is "
            "not %(years)s year older.",
            "%(value)s in %(year)s is above %(most)s, and the baseline of %(baseline_year)s is "
            "not %(years)s years older.",
            rule.over_years,
            **values,
        )
        return OutcomeResult(met=False, why=why)
    fallen = fallen_to(baseline.value, rule.falling_by_percent)
    values["fallen"] = amount(fallen, unit)
    if report.value <= fallen:
        why = Words(
            "%(value)s in %(year)s is at most %(fallen)s, a fall of %(percent)s percent from "
            "%(baseline)s in %(baseline_year)s.",
            values,
        )
        return OutcomeResult(met=True, why=why)
    why = Words(
        "%(value)s in %(year)s is above %(most)s, and above %(fallen)s, a fall of %(percent)s "
        "percent from %(baseline)s in %(baseline_year)s.",
        values,
    )
    return OutcomeResult(met=False, why=why)


def fallen_to(value: Decimal, percent: Decimal) -> Decimal:
    """Return what is left of a value after a fall of so many percent, exactly."""
    left = EXACT.subtract(Decimal(100), percent)
    return EXACT.scaleb(EXACT.multiply(value, left), -2)


def _judge_on_pace(report: Report, unit: str) -> OutcomeResult:
    baseline, target = report.baseline, report.target
    if baseline is None or target is None:
        return OutcomeResult(met=False, why=Words("No baseline and target reported yet."))
    whole_way = EXACT.subtract(target.value, baseline.value)
    years = target.year - baseline.year
    passed = report.year - baseline.year
    if not whole_way or years <= 0 or passed <= 0:
        why = Words("Value and target must differ from the baseline and be later than it.")
        return OutcomeResult(met=False, why=why)
    way = EXACT.subtract(report.value, baseline.value)
    if whole_way < 0:
        way, whole_way = EXACT.minus(way), EXACT.minus(whole_way)
    met = EXACT.multiply(way, Decimal(years)) >= EXACT.multiply(
        whole_way, Decimal(min(passed, years))
    )
    values = {
        **_now(report, unit),
        "baseline": amount(baseline.value, unit),
        "baseline_year": baseline.year,
        "target": amount(target.value, unit),
        "target_year": target.year,
        "way": way,
        "whole": whole_way,
        "passed": passed,
        "years": years,
    }
    return OutcomeResult(met=met, why=_on_pace(values, years) if met else _behind(values, years))


def _on_pace(values: Mapping[str, Filling], years: int) -> Words:
    """Tell of the pace; English says "1 of 1 years", other languages may not."""
    return counted(
        "%(value)s in %(year)s is on pace from %(baseline)s in %(baseline_year)s to %(target)s in "
        "%(target_year)s: %(way)s of %(whole)s after %(passed)s of %(years)s years.",
        "%(value)s in %(year)s is on pace from %(baseline)s in %(baseline_year)s to %(target)s in "
        "%(target_year)s: %(way)s of %(whole)s after %(passed)s of %(years)s years.",
        years,
        **values,
    )


def _behind(values: Mapping[str, Filling], years: int) -> Words:
    return counted(
        "%(value)s in %(year)s is behind pace from %(baseline)s in %(baseline_year)s to "
        "%(target)s in %(target_year)s: %(way)s of %(whole)s after %(passed)s of %(years)s years.",
        "%(value)s in %(year)s is behind pace from %(baseline)s in %(baseline_year)s to "
        "%(target)s in %(target_year)s: %(way)s of %(whole)s after %(passed)s of %(years)s years.",
        years,
        **values,
    )


def _now(report: Report, unit: str) -> dict[str, Filling]:
    return {"value": amount(report.value, unit), "year": report.year}
