"""JSON and YAML of a whole standard, read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.core.meaning import to_document
from criteria.core.parsing import parse_standard
from criteria.core.reading import read_json, read_yaml
from criteria.core.texts import Text, Texts, digest, in_language, texts_of, untranslated
from criteria.core.writing import write_json, write_yaml
from criteria.documents.trees import standard_tree
from criteria.queries import STANDARDS, read_standard
from criteria.tests.documents.hostile import TEXTS, saying
from criteria.tests.examples import small_standard, small_tree


@pytest.mark.parametrize("code", ["wwc-2018", "wwc-2022"])
def test_an_english_standard_is_read_back_as_the_same(code: str) -> None:
    standard = read_standard(STANDARDS / code / "standard.yaml")
    tree = standard_tree(standard)
    assert tree == to_document(standard)
    assert parse_standard(read_json(write_json(tree, indent=2))) == standard
    assert parse_standard(read_yaml(write_yaml(tree))) == standard


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_is_read_back_as_the_same(text: str) -> None:
    tree = standard_tree(saying(text))
    assert parse_standard(read_json(write_json(tree, indent=2))) == saying(text)
    assert parse_standard(read_yaml(write_yaml(tree))) == saying(text)


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30
    ).filter(str.strip)
)
def test_any_title_is_read_back_from_yaml(title: str) -> None:
    standard = parse_standard(small_tree(title=title))
    assert parse_standard(read_yaml(write_yaml(standard_tree(standard)))) == standard


def test_another_language_says_which_and_what_is_not_translated() -> None:
    standard = small_standard()
    text = Text(text="Título de A1", of=digest("Title of A1"))
    spoken = in_language(
        standard, Texts(standard=standard.code, language="es", texts={"A1.title": text})
    )
    tree = standard_tree(spoken)
    assert tree["language"] == "es"
    assert tree["untranslated"] == [key for key in texts_of(standard) if key != "A1.title"]
    for read, write in ((read_json, write_json), (read_yaml, write_yaml)):
        again = read(write(tree))
        assert isinstance(again, dict)
        assert again["areas"][0]["criteria"][0]["title"] == "Título de A1"
        assert again == tree


def test_without_any_translation_everything_is_named() -> None:
    tree = standard_tree(untranslated(small_standard(), "fr"))
    assert tree["untranslated"] == list(texts_of(small_standard()))
