"""Answers that save themselves, when the connection is not what it should be."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.test_mission import log_in
from wwc.tests.running import Portal
from wwc.tests.visitor import demo_password

pytestmark = pytest.mark.e2e

LEAD = "lead@sanlucero.example.org"
NOT_SAVED = "Not saved - will retry"


@pytest.fixture
def criterion(portal: Portal, browser: Browser) -> Iterator[Page]:
    """The page of DM3 in a draft of the demo, as a lead of the city sees it.

    Without a connection htmx writes to the console: only a script's errors are complaints here.
    """
    context = browser.new_context(base_url=portal.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    log_in(page, LEAD, demo_password(portal))
    page.goto("/en/assessments/")  # who reads Spanish by their city
    page.get_by_role("main").get_by_role("link", name=re.compile("Draft")).click()
    page.get_by_role("main").get_by_role("link", name=re.compile("DM3")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("DM3")
    yield page
    context.close()
    assert complaints == []


def test_a_save_without_a_connection_is_held_back_and_made_up_for(criterion: Page) -> None:
    note = criterion.get_by_label("Note on DM3.1")
    criterion.context.set_offline(True)
    note.fill("Typed on the train.")
    criterion.get_by_role("button", name="Save and continue").click()
    held = criterion.locator("[data-form-state]")
    expect(held).to_have_text(NOT_SAVED)
    expect(note).to_have_value("Typed on the train.")
    criterion.context.set_offline(False)
    expect(criterion.locator("#answer-DM3_1 [data-save-state]")).to_contain_text("Saved")
    expect(held).to_be_empty()
    criterion.get_by_role("button", name="Save and continue").click()
    expect(criterion.get_by_role("heading", level=1)).to_contain_text("DM4")


def test_what_could_not_be_sent_comes_back_when_the_page_is_opened_again(
    criterion: Page,
) -> None:
    address = criterion.url
    criterion.on("dialog", lambda dialog: dialog.accept())
    saving = re.compile(r"/DM3/DM3\.2/$")
    criterion.route(saving, lambda route: route.abort())
    criterion.get_by_label("Note on DM3.2").fill("Typed in the tunnel.")
    criterion.get_by_label("Note on DM3.2").blur()
    expect(criterion.locator("#answer-DM3_2 [data-save-state]")).to_have_text(NOT_SAVED)
    criterion.evaluate("() => { window.fetch = () => Promise.reject(new Error('gone')); }")
    criterion.goto("/assessments/")
    criterion.goto(address.replace("/en/", "/fr/"))
    restored = criterion.locator("#answer-DM3_2 textarea")
    expect(restored).to_have_value("Typed in the tunnel.")
    criterion.goto(address)
    expect(restored).to_have_value("Typed in the tunnel.")
    criterion.unroute(saving)
    criterion.evaluate("dispatchEvent(new Event('online'))")
    state = criterion.locator("#answer-DM3_2 [data-save-state]")
    expect(state).to_contain_text(re.compile(r"Saved \d\d:\d\d UTC-05"))
    names = criterion.evaluate("Object.keys(localStorage)")
    assert [name for name in names if name.startswith("answers:")] == []


def test_a_restored_answer_that_was_changed_meanwhile_shows_both(criterion: Page) -> None:
    address = criterion.url
    criterion.on("dialog", lambda dialog: dialog.accept())
    saving = re.compile(r"/DM3/DM3\.3/$")
    criterion.route(saving, lambda route: route.abort())
    criterion.get_by_label("Note on DM3.3").fill("Mine, not sent.")
    criterion.get_by_label("Note on DM3.3").blur()
    expect(criterion.locator("#answer-DM3_3 [data-save-state]")).to_have_text(NOT_SAVED)

    kept = criterion.evaluate("JSON.stringify(localStorage)")
    other = criterion.context.new_page()
    other.add_init_script("localStorage.clear()")
    other.goto(address)
    other.get_by_label("Note on DM3.3").fill("Sent from the other window.")
    other.get_by_label("Note on DM3.3").blur()
    expect(other.locator("#answer-DM3_3 [data-save-state]")).to_contain_text("Saved")
    other.close()

    criterion.unroute(saving)
    criterion.goto("/assessments/")
    criterion.evaluate("(kept) => Object.assign(localStorage, JSON.parse(kept))", kept)
    criterion.goto(address)
    block = criterion.locator("#answer-DM3_3")
    expect(block).to_contain_text("You changed this in another window")
    expect(block.locator("[data-theirs]")).to_contain_text("Sent from the other window.")
    expect(criterion.get_by_label("Note on DM3.3")).to_have_value("Mine, not sent.")

    asked: list[str] = []
    criterion.once("dialog", lambda dialog: asked.append(dialog.type))
    criterion.reload()
    assert asked == ["beforeunload"]
    expect(block).to_contain_text("You changed this in another window")
    block.get_by_role("button", name="Keep this one").click()
    expect(block.locator("[data-save-state]")).to_contain_text("Saved")


def test_the_link_to_sign_in_again_takes_one_click(criterion: Page) -> None:
    criterion.context.clear_cookies(name="sessionid")
    note = criterion.get_by_label("Note on DM3.4")
    note.fill("Typed after a long lunch.")
    link = criterion.locator("#answer-DM3_4").get_by_role("link", name="Sign in in a new tab")
    expect(link).to_be_visible()
    note.press_sequentially(" More.")
    with criterion.context.expect_page() as opened:
        link.click()
    expect(opened.value).to_have_url(re.compile(r"/accounts/login/\?next=/en/assessments/\d+/DM3/"))
