import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.core.context import (
    LOGARITHMIC,
    Scale,
    compared_value,
    population_deviation,
    robust_scale,
)

NUMBERS = st.floats(min_value=-1e9, max_value=1e9)


def test_the_deviation_is_that_of_a_whole_population() -> None:
    assert population_deviation([2, 4, 4, 4, 5, 5, 7, 9]) == 2.0


def test_the_median_and_the_median_absolute_deviation_make_the_scale() -> None:
    assert robust_scale([1, 2, 3, 4, 100]) == Scale(centre=3, spread=1.4826)


def test_where_half_the_values_are_equal_the_standard_deviation_stands_in() -> None:
    assert robust_scale([5, 5, 5, 9]) == Scale(centre=5, spread=math.sqrt(3))


def test_no_values_make_no_scale() -> None:
    assert robust_scale([]) is None
    assert population_deviation([]) == 0.0


def test_a_variable_that_is_the_same_everywhere_has_no_spread() -> None:
    assert robust_scale([7, 7, 7]) == Scale(centre=7, spread=0)


@pytest.mark.parametrize(
    ("variable", "figure", "compared"),
    [
        ("population", math.e, 1.0),
        ("population", 0, None),
        ("density", None, None),
        ("latitude", -34, -34.0),
        ("poverty", 0, 0.0),
    ],
)
def test_skewed_figures_are_compared_as_logarithms(
    variable: str, figure: float | None, compared: float | None
) -> None:
    assert compared_value(variable, figure) == compared


def test_an_unknown_variable_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        compared_value("mood", 1)


def test_every_skewed_variable_is_named() -> None:
    assert [name for name, log in LOGARITHMIC.items() if log] == [
        "population",
        "density",
        "median_income",
    ]


@given(st.lists(NUMBERS, min_size=1), NUMBERS)
def test_moving_all_values_moves_the_centre_and_keeps_the_spread(
    values: list[float], by: float
) -> None:
    before, after = robust_scale(values), robust_scale([value + by for value in values])
    assert before is not None
    assert after is not None
    assert math.isclose(after.centre, before.centre + by, rel_tol=1e-9, abs_tol=1e-3)
    assert after.spread >= 0
