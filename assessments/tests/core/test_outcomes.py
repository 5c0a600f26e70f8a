from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.core.document import Figure, Report
from assessments.core.outcomes import fallen_to, judge
from assessments.tests.core.strategies import QUICK, figure
from criteria.core.standard import OnPace, Outcome, Region
from criteria.tests.examples import small_standard

SMALL = small_standard()
BROADBAND, PM25, PRIORITY = SMALL.outcomes
NORTH, LATIN = Region.NORTH_AMERICA, Region.LATIN_AMERICA


def report(value: str, year: int = 2022, **more: Figure | None) -> Report:
    return Report(value=Decimal(value), year=year, **more)  # type: ignore[arg-type]


def test_nothing_reported_is_not_met() -> None:
    result = judge(PM25, None, NORTH)
    assert (result.met, str(result.why)) == (False, "No figure reported yet.")


@pytest.mark.parametrize(
    ("value", "region", "met"),
    [
        ("75", NORTH, True),
        ("74.999999999999", NORTH, False),
        ("74.999999999999", LATIN, True),
        ("65", LATIN, True),
        ("64.9", LATIN, False),
    ],
)
def test_a_threshold_is_that_of_the_region(value: str, region: Region, met: bool) -> None:
    assert judge(BROADBAND, report(value), region).met is met


def test_a_threshold_s_reason_names_value_rule_and_region() -> None:
    assert str(judge(BROADBAND, report("82.10", 2021), NORTH).why) == (
        "82.1 percent in 2021 reaches the 75 percent asked for in the United States and Canada."
    )
    assert str(judge(BROADBAND, report("6E+1", 2021), LATIN).why) == (
        "60 percent in 2021 is below the 65 percent asked for in Latin America."
    )


@pytest.mark.parametrize(
    ("value", "baseline", "met"),
    [
        ("10", None, True),
        ("10.01", None, False),
        ("13.5", figure("15", 2019), True),
        ("13.500000000001", figure("15", 2019), False),
        ("13.5", figure("15", 2020), False),
        ("10", figure("5", 2000), True),
        ("18.888888888888", figure("20.987654321", 2000), True),
        ("18.888888888889", figure("20.987654321", 2000), True),
        ("18.888888888901", figure("20.987654321", 2000), False),
    ],
)
def test_clean_or_clearly_falling_is_enough(value: str, baseline: Figure | None, met: bool) -> None:
    assert judge(PM25, report(value, baseline=baseline), NORTH).met is met


@pytest.mark.parametrize(
    ("value", "baseline", "why"),
    [
        ("8.4", None, "8.4 µg/m³ in 2022 is at most 10 µg/m³."),
        (
            "12",
            None,
            "12 µg/m³ in 2022 is above 10 µg/m³, and no baseline shows a fall of 10 percent.",
        ),
        (
            "12",
            figure("20", 2021),
            "12 µg/m³ in 2022 is above 10 µg/m³, and the baseline of 2021 is not 3 years older.",
        ),
        (
            "12",
            figure("15", 2018),
            "12 µg/m³ in 2022 is at most 13.5 µg/m³, a fall of 10 percent from 15 µg/m³ in 2018.",
        ),
        (
            "14",
            figure("15", 2018),
            (
                "14 µg/m³ in 2022 is above 10 µg/m³, and above 13.5 µg/m³,"
                " a fall of 10 percent from 15 µg/m³ in 2018."
            ),
        ),
    ],
)
def test_the_reason_for_a_concentration(value: str, baseline: Figure | None, why: str) -> None:
    assert str(judge(PM25, report(value, baseline=baseline), NORTH).why) == why


@QUICK
@given(st.decimals(0, 10**15, places=12), st.decimals(0, 100, places=6))
def test_a_fall_is_exact(value: Decimal, percent: Decimal) -> None:
    assert Fraction(fallen_to(value, percent)) == Fraction(value) * (100 - Fraction(percent)) / 100


@pytest.mark.parametrize(
    ("value", "year", "met"),
    [
        ("30", 2022, True),
        ("30.000000000001", 2022, False),
        ("20", 2026, True),
        ("20.1", 2026, False),
        ("20", 2030, True),
        ("20.1", 2030, False),
        ("45", 2019, False),
        ("-5", 2019, True),
    ],
)
def test_pace_is_kept_towards_a_lower_target(value: str, year: int, met: bool) -> None:
    reported = report(value, year, baseline=figure("40", 2018), target=figure("20", 2026))
    assert judge(PRIORITY, reported, NORTH).met is met


def test_the_reason_for_a_pace_is_in_whole_steps() -> None:
    ends = {"baseline": figure("40", 2018), "target": figure("20", 2026)}
    assert str(judge(PRIORITY, report("29", 2022, **ends), NORTH).why) == (
        "29 in 2022 is on pace from 40 in 2018 to 20 in 2026: 11 of 20 after 4 of 8 years."
    )
    assert str(judge(PRIORITY, report("41.5", 2022, **ends), NORTH).why) == (
        "41.5 in 2022 is behind pace from 40 in 2018 to 20 in 2026: -1.5 of 20 after 4 of 8 years."
    )


def test_a_pace_without_its_ends_is_not_met() -> None:
    assert str(judge(PRIORITY, report("1", baseline=figure("1", 2018)), NORTH).why) == (
        "No baseline and target reported yet."
    )
    level = report("1", baseline=figure("1", 2018), target=figure("1", 2026))
    assert not judge(PRIORITY, level, NORTH).met


VALUES = st.decimals(-(10**15), 10**15, places=12)


@QUICK
@given(VALUES, VALUES, VALUES, st.integers(1990, 2100), st.integers(1, 50), st.integers(1, 50))
def test_pace_is_the_rule_s_quotient_compared_without_rounding(
    value: Decimal, start: Decimal, end: Decimal, year: int, passed: int, years: int
) -> None:
    reported = Report(
        value=value,
        year=year + passed,
        baseline=Figure(value=start, year=year),
        target=Figure(value=end, year=year + years),
    )
    result = judge(Outcome(code="x", title="X", rule=OnPace()), reported, NORTH)
    if start == end:
        assert not result.met
    else:
        way = (Fraction(value) - Fraction(start)) / (Fraction(end) - Fraction(start))
        assert result.met == (way >= min(Fraction(1), Fraction(passed, years)))
