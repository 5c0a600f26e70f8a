from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from criteria.core.standard import Standard
from criteria.tests.examples import criterion, group, requirement, small_tree
from criteria.tests.pages import store, translate

pytestmark = pytest.mark.django_db


def test_everything_that_is_asked_stands_on_the_page(client: Client, standard: Standard) -> None:
    wanted = standard.criterion("DM2")
    response = client.get("/standards/wwc-2022/DM2/")
    text = unescape(strip_tags(response.content.decode()))
    said = [wanted.title, wanted.statement, wanted.why, *wanted.evidence]
    said += [item.text for item in wanted.requirements]
    assert [words for words in said if words not in text] == []
    assertContains(response, "At least 4 of these 5 must be in place.", count=1)
    assertContains(response, "At least 1 of these 2 must be in place.", count=2)
    assertContains(response, "A few weeks for one team")
    for lens in ("Practice", "Equity", "Resident engagement"):
        assertContains(response, f"{lens}</h3>", count=1)


def test_every_criterion_of_the_standard_has_its_page(client: Client, standard: Standard) -> None:
    codes = [item.code for item in standard.criteria]
    pages = [client.get(f"/standards/wwc-2022/{code}/") for code in codes]
    assert [page.status_code for page in pages] == [200] * 43


def test_what_it_builds_on_and_what_it_unlocks_are_linked(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    response = client.get("/standards/small-2022/A2/")
    assert [item.code for item in response.context["prerequisites"]] == ["A1"]
    assert [item.code for item in response.context["unlocks"]] == ["B1"]
    assertContains(response, "A1 Title of A1</a>", count=1)
    assertContains(response, "B1 Title of B1</a>", count=1)


def test_pages_turn_across_areas_and_end_at_both_ends(client: Client, tmp_path: Path) -> None:
    store(tmp_path)
    first = client.get("/standards/small-2022/A1/")
    assertNotContains(first, 'rel="prev"')
    assertContains(first, 'rel="next" href="/standards/small-2022/A2/"')
    middle = client.get("/standards/small-2022/A2/")
    assertContains(middle, 'rel="prev" href="/standards/small-2022/A1/"')
    assertContains(middle, 'rel="next" href="/standards/small-2022/B1/"')
    assertNotContains(client.get("/standards/small-2022/B2/"), 'rel="next"')


def test_minimums_are_said_as_sentences(client: Client, tmp_path: Path) -> None:
    three = group(3, *(requirement(f"A1.{n}") for n in (1, 2, 3)))
    both = group(2, requirement("A1.E1"), requirement("A1.E2"))
    one = group(1, requirement("A1.R1", may_not_apply=True))
    tree = small_tree()
    tree["areas"][0]["criteria"][0] = criterion("A1", practice=three, equity=both, engagement=one)
    store(tmp_path, tree)
    response = client.get("/standards/small-2022/A1/")
    assertContains(response, "All 3 must be in place.", count=1)
    assertContains(response, "Both must be in place.", count=1)
    assertContains(response, "This must be in place.", count=1)
    assertContains(response, "May not apply to every city", count=1)


def test_effort_without_anchors_still_has_words(client: Client, tmp_path: Path) -> None:
    tree = small_tree()
    del tree["efforts"]
    store(tmp_path, tree)
    assertContains(client.get("/standards/small-2022/A1/"), "Effort 3 on a scale to 8", count=1)


def test_an_older_edition_may_have_practice_alone(client: Client, tmp_path: Path) -> None:
    old = {
        "code": "O1",
        "title": "Old",
        "statement": "Old.",
        "practice": group(1, requirement("O1.1")),
    }
    areas = [{"code": "O", "title": "Old", "criteria": [old]}]
    levels = [{"code": "silver", "title": "Silver", "points": 1}]
    outcomes = {"at_least": 0, "measures": []}
    store(tmp_path, code="old-2018", edition=2018, areas=areas, levels=levels, outcomes=outcomes)
    response = client.get("/standards/old-2018/O1/")
    assertContains(response, "Practice</h3>")
    assertNotContains(response, "Equity</h3>")
    assertNotContains(client.get("/standards/old-2018/"), "Equity and the voice of residents")


@pytest.mark.parametrize("path", ["small-2022/Z9/", "small-2022/a1.1/", "nothing/A1/"])
def test_an_unknown_criterion_is_not_found(client: Client, tmp_path: Path, path: str) -> None:
    store(tmp_path)
    assert client.get(f"/standards/{path}").status_code == 404


def test_a_criterion_of_a_draft_is_not_found(client: Client, tmp_path: Path) -> None:
    store(tmp_path, status="draft")
    assert client.get("/standards/small-2022/A1/").status_code == 404


def test_a_criterion_takes_one_statement(
    client: Client, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store(tmp_path)
    with django_assert_num_queries(1):
        client.get("/standards/small-2022/A1/")


def test_an_effort_not_translated_yet_carries_its_language(client: Client, tmp_path: Path) -> None:
    translate(tmp_path, "es", {"areas.A.title": "Área A"})
    assertContains(client.get("/es/standards/small-2022/A1/"), '<span lang="en">Weeks</span>')
