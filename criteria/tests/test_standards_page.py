from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from criteria.tests.pages import store, store_two

pytestmark = pytest.mark.django_db
URL = reverse("standards:standards")


def test_editions_are_listed_with_a_link_and_their_state(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    store(tmp_path, code="small-2018", title="The old one", edition=2018, status="superseded")
    response = client.get(URL)
    assertContains(response, 'href="/standards/small-2022/"')
    assertContains(response, "not open for new assessments", count=1)
    assertContains(response, "The old one", count=1)
    assertContains(response, "Superseded", count=1)


def test_each_edition_says_how_much_it_asks_for_and_what_changed(
    client: Client, tmp_path: Path
) -> None:
    store_two(tmp_path)
    response = client.get(URL)
    assertContains(response, "4 criteria; Silver 2, Gold 3, Platinum 4")
    assertContains(response, "2 criteria; Silver 1")
    assertContains(response, "/changes/", count=1)
    assertContains(response, 'href="/standards/small-2022/changes/"')


def test_drafts_are_not_listed(client: Client, tmp_path: Path) -> None:
    store(tmp_path, status="draft", title="Not for you yet")
    assertNotContains(client.get(URL), "Not for you yet")


def test_an_empty_portal_says_so(client: Client) -> None:
    assertContains(client.get(URL), "No edition is published yet.")


@pytest.mark.parametrize("editions", [1, 3])
def test_any_number_of_editions_takes_one_statement(
    client: Client,
    tmp_path: Path,
    django_assert_num_queries: DjangoAssertNumQueries,
    editions: int,
) -> None:
    for number in range(editions):
        store(tmp_path, code=f"small-{number}")
    with django_assert_num_queries(1):
        client.get(URL)


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post(URL).status_code == 405
