import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from criteria.core.faults import Faulty
from criteria.core.glossary import Glossary, Term, parse_glossary
from criteria.core.standard import Standard
from criteria.queries import get_standard, glossary
from criteria.tests.examples import criterion, small_tree
from criteria.tests.pages import store

TERMS = Glossary(
    language="en",
    terms=(
        Term(key="data", term="data", text="Facts.", general=True),
        Term(key="inventory", term="data inventory", forms=("inventories",), text="A list."),
        Term(key="dataset", term="dataset", text="Records."),
        Term(key="set", term="set", text="Several."),
    ),
)


def test_terms_are_found_as_whole_words_in_any_case_and_form() -> None:
    found = TERMS.found_in(["The Data Inventory and a dataset.", "Two inventories, one data."])
    assert [term.key for term in found] == ["inventory", "dataset"]


def test_a_term_leads_to_its_explanation_once() -> None:
    pieces = TERMS.linked("A dataset is no Set; a dataset is data.")
    assert [(piece.text, piece.term and piece.term.key) for piece in pieces] == [
        ("A ", None),
        ("dataset", "dataset"),
        (" is no ", None),
        ("Set", "set"),
        ("; a dataset is data.", None),
    ]
    assert [piece.term for piece in TERMS.linked("A dataset.", {"dataset"})] == [None]


@given(st.text())
def test_no_letter_of_a_text_is_lost(text: str) -> None:
    assert "".join(piece.text for piece in TERMS.linked(text)) == text


def test_every_term_is_explained_in_every_language() -> None:
    english = glossary("en")
    for language in ("es", "pt", "fr"):
        other = glossary(language)
        assert [term.key for term in other.terms] == [term.key for term in english.terms]
        same = [term.key for term in other.terms if term.text == english.by_key[term.key].text]
        assert same == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_most_terms_really_occur_in_the_standard(both_standards: Standard, language: str) -> None:
    spoken = get_standard(both_standards.code, language)
    texts = [
        text
        for item in spoken.criteria
        for text in (item.title, item.statement, item.why, *(r.text for r in item.requirements))
    ]
    wanted = [term for term in glossary(language).terms if not term.general]
    assert len(glossary(language).found_in(texts)) >= len(wanted) * 0.8


def test_faults_are_named() -> None:
    tree = [
        {"key": "a", "en": {"term": "a", "text": "A."}, "es": {"term": "a"}},
        {"key": "a", "en": {"term": "a", "text": "A."}, "general": "no"},
    ]
    with pytest.raises(Faulty) as refused:
        parse_glossary(tree, ["es"])
    assert {str(fault) for fault in refused.value.faults} == {
        "$[0].es.text: is missing",
        "$[1].key: is used already, at $[0].key",
        "$[1].es: is missing",
        '$[1].general: must be true or false, not "no"',
    }


@pytest.mark.django_db
def test_the_page_explains_every_term_by_the_alphabet(client: Client) -> None:
    page = client.get("/standards/glossary/").content.decode()
    headwords = re.findall(r"<dt>(.*?)</dt>", page)
    assert len(headwords) == len(glossary("en").terms)
    assert headwords == sorted(headwords, key=str.casefold)


@pytest.mark.django_db
def test_terms_are_explained_on_the_page_of_a_criterion(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    assert b'id="terms"' not in client.get("/standards/small-2022/A1/").content
    store(tmp_path, title="Revised", revision=2, reason="A term.", **with_term())
    response = client.get("/standards/small-2022/A1/")
    assertContains(response, 'href="#term-data-inventory"', count=1)
    assertContains(response, 'id="term-data-inventory"', count=1)


def with_term() -> dict[str, Any]:
    areas = small_tree()["areas"]
    areas[0]["criteria"][0] = criterion(
        "A1", statement="A data inventory; again, a data inventory.", why="Data inventories help."
    )
    return {"areas": areas}
