"""The Word document, read back."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.run import Run

from criteria.core.standard import Standard
from criteria.core.texts import untranslated
from criteria.documents.booklet import clean, standard_booklet
from criteria.documents.word import TICK, booklet_docx
from criteria.queries import STANDARDS, glossary, read_standard
from criteria.tests.documents.hostile import TEXTS, saying
from criteria.tests.examples import small_standard


def docx(standard: Standard) -> bytes:
    told = standard_booklet(
        standard, glossary(standard.language), address="https://portal.example.org/"
    )
    return booklet_docx(told)


def opened(content: bytes) -> WordDocument:
    return Document(BytesIO(content))


def headings(document: WordDocument, level: int) -> list[str]:
    style = f"Heading {level}"
    return [item.text for item in document.paragraphs if item.style and item.style.name == style]


def language_of(run: Run) -> str | None:
    found = run._r.find(f"{qn('w:rPr')}/{qn('w:lang')}")
    return None if found is None else found.get(qn("w:val"))


def test_areas_and_criteria_are_real_headings() -> None:
    standard = read_standard(STANDARDS / "wwc-2022" / "standard.yaml")
    document = opened(docx(standard))
    assert headings(document, 1)[2:-1] == [f"{area.code}  {area.title}" for area in standard.areas]
    wanted = [f"{criterion.code}  {criterion.title}" for criterion in standard.criteria]
    assert [text for text in headings(document, 2) if text in wanted] == wanted


def test_every_requirement_is_a_row_below_a_heading_row_that_repeats() -> None:
    standard = read_standard(STANDARDS / "wwc-2022" / "standard.yaml")
    document = opened(docx(standard))
    tables = [table for table in document.tables if len(table.columns) == 3]
    rows = [
        [cell.paragraphs[0].text for cell in row.cells]
        for table in tables
        for row in table.rows[1:]
    ]
    assert rows == [
        [f"{TICK}\N{NO-BREAK SPACE}{item.code}", item.text, str(item.effort)]
        for item in standard.requirements
    ]
    for table in document.tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_its_language_and_title_are_set_and_nobody_is_named() -> None:
    document = opened(docx(untranslated(small_standard(), "fr")))
    properties = document.core_properties
    assert (properties.title, properties.language) == ("A small standard", "fr-CA")
    assert (properties.author, properties.created, properties.modified) == ("", None, None)
    languages = {item.get(qn("w:val")) for item in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-CA"}


def test_what_is_not_translated_is_marked_with_its_language() -> None:
    document = opened(docx(untranslated(small_standard(), "fr")))
    (title,) = (item for item in document.paragraphs if item.style and item.style.name == "Title")
    assert title.text == "A small standard\N{NO-BREAK SPACE}EN"
    assert [language_of(run) for run in title.runs] == ["en-GB", None]
    assert {
        language_of(run) for item in opened(docx(small_standard())).paragraphs for run in item.runs
    } == {None}


def test_contents_and_prerequisites_lead_to_bookmarks_that_exist() -> None:
    body = opened(docx(small_standard())).element.body
    anchors = [item.get(qn("w:anchor")) for item in body.iter(qn("w:hyperlink"))]
    bookmarks = [item.get(qn("w:name")) for item in body.iter(qn("w:bookmarkStart"))]
    assert len(bookmarks) == len(set(bookmarks)) == 2 + 4
    assert len(anchors) == 2 + 4 + 2
    assert set(anchors) == set(bookmarks)


def test_it_is_the_same_bytes_each_time() -> None:
    content = docx(small_standard())
    assert docx(small_standard()) == content
    assert docx(replace(small_standard(), title="Another")) != content


def test_it_holds_no_macro_and_only_well_formed_parts() -> None:
    with ZipFile(BytesIO(docx(small_standard()))) as parts:
        names = parts.namelist()
        assert len(names) == len(set(names))
        assert not [name for name in names if "vba" in name.lower() or name.endswith(".bin")]
        for name in names:
            if name.endswith((".xml", ".rels")):
                parse_xml(parts.read(name))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_is_kept_as_text(text: str) -> None:
    standard = saying(text)
    document = opened(docx(standard))
    (criterion,) = standard.criteria
    assert clean(criterion.statement) in [item.text for item in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert clean(criterion.requirements[0].text) in cells


def test_control_characters_are_replaced() -> None:
    document = opened(docx(replace(small_standard(), title="a\x00b\x01c\ufffe\ud800d")))
    assert document.core_properties.title == "a\ufffdb\ufffdc\ufffd\ufffdd"
