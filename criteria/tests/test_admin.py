from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from criteria.models import Standard
from criteria.tests.pages import store

pytestmark = pytest.mark.django_db
MODELS = ["standard", "area", "criterion", "requirement"]


@pytest.fixture
def desk(client: Client, tmp_path: Path) -> Client:
    """A client of somebody who may open the admin, and may do nothing else."""
    store(tmp_path)
    person = get_user_model().objects.create_user("desk@example.org", is_staff=True)
    client.force_login(person)
    return client


@pytest.mark.parametrize("model", MODELS)
def test_whoever_may_open_the_admin_may_look(desk: Client, model: str) -> None:
    assert desk.get(reverse(f"admin:criteria_{model}_changelist")).status_code == 200


def test_a_standard_shows_its_revisions_and_its_page(desk: Client, tmp_path: Path) -> None:
    store(tmp_path, title="Another title", revision=2, reason="It was dull.")
    standard = Standard.objects.get()
    response = desk.get(reverse("admin:criteria_standard_change", args=[standard.pk]))
    assertContains(response, "It was dull.")
    assertContains(response, 'href="/standards/small-2022/"')


def test_a_draft_links_to_no_page(desk: Client, tmp_path: Path) -> None:
    store(tmp_path, code="draft-2030", status="draft")
    draft = Standard.objects.get(code="draft-2030")
    response = desk.get(reverse("admin:criteria_standard_change", args=[draft.pk]))
    assert "/standards/draft-2030/" not in response.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_nobody_adds_changes_or_deletes(desk: Client, model: str) -> None:
    get_user_model().objects.update(is_superuser=True)
    rows = apps.get_model("criteria", model)._default_manager
    before = list(rows.values())
    pk = before[0]["id"]
    for action, args in (("add", []), ("change", [pk]), ("delete", [pk])):
        url = reverse(f"admin:criteria_{model}_{action}", args=args)
        assert desk.post(url, {"title": "Mine", "post": "yes"}).status_code == 403
    assert list(rows.values()) == before


def test_people_of_cities_do_not_get_in(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    client.force_login(get_user_model().objects.create_user("city@example.org"))
    assert client.get(reverse("admin:criteria_standard_changelist")).status_code == 302


@pytest.mark.parametrize("model", ["criterion", "requirement", "area"])
def test_a_list_takes_as_many_statements_for_one_standard_as_for_three(
    desk: Client,
    tmp_path: Path,
    count_queries: Callable[[Callable[[], object]], int],
    model: str,
) -> None:
    url = reverse(f"admin:criteria_{model}_changelist")
    desk.get(url)
    before = count_queries(lambda: desk.get(url))
    for copy in (1, 2):
        store(tmp_path, code=f"copy-{copy}")
    # A process reads each edition once before it knows it.
    desk.get(url)
    assert count_queries(lambda: desk.get(url)) == before
