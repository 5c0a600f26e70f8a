"""Pages in Spanish, Portuguese and French hold no English, except what people wrote.

Every page is read in English and in the other language. A text that stands on both, letter for
letter, was not translated - unless people wrote it, it is a name, or the language says it the same
way. Pages are found by following links, as each kind of person.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from io import StringIO
from itertools import permutations
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils.translation import gettext, override

from assessments.models import Assessment
from assessments.services.carry import carry_over
from assessments.tests.stage import try_draft
from cities.core.countries import COUNTRIES, country_name
from cities.core.subdivisions import ENGLISH as ENGLISH_NAMES
from cities.core.subdivisions import SUBDIVISIONS
from criteria.core.lineage import unchanged
from criteria.core.standard import Status
from criteria.core.texts import LANGUAGES, texts_of
from criteria.queries import STANDARDS, editions, glossary, read_edition
from criteria.services import load_standard, store_edition

SAME_VIEW: Final = 3
"""Pages of one view that are looked at for one kind of person."""
FEWEST_PAGES: Final = 15
READERS: Final = ("", "lead", "draft", "old", "reviewer", "manager")
SHOWN_ATTRIBUTES: Final = ("alt", "title", "aria-label", "placeholder")
WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    "assessments.Answer": ("note",),
    "assessments.AuditEvent": ("reason",),
    "assessments.CarriedAnswer": ("note",),
    "assessments.Decision": ("reason",),
    "assessments.Evidence": ("title", "url"),
    "assessments.OutcomeReport": ("title", "source"),
    "assessments.Verdict": ("reason",),
    "cities.City": ("name", "timezone"),
    "cities.Membership": ("message",),
    "cities.User": ("full_name", "job_title"),
    "forum.Post": ("text",),
    "forum.Topic": ("title",),
}
"""What people write: model and fields."""
WRONG_FORMS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("", "/accounts/login/", {"login": "nobody@example.org", "password": "wrong"}),
    ("", "/accounts/signup/", {"email": "no address", "password1": "short", "password2": "x"}),
    ("lead", "/accounts/profile/", {"full_name": ""}),
    ("lead", "/forum/new/", {"title": "?", "text": ""}),
    ("draft", "{draft}submit/", {}),
    ("draft", "{draft}outcomes/", {"broadband-value": "many", "broadband-year": "1066"}),
    ("draft", "{draft}DM2/", {"DM2_1-status": "perhaps", "then": "add"}),
    ("manager", "/admin/criteria/standard/upload/", {}),
)
"""Who sends what to where: reader, address, fields."""
NO_TEXT: Final = ("script", "style", "template", "code", "pre")
WORD: Final = re.compile(r"[^\W\d_]{3,}")
NAMES: Final = re.compile(
    r"What Works Cities Certification|GeoNames|CC BY 4\.0|PM2\.5|µg/m³|wwc-\d+"
    r"|\b[A-Z]{2,5}\d+(?:\.[ER]?\d+)?\b|\S+@\S+|\b[\w.-]+\.example\.org\b|https?://\S+|/[\w/-]+/|\b[0-9a-f]{8,}\b"
    r"|\b\S+\.(?:pdf|docx|xlsx|yaml|json|csv)\b|\b(?:PDF|Word|Excel|JSON|YAML|CSV|UTC|HTTP|SHA-256)\b"
)
FILLED: Final = re.compile(r"%\(\w+\)[sd]")
PLACE: Final = re.compile(r"%\\\(\w+\\\)[sd]")
UNTRANSLATED_BY_DJANGO: Final = frozenset({"True", "False", "Search"})
"""What the admin says of some pictures in every language: those for yes, no and searching."""
LONG: Final = 10
"""Letters from which a text that stands within what people wrote is taken for a part of it."""


class Texts(HTMLParser):
    """Gathers what a page shows; texts marked as being in another language are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        silent = tag in NO_TEXT or ("lang" in given and tag != "html") or self._silent
        if not silent:
            for name in SHOWN_ATTRIBUTES:
                self._take(given.get(name))
            if tag == "input" and given.get("type") in ("submit", "button", "reset"):
                self._take(given.get("value"))
            if tag == "meta" and given.get("name") == "description":
                self._take(given.get("content"))
            for name, value in given.items():
                if name.startswith("data-") and value and " " in value:
                    self._take(value)
        if tag not in ("br", "img", "input", "meta", "link", "hr", "wbr", "col"):
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1][0] != tag:
            self._open.pop()
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._take(data)

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _take(self, text: str | None) -> None:
        said = " ".join((text or "").split())
        if WORD.search(said):
            self.texts.add(said)


