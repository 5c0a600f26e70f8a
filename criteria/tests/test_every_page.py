"""Every address below /standards/: for everybody, without JavaScript, not sent twice unchanged."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django.asserts import assertContains

from criteria.core.standard import Standard
from criteria.queries import editions

pytestmark = pytest.mark.django_db
LANGUAGES = ("", "/es", "/pt", "/fr")


def addresses() -> list[str]:
    found = ["/standards/", "/standards/glossary/", "/standards/search/?q=data"]
    library = editions()
    for code in library.rows:
        edition = library.standard(code)
        found.append(f"/standards/{code}/")
        parts = [edition.areas[0].code, *(item.code for item in edition.criteria[:2])]
        found += [f"/standards/{code}/{part}/" for part in parts]
        for older in library.older(code):
            found += [
                f"/standards/{code}/changes/{older}/",
                f"/standards/{code}/changes/{older}.json",
            ]
        found += [f"/standards/{code}/standard.{kind}" for kind in ("json", "yaml", "xlsx")]
    return found


def test_an_unchanged_page_is_not_sent_twice_in_any_language(
    client: Client, both_standards: Standard
) -> None:
    for address in addresses():
        for language in LANGUAGES:
            first = client.get(f"{language}{address}")
            assert first.status_code == 200, (language, address)
            etag = first["ETag"]
            again = client.get(f"{language}{address}", headers={"if-none-match": etag})
            assert again.status_code == 304, (language, address)


def test_a_page_is_known_by_the_same_mark_however_it_is_asked_for(
    client: Client, both_standards: Standard
) -> None:
    for address in addresses():
        etag = client.get(address)["ETag"]
        assert client.head(address)["ETag"] == etag, address
        again = client.head(address, headers={"if-none-match": etag})
        assert again.status_code == 304, address


def test_a_printed_page_says_where_it_came_from(
    client: Client, both_standards: Standard, settings: object
) -> None:
    settings.SITE_URL = "https://portal.example"  # type: ignore[attr-defined]  # pytest-django's
    for address in addresses():
        response = client.get(address)
        if response["Content-Type"].startswith("text/html"):
            path = address.partition("?")[0]
            said = f"https://portal.example{path}</p>"
            code = path.split("/")[2]
            if code in editions().rows:
                said = f"{code}, revision 1, {said}"
            assertContains(response, said)


def test_who_is_signed_in_is_not_sent_a_page_twice_either(
    client: Client, both_standards: Standard
) -> None:
    person = get_user_model().objects.create_user("ana@example.org", full_name="Ana")
    client.force_login(person)
    for address in addresses():
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304, address
        head = client.head(address, headers={"if-none-match": first["ETag"]})
        assert head.status_code == 304, address
    client.force_login(get_user_model().objects.create_user("eva@example.org", full_name="Eva"))
    for address in ("/standards/", "/standards/wwc-2022/DM2/"):
        tag = Client().get(address)["ETag"]
        assert client.get(address, headers={"if-none-match": tag}).status_code == 200, address


def test_each_language_has_a_version_of_its_own(client: Client, both_standards: Standard) -> None:
    for address in addresses():
        if ".json" in address or ".yaml" in address:
            continue
        etags = {client.get(f"{language}{address}")["ETag"] for language in LANGUAGES}
        assert len(etags) == len(LANGUAGES), address


def test_no_page_needs_a_script(client: Client, both_standards: Standard) -> None:
    for address in addresses():
        response = client.get(address)
        if response["Content-Type"].startswith("text/html"):
            main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
            assert main is not None, address
            assert not re.search(r"<script|<[^>]*\s(?:hx-|data-|on\w+=)", main[0]), address


def test_strangers_leave_no_session_behind(client: Client, both_standards: Standard) -> None:
    for address in addresses():
        assert not client.get(address).cookies, address
