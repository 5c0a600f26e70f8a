"""Pieces of a Word document that python-docx has no words for: fields, bookmarks, links, rows."""

from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from criteria.documents.booklet import Said
from criteria.documents.word_styles import CELL, CELL_HEAD, MARK, ROWS, WORD_LANGUAGES

LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can tell."""


def say(paragraph: Paragraph, said: Said | str, style: str | None = None) -> None:
    """Add a text; one in another language than the document's carries that language, and a mark."""
    text = said if isinstance(said, str) else said.text
    run = paragraph.add_run(text, style=style)
    if isinstance(said, Said) and said.language:
        properties = run._r.get_or_add_rPr()
        properties.append(_element("w:lang", {"w:val": WORD_LANGUAGES[said.language]}))
        paragraph.add_run(f"\N{NO-BREAK SPACE}{said.language.upper()}", style=MARK)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Lay a bookmark around what a paragraph holds so far."""
    inner = paragraph._p
    start = _element("w:bookmarkStart", {"w:id": str(number), "w:name": name})
    inner.insert(1 if inner.pPr is not None else 0, start)
    inner.append(_element("w:bookmarkEnd", {"w:id": str(number)}))


def link(paragraph: Paragraph, name: str, *pieces: Said | str) -> None:
    """Add texts that lead to a bookmark."""
    inner = paragraph._p
    before = len(inner)
    for piece in pieces:
        say(paragraph, piece)
    anchor = _element("w:hyperlink", {"w:anchor": name, "w:history": "1"})
    for run in list(inner)[before:]:
        anchor.append(run)
    inner.append(anchor)


def field(paragraph: Paragraph, instruction: str) -> None:
    """Add a field that Word works out, such as PAGE."""
    for run in _field_opened(paragraph, instruction):
        paragraph._p.append(run)
    _field_mark(paragraph.add_run(), "end")


def field_around(paragraphs: list[Paragraph], instruction: str) -> None:
    """Make paragraphs what a field shows until Word works it out anew."""
    inner = paragraphs[0]._p
    for place, run in enumerate(_field_opened(paragraphs[0], instruction), start=1):
        inner.insert(place, run)
    _field_mark(paragraphs[-1].add_run(), "end")


def _field_opened(paragraph: Paragraph, instruction: str) -> list[BaseOxmlElement]:
    begin, told, separate = (paragraph.add_run() for _ in range(3))
    _field_mark(begin, "begin")
    words = _element("w:instrText", {"xml:space": "preserve"})
    words.text = f" {instruction} "
    told._r.append(words)
    _field_mark(separate, "separate")
    return [begin._r, told._r, separate._r]


def _field_mark(run: Run, kind: str) -> None:
    run._r.append(_element("w:fldChar", {"w:fldCharType": kind}))


def add_table(
    document: WordDocument, headings: list[str], widths: list[Length], rows: int, title: str
) -> Table:
    """Add a table with a heading row that each page repeats; `title` names it to screen readers."""
    table: Table = document.add_table(rows=rows + 1, cols=len(headings), style=ROWS)
    table.autofit = False
    properties = table._tbl.tblPr
    properties.append(_element("w:tblCaption", {"w:val": title}))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    first, *others = table.rows
    mark = first._tr.get_or_add_trPr()
    mark.append(_element("w:cantSplit"))
    mark.append(_element("w:tblHeader"))
    for row in others:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    for cell, words in zip(first.cells, headings, strict=True):
        fill(cell, words, CELL_HEAD)
    return table


def fill(cell: _Cell, said: Said | str, style: str = CELL, look: str | None = None) -> Paragraph:
    """Put a text into a cell's first paragraph, in a paragraph's style and a letters' look."""
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = style
    say(paragraph, said, look)
    return paragraph


def saved(document: WordDocument) -> bytes:
    """Return the document's bytes: the same for the same document, whenever they are made."""
    written = BytesIO()
    document.save(written)
    timeless = BytesIO()
    with ZipFile(written) as parts, ZipFile(timeless, "w", ZIP_DEFLATED) as packed:
        for part in parts.infolist():
            packed.writestr(ZipInfo(part.filename, LONG_AGO), parts.read(part), ZIP_DEFLATED)
    return timeless.getvalue()


def _element(name: str, attributes: dict[str, str] | None = None) -> BaseOxmlElement:
    element = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element
