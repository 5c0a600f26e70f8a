import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from criteria.tests.pages import LINEAGE, main_part, store, store_next, store_two

pytestmark = pytest.mark.django_db
URL = "/standards/small-2022/changes/small-2018/"


def test_every_part_of_both_editions_is_listed(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    response = client.get(URL)
    for row in LINEAGE:
        for code in (row.get("from"), row.get("to")):
            if code:
                assertContains(response, code)
    assertContains(response, "2 criteria became 4.")
    assertContains(response, "What O1.2 asks for.")


def test_one_kind_of_change_can_be_looked_at_alone(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    same = client.get(URL, {"relation": "same"})
    assertContains(same, "What A1.1 asks for.")
    assertNotContains(same, "What A1.2 asks for.")
    assertNotContains(same, "What O2.1 asks for.")
    dropped = client.get(URL, {"relation": "dropped"})
    assertContains(dropped, "What O2.1 asks for.")
    assertNotContains(dropped, "What A1.1 asks for.")
    lost = client.get(URL, {"relation": "lost"})
    assert main_part(lost) == main_part(client.get(URL))


def test_other_levels_minimums_and_prerequisites_are_said(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    response = client.get(URL)
    assertContains(response, "Points for Silver")
    assertContains(response, "1 of 2 needed, before 1 of 3")
    assertContains(response, "1 of 1 needed, not asked for before", count=2)
    assertContains(response, "1 criterion that went on asks for other minimums")
    assertNotContains(client.get(URL, {"relation": "new"}), "Points for Silver")


def test_an_edition_that_is_newer_but_not_in_force_says_so(
    client: Client, tmp_path: Path, settings: object
) -> None:
    settings.CURRENT_STANDARD = "small-2022"  # type: ignore[attr-defined]  # pytest-django's
    store_two(tmp_path)
    place = tmp_path / "small-2026"
    place.mkdir()
    store_next(place)
    assertContains(client.get("/standards/"), "In force", count=1)
    assertContains(client.get("/standards/"), "Published, not open for new assessments", count=1)
    assertContains(client.get("/standards/small-2022/"), "A newer edition is published.")
    assertContains(client.get("/standards/small-2022/A1/"), "A newer edition is published. In")
    assertNotContains(client.get("/standards/small-2022/A1/"), "This is an earlier edition")


def test_programs_read_the_same_as_json(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    response = client.get("/standards/small-2022/changes/small-2018.json")
    assert response["Content-Type"] == "application/json"
    document = json.loads(response.content)
    assert document["links"] == list(LINEAGE)
    assert document["requirements"] == {
        "same": 1,
        "reworded": 1,
        "split": 0,
        "merged": 0,
        "moved": 0,
        "dropped": 2,
        "new": 14,
    }
    assert document["criteria"] == {"from": 2, "to": 4}
    assert document["levels"] == {
        "silver": {"from": 1, "to": 2},
        "gold": {"from": None, "to": 3},
        "platinum": {"from": None, "to": 4},
    }
    assert document["outcomes_required"] == {"from": 1, "to": 1}
    assert document["to"]["url"] == "http://testserver/standards/small-2022/"


def test_the_short_address_leads_to_the_edition_before(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    assertRedirects(client.get("/standards/small-2022/changes/"), URL)
    assert client.get("/standards/small-2018/changes/").status_code == 404


@pytest.mark.parametrize("end", ["/", ".json"])
@pytest.mark.parametrize(
    "pair",
    ["small-2018/changes/small-2022", "small-2022/changes/small-2022", "small-2022/changes/none"],
)
def test_only_from_an_earlier_edition_to_a_later_one(
    client: Client, tmp_path: Path, pair: str, end: str
) -> None:
    store_two(tmp_path)
    assert client.get(f"/standards/{pair}{end}").status_code == 404


def test_a_criterion_says_where_it_came_from_and_what_became_of_it(
    client: Client, tmp_path: Path
) -> None:
    store_two(tmp_path)
    new = client.get("/standards/small-2022/A1/")
    assertContains(new, "What changed since 2018")
    assertContains(new, 'href="/standards/small-2018/O1/"')
    assertContains(new, "<del>What O1.3 asks for.</del>", html=True)
    assertContains(client.get("/standards/small-2022/B2/"), "had no such criterion")
    old = client.get("/standards/small-2018/O1/")
    assertContains(old, 'href="/standards/small-2022/A1/"')
    assertContains(client.get("/standards/small-2018/O2/"), "it is no longer asked for")


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("", "/standards/small-2022/"),
        ("A1/", "/standards/small-2022/A1/"),
        ("A/", "/standards/small-2022/A/"),
        ("O1/", "/standards/small-2022/A1/"),
        ("O2/", "/standards/small-2018/O2/"),
    ],
)
def test_an_address_without_edition_leads_to_the_one_in_force(
    client: Client, tmp_path: Path, settings: object, code: str, address: str
) -> None:
    store_two(tmp_path)
    settings.CURRENT_STANDARD = "small-2022"  # type: ignore[attr-defined]  # pytest-django's
    assertRedirects(client.get(f"/standards/current/{code}"), address)
    assert client.get("/standards/current/Z9/").status_code == 404


def test_changes_take_one_statement_when_they_are_known(
    client: Client, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store_two(tmp_path)
    client.get(URL)
    with django_assert_num_queries(1):
        client.get(URL)
    with django_assert_num_queries(1):
        client.get("/standards/small-2022/A1/")


def test_a_draft_is_compared_with_nothing_in_public(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    store(tmp_path, code="small-2026", edition=2026, status="draft", supersedes="small-2022")
    assert client.get("/standards/small-2026/changes/small-2022/").status_code == 404


def test_an_unchanged_page_is_not_sent_twice(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    for address in (URL, "/standards/small-2022/changes/small-2018.json"):
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("wrong", "address"),
    [
        ("small-2022/a1", "/standards/small-2022/A1/"),
        ("small-2022/b", "/standards/small-2022/B/"),
        ("small-2022/O1", "/standards/small-2022/A1/"),
        ("small-2022/o2", "/standards/small-2018/O2/"),
        ("small-2022/O", "/standards/small-2018/O/"),
        ("current/a1", "/standards/small-2022/A1/"),
    ],
)
def test_a_code_of_another_case_or_edition_leads_to_the_right_address(
    client: Client, tmp_path: Path, settings: object, wrong: str, address: str
) -> None:
    store_two(tmp_path)
    settings.CURRENT_STANDARD = "small-2022"  # type: ignore[attr-defined]  # pytest-django's
    assertRedirects(client.get(f"/standards/{wrong}/"), address)
    assert client.get("/standards/small-2018/A1/").status_code == 404


def test_a_part_of_the_changes_says_of_how_many(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    assertContains(client.get(URL, {"relation": "same"}), "Showing 1 of 18: Unchanged")
    assertContains(client.get(URL, {"relation": "dropped"}), "Showing 2 of 18: Dropped")
    assertContains(client.get(URL, {"relation": "dropped"}), "Show every change", count=1)
    assertNotContains(client.get(URL), "Showing")


def test_a_change_leads_to_both_criteria(client: Client, tmp_path: Path) -> None:
    store_two(tmp_path)
    response = client.get(URL)
    for address, words in (
        ("/standards/small-2022/A1/", "Read A1 in 2022"),
        ("/standards/small-2018/O1/", "Read O1 in 2018"),
    ):
        assertContains(response, f'<a href="{address}">{words}</a>', html=True)


def test_the_text_of_a_split_requirement_is_printed_once(client: Client, tmp_path: Path) -> None:
    parts = ("A1.1", "A1.2")
    split = [
        *(row for row in LINEAGE if row.get("to") not in parts and row.get("from") != "O1.2"),
        *({"from": "O1.1", "to": code, "relation": "split"} for code in parts),
        {"from": "O1.2", "relation": "dropped"},
    ]
    store_two(tmp_path, split)
    response = client.get("/standards/small-2022/A1/")
    assertContains(response, "What O1.1 asks for.", count=1)
    assertContains(response, "it became 2 requirements", count=2)
    assertContains(response, "Its text stands above.", count=1)
