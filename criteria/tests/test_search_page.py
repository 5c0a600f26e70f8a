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
from criteria.tests.pages import store

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
