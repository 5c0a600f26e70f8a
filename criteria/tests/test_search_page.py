from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from criteria.core.search import marked, search
from criteria.core.standard import Standard
from criteria.queries import get_standard
from criteria.tests.examples import small_standard
from criteria.tests.pages import store, store_two

SMALL = small_standard()


def codes(standard: Standard, query: str) -> list[str]:
    return [hit.criterion.code for hit in search(standard, query)]


def test_every_word_must_stand_somewhere_in_the_criterion() -> None:
    assert codes(SMALL, "A1") == ["A1"]
    assert codes(SMALL, "title b2") == ["B2"]
    assert codes(SMALL, "a2 b2") == []
    assert codes(SMALL, "A1.E1") == ["A1"]


@pytest.mark.parametrize("query", ["", "   ", "?!", "\u0301"])
def test_a_query_without_words_finds_nothing(query: str) -> None:
    assert codes(SMALL, query) == []


@given(st.text(max_size=300))
def test_any_query_is_answered(query: str) -> None:
    for hit in search(SMALL, query):
        assert all(
            "".join(piece.text for piece in place.pieces) == place.text for place in hit.places
        )


@pytest.mark.parametrize(
    ("language", "text", "query", "found"),
    [
        ("en", "Two inventories of data", "inventory", ["inventories"]),
        ("es", "La participación de los vecinos", "PARTICIPACION", ["participación"]),
        ("pt", "Dados das licitações", "licitacoes", ["licitações"]),
        ("fr", "Les données désagrégées", "donnée", ["données"]),
        ("en", "A data inventory", "inv", ["inventory"]),
        ("en", "A data inventory", "in", []),
    ],
)
def test_words_are_found_by_stem_start_and_without_accents(
    language: str, text: str, query: str, found: list[str]
) -> None:
    assert [piece.text for piece in marked(text, query, language) if piece.found] == found


@pytest.mark.django_db
def test_the_page_marks_what_was_found(client: Client, tmp_path: Path, settings: object) -> None:
    settings.CURRENT_STANDARD = "small-2022"  # type: ignore[attr-defined]  # pytest-django's
    store(tmp_path)
    response = client.get("/standards/search/", {"q": "A2"})
    assertContains(response, "1 criterion of")
    assertContains(response, "Title of <mark>A2</mark>")
    assertContains(client.get("/standards/search/", {"q": "<zz>"}), "0 criteria of")
    assertNotContains(client.get("/standards/search/"), "criteria of")
    assert client.get("/standards/search/", {"edition": "none"}).status_code == 404


@pytest.mark.django_db
def test_a_search_takes_one_statement(
    client: Client, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store(tmp_path)
    with django_assert_num_queries(1):
        client.get("/standards/search/", {"q": "A2", "edition": "small-2022"})


@pytest.mark.django_db
def test_the_real_standard_is_searched_in_the_language_of_its_reader(
    both_standards: Standard,
) -> None:
    with override("es"):
        assert codes(get_standard(both_standards.code, "es"), "inventarios de datos")[0] == "DM2"
    assert codes(get_standard(both_standards.code, "fr"), "inventaire")[0] == "DM2"
    assert codes(get_standard(both_standards.code, "pt"), "inventario")[0] == "DM2"


@pytest.mark.parametrize("query", ["dm 2", "Dm2", "DM2"])
@pytest.mark.django_db
def test_a_code_is_found_whatever_its_case_and_spaces(both_standards: Standard, query: str) -> None:
    assert codes(both_standards, query)[0] == "DM2"


@pytest.mark.django_db
def test_a_requirements_code_shows_its_line(both_standards: Standard) -> None:
    first = search(both_standards, "dm2.3")[0]
    assert [(place.code, place.text) for place in first.places] == [
        ("DM2.3", both_standards.requirement("DM2.3").text)
    ]


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("PM2.5", '/standards/wwc-2022/#outcomes"'),
        ("pm25", '/standards/wwc-2022/#outcomes"'),
        ("broadband", '/standards/wwc-2022/#outcomes"'),
        ("silver", '/standards/wwc-2022/#levels"'),
        ("AI", '/standards/glossary/#term-algorithm"'),
    ],
)
@pytest.mark.django_db
def test_outcomes_levels_and_terms_are_found_too(
    client: Client, both_standards: Standard, query: str, link: str
) -> None:
    response = client.get("/standards/search/", {"q": query, "edition": "wwc-2022"})
    assertContains(response, f'href="{link}')
    assertNotContains(response, "Try fewer words")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_terms_are_found_in_the_readers_language(
    client: Client, both_standards: Standard, language: str
) -> None:
    response = client.get(f"/{language}/standards/search/", {"q": "ia", "edition": "wwc-2022"})
    assertContains(response, f'href="/{language}/standards/glossary/#term-algorithm"')


@pytest.mark.django_db
def test_an_old_code_is_answered_by_what_it_became(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    address = "/standards/search/"
    became = client.get(address, {"q": "o 1", "edition": "small-2022"})
    assertContains(became, "O1 of 2018 became:")
    assertContains(became, '<a href="/standards/small-2022/A1/">A1</a>', html=True)
    line = client.get(address, {"q": "o1.2", "edition": "small-2022"})
    assertContains(line, '<a href="/standards/small-2022/A1/#A1.2">A1.2</a>', html=True)
    dropped = client.get(address, {"q": "O2", "edition": "small-2022"})
    assertContains(dropped, "O2 of 2018 is no longer asked for.")
    assertNotContains(client.get(address, {"q": "A1", "edition": "small-2022"}), "of 2018")
    assertNotContains(client.get(address, {"q": "O1", "edition": "small-2018"}), "became:")


@pytest.mark.django_db
def test_without_hits_the_page_tells_of_those_in_other_editions(
    client: Client, tmp_path: Path, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    store_two(tmp_path)
    address = "/standards/search/"
    given = {"q": "old area", "edition": "small-2022"}
    response = client.get(address, given)
    assertContains(response, "2 results in “The standard before”")
    assertContains(response, "Try fewer words")
    assert count_queries(lambda: client.get(address, given)) == 1
    given["edition"] = "small-2018"
    assertNotContains(client.get(address, given), "results in")


@pytest.mark.django_db
def test_an_empty_search_says_what_to_type(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    for query in ("", "  "):
        response = client.get("/standards/search/", {"q": query, "edition": "small-2022"})
        assertContains(response, "a code: A1 for a criterion, A1.1 for one of its requirements")
        assertNotContains(response, "results in")
