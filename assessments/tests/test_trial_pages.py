"""The manager's pages about trials: progress, matrix, cities with their reasons, download."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from assessments.core.document import Document
from assessments.core.lifecycle import Action
from assessments.evaluation import run_chunk
from assessments.models import Assessment, Submission, Trial
from assessments.services.imports import import_assessment
from assessments.services.lifecycle import transition
from assessments.services.trials import start_trial
from assessments.tests import stage, world
from assessments.tests.stage import NEW
from cities.models import ProgramRole, User
from cities.tests.world import shown
from criteria.core.parsing import parse_standard
from criteria.models import Standard
from criteria.services import store_edition
from criteria.tests.examples import small_tree

pytestmark = pytest.mark.django_db
ALL = ("A1", "A2", "B1", "B2")
START = "/admin/assessments/trial/start/"
LIST = "/admin/assessments/trial/"


@pytest.fixture(autouse=True)
def _editions(db: None) -> None:
    stage.old_edition()
    stage.new_draft()


@pytest.fixture
def manager() -> User:
    return world.staff(ProgramRole.Role.MANAGER)


@pytest.fixture
def desk(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def trial(manager: User) -> Trial:
    """A finished trial: one city loses, one may lose, one stays where it is."""
    stage.handed_in("Topton", *ALL)
    stage.handed_in("Middleton", "A1", "A2")
    stage.handed_in("Lowton", "A1")
    return stage.try_draft(manager)


def page(trial: Trial, query: str = "") -> str:
    return reverse("admin:assessments_trial_page", args=[trial.pk]) + query


def table(trial: Trial, query: str = "") -> str:
    return reverse("admin:assessments_trial_table", args=[trial.pk]) + query


def rows(response: object) -> list[dict[str, str]]:
    text = shown(response).removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text, newline="")))


def test_a_manager_starts_a_trial_from_the_page_of_a_draft(desk: Client) -> None:
    offered = shown(desk.get(f"{START}?standard={NEW}"))
    assert f'<option value="{NEW}" selected>' in offered
    assert "small-2022" not in offered
    response = desk.post(START, {"standard": NEW})
    trial = Trial.objects.get()
    assert response["Location"] == page(trial)
    assert trial.requested_by.email == "manager@program.example.org"


def test_what_cannot_be_tried_says_why(desk: Client) -> None:
    store_edition(standard=parse_standard(stage.new_tree()))
    said = shown(desk.post(START, {"standard": NEW}))
    assert "does not say what became of the edition before" in said
    assert "There is a problem" in shown(desk.post(START, {"standard": "small-2022"}))
    assert "There is a problem" in shown(desk.post(START))
    assert not Trial.objects.exists()


def test_while_it_runs_the_page_shows_progress_and_asks_again(desk: Client, manager: User) -> None:
    for name in ("One", "Two", "Three"):
        stage.handed_in(name, *ALL)
    trial = start_trial(standard_code=NEW, by=manager)
    run_chunk(trial.pk, 2)

    said = shown(desk.get(page(trial)))

    assert "2 of 3 assessments tried." in said
    assert '<progress max="3" value="2"' in said
    assert 'hx-trigger="every 2s"' in said
    assert "<noscript>" in said
    assert "htmx-2.min.js" in said
    assert "One" not in said
    stage.run_to_the_end(trial)
    said = shown(desk.get(page(trial)))
    assert "hx-trigger" not in said
    assert "htmx" not in said


def test_a_trial_that_failed_says_why(desk: Client, manager: User) -> None:
    trial = start_trial(standard_code=NEW, by=manager)
    stage.new_draft(levels=[{"code": "silver", "title": "Silver", "points": 1}])
    run_chunk(trial.pk)
    said = shown(desk.get(page(trial)))
    assert "The draft was replaced meanwhile." in said
    assert "this is what became of an earlier version of it" in said


def test_the_matrix_counts_cities_by_their_levels(desk: Client, trial: Trial) -> None:
    response = desk.get(page(trial))
    likely, certain = response.context["likely"], response.context["certain"]
    assert likely.columns == ("No level", "Silver", "Gold", "Platinum")
    assert [(row.level, row.counts, row.total) for row in likely.rows] == [
        ("No level", (1, 0, 0, 0), 1),
        ("Silver", (0, 1, 0, 0), 1),
        ("Gold", (0, 0, 0, 0), 0),
        ("Platinum", (0, 0, 1, 0), 1),
    ]
    assert [row.counts for row in certain.rows] == [
        (1, 0, 0, 0),
        (1, 0, 0, 0),
        (0, 0, 0, 0),
        (1, 0, 0, 0),
    ]


def test_each_city_says_what_it_loses_and_why(desk: Client, trial: Trial) -> None:
    said = " ".join(shown(desk.get(page(trial, "?kind=loses"))).split())
    assert "Topton, TX, United States" in said
    assert "Middleton" not in said
    assert "A2 Title of A2 (was A2)" in said
    assert "Practice: 0 of 1 needed. Open:" in said
    assert "A2.1 (Reworded): What A2.1 asks for." in said
    assert "It needs A2 first." in said
    assert "Earned before and no longer asked for: B2." in said


def test_an_outcome_that_is_missing_is_told(desk: Client, manager: User) -> None:
    stage.handed_in("Unmeasured", *ALL, broadband=None)
    trial = stage.try_draft(manager)
    said = " ".join(shown(desk.get(page(trial))).split())
    assert "The points are enough for Gold, but 0 outcomes are met and 1 are asked for." in said


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Lowton", "Middleton", "Topton"]),
        ("?kind=loses", ["Topton"]),
        ("?kind=may_lose", ["Middleton"]),
        ("?kind=keeps", ["Lowton"]),
        ("?kind=gains", []),
        ("?kind=nonsense", ["Lowton", "Middleton", "Topton"]),
        ("?edition=small-2022&kind=loses", ["Topton"]),
        ("?edition=small-2026", []),
        ("?edition=nowhere", ["Lowton", "Middleton", "Topton"]),
    ],
)
def test_the_list_and_the_download_are_filtered_alike(
    desk: Client, trial: Trial, query: str, names: list[str]
) -> None:
    listed = desk.get(page(trial, query)).context["lines"]
    assert [line.result.submission.assessment.city.name for line in listed] == names
    assert [row["city"] for row in rows(desk.get(table(trial, query)))] == names


def test_the_download_holds_levels_and_reasons(desk: Client, trial: Trial) -> None:
    response = desk.get(table(trial, "?kind=loses"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert rows(response) == [
        {
            "city": "Topton",
            "country": "United States",
            "edition": "small-2022",
            "stage": "self",
            "kind": "loses",
            "level_now": "platinum",
            "points_now": "4",
            "level_certain": "",
            "points_certain": "1",
            "level_likely": "gold",
            "points_likely": "3",
            "withheld_likely": "",
            "lost_certain": "A2 B1",
            "lost_likely": "",
            "gained_likely": "",
            "error": "",
        }
    ]


def test_names_cannot_do_harm_on_the_page_or_in_a_spreadsheet(desk: Client, manager: User) -> None:
    stage.handed_in("=cmd<script>", *ALL)
    trial = stage.try_draft(manager)
    assert "<script>," not in shown(desk.get(page(trial)))
    assert rows(desk.get(table(trial)))[0]["city"] == "'=cmd<script>"


def test_what_could_not_be_read_is_listed(desk: Client, manager: User) -> None:
    stage.handed_in("Torn", *ALL)
    Submission.objects.update(document="{}")
    trial = stage.try_draft(manager)
    assert "<strong>Could not be read:</strong> $.format: is missing" in shown(
        desk.get(page(trial))
    )
    assert rows(desk.get(table(trial, "?kind=unread")))[0]["error"].startswith("$.format")


def test_a_trial_of_a_replaced_draft_can_still_be_read(desk: Client, trial: Trial) -> None:
    stage.new_draft(levels=[{"code": "bronze", "title": "Bronze", "points": 1}])
    said = shown(desk.get(page(trial)))
    assert "this is what became of an earlier version of it" in said
    assert "Topton" in said


def test_a_trial_can_be_read_after_an_edition_before_its_draft_was_replaced(
    desk: Client, trial: Trial
) -> None:
    """Only a lineage that was stored before it was checked can stop fitting; pages stay."""
    Standard.objects.filter(code=NEW).update(changes=stage.ROWS[1:], changes_hash="another")
    said = " ".join(shown(desk.get(page(trial))).split())
    assert "Topton" in said
    assert "A2.1" in said


def test_whoever_may_edit_standards_is_shown_the_trial_and_may_run_it(trial: Trial) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root@example.org", full_name="Root"))
    draft = reverse("admin:criteria_standard_change", args=[trial.standard_id])
    assert START in shown(root.get(draft))
    for address in (LIST, START, page(trial), table(trial)):
        assert root.get(address).status_code == 200, address
    assert root.post(START, {"standard": NEW}).status_code == 302
    assert Trial.objects.count() == 2


def test_the_lists_lead_to_the_page(desk: Client, trial: Trial) -> None:
    said = shown(desk.get(LIST))
    assert "3 of 3" in said
    assert START in said
    change = reverse("admin:assessments_trial_change", args=[trial.pk])
    assert desk.get(change)["Location"] == page(trial)
    assert desk.get(f"{LIST}x/change/").status_code == 404


def test_unknown_trials_are_404(desk: Client) -> None:
    assert desk.get(f"{LIST}99/page/").status_code == 404
    assert desk.get(f"{LIST}99/results.csv").status_code == 404


def test_pages_keep_the_filter_and_end_where_the_list_does(desk: Client, trial: Trial) -> None:
    response = desk.get(page(trial, "?kind=loses&page=7"))
    assert response.context["page"].number == 1
    assert response.context["query"] == "kind=loses"


def test_nobody_but_managers_sees_a_trial(trial: Trial) -> None:
    addresses = [LIST, START, page(trial), table(trial)]
    for role in ProgramRole.Role:
        if role == ProgramRole.Role.MANAGER:
            continue
        client = Client()
        client.force_login(world.staff(role))
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 403, (role, address)
            assert "Topton" not in shown(response)
        assert client.post(START, {"standard": NEW}).status_code == 403
    assert Trial.objects.count() == 1


def test_people_of_cities_and_strangers_are_sent_to_the_log_in(trial: Trial) -> None:
    lead = Client()
    lead.force_login(Submission.objects.all()[0].submitted_by)
    for client in (lead, Client()):
        for address in (LIST, START, page(trial), table(trial)):
            response = client.get(address)
            assert response.status_code == 302
            assert "login" in response["Location"]


def test_pages_take_as_many_statements_for_one_city_as_for_three(
    desk: Client, manager: User, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    stage.handed_in("One", *ALL)
    trial = stage.try_draft(manager)
    addresses = (page(trial), table(trial), LIST)
    for address in addresses:
        desk.get(address)
    before = [count_queries(lambda: desk.get(address)) for address in addresses]  # noqa: B023 - called at once
    stage.handed_in("Two", "A1", "A2")
    stage.handed_in("Three", "A1")
    trial = stage.try_draft(manager)
    addresses = (page(trial), table(trial), LIST)
    after = [count_queries(lambda: desk.get(address)) for address in addresses]  # noqa: B023 - called at once
    assert after == before
    assert max(after) <= 16


def test_what_was_brought_in_and_never_submitted_is_said_to_be_left_out(
    desk: Client, manager: User
) -> None:
    store_edition(standard=parse_standard(small_tree(code="before", status="superseded")))

    def bring_in(name: str) -> Assessment:
        place = world.city(name)
        document = Document(standard="before", city=name, country="US")
        return import_assessment(city_id=place.pk, document=document, cycle=2021, by=manager)

    stage.handed_in("Topton", *ALL)
    assert "brought in by the program" not in shown(desk.get(page(stage.try_draft(manager))))
    bring_in("Hilltop")
    trial = stage.try_draft(manager)
    said = shown(desk.get(page(trial)))
    assert "1 assessment was brought in by the program and never submitted" in said
    assert "1 assessment tried" in said
    bring_in("Lakeside")
    assert "1 assessment was brought in" in shown(desk.get(page(trial)))
    again = stage.try_draft(manager)
    assert "2 assessments were brought in" in shown(desk.get(page(again)))
    gone = bring_in("Gone")
    lead = world.lead_of(gone.city)
    transition(assessment_id=gone.pk, action=Action.WITHDRAW, by=lead)
    again = stage.try_draft(manager)
    assert "2 assessments were brought in" in shown(desk.get(page(again)))


def test_a_long_list_has_pages(desk: Client, manager: User) -> None:
    for number in range(26):
        stage.handed_in(f"City {chr(ord('A') + number)}", "A1")
    trial = stage.try_draft(manager)
    first, second = (
        desk.get(page(trial, "?kind=keeps")),
        desk.get(page(trial, "?kind=keeps&page=2")),
    )
    assert (len(first.context["lines"]), len(second.context["lines"])) == (25, 1)
    assert "?kind=keeps&amp;page=2" in shown(first)
    assert "Page 2 of 2" in shown(second)
    assert len(rows(desk.get(table(trial, "?kind=keeps&page=2")))) == 26


def test_the_page_of_publishing_tells_the_last_trial_of_exactly_this_draft(
    desk: Client, trial: Trial
) -> None:
    address = reverse("admin:criteria_standard_publish", args=[trial.standard_id])
    said = shown(desk.get(address))
    assert "Exactly this draft was tried last on" in said
    assert "<li>Loses a level: 1</li>" in said
    assert "<li>May lose a level: 1</li>" in said
    listed = shown(desk.get(f"{LIST}?standard__id__exact={trial.standard_id}"))
    assert "1 trial of a draft" in listed

    tree = stage.new_tree()
    tree["levels"][0]["points"] = 1
    store_edition(standard=parse_standard(tree))
    assert "Exactly this draft has not been tried." in shown(desk.get(address))
