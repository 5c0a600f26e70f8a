"""A standard goes into a workbook and comes back as the same; what is wrong is named by cell."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from criteria.core.faults import Faulty
from criteria.core.lineage import parse_lineage, unchanged
from criteria.core.meaning import to_document
from criteria.core.parsing import parse_standard
from criteria.core.reading import read_yaml
from criteria.core.standard import Standard, Status
from criteria.core.workbook import read_workbook
from criteria.core.writing import write_yaml
from criteria.documents.workbook import next_workbook, standard_workbook
from criteria.queries import STANDARDS, read_lineage, read_standard
from criteria.tests.core.random_standards import lineages, standards
from criteria.tests.examples import criterion, small_standard, small_tree
from criteria.tests.workbooks import changed, filled, saved

SMALL = small_standard(status="draft")


def drafted(standard: Standard) -> Standard:
    return replace(standard, status=Status.DRAFT)


def faults(content: bytes) -> list[str]:
    with pytest.raises(Faulty) as refused:
        read_workbook(content).standard()
    return [str(fault) for fault in refused.value.faults]


def read(content: bytes) -> Standard:
    return read_workbook(content).standard()


@pytest.mark.parametrize("code", ["wwc-2018", "wwc-2022"])
def test_the_real_standards_come_back_as_the_same(code: str) -> None:
    standard = read_standard(STANDARDS / code / "standard.yaml")
    assert read(standard_workbook(standard)) == drafted(standard)
    assert parse_standard(read_yaml(write_yaml(to_document(standard)))) == standard


def test_the_real_lineage_comes_back_as_the_same() -> None:
    older = read_standard(STANDARDS / "wwc-2018" / "standard.yaml")
    newer = read_standard(STANDARDS / "wwc-2022" / "standard.yaml")
    lineage = read_lineage(STANDARDS / "wwc-2022" / "standard.yaml", older, newer)
    tree = read_workbook(standard_workbook(newer, lineage))
    assert tree.has_changes
    assert tree.lineage(older, tree.standard()) == lineage


@settings(max_examples=60, deadline=None)
@given(standards(), standards(), st.data())
def test_whatever_a_standard_says_comes_back(
    standard: Standard, older: Standard, data: st.DataObject
) -> None:
    older = replace(older, code="before")
    lineage = data.draw(lineages(older, standard))
    tree = read_workbook(standard_workbook(standard, lineage))
    assert tree.standard() == standard
    assert tree.lineage(older, standard) == lineage
    assert parse_standard(read_yaml(write_yaml(to_document(standard)))) == standard


def test_a_workbook_that_excel_saved_anew_comes_back_as_the_same() -> None:
    assert read(changed(SMALL, lambda _book: None)) == SMALL


def test_the_same_standard_gives_the_same_bytes() -> None:
    assert standard_workbook(SMALL) == standard_workbook(small_standard(status="draft"))
    assert standard_workbook(SMALL) != standard_workbook(replace(SMALL, title="Another"))


def test_what_could_be_taken_for_a_formula_is_marked_as_text() -> None:
    tree = small_tree(title='=HYPERLINK("http://example.org")')
    tree["areas"][0]["title"] = "+1"
    standard = parse_standard(tree)
    book = load_workbook(BytesIO(standard_workbook(standard)))
    for cell in (book["About"]["B3"], book["Areas"]["B2"]):
        assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")
    assert not [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert read(standard_workbook(standard)) == drafted(standard)


def test_sheets_are_made_for_authors() -> None:
    book = load_workbook(BytesIO(standard_workbook(SMALL)))
    assert book.sheetnames == [
        *("About", "Levels", "Outcomes", "Areas", "Criteria", "Requirements", "Efforts"),
        *("Changes", "Notes"),
    ]
    sheet = book["Requirements"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == [
        *("Criterion", "Lens", "Code", "Text", "Effort", "May not apply"),
    ]
    offered = {
        str(rule.sqref): rule.formula1
        for page in (sheet, book["Changes"])
        for rule in page.data_validations.dataValidation
    }
    assert offered == {
        "B2:B5000": '"practice,equity,engagement"',
        "E2:E5000": '"1,2,3,5,8"',
        "F2:F5000": '"yes,no"',
        "C2:C5000": '"same,reworded,split,merged,moved,dropped,new"',
    }
    assert sheet.column_dimensions["D"].width == 90
    assert sheet["D2"].alignment.wrap_text
    explained = {(row[0].value, row[1].value) for row in book["Notes"].iter_rows(min_row=2)}
    assert ("Requirements", "Effort") in explained


def test_authors_may_move_columns_leave_rows_empty_and_write_notes() -> None:
    def rearrange(book: Any) -> None:
        sheet = book["Levels"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        sheet.delete_rows(1, 10)
        for row in rows:
            sheet.append(list(reversed(row)))
        sheet.insert_rows(3, 2)
        sheet["A1"] = " POINTS "
        book["Criteria"].insert_cols(8)
        book["Notes"]["A40"] = "=1+1"
        book["About"].insert_rows(4)
        book["Areas"]["B900"] = "   "

    assert read(changed(SMALL, rearrange)) == SMALL


def test_numbers_are_taken_however_excel_keeps_them() -> None:
    content = filled(
        SMALL,
        Levels_C2=2.0,
        Levels_C3="3",
        Levels_C4=" 4 ",
        About_B4="2022",
        Requirements_E2="2",
        Outcomes_F2=75.0,
        Outcomes_G2="65",
    )
    assert read(content) == SMALL


def test_flags_are_taken_however_excel_keeps_them() -> None:
    content = filled(SMALL, Requirements_F2=False, Requirements_F4=True, Requirements_F8="YES")
    assert read(content) == SMALL
    assert faults(filled(SMALL, Requirements_F4="perhaps")) == [
        'Requirements!F4: must be yes or no, not "perhaps"'
    ]


def test_a_whole_number_in_a_text_is_the_text_that_was_typed() -> None:
    assert read(filled(SMALL, About_B3=2030)).title == "2030"


def test_evidence_may_have_gaps_and_more_columns() -> None:
    tree = small_tree(status="draft")
    tree["areas"][0]["criteria"][0]["evidence"] = ["One", "Two", "Three"]
    standard = parse_standard(tree)

    def change(book: Any) -> None:
        sheet = book["Criteria"]
        sheet["L2"] = None
        sheet.cell(row=1, column=16, value="evidence 6")
        sheet.cell(row=2, column=16, value="Six")

    found = read(changed(standard, change))
    assert found.criterion("A1").evidence == ("One", "Three", "Six")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Levels_C3": "=C2+1"}, "Levels!C3: holds a formula, which is not taken: type its value"),
        (
            {"Requirements_C2": date(2026, 1, 2)},
            "Requirements!C2: is a date to Excel: format the cell as text and type it again",
        ),
        (
            {"Requirements_D3": 1.5},
            "Requirements!D3: is a number to Excel: format the cell as text and type it again",
        ),
        (
            {"Areas_B2": True},
            "Areas!B2: is TRUE or FALSE to Excel: format the cell as text and type it again",
        ),
        ({"Levels_C2": 2.5}, "Levels!C2: must be a whole number, not 2.5"),
        ({"Levels_C2": "two"}, 'Levels!C2: must be a whole number, not "two"'),
        ({"Levels_C2": None}, "Levels!C2: is missing"),
        ({"Levels_A3": "silver"}, "Levels!A3: is used already, at Levels!A2"),
        ({"Levels_C4": 5}, "Levels!C4: cannot be reached: there are 4 criteria"),
        ({"Requirements_E2": 4}, "Requirements!E2: must be 1, 2, 3, 5 or 8, not 4"),
        ({"Requirements_D2": None}, "Requirements!D2: is missing"),
        (
            {"Requirements_C3": "A1.1"},
            "Requirements!C3: is used already, at Requirements!C2",
        ),
        ({"Requirements_C2": "X.1"}, 'Requirements!C2: must start with "A1."'),
        (
            {"Requirements_B2": "practise"},
            'Requirements!B2: must be one of practice, equity, engagement, not "practise"',
        ),
        ({"Requirements_B2": None}, "Requirements!B2: is missing"),
        ({"Requirements_B2": "=B3"}, "Requirements!B2: holds a formula, which is not taken: type"),
        (
            {"Requirements_A2": "A9"},
            'Requirements!A2: does not stand on the sheet Criteria: "A9"',
        ),
        ({"Criteria_A2": "Z"}, 'Criteria!A2: does not stand on the sheet Areas: "Z"'),
        ({"Criteria_A2": None}, "Criteria!A2: is missing"),
        ({"Criteria_H2": None}, "Criteria!H2: is missing"),
        ({"Criteria_H2": 9}, "Criteria!H2: must be from 1 to 2, not 9"),
        (
            {"Criteria_D2": "private"},
            'Criteria!D2: must be one of public, reconstructed, not "priv',
        ),
        ({"Criteria_G3": "A1, A9"}, "Criteria!G3: is not a criterion of this standard: A9"),
        (
            {"Criteria_G3": "=A1"},
            "Criteria!G3: holds a formula, which is not taken: type its value",
        ),
        ({"Criteria_G2": "A2"}, "Criteria!G2: go round in a circle: A1 needs A2 needs A1"),
        ({"Criteria_E2": "x" * 4001}, "Criteria!E2: must have at most 4000 characters, not 4001"),
        ({"Areas_A4": "C", "Areas_B4": "New"}, "Areas!A4: must have at least 1 item"),
        ({"Outcomes_E2": "on_pace"}, "Outcomes!F2: is not a known key; known here: kind"),
        ({"Outcomes_E2": None}, "Outcomes!E2: is missing"),
        ({"Outcomes_F2": None}, "Outcomes!F2: is missing"),
        ({"Outcomes_G2": 101}, "Outcomes!G2: must be from 0 to 100"),
        ({"Outcomes_H4": 3}, "Outcomes!H4: is not a known key; known here: kind"),
        ({"Efforts_A2": 4}, "Efforts!B2: is not a known key"),
        ({"Efforts_A3": 1}, "Efforts!B2: is given more than once"),
        ({"Efforts_A3": None}, "Efforts!A3: is missing"),
        ({"Efforts_A3": "=A2"}, "Efforts!A3: holds a formula, which is not taken: type its value"),
        ({"About_B2": "Not a code"}, 'About!B2: is not a well-formed code: "Not a code"'),
        ({"About_B4": "soon"}, 'About!B4: must be a whole number, not "soon"'),
        ({"About_A4": "Editon"}, "About!A4: is not a known field; known: Code, Title"),
        ({"About_A4": "Code"}, "About!A4: is given already: Code"),
        ({"About_B5": 2}, "About!B6: is missing; a revision above 1 names its reason"),
        ({"About_B8": 4}, "About!B8: must be from 0 to 3, not 4"),
        ({"About_B9": "es"}, "About!B9: must be en: an edition is written in English"),
        ({"About_A10": "=1"}, "About!A10: is not a known field; known: Code, Title"),
        ({"Levels_D1": "Colour"}, "Levels!D1: is not a known heading; known here: Code, Title"),
        ({"Levels_D1": "title"}, "Levels!D1: is a heading already: Title"),
        ({"Levels_D1": "=1"}, "Levels!D1: is not a known heading; known here: Code, Title"),
        ({"Levels_D9": "see above"}, "Levels!D9: stands in a column without a known heading"),
        ({"Levels_C1": None}, 'Levels!1:1: has no heading "Points"'),
        ({"Criteria_P1": "Evidence 21"}, "Criteria!P1: is not a known heading; known here: Area"),
        ({"Changes_A2": "A1"}, "Changes!C2: is missing"),
    ],
)
def test_what_is_wrong_is_named_by_its_cell(cells: dict[str, object], expected: str) -> None:
    tree = read_workbook(filled(SMALL, **cells))

    def parse() -> None:
        standard = tree.standard()
        tree.lineage(small_standard(code="before"), standard)

    with pytest.raises(Faulty) as refused:
        parse()
    assert any(str(fault).startswith(expected) for fault in refused.value.faults), [
        str(fault) for fault in refused.value.faults
    ]


def test_merged_cells_are_named() -> None:
    content = changed(SMALL, lambda book: book["Requirements"].merge_cells("A2:A3"))
    assert "Requirements!A2:A3: are merged cells: unmerge them" in faults(content)


def test_a_sheet_too_many_and_one_too_few_are_named() -> None:
    def change(book: Any) -> None:
        del book["Levels"]
        book.create_sheet("Scratch")["A1"] = "mine"

    assert faults(changed(SMALL, change))[:2] == [
        '"Scratch": is not a sheet of this workbook; remarks may stand on the sheet Notes',
        "Levels: is missing: a sheet of this name, at least with its headings",
    ]


def test_every_fault_is_told_at_once_in_the_order_of_the_workbook() -> None:
    content = filled(SMALL, Requirements_E11=4, Requirements_E2=7, Levels_C2="x", About_B3=None)
    assert [fault.split(":")[0] for fault in faults(content)] == [
        *("About!B3", "Levels!C2", "Requirements!E2", "Requirements!E11"),
    ]


def test_a_criterion_without_an_area_is_one_fault_and_not_one_for_each_requirement() -> None:
    found = faults(filled(SMALL, Criteria_A5="Z"))
    assert found == [
        "Levels!C4: cannot be reached: there are 3 criteria",
        'Criteria!A5: does not stand on the sheet Areas: "Z"',
    ]


def test_a_lineage_is_held_against_both_editions_by_cell() -> None:
    older = small_standard(code="before")
    newer = small_standard(status="draft", supersedes="before")
    tree = read_workbook(filled(newer, Changes_A2="A1", Changes_B2="A1.1", Changes_C2="same"))
    with pytest.raises(Faulty) as refused:
        tree.lineage(older, tree.standard())
    assert [str(fault) for fault in refused.value.faults] == [
        "Changes!A2: joins a criterion to a requirement: A1 to A1.1"
    ]


def test_a_lineage_that_leaves_something_out_is_told_at_its_sheet() -> None:
    older = small_standard(code="before")
    lineage = parse_lineage(
        [{"from": code, "to": code, "relation": "same"} for code in _codes(older)], older, SMALL
    )
    content = changed(SMALL, lambda book: book["Changes"].delete_rows(2), lineage)
    with pytest.raises(Faulty) as refused:
        read_workbook(content).lineage(older, SMALL)
    assert [str(fault) for fault in refused.value.faults] == [
        "Changes: does not say what left this standard for before: A1",
        "Changes: does not say what came into small-2022: A1",
    ]


def test_an_empty_sheet_of_changes_is_no_lineage() -> None:
    assert not read_workbook(standard_workbook(SMALL)).has_changes


def test_a_translated_workbook_is_for_reading_only() -> None:
    content = standard_workbook(replace(SMALL, language="es"))
    with pytest.raises(Faulty) as refused:
        read(content)
    assert [fault.path for fault in refused.value.faults] == ["$"]
    assert "only the English workbook can be read back" in str(refused.value)


def test_a_large_standard_fits() -> None:
    tree = small_tree(status="draft")
    tree["areas"][0]["criteria"] = [criterion(f"A{number}") for number in range(100)]
    standard = parse_standard(tree | {"areas": tree["areas"][:1]})
    assert read(standard_workbook(standard)) == standard


@pytest.mark.parametrize("given", ["Txt", "Wording of it"])
def test_a_renamed_heading_is_one_fault_and_says_what_it_may_be(given: str) -> None:
    assert faults(filled(SMALL, Requirements_D1=given)) == [
        'Requirements!D1: is not a known heading: is it "Text"?'
    ]


def test_what_a_renamed_heading_hides_is_still_read() -> None:
    found = faults(filled(SMALL, Levels_C1="Poinst", Levels_C2="two"))
    assert found == [
        'Levels!C1: is not a known heading: is it "Points"?',
        'Levels!C2: must be a whole number, not "two"',
    ]


def test_headings_that_nobody_recognises_are_a_fault_each_and_their_rows_none() -> None:
    found = faults(filled(SMALL, Levels_B1="X", Levels_C1="Y"))
    assert len(found) == 4
    assert sum("is not a known heading; known here: Code" in fault for fault in found) == 2
    assert sum("has no heading" in fault for fault in found) == 2


def test_a_workbook_for_the_next_edition_lacks_only_code_title_and_year() -> None:
    older = small_standard(revision=3, reason="A word was wrong.")
    content = next_workbook(older)
    assert faults(content) == [f"About!B{row}: is missing" for row in (2, 3, 4)]
    book = load_workbook(BytesIO(content))
    assert not [sheet for sheet in book if "status" in str(sheet["A1"].value).lower()]
    for row, value in ((2, "small-2026"), (3, "The next"), (4, 2026)):
        book["About"][f"B{row}"] = value
    tree = read_workbook(saved(book))
    newer = tree.standard()
    assert newer == replace(
        drafted(older),
        code="small-2026",
        title="The next",
        edition=2026,
        revision=1,
        reason="",
        supersedes="small-2022",
    )
    assert set(tree.lineage(older, newer).links) == set(unchanged(older).links)


def test_a_workbook_for_the_next_edition_says_what_to_fill_in() -> None:
    book = load_workbook(BytesIO(next_workbook(SMALL)))
    (note,) = book["About"].data_validations.dataValidation
    assert str(note.sqref) == "B2 B3 B4"
    assert note.prompt.startswith("To fill in")
    assert "the next edition after small-2022" in str(book["Notes"]["C2"].value)


def _codes(standard: Standard) -> list[str]:
    return [
        *(item.code for item in standard.criteria),
        *(item.code for item in standard.requirements),
    ]
