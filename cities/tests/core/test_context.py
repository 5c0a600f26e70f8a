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
    z_score,
)

NUMBERS = st.floats(min_value=-1e9, max_value=1e9)

# methods.md, Peers, golden: population, poverty, income of five cities.
CITIES = {
    "A": (120_000, 0.12, 62_000),
    "B": (150_000, 0.14, 58_000),
    "C": (900_000, 0.18, 71_000),
    "D": (110_000, 0.22, 44_000),
    "E": (130_000, 0.11, 66_000),
}
WEIGHTS = (0.4, 0.3, 0.3)


@pytest.mark.parametrize(
    ("other", "distance"), [("B", 0.4012), ("C", 1.8798), ("D", 1.7212), ("E", 0.2814)]
)
def test_scales_by_population_deviation_give_the_golden_distances(
    other: str, distance: float
) -> None:
    values = {name: (math.log(p), poverty, income) for name, (p, poverty, income) in CITIES.items()}
    columns = list(zip(*values.values(), strict=True))
    scales = [Scale(centre=0, spread=population_deviation(column)) for column in columns]
    apart = [
        (z_score(values["A"][i], scale) or 0.0) - (z_score(values[other][i], scale) or 0.0)
        for i, scale in enumerate(scales)
    ]
    total = math.sqrt(sum(w * d * d for w, d in zip(WEIGHTS, apart, strict=True)))
    assert round(total, 4) == distance


def test_the_median_and_the_median_absolute_deviation_make_the_scale() -> None:
    assert robust_scale([1, 2, 3, 4, 100]) == Scale(centre=3, spread=1.4826)


def test_where_half_the_values_are_equal_the_standard_deviation_stands_in() -> None:
    assert robust_scale([5, 5, 5, 9]) == Scale(centre=5, spread=math.sqrt(3))


def test_no_values_make_no_scale_and_no_z() -> None:
    assert robust_scale([]) is None
    assert population_deviation([]) == 0.0
    assert z_score(1.0, None) is None
    assert z_score(None, Scale(centre=0, spread=1)) is None


def test_a_variable_that_is_the_same_everywhere_tells_no_city_from_another() -> None:
    scale = robust_scale([7, 7, 7])
    assert scale == Scale(centre=7, spread=0)
    assert z_score(7, scale) == 0.0
    assert z_score(9, scale) == 0.0


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
