from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains

from criteria.tests.pages import store

pytestmark = pytest.mark.django_db


def test_an_area_lists_its_criteria_with_what_they_need(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    response = client.get("/standards/small-2022/A/")
    assertContains(response, "What A is about.")
    assertContains(response, "2 criteria, one point each.")
    assertContains(response, 'href="/standards/small-2022/A1/"', count=1)
    assertContains(response, "At least 1 of these 2 must be in place.", count=2)
    assertContains(response, "builds on A1")
    assertContains(response, 'rel="next" href="/standards/small-2022/B/"')


def test_an_area_takes_one_statement(
    client: Client, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store(tmp_path)
    with django_assert_num_queries(1):
        client.get("/standards/small-2022/A/")


@pytest.mark.parametrize("path", ["small-2022/aa/", "small-2022/C/", "nothing/A/"])
def test_an_unknown_area_is_not_found(client: Client, tmp_path: Path, path: str) -> None:
    store(tmp_path)
    assert client.get(f"/standards/{path}").status_code == 404
