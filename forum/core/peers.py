"""Which cities are like ours, and which of those that do something well are best to ask.

Cities are compared by their context only, never by answers or outcomes: those are what a city
wants to compare. Differences count in robust spreads (cities.core.context), categories as 0 or 1.
First a distance within each domain, so that several figures on one matter cannot outvote another;
then the weighted mean of the domains that can be told. Ties go by slug.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import Final

from cities.core.context import Scale, compared_value

COVERAGE: Final = 0.6
"""Share of a domain's weight that two cities must both have figures for."""
HALF_LIFE_DAYS: Final = 2 * 365.25
"""After two years what was verified counts half."""
NEAREST: Final = 8
NAMED: Final = 3
"""How many variables are named when a likeness is put in words."""
ALIKE: Final = 0.25
FAR: Final = 1.5
"""Spreads up to which two figures are called similar, and from which one is called much more."""


class Variable(StrEnum):
    POPULATION = "population"
    DENSITY = "density"
    LANGUAGE = "language"
    MEDIAN_INCOME = "median_income"
    POVERTY = "poverty"
    COUNTRY = "country"
    REGION = "region"
    SUBDIVISION = "subdivision"
    LOCATION = "location"
    GOVERNMENT = "government"


class Likeness(StrEnum):
    """How another city's figure stands to one's own."""

    SAME = "same"
    OTHER = "other"
    SIMILAR = "similar"
    LESS = "less"
    MORE = "more"
    MUCH_LESS = "much_less"
    MUCH_MORE = "much_more"


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a city is compared by; None, or an empty text, where it is not known.

    Population in residents, density in residents per square kilometre, income in US dollars a
    year, poverty in percent, latitude and longitude in degrees.
    """

    slug: str
    population: int | None
    latitude: float | None
    longitude: float | None
    country: str
    region: str
    subdivision: str
    language: str
    density: float | None = None
    median_income: int | None = None
    poverty: float | None = None
    government: str = ""


Scales = Mapping[str, Scale]
Difference = Callable[[Context, Context, Scales], float | None]
"""Other minus own, in spreads; for a category 0 or 1; None where one of the two is unknown."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One variable of a domain: its weight there, and how two cities differ in it."""

    variable: Variable
    weight: float
    difference: Difference
    category: bool = False


