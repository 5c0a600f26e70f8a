"""Which cities are alike: the golden values, and what must hold for any cities."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cities.core.context import Scale, population_deviation
from forum.core.peers import (
    Candidate,
    Context,
    Likeness,
    Variable,
    compare,
    distance,
    distances,
    helpers,
    nearest,
    recency,
    scaled_difference,
    similarity,
    weighted_distance,
)

TODAY = date(2026, 11, 22)
SCALES = {
    "population": Scale(centre=math.log(100_000), spread=0.7),
    "latitude": Scale(centre=20.0, spread=18.0),
    "longitude": Scale(centre=-80.0, spread=20.0),
    "density": Scale(centre=math.log(1500), spread=0.9),
    "median_income": Scale(centre=math.log(60_000), spread=0.3),
    "poverty": Scale(centre=14.0, spread=6.0),
}


def city(slug: str = "here", **changes: object) -> Context:
    plain = Context(
        slug=slug,
        population=100_000,
        latitude=30.0,
        longitude=-97.0,
        country="US",
        region="north-america",
        subdivision="TX",
        language="en",
        density=1500.0,
        median_income=60_000,
        poverty=14.0,
        government="Council-manager",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


# --- golden values ----------------------------------------------------------------------------

GOLDEN = {
    "A": (120_000, 0.12, 62_000),
    "B": (150_000, 0.14, 58_000),
    "C": (900_000, 0.18, 71_000),
    "D": (110_000, 0.22, 44_000),
    "E": (130_000, 0.11, 66_000),
}


@pytest.mark.parametrize(
    ("other", "expected"), [("B", 0.4012), ("C", 1.8798), ("D", 1.7212), ("E", 0.2814)]
)
def test_weighted_distance_gives_the_golden_values(other: str, expected: float) -> None:
    rows = {
        slug: (math.log(people), poor, income) for slug, (people, poor, income) in GOLDEN.items()
    }
    scales = [
        Scale(centre=0.0, spread=population_deviation(column))
        for column in zip(*rows.values(), strict=True)
    ]

    found = weighted_distance(
        (weight, scaled_difference(own, theirs, scale))
        for weight, own, theirs, scale in zip(
            (0.4, 0.3, 0.3), rows["A"], rows[other], scales, strict=True
        )
    )

    assert found == pytest.approx(expected, abs=5e-5)


# --- distance ---------------------------------------------------------------------------------


def test_a_domain_under_sixty_percent_coverage_is_undefined() -> None:
    assert weighted_distance([(0.6, 1.0), (0.4, None)]) == 1.0
    assert weighted_distance([(0.59, 1.0), (0.41, None)]) is None
    assert weighted_distance([]) is None


def test_a_variable_only_one_city_knows_is_left_out() -> None:
    unknown = city("there", median_income=None, density=None, government="")

    told = distances(city(), unknown, SCALES)

    assert told == {"size": 0.0, "people": 0.0, "economy": None, "place": 0.0}
    assert distance(city(), unknown, SCALES) == 0.0


def test_the_total_weighs_only_the_domains_that_can_be_told() -> None:
    spanish = city("there", language="es", median_income=None)

    assert distance(city(), spanish, SCALES) == pytest.approx(0.15 / 0.8)


def test_no_figure_at_all_makes_cities_incomparable() -> None:
    nothing = city(
        "there",
        population=None,
        latitude=None,
        longitude=None,
        country="",
        region="",
        subdivision="",
        language="",
        density=None,
        median_income=None,
        poverty=None,
    )

    assert distance(city(), nothing, SCALES) is None
    assert nearest(city(), [nothing], SCALES) == ()


def test_a_figure_that_is_the_same_everywhere_tells_no_cities_apart() -> None:
    assert scaled_difference(1.0, 2.0, Scale(centre=1.0, spread=0.0)) == 0.0


def test_without_scales_only_categories_are_compared() -> None:
    assert distances(city(), city("there"), {})["size"] is None
    assert distance(city(), city("there", language="es"), {}) == pytest.approx(0.15 / 0.4)


def test_the_same_subdivision_code_in_another_country_is_another_subdivision() -> None:
    elsewhere = city("there", country="MX", region="latin-america")

    place = distances(city(), elsewhere, SCALES)["place"]

    assert place == pytest.approx(math.sqrt(0.4 + 0.1 + 0.1))


def test_similarity_falls_from_one() -> None:
    assert (similarity(0), similarity(1), similarity(3)) == (1.0, 0.5, 0.25)


# --- nearest ----------------------------------------------------------------------------------


def test_the_nearest_come_first_and_ones_own_city_never() -> None:
    found = nearest(
        city(),
        [
            city("big", population=900_000),
            city("here"),
            city("near", population=110_000),
            city("twin"),
        ],
        SCALES,
        k=2,
    )

    assert [peer.slug for peer in found] == ["twin", "near"]
    assert (found[0].distance, found[0].similarity) == (0.0, 1.0)


def test_ties_go_by_slug_whatever_the_order() -> None:
    twins = [city(slug) for slug in ("c", "a", "b")]

    assert [peer.slug for peer in nearest(city(), twins, SCALES)] == ["a", "b", "c"]


# --- words ------------------------------------------------------------------------------------


def test_closest_and_most_different_variables_are_named() -> None:
    other = city("there", population=2_000_000, poverty=26.0, language="es", density=1600.0)

    (peer,) = nearest(city(), [other], SCALES)

    assert [(c.variable, c.likeness) for c in peer.closest] == [
        (Variable.DENSITY, Likeness.SIMILAR),
        (Variable.MEDIAN_INCOME, Likeness.SIMILAR),
        (Variable.COUNTRY, Likeness.SAME),
    ]
    assert [(c.variable, c.likeness) for c in peer.most_different] == [
        (Variable.POPULATION, Likeness.MUCH_MORE),
        (Variable.POVERTY, Likeness.MUCH_MORE),
        (Variable.LANGUAGE, Likeness.OTHER),
    ]


def test_a_category_that_differs_is_never_called_close() -> None:
    bare = {"density": None, "median_income": None, "poverty": None, "government": ""}
    abroad = city("there", country="MX", region="latin-america", language="es", **bare)

    (peer,) = nearest(city(), [abroad], SCALES)

    assert [c.variable for c in peer.closest] == [Variable.POPULATION, Variable.LOCATION]
    assert [c.variable for c in peer.most_different] == [
        Variable.LANGUAGE,
        Variable.COUNTRY,
        Variable.REGION,
    ]


def test_differences_are_said_as_seen_from_ones_own_city() -> None:
    smaller = city("there", population=60_000, poverty=16.0, median_income=90_000)

    said = {c.variable: c.likeness for c in compare(city(), smaller, SCALES)}

    assert said[Variable.POPULATION] == Likeness.LESS
    assert said[Variable.POVERTY] == Likeness.MORE
    assert said[Variable.MEDIAN_INCOME] == Likeness.MORE
    assert said[Variable.LOCATION] == Likeness.SIMILAR


def test_what_goes_without_saying_is_not_said() -> None:
    here = {c.variable for c in compare(city(), city("there"), SCALES)}
    abroad = {c.variable for c in compare(city(), city("there", country="CA"), SCALES)}

    assert Variable.REGION not in here
    assert Variable.SUBDIVISION in here
    assert Variable.SUBDIVISION not in abroad
    assert Variable.REGION in abroad


# --- helpers ----------------------------------------------------------------------------------


def test_what_was_verified_two_years_ago_counts_half() -> None:
    assert recency(TODAY, TODAY) == 1.0
    assert recency(TODAY - timedelta(days=731), TODAY) == pytest.approx(0.5, abs=1e-3)
    assert recency(TODAY + timedelta(days=9), TODAY) == 1.0


def test_a_fresh_city_comes_before_a_likelier_one_verified_long_ago() -> None:
    found = helpers(
        city(),
        [
            Candidate(context=city("twin"), verified_on=TODAY - timedelta(days=1461)),
            Candidate(context=city("cousin", language="es"), verified_on=TODAY),
        ],
        SCALES,
        TODAY,
    )

    assert [helper.slug for helper in found] == ["cousin", "twin"]
    assert found[1].score == pytest.approx(0.25, abs=1e-3)


def test_without_an_own_city_the_freshest_come_first() -> None:
    found = helpers(
        None,
        [
            Candidate(context=city("old"), verified_on=TODAY - timedelta(days=400)),
            Candidate(context=city("new"), verified_on=TODAY),
        ],
        {},
        TODAY,
    )

    assert [(helper.slug, helper.peer) for helper in found] == [("new", None), ("old", None)]


def test_ones_own_city_is_no_helper() -> None:
    own = Candidate(context=city("here"), verified_on=TODAY)

    assert helpers(city(), [own], SCALES, TODAY) == ()


# --- for any cities ---------------------------------------------------------------------------

contexts = st.builds(
    Context,
    slug=st.sampled_from(["a", "b", "c", "d", "e", "f"]),
    population=st.none() | st.integers(30_000, 20_000_000),
    latitude=st.none() | st.floats(-55, 60),
    longitude=st.none() | st.floats(-130, -35),
    country=st.sampled_from(["US", "CA", "BR", "MX"]),
    region=st.sampled_from(["north-america", "latin-america"]),
    subdivision=st.sampled_from(["", "01", "TX"]),
    language=st.sampled_from(["en", "es", "pt", "fr"]),
    density=st.none() | st.floats(0, 20_000),
    median_income=st.none() | st.integers(0, 200_000),
    poverty=st.none() | st.floats(0, 100),
    government=st.sampled_from(["", "Council-manager", "Mayor-council"]),
)


@given(contexts, contexts)
@settings(deadline=None)
def test_distance_is_the_same_both_ways_and_zero_to_itself(own: Context, other: Context) -> None:
    there, back = distance(own, other, SCALES), distance(other, own, SCALES)

    assert there is not None
    assert there >= 0
    assert there == pytest.approx(back)
    assert distance(own, own, SCALES) == 0


@given(contexts, st.lists(contexts, max_size=6, unique_by=lambda c: c.slug), st.randoms())
@settings(deadline=None)
def test_the_order_of_the_candidates_does_not_matter(
    own: Context, candidates: list[Context], chance: object
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert nearest(own, candidates, SCALES) == nearest(own, shuffled, SCALES)
