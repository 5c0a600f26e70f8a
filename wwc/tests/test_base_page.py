import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from cities.services import create_person

HOME = reverse("home")
TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"


@pytest.mark.django_db
def test_every_page_says_whose_it_is_and_whose_the_place_names_are(client: Client) -> None:
    response = client.get(HOME)
    assertContains(response, "An independent implementation")
    assertContains(response, "It is not affiliated with")
    assertContains(response, 'href="https://creativecommons.org/licenses/by/4.0/"')


@pytest.mark.django_db
def test_the_first_link_skips_to_the_main_part(client: Client) -> None:
    page = client.get(HOME).content.decode()
    first = re.search(r"<a [^>]*>", page)
    assert first is not None
    assert first[0] == '<a class="skip-link" href="#main">'
    assert '<main id="main" tabindex="-1">' in page


@pytest.mark.django_db
def test_the_part_one_is_in_is_marked(client: Client) -> None:
    assertContains(client.get("/standards/"), '<a href="/standards/" aria-current="true">', count=2)
    marked = re.findall(r'<a [^>]*aria-current="true">', client.get(HOME).content.decode())
    assert marked == ['<a href="/en/" lang="en" hreflang="en" aria-current="true">']


@pytest.mark.django_db
def test_a_strangers_page_sets_no_cookie_and_is_not_sent_twice(client: Client) -> None:
    response = client.get(HOME)
    assert not response.cookies
    assert client.get(HOME, headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_htmx_sends_the_token_of_whoever_is_signed_in(client: Client) -> None:
    client.force_login(create_person(email="new@example.org", full_name="Nia New"))
    page = client.get(HOME).content.decode()
    headers = re.search(r"<body hx-headers='([^']*)'>", page)
    assert headers is not None
    assert len(json.loads(headers[1])["X-CSRFToken"]) == 64


@pytest.mark.django_db
def test_names_of_people_are_shown_as_text(client: Client) -> None:
    client.force_login(create_person(email="new@example.org", full_name="<b>Nia</b> & Co"))
    assertContains(client.get(HOME), "&lt;b&gt;Nia&lt;/b&gt; &amp; Co")


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        (constants.SUCCESS, "success"),
        (constants.INFO, "info"),
        (constants.WARNING, "warning"),
        (constants.ERROR, "error"),
    ],
)
def test_messages_stand_in_a_live_region_in_their_kind(level: int, kind: str) -> None:
    shown = render_to_string(
        "components/messages.html", {"messages": [Message(level, "Saved <b>.")]}
    )
    assert 'role="status" aria-live="polite"' in shown
    assert f"message--{kind}" in shown
    assert "Saved &lt;b&gt;." in shown


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR))
)
def test_no_template_holds_style_or_script_of_its_own(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", source)
    assert re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", source) == []
    assert re.findall(r"(?:src|href)=\"https?://[^\"]*\.(?:js|css)", source) == []


def test_vendored_files_are_the_ones_recorded() -> None:
    recorded = dict(
        re.findall(
            r"^\| ((?:bootstrap|icons)/\S+) \| ([0-9a-f]{64}) \|$",
            (VENDOR / "VENDOR.md").read_text(),
            re.MULTILINE,
        )
    )
    found = {
        str(path.relative_to(VENDOR)): sha256(path.read_bytes()).hexdigest()
        for folder in ("bootstrap", "icons")
        for path in (VENDOR / folder).iterdir()
    }
    assert found == recorded


def test_the_vendor_lock_names_no_registry() -> None:
    assert "resolved" not in (VENDOR / "package-lock.json").read_text()


def test_vendored_files_ask_for_no_source_map() -> None:
    for path in (VENDOR / "bootstrap").iterdir():
        assert "sourceMappingURL" not in path.read_text()


def test_a_browser_that_asks_for_an_icon_by_itself_is_led_to_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert response["Location"] == f"{settings.STATIC_URL}img/mark.svg"
    assert (Path(settings.BASE_DIR) / "static/img/mark.svg").is_file()
