"""A corrected text keeps the numbers that a requirement asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.core.correction import changed_numbers
from criteria.core.parsing import parse_standard
from criteria.core.standard import Standard
from criteria.tests.examples import small_tree


def asking(text: str, **more: object) -> Standard:
    tree = small_tree(**more)
    tree["areas"][0]["criteria"][0]["practice"]["requirements"][0]["text"] = text
    return parse_standard(tree)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("At least 80 percent.", "At least 5 percent.", "changes a number in A1.1 (80 became 5)"),
        ("80 of 100", "80 of 90, or 3", "changes a number in A1.1 (100 became 90, 3)"),
        ("Within 14 days.", "Soon.", "takes a number out of A1.1 (14)"),
        ("Soon.", "Within 14 days.", "puts a number into A1.1 (14)"),
        ("5 and 5", "5", "takes a number out of A1.1 (5)"),
        ("1.5 percent", "15 percent", "changes a number in A1.1 (1, 5 became 15)"),
    ],
)
def test_another_number_is_another_meaning(before: str, after: str, said: str) -> None:
    (fault,) = changed_numbers(asking(before), asking(after))
    assert str(fault) == (f'$["A1.1"]: {said}: that is another meaning, and takes a new edition')


@given(st.permutations(["80", "percent", "within", "14", "days"]))
def test_words_may_change_and_stand_elsewhere(words: list[str]) -> None:
    assert not changed_numbers(asking("Within 14 days, 80."), asking(" ".join(words)))


def test_numbers_elsewhere_are_not_looked_at() -> None:
    assert not changed_numbers(asking("Same."), asking("Same.", title="Standard of 2030"))
