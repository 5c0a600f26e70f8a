"""The context in which cities are compared: which figures count, and how far apart cities are.

A scale that a few extreme cities cannot stretch: z = (x - median) / (1.4826 MAD). The population
standard deviation stands in where the MAD is 0. Skewed figures are compared as logarithms.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, median
from types import MappingProxyType
from typing import Final

MAD_TO_SIGMA: Final = 1.4826
"""For normally distributed values 1.4826 times the MAD is the standard deviation."""

LOGARITHMIC: Final[Mapping[str, bool]] = MappingProxyType(
    {
        "population": True,
        "latitude": False,
        "longitude": False,
        "density": True,
        "median_income": True,
        "poverty": False,
    }
)
"""Every numeric variable of a city by its name, and whether its natural logarithm is compared."""

Number = int | float | Decimal


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Where a variable's values lie, and how far they spread; both in the compared unit."""

    centre: float
    spread: float


def compared_value(variable: str, figure: Number | None) -> float | None:
    """Return a figure as it is compared: its logarithm where skewed, None where it is unknown.

    A logarithm needs a figure above 0; any other counts as unknown. Raises KeyError for a variable
    that LOGARITHMIC does not list.
    """
    logarithmic = LOGARITHMIC[variable]
    if figure is None or (logarithmic and figure <= 0):
        return None
    return math.log(figure) if logarithmic else float(figure)


def population_deviation(values: Iterable[float]) -> float:
    """Return the standard deviation of a whole population: divided by n, 0.0 for no values."""
    known = list(values)
    if not known:
        return 0.0
    mean = fmean(known)
    return math.sqrt(fmean([(value - mean) ** 2 for value in known]))


def robust_scale(values: Iterable[float]) -> Scale | None:
    """Return the scale of a variable's compared values, or None where there is none."""
    known = list(values)
    if not known:
        return None
    centre = median(known)
    spread = MAD_TO_SIGMA * median([abs(value - centre) for value in known])
    return Scale(centre=centre, spread=spread or population_deviation(known))