def texts_on(page: str) -> Texts:
    reader = Texts()
    reader.feed(page)
    return reader


@pytest.fixture
def portal(db: None, settings: pytest.FixtureRequest) -> dict[str, Client]:
    """The demo's portal, and a browser for each kind of reader."""
    for path in sorted(STANDARDS.glob("*/standard.yaml")):
        load_standard(path=path)
    for command in ("load_cities", "load_forum", "demo"):
        call_command(command, stdout=StringIO())
    _try_a_draft()
    _carry_over()
    return {reader: _browser(reader) for reader in READERS}


def _try_a_draft() -> None:
    """Let the program have a draft of the next edition, and a trial of it on every city."""
    edition = read_edition(STANDARDS / "wwc-2022" / "standard.yaml")
    current = edition.standard
    draft = replace(
        current,
        code="wwc-2026",
        edition=2026,
        status=Status.DRAFT,
        supersedes=current.code,
        levels=(*current.levels[:2], replace(current.levels[2], points=40)),
    )
    lineage = replace(unchanged(draft), older=current.code)
    texts = [replace(item, standard=draft.code) for item in edition.texts]
    store_edition(standard=draft, texts=texts, lineage=lineage)
    try_draft(get_user_model().objects.get(email="manager@program.example.org"), draft.code)


def _carry_over() -> None:
    """Let the city that answered under the edition before begin the current one from it."""
    source = Assessment.objects.get(city__name="Demo Copper Falls")
    carry_over(
        city_id=source.city_id,
        source_id=source.pk,
        standard_code="wwc-2022",
        by=get_user_model().objects.get(email="lead@copperfalls.example.org"),
    )


def _browser(reader: str) -> Client:
    client = Client()
    if reader:
        email = {
            "lead": "lead@hillcrest.example.org",
            "draft": "lead@sanlucero.example.org",
            "old": "lead@copperfalls.example.org",
            "reviewer": "reviewer@program.example.org",
            "manager": "manager@program.example.org",
        }[reader]
        client.force_login(get_user_model().objects.get(email=email))
    return client


def _pages(client: Client) -> Iterator[tuple[str, int, str]]:
    """Follow links from the home page; yield address, status and page, a few of each view."""
    waiting = ["/", "/standards/search/?q=dm", "/accounts/password/reset/", "/no/such/page/"]
    seen: set[str] = set()
    views: dict[str, int] = {}
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        if path in seen:
            continue
        seen.add(path)
        try:
            view = resolve(path).view_name
        except Resolver404:
            view = "404"
        if "logout" in view or views.get(view, 0) >= SAME_VIEW:
            continue
        views[view] = views.get(view, 0) + 1
        response = client.get(f"/en{address}", follow=True)
        if not response["Content-Type"].startswith("text/html"):
            continue
        page = response.content.decode()
        yield address, response.status_code, page
        for link in texts_on(page).links:
            target = urljoin(f"/en{address}", link).split("#")[0]
            if target.startswith("/en/"):
                waiting.append(target.removeprefix("/en"))


def _written_by_people() -> set[str]:
    """Return every text in the database that somebody typed."""
    texts: set[str] = set()
    for label, fields in WRITTEN.items():
        rows = apps.get_model(label)._default_manager.values_list(*fields)
        texts.update(" ".join(str(value).split()) for row in rows for value in row)
    return {text for text in texts if WORD.search(text)}


def _catalogue(language: str) -> Catalog:
    path = Path(settings.BASE_DIR) / "wwc" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file)


