"""The typeset document: bytes of a PDF, as far as they can be read without a PDF reader."""

import re
import zlib
from dataclasses import replace

import pytest

from criteria.core.standard import Standard
from criteria.core.texts import in_language, untranslated
from criteria.documents.booklet import standard_booklet
from criteria.documents.pdf import NotTypeset, booklet_pdf
from criteria.queries import STANDARDS, glossary, read_edition
from criteria.tests.documents.hostile import TEXTS, saying
from criteria.tests.examples import small_standard

CONFORMS = b"pdfuaid:part"


def pdf(standard: Standard) -> bytes:
    told = standard_booklet(standard, glossary("en"), address="https://portal.example.org/")
    return booklet_pdf(told)


def unpacked(content: bytes) -> bytes:
    """Return a PDF's bytes together with what its compressed streams hold."""
    found = [content]
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_it_is_tagged_and_names_its_language_and_title() -> None:
    content = pdf(small_standard())
    inside = unpacked(content)
    assert content.startswith(b"%PDF-1.7")
    assert content.rstrip().endswith(b"%%EOF")
    assert b"/StructTreeRoot" in inside
    assert b"/Lang(en)" in inside
    assert b"A small standard" in inside
    assert CONFORMS in inside


def test_it_is_the_same_bytes_each_time_and_tells_no_time() -> None:
    content = pdf(small_standard())
    assert pdf(small_standard()) == content
    assert b"CreationDate" not in unpacked(content)
    assert pdf(replace(small_standard(), title="Another")) != content


@pytest.mark.parametrize(("code", "language"), [("wwc-2022", "es"), ("wwc-2018", "fr")])
def test_whole_standards_are_set_in_another_language(code: str, language: str) -> None:
    edition = read_edition(STANDARDS / code / "standard.yaml")
    (texts,) = (texts for texts in edition.texts if texts.language == language)
    inside = unpacked(pdf(in_language(edition.standard, texts)))
    assert f"/Lang({language})".encode() in inside
    assert CONFORMS in inside


def test_texts_in_another_language_are_tagged_with_it() -> None:
    inside = unpacked(pdf(untranslated(small_standard(), "pt")))
    assert b"/Lang(pt)" in inside
    assert b"/Lang(en)" in inside


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_is_set_as_text(text: str) -> None:
    content = pdf(saying(text))
    assert content.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in unpacked(content)


def test_letters_that_no_font_has_cost_the_conformance_and_nothing_else() -> None:
    inside = unpacked(pdf(saying(TEXTS["letters that no font has"])))
    assert b"/StructTreeRoot" in inside
    assert CONFORMS not in inside
    for name in ("accents", "arabic", "hebrew"):
        assert CONFORMS in unpacked(pdf(saying(TEXTS[name])))


def test_control_characters_are_replaced() -> None:
    standard = small_standard(title="tab")
    assert CONFORMS in unpacked(pdf(replace(standard, title="a\x00b\x01c\ufffe\ud800")))


def test_a_typesetter_that_gives_up_says_why() -> None:
    told = standard_booklet(small_standard(), glossary("en"), address="https://portal.example.org/")
    with pytest.raises(NotTypeset, match="contents"):
        booklet_pdf(replace(told, labels={}))
