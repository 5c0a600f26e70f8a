"""What a document of a standard says, whatever its format."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from criteria.core.standard import Standard
from criteria.core.texts import Text, Texts, digest, in_language, texts_of, untranslated
from criteria.core.writing import write_json
from criteria.documents.booklet import UNFIT, Booklet, Said, clean, standard_booklet
from criteria.queries import STANDARDS, glossary, read_standard
from criteria.tests.examples import small_standard

ADDRESS = "https://portal.example.org/standards/small-2022/"


def booklet(standard: Standard) -> Booklet:
    return standard_booklet(standard, glossary(standard.language), address=ADDRESS)


def texts_in(value: Any) -> set[str]:
    """Return every text somewhere in a plain tree."""
    if isinstance(value, str):
        return {value}
    inner = value.values() if isinstance(value, dict) else value
    return set().union(*map(texts_in, inner)) if isinstance(value, dict | list | tuple) else set()


@pytest.mark.parametrize("code", ["wwc-2018", "wwc-2022"])
def test_every_text_of_a_standard_and_every_code_is_in_it(code: str) -> None:
    standard = read_standard(STANDARDS / code / "standard.yaml")
    told = texts_in(asdict(booklet(standard)))
    assert set(texts_of(standard).values()) - told == set()
    assert {criterion.code for criterion in standard.criteria} - told == set()
    assert {requirement.code for requirement in standard.requirements} - told == set()
    assert {term.text for term in glossary("en").terms} - told == set()


def test_minimums_and_rules_are_said_in_words() -> None:
    told = booklet(small_standard())
    (practice, *_others) = told.areas[0].criteria[0].groups
    assert (practice.title, practice.minimum) == (
        "Practice",
        "At least 1 of these 2 must be in place.",
    )
    assert told.outcomes[0].rule.startswith("Met from 75")
    assert told.outcomes_needed == "Every level also asks for at least 1 of the 3 outcomes below."


def test_a_requirement_says_that_it_may_not_apply() -> None:
    groups = booklet(small_standard()).areas[0].criteria[0].groups
    notes = [item.note for group in groups for item in group.requirements]
    assert notes == ["", "", "May not apply to every city.", ""]


def test_what_is_not_translated_carries_its_language_and_is_announced() -> None:
    standard = small_standard()
    translated = Text(text="Un estándar pequeño", of=digest(standard.title))
    texts = Texts(standard=standard.code, language="es", texts={"title": translated})
    told = booklet(in_language(standard, texts))
    assert told.title == Said(text="Un estándar pequeño")
    assert told.areas[0].title == Said(text="Area A", language="en")
    assert any("EN" in notice for notice in told.notices)
    assert booklet(standard).notices == ()


def test_its_language_is_that_of_the_texts_not_of_the_thread() -> None:
    with override("fr"):
        told = booklet(small_standard())
    assert told == booklet(small_standard())
    assert told.edition == "Edition 2022"


def test_a_reader_is_told_first_that_an_edition_is_superseded_or_reconstructed() -> None:
    notices = booklet(read_standard(STANDARDS / "wwc-2018" / "standard.yaml")).notices
    assert notices[0] == "A later edition has taken the place of this one."
    assert "reconstructed" in notices[1]


def test_a_correction_names_its_reason() -> None:
    standard = replace(small_standard(), revision=2, reason="A typo.")
    assert booklet(standard).revision == "Revision 2"
    assert booklet(standard).correction == "What this revision corrected: A typo."


def test_a_standard_nobody_translated_is_told_all_the_same() -> None:
    told = booklet(untranslated(small_standard(), "pt"))
    assert told.language == "pt"
    assert {criterion.title.language for area in told.areas for criterion in area.criteria} == {
        "en"
    }


@given(st.text(alphabet=st.characters(codec=None), max_size=40))
def test_a_clean_text_has_nothing_that_xml_or_a_font_cannot_carry(text: str) -> None:
    cleaned = clean(text)
    assert UNFIT.search(cleaned) is None
    assert clean(cleaned) == cleaned
    assert write_json(cleaned).encode()


def test_cleaning_keeps_lines_and_letters() -> None:
    assert clean("a\r\nb\u2028c\td\x00é\n") == "a\nb\nc d\ufffdé"
