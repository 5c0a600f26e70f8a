import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.core.languages import (
    LANGUAGES,
    first_spoken,
    split_prefix,
    tag,
    with_prefix,
    without_prefix,
)

paths = st.text(st.sampled_from("esptfrn/?#x"), max_size=12).map(lambda text: f"/{text}")


def test_portuguese_is_the_brazilian_one_to_whoever_reads_tags() -> None:
    assert [tag(code) for code in LANGUAGES] == ["en", "es", "pt-BR", "fr"]


@pytest.mark.parametrize(
    ("codes", "first"),
    [(["nl", "fr", "es"], "fr"), (["nl"], ""), ([], ""), (["", "pt"], "pt"), (["pt-br"], "")],
)
def test_the_first_language_that_is_spoken_counts(codes: list[str], first: str) -> None:
    assert first_spoken(codes) == first


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/es/forum/", ("es", "/forum/")),
        ("/es/", ("es", "/")),
        ("/es", ("es", "")),
        ("/es?q=1", ("es", "?q=1")),
        ("/es/fr/forum/", ("es", "/fr/forum/")),
        ("/forum/es/", ("", "/forum/es/")),
        ("/estados/", ("", "/estados/")),
        ("/de/forum/", ("", "/de/forum/")),
        ("/ES/forum/", ("", "/ES/forum/")),
        ("/pt-br/forum/", ("", "/pt-br/forum/")),
        ("/es\n", ("", "/es\n")),
        ("", ("", "")),
    ],
)
def test_an_address_begins_with_a_language_or_does_not(path: str, parts: tuple[str, str]) -> None:
    assert split_prefix(path) == parts


@given(path=paths, code=st.sampled_from(list(LANGUAGES)))
def test_a_prefix_comes_off_as_it_went_on(path: str, code: str) -> None:
    plain = without_prefix(path)
    assert split_prefix(with_prefix(path, code)) == (code, plain)
    assert with_prefix(with_prefix(plain, "fr"), code) == with_prefix(plain, code)
    assert plain.startswith("/")
