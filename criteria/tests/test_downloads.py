"""A whole standard to take away."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from docx import Document
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains

from criteria.core.meaning import to_document
from criteria.core.parsing import parse_standard
from criteria.core.reading import read_json
from criteria.core.standard import Standard
from criteria.documents.downloads import KINDS
from criteria.services import Change, load_standard
from criteria.tests.pages import store, translate

pytestmark = pytest.mark.django_db
URL = "/standards/small-2022/standard."
TEXTS = {"title": "Un estándar pequeño", "A1.title": "Título de A1"}
SPANISH = {"accept-language": "es"}


@pytest.fixture
def four_languages(settings: Any) -> None:
    settings.LANGUAGES = [(code, code) for code in ("en", "es", "pt", "fr")]


@pytest.mark.parametrize("kind", KINDS)
def test_anybody_gets_every_kind_under_a_name_of_its_own(
    client: Client, tmp_path: Path, kind: str
) -> None:
    store(tmp_path)
    response = client.get(f"{URL}{kind}")
    assert response.status_code == 200
    assert response["Content-Type"] == KINDS[kind].media_type
    assert response["Content-Disposition"] == f'attachment; filename="small-2022-en.{kind}"'
    assert response["Cache-Control"] == "no-cache"
    assert response.content


@pytest.mark.parametrize("kind", KINDS)
def test_what_did_not_change_is_neither_sent_nor_written_again(
    client: Client, tmp_path: Path, kind: str
) -> None:
    store(tmp_path)
    first = client.get(f"{URL}{kind}")
    cache.clear()
    again = client.get(f"{URL}{kind}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    digest = first["ETag"].strip('"')
    assert cache.get(f"document:{digest}") is None
    assert client.get(f"{URL}{kind}").content == first.content


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_text_is_sent_at_once(client: Client, tmp_path: Path, kind: str) -> None:
    store(tmp_path)
    etag = client.get(f"{URL}{kind}")["ETag"]
    store(tmp_path, title="Another title", revision=2, reason="It was dull.")
    response = client.get(f"{URL}{kind}", headers={"if-none-match": etag})
    assert response.status_code == 200
    assert response["ETag"] != etag


def test_kinds_and_editions_never_share_an_etag(
    client: Client, tmp_path: Path, standard: Standard
) -> None:
    store(tmp_path)
    addresses = [
        reverse("standards:download", args=[code, kind])
        for code in ("small-2022", standard.code)
        for kind in KINDS
    ]
    assert len({client.head(address)["ETag"] for address in addresses}) == len(addresses)


def test_a_file_speaks_the_language_of_its_reader(
    client: Client, tmp_path: Path, four_languages: None
) -> None:
    translate(tmp_path, "es", TEXTS)
    english, spanish = client.get(f"{URL}docx"), client.get(f"{URL}docx", headers=SPANISH)
    assert spanish["Content-Disposition"] == 'attachment; filename="small-2022-es.docx"'
    assert spanish["ETag"] != english["ETag"]
    assert "Accept-Language" in spanish["Vary"]
    assert Document(BytesIO(spanish.content)).core_properties.title == "Un estándar pequeño"
    assert Document(BytesIO(english.content)).core_properties.title == "A small standard"


def test_a_renewed_translation_is_sent_at_once(
    client: Client, tmp_path: Path, four_languages: None
) -> None:
    translate(tmp_path, "es", TEXTS)
    before = {kind: client.head(f"{URL}{kind}", headers=SPANISH)["ETag"] for kind in KINDS}
    english = {kind: client.head(f"{URL}{kind}")["ETag"] for kind in KINDS}
    translate(tmp_path, "es", {**TEXTS, "title": "Otro título"})
    for kind in KINDS:
        assert client.head(f"{URL}{kind}", headers=SPANISH)["ETag"] != before[kind]
        assert client.head(f"{URL}{kind}")["ETag"] == english[kind]


@pytest.mark.parametrize("language", ["pt", "fr"])
def test_json_names_what_is_not_translated(
    client: Client, tmp_path: Path, four_languages: None, language: str
) -> None:
    translate(tmp_path, language, TEXTS)
    response = client.get(f"{URL}json", headers={"accept-language": language})
    document = json.loads(response.content)
    assert document["language"] == language
    assert document["title"] == "Un estándar pequeño"
    assert "title" not in document["untranslated"]
    assert "A2.title" in document["untranslated"]


def test_english_json_is_the_standard_itself(client: Client, standard: Standard) -> None:
    response = client.get(f"/standards/{standard.code}/standard.json")
    assert json.loads(response.content) == to_document(standard)
    assert parse_standard(read_json(response.content)) == standard


def test_english_yaml_can_be_loaded(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    path = tmp_path / "again.yaml"
    path.write_bytes(client.get(f"{URL}yaml").content)
    assert load_standard(path=path).change is Change.UNCHANGED


@pytest.mark.parametrize(
    "path", ["standard.doc", "standard.", "standard", "standard.json/", "standard.PDF", "other.pdf"]
)
def test_an_unknown_kind_is_not_found(client: Client, tmp_path: Path, path: str) -> None:
    store(tmp_path)
    assert client.get(f"/standards/small-2022/{path}", follow=True).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_and_an_unknown_code_are_the_same_404(
    client: Client, tmp_path: Path, kind: str
) -> None:
    store(tmp_path, status="draft")
    draft = client.get(f"{URL}{kind}")
    unknown = client.get(f"/standards/nothing-2022/standard.{kind}")
    assert draft.status_code == unknown.status_code == 404
    assert draft.content == unknown.content


def test_nothing_is_changed_by_posting(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    assert client.post(f"{URL}json").status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_takes_one_statement_whatever_its_standard(
    client: Client,
    tmp_path: Path,
    standard: Standard,
    django_assert_num_queries: DjangoAssertNumQueries,
    kind: str,
) -> None:
    store(tmp_path)
    for code in ("small-2022", standard.code):
        client.get(f"/standards/{code}/standard.{kind}")
        with django_assert_num_queries(1):
            client.get(f"/standards/{code}/standard.{kind}")


def test_an_unknown_kind_takes_no_statement(
    client: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    assert count_queries(lambda: client.get(f"{URL}exe")) == 0


def test_a_query_string_makes_no_other_file(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    plain = client.get(f"{URL}pdf")
    assert client.get(f"{URL}pdf?page=2&x={'y' * 900}")["ETag"] == plain["ETag"]


def test_a_file_that_was_written_is_taken_from_the_cache(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    digest = client.head(f"{URL}docx")["ETag"].strip('"')
    cache.set(f"document:{digest}", b"as it was kept")
    assert client.get(f"{URL}docx").content == b"as it was kept"
    cache.delete(f"document:{digest}")


def test_the_page_of_an_edition_leads_to_every_kind(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    response = client.get("/standards/small-2022/")
    for kind in KINDS:
        assertContains(response, f'href="{URL}{kind}"', count=1)
