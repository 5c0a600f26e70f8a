"""A running portal, a browser to walk through it, and eyes to look at its pages.

Chromium is found by CHROMIUM_PATH or on the PATH; where there is none, these tests are skipped.
With DATABASE_URL and REDIS_URL the portal runs on these servers, in a database of its own.
"""

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from psycopg2.sql import SQL, Identifier

from wwc.tests.running import Portal
from wwc.tests.running import portal as run_portal

SHOTS = Path(__file__).parent / "shots"
WIDTHS = (1280, 360)
HEIGHT = 800
SCHEMES = ("light", "dark")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with its demo, in a process, a folder and a database of its own."""
    with (
        _servers() as given,
        run_portal(tmp_path_factory.mktemp("portal"), "--demo", given=given) as running,
    ):
        yield running


@contextlib.contextmanager
def _servers() -> Iterator[dict[str, str]]:
    given = {name: os.environ[name] for name in ("REDIS_URL",) if name in os.environ}
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield given
        return
    name = f"e2e_{secrets.token_hex(4)}"
    with contextlib.closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield given | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        finally:
            with connection.cursor() as cursor:
                cursor.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM_PATH") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if path is None:
        pytest.skip("no Chromium here (on Debian: apt install chromium), and no CHROMIUM_PATH")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser, portal: Portal) -> Iterator[Callable[[], Page]]:
    """Open pages, each with a visitor of its own; at the end none has complained.

    A script's error, or what the content security policy forbids, is a complaint; an answer such
    as 404 or 409 is not, because journeys ask for them.
    """
    complaints: list[str] = []
    contexts = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def open_page() -> Page:
        context = browser.new_context(
            base_url=portal.url, viewport={"width": WIDTHS[0], "height": HEIGHT}
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """One visitor's page."""
    return new_page()


@pytest.fixture
def look() -> Callable[[Page, str], None]:
    """Look at a page as `look(page, "home")`: wide and narrow, light and dark.

    Keeps a picture of each in e2e/shots/. The page must not scroll sideways, and axe must find
    nothing against WCAG 2.2 AA.
    """
    SHOTS.mkdir(exist_ok=True)

    def look_at(page: Page, name: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for scheme in SCHEMES:
                page.emulate_media(
                    color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
                )
                page.screenshot(path=SHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                found = Axe().run(page, options={"runOnly": STANDARDS})
                assert found.violations_count == 0, f"{name}, {scheme}: {found.generate_report()}"
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{name} is {overflow} px too wide at {width} px"
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")

    return look_at
