import pytest

from criteria.core.numbers import unit_after


@pytest.mark.parametrize(
    ("language", "sign"),
    [
        ("en", "%"),
        ("es", "\N{NO-BREAK SPACE}%"),
        ("pt", "%"),
        ("fr", "\N{NO-BREAK SPACE}%"),
        (None, "%"),
    ],
)
def test_the_sign_of_percent_stands_as_the_language_has_it(language: str | None, sign: str) -> None:
    assert unit_after("percent", language) == sign


def test_a_unit_stays_with_its_number_and_a_bare_number_is_bare() -> None:
    assert unit_after("µg/m³", "es") == "\N{NO-BREAK SPACE}µg/m³"
    assert unit_after("", "es") == ""
