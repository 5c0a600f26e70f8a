from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from criteria.core.standard import Standard
from criteria.tests.pages import store

pytestmark = pytest.mark.django_db
URL = "/standards/small-2022/"


def test_levels_outcomes_and_every_criterion_stand_on_the_page(
    client: Client, standard: Standard
) -> None:
    response = client.get("/standards/wwc-2022/")
    for level in standard.levels:
        assertContains(response, level.title)
        assertContains(response, f'<span class="levels__points">{level.points}</span>', html=True)
    for outcome in standard.outcomes:
        assertContains(response, escape(outcome.title))
    for criterion in standard.criteria:
        assertContains(response, f'href="/standards/wwc-2022/{criterion.code}/"', count=1)


def test_outcome_rules_are_said_in_words(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    response = client.get(URL)
    assertContains(response, "Met from 75% in the United States and Canada, and from 65%")
    assertContains(response, "Met at 10\N{NO-BREAK SPACE}µg/m³ or less, or after a fall of")
    assertContains(response, "a fall of at least 10% over 3 years or more")
    assertContains(response, "Met when the way from baseline to target is covered")


def test_a_superseded_edition_says_so(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    assertNotContains(client.get(URL), "A later edition has taken its place.")
    store(tmp_path, status="superseded")
    assertContains(client.get(URL), "A later edition has taken its place.")


def test_a_draft_and_an_unknown_code_are_the_same_404(client: Client, tmp_path: Path) -> None:
    store(tmp_path, status="draft")
    draft, unknown = client.get(URL), client.get("/standards/nothing-2022/")
    assert draft.status_code == unknown.status_code == 404
    assert draft.content == unknown.content


@pytest.mark.parametrize("code", ["small-2022", "wwc-2022"])
def test_a_standard_of_any_size_takes_one_statement(
    client: Client,
    tmp_path: Path,
    standard: Standard,
    django_assert_num_queries: DjangoAssertNumQueries,
    code: str,
) -> None:
    store(tmp_path)
    with django_assert_num_queries(1):
        client.get(f"/standards/{code}/")


def test_an_unchanged_page_is_not_sent_twice(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    etag = client.get(URL)["ETag"]
    assert client.get(URL, headers={"if-none-match": etag}).status_code == 304
    store(tmp_path, title="Another title", revision=2, reason="It was dull.")
    assert client.get(URL, headers={"if-none-match": etag}).status_code == 200


def test_texts_are_shown_as_text(client: Client, tmp_path: Path) -> None:
    store(tmp_path, title="Better <b>cities</b> & towns")
    assertContains(client.get(URL), "Better &lt;b&gt;cities&lt;/b&gt; &amp; towns")
