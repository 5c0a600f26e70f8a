"""Editions in a browser: read in another language, carried over, tried before publishing."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from e2e.test_mission import keep_picture, log_in
from wwc.tests.running import Portal
from wwc.tests.visitor import demo_password

pytestmark = pytest.mark.e2e
Look = Callable[[Page, str], None]


def test_a_resident_reads_the_standard_in_spanish(page: Page, look: Look) -> None:
    page.goto("/standards/")
    page.get_by_role("contentinfo").get_by_role("link", name="Español").click()
    expect(page).to_have_url(re.compile("/es/standards/$"))
    look(page, "es-standards")

    page.get_by_role("searchbox").fill("inventarios")
    page.get_by_role("searchbox").press("Enter")
    look(page, "es-search")
    page.get_by_role("link", name="Inventario de datos completo").click()
    expect(page).to_have_url(re.compile("/es/standards/wwc-2022/DM2/$"))
    page.get_by_text("Requisito por requisito").click()
    look(page, "es-criterion")

    page.get_by_role(
        "link", name=re.compile("cada cambio|todos los cambios", re.IGNORECASE)
    ).click()
    expect(page).to_have_url(re.compile("/changes/wwc-2018/$"))
    look(page, "es-changes")
    page.goto("/es/standards/glossary/")
    look(page, "es-glossary")
    page.goto("/fr/standards/wwc-2022/DM/")
    look(page, "fr-area")
    page.goto("/pt/standards/wwc-2018/DG1/")
    look(page, "pt-superseded")
    page.goto("/pt/standards/wwc-2022/")
    look(page, "pt-standard")

    for kind, begin in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")):
        answer = page.request.get(f"/es/standards/wwc-2022/standard.{kind}")
        assert answer.body().startswith(begin)
        assert f"wwc-2022-es.{kind}" in answer.headers["content-disposition"]


def test_a_city_carries_its_answers_over(portal: Portal, page: Page, look: Look) -> None:
    log_in(page, "lead@copperfalls.example.org", demo_password(portal))
    page.goto("/assessments/")
    look(page, "carry-begin")
    page.get_by_role("link", name=re.compile("Start from your answers")).click()
    look(page, "carry-report")
    page.get_by_role("button", name="Start with these answers").click()
    expect(page.get_by_role("button", name="Undo carrying over")).to_be_visible()
    expect(page.get_by_text(re.compile("47 .*kept"))).to_be_visible()
    look(page, "carry-task-list")

    page.get_by_role("main").get_by_role("link", name=re.compile("DM2")).first.click()
    look(page, "carry-criterion")
    page.get_by_role("button", name=re.compile("confirm DM2.1")).click()
    expect(page.locator("#answer-DM2_1")).to_contain_text(re.compile("DG1.1"))
    page.get_by_role("radio", name="Not in place").nth(1).check()
    expect(page.locator("#answer-DM2_2 [data-save-state]")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("#answer-DM2_2")).to_contain_text("DG1.2")
    look(page, "carry-confirmed")

    page.get_by_role("link", name="All criteria").click()
    expect(page.get_by_role("button", name="Undo carrying over")).to_have_count(0)
    page.get_by_role("link", name=re.compile("What was carried over", re.IGNORECASE)).click()
    look(page, "carry-provenance")


def test_a_manager_tries_a_draft_from_excel(portal: Portal, page: Page, tmp_path: Path) -> None:
    log_in(page, "manager@program.example.org", demo_password(portal))
    answer = page.request.get("/en/standards/wwc-2022/standard.xlsx")
    draft = tmp_path / "draft.xlsx"
    draft.write_bytes(_next_edition(answer.body()))

    page.goto("/admin/criteria/standard/")
    page.get_by_role("link", name="Upload an edition").click()
    page.locator("input[type=file]").first.set_input_files(draft)
    keep_picture(page, "desk-upload")
    page.get_by_role("button", name=re.compile("Upload|Store")).first.click()
    keep_picture(page, "desk-draft")
    page.get_by_role("link", name=re.compile("Try it on past assessments")).click()
    page.get_by_role("button", name=re.compile("Start|Try")).first.click()
    expect(page.get_by_text("Draft of a next edition, tried for Demo Manager")).to_be_visible()
    expect(page.get_by_text(re.compile("Demo Riverbend")).first).to_be_visible(timeout=60_000)
    keep_picture(page, "desk-trial")


def _next_edition(content: bytes) -> bytes:
    """Return the workbook of a draft that asks the same, but every criterion for Platinum."""
    book = load_workbook(BytesIO(content))
    about = {row[0].value: row[1] for row in book["About"].iter_rows(min_row=2)}
    about["Code"].value = "wwc-2026"
    about["Title"].value = "Draft of a next edition"
    about["Edition"].value = 2026
    about["Supersedes"].value = "wwc-2022"
    book["Levels"]["C4"].value = 43
    changes = book["Changes"]
    changes.delete_rows(2, changes.max_row)
    for sheet, column in (("Criteria", 1), ("Requirements", 2)):
        for row in book[sheet].iter_rows(min_row=2, values_only=True):
            changes.append((row[column], row[column], "same"))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
