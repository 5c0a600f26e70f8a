"""The words of a workbook beside the standard's own, and the workbook that anybody downloads."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook

from criteria.core.standard import Status
from criteria.core.texts import untranslated
from criteria.core.workbook import NOTES, SHEETS, read_workbook
from criteria.core.workbook.columns import ABOUT_FIELDS
from criteria.documents.workbook import standard_workbook
from criteria.documents.workbook_words import EXPLAINED, FOR_READING, HEADINGS, SHEET_NAMES
from criteria.queries import STANDARDS, standard_by_code
from criteria.services import load_standard
from criteria.tests.examples import small_standard
from criteria.tests.pages import store

HEADINGS_READ = {
    column.heading
    for sheet in SHEETS
    for column in sheet.columns
    if not column.heading.startswith("Evidence ")
}


def test_in_english_every_word_is_the_one_that_is_read_back() -> None:
    assert {name: str(word) for name, word in SHEET_NAMES.items()} == {
        name: name for name in (*(sheet.name for sheet in SHEETS), NOTES)
    }
    assert set(HEADINGS) == HEADINGS_READ | set(ABOUT_FIELDS)
    assert all(str(word) == heading for heading, word in HEADINGS.items())


def test_what_is_explained_is_there() -> None:
    columns = {(sheet.name, column.heading) for sheet in SHEETS for column in sheet.columns}
    columns |= {("About", name) for name in ABOUT_FIELDS}
    assert [place for *place, _ in EXPLAINED if tuple(place) not in columns] == []


def test_a_translated_workbook_says_that_it_is_for_reading() -> None:
    standard = untranslated(small_standard(), "es")
    book = load_workbook(BytesIO(standard_workbook(standard)))
    notes = book[book.sheetnames[-1]]
    with override("es"):
        assert notes["C2"].value == str(FOR_READING)
    assert "save the file" not in "".join(str(row[2].value) for row in notes.iter_rows())
    english = load_workbook(BytesIO(standard_workbook(small_standard())))
    assert "upload it as a draft" in str(english[NOTES]["C2"].value)


@pytest.mark.django_db
def test_anybody_downloads_a_workbook_that_can_be_read_back_with_its_changes(
    client: Client,
) -> None:
    for code in ("wwc-2018", "wwc-2022"):
        load_standard(path=STANDARDS / code / "standard.yaml")
    content = client.get("/standards/wwc-2022/standard.xlsx").content
    tree = read_workbook(content)
    draft = tree.standard()
    assert draft.status is Status.DRAFT
    assert draft.requirements == standard_by_code("wwc-2022").requirements
    lineage = tree.lineage(standard_by_code("wwc-2018"), draft)
    assert len(lineage.links) > 300


@pytest.mark.django_db
def test_nobody_downloads_a_draft(client: Client, tmp_path: Path) -> None:
    store(tmp_path, status="draft")
    assert client.get("/standards/small-2022/standard.xlsx").status_code == 404
