import pytest

from criteria.core.graph import neighbourhood
from criteria.tests.examples import criterion, small_standard

CHAIN = small_standard()
FORK = small_standard(
    areas=[
        {
            "code": "A",
            "title": "Area A",
            "criteria": [
                criterion("A1"),
                criterion("A2", ["A1"]),
                criterion("A3", ["A1"]),
                criterion("A4", ["A2", "A3"]),
                criterion("A5"),
            ],
        }
    ]
)


def places(code: str) -> list[tuple[str, int, int]]:
    return [
        (place.criterion.code, place.column, place.row)
        for place in neighbourhood(FORK, code).places
    ]


def test_what_comes_first_stands_in_an_earlier_column() -> None:
    assert places("A1") == [("A1", 0, 0), ("A2", 1, 0), ("A3", 1, 1), ("A4", 2, 0)]
    assert places("A4") == places("A1")


def test_only_what_is_connected_by_need_is_drawn() -> None:
    assert places("A2") == [("A1", 0, 0), ("A2", 1, 0), ("A4", 2, 0)]
    assert neighbourhood(FORK, "A2").edges == (("A1", "A2"), ("A2", "A4"))


def test_a_criterion_of_its_own_stands_alone() -> None:
    graph = neighbourhood(CHAIN, "B2")
    assert ([place.criterion.code for place in graph.places], graph.edges) == (["B2"], ())
    assert (graph.columns, graph.rows) == (1, 1)


def test_an_unknown_criterion_has_no_neighbourhood() -> None:
    with pytest.raises(KeyError):
        neighbourhood(CHAIN, "Z9")
