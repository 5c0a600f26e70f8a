"""The way of a city official through the portal, as a browser sees it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from wwc.tests.running import Portal

pytestmark = pytest.mark.e2e

EMAIL = "ana.souza@springfield.example.org"
PASSWORD = "correct horse battery staple"


def test_an_official_signs_up_confirms_by_mail_and_reads_the_standard(
    portal: Portal, page: Page, look: Callable[[Page, str], None]
) -> None:
    page.goto("/")
    look(page, "home")
    page.get_by_role("main").get_by_role("link", name="Create an account").click()

    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Full name").fill("Ana Souza")
    page.locator('[name="password1"]').fill("short")
    page.locator('[name="password2"]').fill("short")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("This password is too short").first).to_be_visible()
    look(page, "sign-up-refused")
    expect(page.get_by_label("E-mail address")).to_have_value(EMAIL)

    page.locator('[name="password1"]').fill(PASSWORD)
    page.locator('[name="password2"]').fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    look(page, "check-your-mail")

    letter = portal.newest_mail(to=EMAIL).get_content()
    link = re.search(re.escape(portal.url) + r"/\S+", letter)
    assert link, letter
    page.goto(link[0])
    page.get_by_role("button", name="Yes, confirm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("city")
    look(page, "join-your-city")

    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Read the standard", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look(page, "standard")
    page.get_by_role("main").get_by_role("link", name=re.compile("DM2")).first.click()
    expect(page).to_have_url(re.compile("/standards/wwc-2022/DM2/$"))
    look(page, "criterion")
