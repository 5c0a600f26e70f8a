import pytest

from cities.core.names import fold, masked_address, one_line, slug_of
from cities.core.subdivisions import subdivision_name


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Montréal", "montreal"),
        ("  SÃO  PAULO ", "sao paulo"),
        ("Coeur d'Alene", "coeur dalene"),
        ("O‘Fallon", "ofallon"),  # noqa: RUF001 - the gazetteer writes it so
        ("St. John's", "st johns"),
        ("Dollard-Des Ormeaux", "dollard des ormeaux"),
        ("Nutana–Sector", "nutana sector"),  # noqa: RUF001 - the gazetteer writes it so
        ("%_'\"", ""),
    ],
)
def test_names_are_searched_without_accents_case_and_punctuation(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_an_address_names_the_place_its_subdivision_and_its_country() -> None:
    assert slug_of("San Antonio", "TX", "US") == "san-antonio-tx-us"
    assert slug_of("Ñemby", "", "PY") == "nemby-py"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ana\r\nBcc: all@example.org", "Ana Bcc: all@example.org"),
        ("\u202eAna\u2066 \x00Diaz\u2028", "Ana Diaz"),
        ("José  María", "José María"),
    ],
)
def test_one_line_drops_breaks_and_letters_nobody_sees(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_masked_address_is_known_only_to_who_knows_it() -> None:
    assert masked_address("ana.diaz@example.org") == "a...@example.org"


@pytest.mark.parametrize(
    ("country", "code", "name"),
    [("US", "TX", "TX"), ("CA", "10", "Quebec"), ("MX", "14", "Jalisco"), ("UY", "10", "")],
)
def test_a_subdivision_is_named_where_its_name_is_known(country: str, code: str, name: str) -> None:
    assert subdivision_name(country, code) == name