@cache
def _said_alike(language: str) -> frozenset[str]:
    """Return the messages whose translation was deliberately given the English form."""
    alike: set[str] = set()
    for message in _catalogue(language):
        strings = _forms(message.string)
        alike.update(" ".join(one.split()) for one in _forms(message.id) if one in strings)
    return frozenset(text for text in alike if WORD.search(FILLED.sub("", text)))


def _alike_in_standards(language: str) -> set[str]:
    """Return the standards' and the glossary's texts that both languages write the same."""
    found = editions()
    alike = {"percent"}
    for code in found.rows:
        standard = found.standard(code)
        alike |= {outcome.code for outcome in standard.outcomes}
        alike |= {area.code for area in standard.areas}
        english, spoken = texts_of(found.standard(code)), texts_of(found.standard(code, language))
        alike |= {text for key, text in english.items() if spoken[key] == text}
    english_terms = glossary("en").by_key
    alike |= {
        term.term for term in glossary(language).terms if term.term == english_terms[term.key].term
    }
    return alike


def _places_alike(language: str) -> set[str]:
    """Return the countries that both languages call the same, and states by their own names."""
    names = [{country_name(code, spoken) for code in COUNTRIES} for spoken in ("en", language)]
    with override(language):
        english = {name for name in ENGLISH_NAMES if gettext(name) != name}
        states = set(SUBDIVISIONS.values()) - english | {gettext(name) for name in english}
    return names[0] & names[1] | states


def _pattern(texts: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of these texts, the longest first; anything fills their places."""
    longest_first = sorted(texts, key=len, reverse=True)
    found = (PLACE.sub(".+?", re.escape(text)) for text in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)


def _without(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return " ".join(text.split())


class English:
    """Tells which texts of a page in another language were left in English."""

    def __init__(self) -> None:
        written = _written_by_people()
        self.people, self.all_written = _pattern(written), "\n".join(written)
        self.alike = {
            language: _pattern(
                UNTRANSLATED_BY_DJANGO
                | _said_alike(language)
                | _alike_in_standards(language)
                | _places_alike(language)
            )
            for language in LANGUAGES
        }

    def left_in(self, page: str, english: str, language: str) -> list[str]:
        return [
            text
            for text in sorted(texts_on(page).texts & texts_on(english).texts)
            if not self._may_stay(text, language)
        ]

    def _may_stay(self, text: str, language: str) -> bool:
        if len(text) >= LONG and text in self.all_written:
            return True
        orders = permutations((self.alike[language], self.people))
        left = min((_without(text, NAMES, *order) for order in orders), key=len)
        return not WORD.search(left)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_no_english_is_left(portal: dict[str, Client], reader: str) -> None:
    client = portal[reader]
    english = English()
    findings: list[str] = []
    looked_at = 0
    for address, status, page in list(_pages(client)):
        looked_at += 1
        for language in LANGUAGES:
            other = client.get(f"/{language}{address}", follow=True)
            assert other.status_code == status, f"{language} {address}"
            left = english.left_in(other.content.decode(), page, language)
            findings += [f"{language} {address}: {text}" for text in left]
    assert not findings, "\n".join(findings)
    assert looked_at >= FEWEST_PAGES


@pytest.mark.slow
def test_no_english_is_left_in_what_is_wrong_with_a_form(portal: dict[str, Client]) -> None:
    draft = Assessment.objects.get(city__name="Demo San Lucero").get_absolute_url()
    english = English()
    for reader, path, sent in WRONG_FORMS:
        address = path.replace("{draft}", draft)
        page = portal[reader].post(f"/en{address}", sent)
        for language in LANGUAGES:
            other = portal[reader].post(f"/{language}{address}", sent)
            assert other.status_code == page.status_code, address
            left = english.left_in(other.content.decode(), page.content.decode(), language)
            assert left == [], f"{language} {address}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_of_every_language_is_complete(language: str) -> None:
    missing = [
        message.id
        for message in _catalogue(language)
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]
    assert missing == []


def _forms(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (str(string or ""),)
