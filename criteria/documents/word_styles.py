"""How a Word document looks: its styles, page, language and properties.

Looks hang on styles alone, so that whoever edits the document can change them in one place.
"""

from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

DEEP: Final = RGBColor(0x0B, 0x55, 0x63)
INK: Final = RGBColor(0x1A, 0x2A, 0x2E)
SOFT: Final = RGBColor(0x4C, 0x5C, 0x61)
"""The colours of static/css/portal.css."""

MARK: Final = "Language mark"
CODE: Final = "Code"
LEAD: Final = "Lead"
NOTE: Final = "Note"
NOTICE: Final = "Notice"
CELL: Final = "Table text"
CELL_HEAD: Final = "Table heading"
ROWS: Final = "Table rows"
"""The styles of our own; all others are those that Word knows."""

WORD_LANGUAGES: Final = {"en": "en-GB", "es": "es-MX", "pt": "pt-BR", "fr": "fr-CA"}
"""Languages as Word names them: those of the programme's countries, and of our English."""
NEEDLESS: Final = ("/metadata/thumbnail", "/stylesWithEffects")
"""Kinds of parts that python-docx's template has and a document can do without."""


def new_document(language: str, *, title: str, subject: str) -> WordDocument:
    """Return an empty document in our styles; nothing in it tells when or by whom it was made."""
    document = Document()
    _remove_table_styles(document)
    _set_page(document, language)
    _set_language(document, WORD_LANGUAGES[language])
    _set_properties(document, language, title=title, subject=subject)
    _set_headings(document)
    _set_paragraphs(document)
    _add_table_style(document)
    return document


def _remove_table_styles(document: WordDocument) -> None:
    """Remove the 98 table styles of python-docx's template, which slow every look-up of a style."""
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()


def _set_page(document: WordDocument, language: str) -> None:
    section = document.sections[0]
    if language == "pt":
        section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.different_first_page_header_footer = True


def _set_language(document: WordDocument, language: str) -> None:
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), language)
    for element in document.settings.element.iter(qn("w:compatSetting")):
        if element.get(qn("w:name")) == "compatibilityMode":
            element.set(qn("w:val"), "15")


def _set_properties(document: WordDocument, language: str, *, title: str, subject: str) -> None:
    properties = document.core_properties
    properties.title = title[:255]
    properties.subject = subject[:255]
    properties.language = WORD_LANGUAGES[language]
    properties.author = properties.comments = ""
    element = properties._element
    for dated in ("dcterms:created", "dcterms:modified"):
        for found in element.findall(qn(dated)):
            element.remove(found)
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in relations.items() if rel.reltype.endswith(NEEDLESS)]:
            del relations[key]


def _set_headings(document: WordDocument) -> None:
    for name, size, colour, before, after in (
        ("Title", 30, DEEP, 6, 12),
        ("Heading 1", 20, DEEP, 0, 8),
        ("Heading 2", 14, INK, 18, 4),
        ("Heading 3", 11.5, DEEP, 10, 3),
        ("TOC Heading", 20, DEEP, 0, 8),
    ):
        style = _paragraph_style(document, name)
        style.font.size = Pt(size)
        style.font.bold = True
        style.font.color.rgb = colour
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
    _paragraph_style(document, "Heading 1").paragraph_format.page_break_before = True
    title = _paragraph_style(document, "Title").element.pPr
    for line in title.findall(qn("w:pBdr")):
        title.remove(line)


def _set_paragraphs(document: WordDocument) -> None:
    normal = _paragraph_style(document, "Normal")
    normal.font.size = Pt(10.5)
    normal.font.color.rgb = INK
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    for name, size, colour, after in (
        (LEAD, 11.5, INK, 6),
        (NOTE, 9, SOFT, 4),
        (NOTICE, 10.5, INK, 6),
        (CELL, 10, INK, 2),
        (CELL_HEAD, 9, SOFT, 2),
        ("toc 1", 10.5, INK, 2),
        ("toc 2", 10, INK, 1),
    ):
        builtin = name.startswith("toc")
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
        assert isinstance(style, ParagraphStyle)
        style.base_style = normal
        style.font.size = Pt(size)
        style.font.color.rgb = colour
        style.paragraph_format.space_after = Pt(after)
    for name in ("toc 1", CELL_HEAD):
        _paragraph_style(document, name).font.bold = True
    _paragraph_style(document, CELL).paragraph_format.space_before = Pt(2)
    _paragraph_style(document, "toc 1").paragraph_format.space_before = Pt(6)
    _paragraph_style(document, "toc 2").paragraph_format.left_indent = Cm(0.6)
    _paragraph_style(document, NOTICE).paragraph_format.left_indent = Cm(0.6)
    for name in ("List Bullet", "List Number"):
        _paragraph_style(document, name).paragraph_format.space_after = Pt(3)
    for name in ("Header", "Footer"):
        _paragraph_style(document, name).font.size = Pt(8.5)
        _paragraph_style(document, name).font.color.rgb = SOFT
    code = document.styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER)
    code.font.bold = True
    code.font.color.rgb = DEEP
    mark = document.styles.add_style(MARK, WD_STYLE_TYPE.CHARACTER)
    mark.font.size = Pt(7)
    mark.font.color.rgb = SOFT


def _paragraph_style(document: WordDocument, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _add_table_style(document: WordDocument) -> None:
    style = document.styles.add_style(ROWS, WD_STYLE_TYPE.TABLE)
    style.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>"
            '<w:top w:val="single" w:sz="6" w:space="0" w:color="0B5563"/>'
            '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="B9BDB9"/>'
            '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="B9BDB9"/>'
            "</w:tblBorders><w:tblCellMar>"
            '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        )
    )
