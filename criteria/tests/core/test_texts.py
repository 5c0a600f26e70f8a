from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.core.faults import Faulty
from criteria.core.meaning import meaning
from criteria.core.reading import read_yaml
from criteria.core.standard import Standard
from criteria.core.texts import (
    Foreign,
    Text,
    Texts,
    completeness,
    digest,
    in_language,
    parse_texts,
    stamped,
    texts_document,
    texts_of,
    untranslated,
)
from criteria.tests.examples import small_standard

STANDARD = small_standard()
ENGLISH = texts_of(STANDARD)


def spanish(*left_out: str, **instead: Text) -> Texts:
    texts = {
        key: Text(text=f"es: {text}", of=digest(text))
        for key, text in ENGLISH.items()
        if key not in left_out
    }
    return Texts(standard=STANDARD.code, language="es", texts={**texts, **instead})


def faults(tree: object) -> set[tuple[str, str]]:
    with pytest.raises(Faulty) as refused:
        parse_texts(tree, STANDARD)
    return {(fault.path, str(fault.message)) for fault in refused.value.faults}


def test_every_text_of_a_standard_has_a_key() -> None:
    assert ENGLISH["title"] == "A small standard"
    assert ENGLISH["efforts.5"] == "Half a year"
    assert ENGLISH["levels.gold.title"] == "Gold"
    assert ENGLISH["outcomes.pm25.title"] == "Fine particles in the air"
    assert ENGLISH["areas.A.about"] == "What A is about."
    assert ENGLISH["A1.statement"] == "The city does A1."
    assert ENGLISH["A1.E1"] == "What A1.E1 asks for."
    assert "areas.B.about" not in ENGLISH


def test_a_whole_translation_speaks_for_every_text_and_changes_no_meaning() -> None:
    spoken = in_language(STANDARD, spanish())
    assert texts_of(spoken) == {key: f"es: {text}" for key, text in ENGLISH.items()}
    assert spoken.language == "es"
    assert meaning(spoken) == meaning(STANDARD)


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_a_missing_text_falls_back_to_english_marked_as_such(key: str) -> None:
    spoken = texts_of(in_language(STANDARD, spanish(key)))
    shown = spoken[key]
    assert shown == ENGLISH[key]
    assert isinstance(shown, Foreign)
    assert shown.language == "en"
    others = [text for other, text in spoken.items() if other != key]
    assert not any(isinstance(text, Foreign) for text in others)


def test_a_text_older_than_its_english_falls_back() -> None:
    texts = spanish()
    changed = replace(STANDARD, title="Another title")
    spoken = in_language(changed, texts)
    assert (spoken.title, isinstance(spoken.title, Foreign)) == ("Another title", True)
    found = completeness(changed, texts)
    assert (found.older, found.missing, found.current) == (("title",), (), len(ENGLISH) - 1)


def test_a_language_without_texts_is_english_marked_as_such() -> None:
    assert all(
        isinstance(text, Foreign) for text in texts_of(untranslated(STANDARD, "fr")).values()
    )


@given(st.sets(st.sampled_from(sorted(ENGLISH))))
def test_completeness_counts_what_is_missing(left_out: set[str]) -> None:
    found = completeness(STANDARD, spanish(*left_out))
    assert set(found.missing) == left_out
    assert found.current + len(left_out) == found.of == len(ENGLISH)


def test_what_was_read_is_written_back_the_same() -> None:
    texts = spanish()
    assert parse_texts(texts_document(texts), STANDARD) == texts


def test_faults_are_named_with_their_place() -> None:
    assert faults(
        {
            "standard": "wwc-2022",
            "language": "de",
            "texts": {"A1.9": {"of": "12345678", "text": "?"}, "A1.1": "texto", "A1.2": {"of": ""}},
        }
    ) == {
        ("$.standard", "must be small-2022, not wwc-2022"),
        ("$.language", "must be one of es, pt, fr, not de"),
        ('$.texts["A1.9"]', "is not a text of this standard"),
        ('$.texts["A1.1"]', 'must be an object, not "texto"'),
        ('$.texts["A1.2"].of', "must not be empty"),
        ('$.texts["A1.2"].text', "is missing"),
    }


def test_a_standard_keeps_its_type_when_nothing_is_translated() -> None:
    assert isinstance(untranslated(STANDARD, "pt"), Standard)


def test_texts_that_name_no_english_get_the_present_one_and_others_keep_theirs() -> None:
    tree = read_yaml(
        """
        standard: small-2022
        language: es
        texts:
          title: Una norma
          A1.title: {of: "", text: Un criterio}
          A1.statement: {text: Lo hace}
          A1.1: {of: "00000000", text: Lo que pide}
        """
    )
    texts = parse_texts(stamped(tree, STANDARD), STANDARD)
    assert {key: item.of for key, item in texts.texts.items()} == {
        "title": digest("A small standard"),
        "A1.title": digest("Title of A1"),
        "A1.statement": digest("The city does A1."),
        "A1.1": "00000000",
    }


def test_stamping_mends_nothing_else() -> None:
    tree = read_yaml(
        """
        standard: small-2022
        language: es
        texts:
          title: Una norma
          title: Otra norma
          A9: Nada
          A1.1: [Lista]
        """
    )
    assert faults(stamped(tree, STANDARD)) == {
        ("$.texts.title", "is given more than once"),
        ("$.texts.A9", "is not a text of this standard"),
        ('$.texts["A1.1"]', "must be an object, not a list"),
    }


@pytest.mark.parametrize("tree", [None, [], {"texts": "x"}])
def test_what_is_no_translation_is_left_to_the_parser(tree: object) -> None:
    assert stamped(tree, STANDARD) == tree