@dataclass(frozen=True, kw_only=True)
class Domain:
    name: str
    weight: float
    measures: tuple[Measure, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How another city compares in one variable; `difference` is other minus own, in spreads."""

    variable: Variable
    difference: float
    likeness: Likeness


@dataclass(frozen=True, kw_only=True)
class Peer:
    """Another city seen from one's own; distance 0 is the same context, similarity 1 likewise.

    `closest` and `most_different` name up to NAMED variables each; a category that differs is never
    called close.
    """

    slug: str
    distance: float
    similarity: float
    closest: tuple[Comparison, ...]
    most_different: tuple[Comparison, ...]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A city that is willing to help, and when its practice was last verified."""

    context: Context
    verified_on: date


@dataclass(frozen=True, kw_only=True)
class Helper:
    """A candidate with its score; `peer` is None where the two cities cannot be compared."""

    slug: str
    verified_on: date
    score: float
    peer: Peer | None


def scaled_difference(own: float | None, other: float | None, scale: Scale | None) -> float | None:
    """Return z(other) - z(own), 0.0 on a scale without spread, None where something is unknown.

    >>> scaled_difference(2.0, 5.0, Scale(centre=0.0, spread=1.5))
    2.0
    """
    if own is None or other is None or scale is None:
        return None
    return (other - own) / scale.spread if scale.spread else 0.0


def weighted_distance(
    parts: Iterable[tuple[float, float | None]], coverage: float = COVERAGE
) -> float | None:
    """Return the root of the weighted mean square of the known differences.

    `parts`: weight and difference. None when less than `coverage` of the weight is known.
    """
    listed = tuple(parts)
    whole = math.fsum(weight for weight, _ in listed)
    known = [(weight, value) for weight, value in listed if value is not None]
    weight_known = math.fsum(weight for weight, _ in known)
    if not known or weight_known < coverage * whole - 1e-9:
        return None
    return math.sqrt(math.fsum(weight * value * value for weight, value in known) / weight_known)


def similarity(distance: float) -> float:
    return 1 / (1 + distance)


def _number(name: str) -> Difference:
    def difference(own: Context, other: Context, scales: Scales) -> float | None:
        return scaled_difference(
            compared_value(name, getattr(own, name)),
            compared_value(name, getattr(other, name)),
            scales.get(name),
        )

    return difference


def _category(name: str) -> Difference:
    def difference(own: Context, other: Context, _: Scales) -> float | None:
        mine, theirs = getattr(own, name), getattr(other, name)
        return float(mine != theirs) if mine and theirs else None

    return difference


def _subdivision(own: Context, other: Context, _: Scales) -> float | None:
    """Codes repeat from country to country, so they only mean something together with it."""
    if not own.subdivision or not other.subdivision:
        return None
    same = (own.country, own.subdivision) == (other.country, other.subdivision)
    return float(not same)


def _location(own: Context, other: Context, scales: Scales) -> float | None:
    """Root mean square of the differences in latitude and longitude, each in its spread."""
    return weighted_distance(
        [
            (1.0, _number("latitude")(own, other, scales)),
            (1.0, _number("longitude")(own, other, scales)),
        ],
        coverage=1.0,
    )


DOMAINS: Final[tuple[Domain, ...]] = (
    Domain(
        name="size",
        weight=0.4,
        measures=(
            Measure(variable=Variable.POPULATION, weight=0.7, difference=_number("population")),
            Measure(variable=Variable.DENSITY, weight=0.3, difference=_number("density")),
        ),
    ),
    Domain(
        name="people",
        weight=0.15,
        measures=(
            Measure(
                variable=Variable.LANGUAGE,
                weight=1.0,
                difference=_category("language"),
                category=True,
            ),
        ),
    ),
    Domain(
        name="economy",
        weight=0.2,
        measures=(
            Measure(
                variable=Variable.MEDIAN_INCOME, weight=0.5, difference=_number("median_income")
            ),
            Measure(variable=Variable.POVERTY, weight=0.5, difference=_number("poverty")),
        ),
    ),
    Domain(
        name="place",
        weight=0.25,
        measures=(
            Measure(
                variable=Variable.COUNTRY,
                weight=0.4,
                difference=_category("country"),
                category=True,
            ),
            Measure(
                variable=Variable.REGION, weight=0.1, difference=_category("region"), category=True
            ),
            Measure(
                variable=Variable.SUBDIVISION, weight=0.1, difference=_subdivision, category=True
            ),
            Measure(variable=Variable.LOCATION, weight=0.2, difference=_location),
            Measure(
                variable=Variable.GOVERNMENT,
                weight=0.2,
                difference=_category("government"),
                category=True,
            ),
        ),
    ),
)
_MEASURES: Final = tuple(chain.from_iterable(domain.measures for domain in DOMAINS))
_ORDER: Final[Mapping[Variable, int]] = MappingProxyType(
    {measure.variable: place for place, measure in enumerate(_MEASURES)}
)


def distances(own: Context, other: Context, scales: Scales) -> dict[str, float | None]:
    """Return the distance within each domain; None where too little is known of it."""
    return {
        domain.name: weighted_distance(
            (measure.weight, measure.difference(own, other, scales)) for measure in domain.measures
        )
        for domain in DOMAINS
    }


def distance(own: Context, other: Context, scales: Scales) -> float | None:
    """Return the weighted mean of the domain distances; None where no domain can be told."""
    told = distances(own, other, scales)
    known = [
        (domain.weight, value) for domain in DOMAINS if (value := told[domain.name]) is not None
    ]
    if not known:
        return None
    weight_known = math.fsum(weight for weight, _ in known)
    return math.fsum(weight * value for weight, value in known) / weight_known


def compare(own: Context, other: Context, scales: Scales) -> tuple[Comparison, ...]:
    """Return how another city compares, variable by variable, in the order of DOMAINS.

    What goes without saying is left out: the region of a city in the same country, the
    subdivision of one in another.
    """
    silent = Variable.REGION if own.country == other.country else Variable.SUBDIVISION
    return tuple(
        Comparison(
            variable=measure.variable,
            difference=value,
            likeness=_likeness(value, category=measure.category),
        )
        for measure in _MEASURES
        if measure.variable != silent
        and (value := measure.difference(own, other, scales)) is not None
    )


def _likeness(difference: float, *, category: bool) -> Likeness:
    if category:
        return Likeness.OTHER if difference else Likeness.SAME
    if abs(difference) <= ALIKE:
        return Likeness.SIMILAR
    if abs(difference) < FAR:
        return Likeness.MORE if difference > 0 else Likeness.LESS
    return Likeness.MUCH_MORE if difference > 0 else Likeness.MUCH_LESS


def _peer(own: Context, other: Context, scales: Scales) -> Peer | None:
    apart = distance(own, other, scales)
    if apart is None:
        return None
    said = compare(own, other, scales)
    ranked = sorted(said, key=lambda c: (_apart(c), _ORDER[c.variable]))
    closest = tuple(c for c in ranked if c.likeness != Likeness.OTHER)[:NAMED]
    others = [c for c in ranked if _apart(c) and c not in closest]
    others.sort(key=lambda c: (-_apart(c), _ORDER[c.variable]))
    return Peer(
        slug=other.slug,
        distance=apart,
        similarity=similarity(apart),
        closest=closest,
        most_different=tuple(others[:NAMED]),
    )


def _apart(comparison: Comparison) -> float:
    """What is called similar ranks as the same, so that size is named before an equal category."""
    apart = abs(comparison.difference)
    return apart if apart > ALIKE else 0.0


def nearest(
    own: Context, candidates: Iterable[Context], scales: Scales, k: int = NEAREST
) -> tuple[Peer, ...]:
    """Return the k nearest other cities, nearest first; those that cannot be compared are left out.

    "Other" is by slug: one's own city may stand among the candidates.
    """
    found = [
        peer
        for other in candidates
        if other.slug != own.slug and (peer := _peer(own, other, scales)) is not None
    ]
    return tuple(sorted(found, key=lambda peer: (peer.distance, peer.slug))[:k])


def recency(verified_on: date, today: date) -> float:
    """Return 1 for today, a half for two years ago; a date to come counts as today."""
    return math.pow(0.5, max(0, (today - verified_on).days) / HALF_LIFE_DAYS)


def helpers(
    own: Context | None, candidates: Sequence[Candidate], scales: Scales, today: date
) -> tuple[Helper, ...]:
    """Return the candidates, best to ask first: similarity x recency.

    Without an own city recency alone counts. A city that cannot be compared comes after all that
    can, however recently it was verified; one's own city is left out.
    """
    found = []
    for candidate in candidates:
        if own is not None and candidate.context.slug == own.slug:
            continue
        peer = None if own is None else _peer(own, candidate.context, scales)
        likeness = 1.0 if own is None else (peer.similarity if peer else 0.0)
        found.append(
            Helper(
                slug=candidate.context.slug,
                verified_on=candidate.verified_on,
                score=likeness * recency(candidate.verified_on, today),
                peer=peer,
            )
        )
    return tuple(sorted(found, key=lambda helper: (-helper.score, helper.slug)))
