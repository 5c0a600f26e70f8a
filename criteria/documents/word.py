"""A booklet as a Word document (.docx): real headings, lists and tables, to be edited."""

from typing import Final

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from criteria.documents.booklet import Area, Booklet, Criterion, Group, Said
from criteria.documents.word_parts import (
    add_table,
    bookmark,
    field,
    field_around,
    fill,
    link,
    saved,
    say,
)
from criteria.documents.word_styles import CELL, CODE, LEAD, NOTE, NOTICE, new_document

TICK: Final = "\N{BALLOT BOX}"
CONTENTS: Final = r'TOC \o "1-2" \h \n'
"""Headings of two levels as links. Page numbers, which only Word can work out, are left out."""


def booklet_docx(booklet: Booklet) -> bytes:
    """Return a Word document: same booklet, same bytes."""
    return saved(_Writing(booklet).written())


class _Writing:
    """One document while it is written; `places` are the bookmarks of areas and criteria."""

    def __init__(self, booklet: Booklet) -> None:
        self.booklet = booklet
        self.labels = booklet.labels
        self.document: WordDocument = new_document(
            booklet.language, title=booklet.title.text, subject=booklet.summary
        )
        codes = [
            code
            for area in booklet.areas
            for code in (area.code, *(criterion.code for criterion in area.criteria))
        ]
        self.places = {code: f"part_{number}" for number, code in enumerate(codes, start=1)}

    def written(self) -> WordDocument:
        self._running_lines()
        self._front()
        self._contents()
        self._about()
        self._outcomes()
        for area in self.booklet.areas:
            self._area(area)
        self._glossary()
        return self.document

    # --- pieces -----------------------------------------------------------------------------

    def _paragraph(self, said: Said | str, style: str | None = None) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        say(paragraph, said)
        return paragraph

    def _heading(self, said: Said | str, level: int, *, code: str = "") -> None:
        paragraph = self.document.add_heading(level=level)
        if code:
            paragraph.add_run(f"{code}  ", style=CODE)
        say(paragraph, said)
        if code:
            bookmark(paragraph, self.places[code], list(self.places).index(code))

    # --- front ------------------------------------------------------------------------------

    def _running_lines(self) -> None:
        section = self.document.sections[0]
        say(section.header.paragraphs[0], self.booklet.title)
        footer = section.footer.paragraphs[0]
        say(footer, f"{self.booklet.code} · {self.booklet.revision}\t\t")
        field(footer, "PAGE")

    def _front(self) -> None:
        booklet = self.booklet
        self._paragraph(booklet.edition, NOTE).paragraph_format.space_before = Pt(150)
        say(self.document.add_heading(level=0), booklet.title)
        self._paragraph(booklet.summary, LEAD)
        for notice in booklet.notices:
            self._paragraph(notice, NOTICE)
        self._paragraph(f"{booklet.code} · {booklet.revision}", NOTE)
        for sentence in filter(None, (booklet.correction, *booklet.imprint)):
            self._paragraph(sentence, NOTE)

    def _contents(self) -> None:
        heading = self._paragraph(self.labels["contents"], "TOC Heading")
        heading.paragraph_format.page_break_before = True
        entries = []
        for area in self.booklet.areas:
            entries.append(self._entry(area, "toc 1"))
            entries += [self._entry(criterion, "toc 2") for criterion in area.criteria]
        field_around(entries, CONTENTS)

    def _entry(self, part: Area | Criterion, style: str) -> Paragraph:
        entry = self.document.add_paragraph(style=style)
        link(entry, self.places[part.code], f"{part.code}  ", part.title)
        return entry

    def _about(self) -> None:
        booklet, labels = self.booklet, self.labels
        self._heading(labels["about"], 1)
        self._heading(labels["levels"], 2)
        table = add_table(
            self.document,
            [labels["level"], labels["points"]],
            [Cm(5), Cm(4)],
            len(booklet.levels),
            labels["levels"],
        )
        for row, level in zip(table.rows[1:], booklet.levels, strict=True):
            fill(row.cells[0], level.title)
            fill(row.cells[1], str(level.points))
        if booklet.outcomes_needed:
            self._paragraph(booklet.outcomes_needed).paragraph_format.space_before = Pt(6)
        self._heading(labels["how"], 2)
        for rule in booklet.points_rules:
            self._paragraph(rule, "List Number")
        for lens in booklet.lenses:
            paragraph = self.document.add_paragraph(style="List Bullet")
            say(paragraph, f"{lens.title}  ", "Strong")
            say(paragraph, lens.question)
        if booklet.efforts:
            self._efforts()

    def _efforts(self) -> None:
        labels, efforts = self.labels, self.booklet.efforts
        self._heading(labels["efforts"], 2)
        table = add_table(
            self.document,
            [labels["effort"], labels["takes"]],
            [Cm(2.5), Cm(13.5)],
            len(efforts),
            labels["efforts"],
        )
        for row, item in zip(table.rows[1:], efforts, strict=True):
            fill(row.cells[0], str(item.effort))
            fill(row.cells[1], item.text)

    def _outcomes(self) -> None:
        if not self.booklet.outcomes:
            return
        self._heading(self.labels["outcomes"], 1)
        for outcome in self.booklet.outcomes:
            self._heading(outcome.title, 2)
            if outcome.about:
                self._paragraph(outcome.about)
            say(self.document.add_paragraph(), outcome.rule, "Strong")

    # --- areas and criteria -----------------------------------------------------------------

    def _area(self, area: Area) -> None:
        self._heading(area.title, 1, code=area.code)
        if area.about:
            self._paragraph(area.about, LEAD)
        for criterion in area.criteria:
            self._criterion(criterion)

    def _criterion(self, criterion: Criterion) -> None:
        self._heading(criterion.title, 2, code=criterion.code)
        self._paragraph(criterion.statement, LEAD)
        if criterion.source:
            self._paragraph(criterion.source, NOTE)
        if criterion.prerequisites:
            self._prerequisites(criterion)
        if criterion.why:
            self._heading(self.labels["why"], 3)
            self._paragraph(criterion.why)
        for group in criterion.groups:
            self._group(criterion, group)
        if criterion.evidence:
            self._heading(self.labels["evidence"], 3)
            for item in criterion.evidence:
                self._paragraph(item, "List Bullet")

    def _prerequisites(self, criterion: Criterion) -> None:
        paragraph = self._paragraph("")
        say(paragraph, f"{self.labels['builds_on']} ", "Strong")
        for number, needed in enumerate(criterion.prerequisites):
            if number:
                say(paragraph, ", ")
            link(paragraph, self.places[needed.code], f"{needed.code} ", needed.title)

    def _group(self, criterion: Criterion, group: Group) -> None:
        labels = self.labels
        self._heading(group.title, 3)
        self._paragraph(group.minimum).paragraph_format.keep_with_next = True
        table = add_table(
            self.document,
            [labels["code"], labels["requirement"], labels["effort"]],
            [Cm(2.7), Cm(11.9), Cm(1.8)],
            len(group.requirements),
            f"{criterion.code}, {group.title}",
        )
        table.rows[0].cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for row, requirement in zip(table.rows[1:], group.requirements, strict=True):
            code, text, effort = row.cells
            fill(code, f"{TICK}\N{NO-BREAK SPACE}{requirement.code}", look=CODE)
            fill(text, requirement.text)
            if requirement.note:
                say(text.add_paragraph(style=CELL), requirement.note, "Emphasis")
            fill(effort, str(requirement.effort)).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _glossary(self) -> None:
        self._heading(self.labels["glossary"], 1)
        for term in self.booklet.terms:
            paragraph = self.document.add_paragraph()
            say(paragraph, term.term, "Strong")
            paragraph.add_run().add_break()
            say(paragraph, term.text)
