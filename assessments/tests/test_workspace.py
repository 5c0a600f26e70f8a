"""The way into the workspace: lists, task list, reading along, and who finds nothing at all."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils.html import strip_tags

from assessments.core.lifecycle import Action
from assessments.models import Assessment, AuditEvent
from assessments.services.lifecycle import transition
from assessments.services.start import start_assessment
from assessments.tests.town import Town, browser, say, say_everywhere, shown, support, town
from cities.core.errors import Forbidden, Refused
from cities.models import City, User
from cities.services import approve, request_membership
from cities.tests import world as people
from criteria.models import Standard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

Count = Callable[[Callable[[], object]], int]


@pytest.fixture
def place() -> Town:
    return town()


def submitted(place: Town) -> Town:
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    return place


class Inputs(HTMLParser):
    """The names of a page's fields, outside its header and footer's own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page.partition("<main")[2].partition("</main>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "textarea", "select", "button"):
            self.names.add(dict(attrs).get("name") or tag)


def inputs(page: str) -> set[str]:
    return Inputs(page).names


# --- starting ---------------------------------------------------------------------------------


def start(city: City, by: User, standard: str = "wwc-2022") -> Assessment:
    return start_assessment(city_id=city.pk, standard_code=standard, by=by)


def test_a_lead_or_contributor_starts_and_the_trail_says_so(place: Town) -> None:
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.role) == ("start", place.lead, "lead")
    assert (event.from_state, event.to_state) == ("", "draft")
    transition(assessment_id=place.pk, action=Action.WITHDRAW, by=place.lead)
    again = start(place.city, place.contributor)
    assert again.state == "draft"
    assert again.started_by == place.contributor


def test_there_is_one_live_assessment_of_a_city_for_an_edition(place: Town) -> None:
    with pytest.raises(Refused, match="Rivermouth already has an assessment"):
        start(place.city, place.contributor)
    assert Assessment.objects.count() == 1
    assert AuditEvent.objects.count() == 1
    with pytest.raises(IntegrityError):
        Assessment.objects.create(
            city=place.city,
            standard=place.assessment.standard,
            cycle=2026,
            started_by=place.lead,
        )


def test_observers_and_strangers_start_nothing(place: Town) -> None:
    other = people.city("Hilltop")
    with pytest.raises(Forbidden):
        start(place.city, place.observer)
    with pytest.raises(City.DoesNotExist):
        start(other, place.lead)


def test_an_edition_that_is_not_published_takes_no_assessment(place: Town) -> None:
    Standard.objects.update(status=Standard.Status.SUPERSEDED)
    lead = people.lead_of(people.city("Hilltop"), "lead@hilltop.example.org")
    with pytest.raises(Refused, match="does not take assessments"):
        start(City.objects.get(name="Hilltop"), lead)
    with pytest.raises(Refused):
        start(City.objects.get(name="Hilltop"), lead, "no-such-standard")


def test_the_button_starts_and_leads_to_the_task_list() -> None:
    city = people.city("Hilltop")
    client = browser(people.lead_of(city))
    assert inputs(shown(client.get("/assessments/"))) >= {"city"}
    response = client.post("/assessments/start/", {"city": city.pk})
    assessment = Assessment.objects.get()
    assert response["Location"] == f"/assessments/{assessment.pk}/"
    assert "city" not in inputs(shown(client.get("/assessments/")))
    again = client.post("/assessments/start/", {"city": city.pk}, follow=True)
    assert "already has an assessment" in shown(again)


def test_starting_for_a_city_that_is_not_there_is_404(place: Town) -> None:
    client = browser(place.lead)
    for city in ("", "x", "0", "-1", "999999", "9" * 40, "9" * 5000):
        assert client.post("/assessments/start/", {"city": city}).status_code == 404, city


# --- the list ---------------------------------------------------------------------------------


def test_who_has_no_city_is_led_to_one() -> None:
    response = browser(people.person("new@example.org")).get("/assessments/")
    assert response["Location"] == "/accounts/city/"


def test_the_list_says_state_and_next_step_in_words(place: Town) -> None:
    say(place, {"DM1.1": "in_place", "DM1.2": "unknown"})
    page = shown(browser(place.observer).get("/assessments/"))
    assert "Draft" in page
    assert "2 requirements answered" in page
    assert "Answer criterion by criterion" in page
    transition(assessment_id=place.pk, action=Action.WITHDRAW, by=place.lead)
    page = shown(browser(place.observer).get("/assessments/"))
    assert "Withdrawn" in page
    assert "city" not in inputs(page)
    assert "city" in inputs(shown(browser(place.lead).get("/assessments/")))


def test_the_list_asks_as_much_for_one_city_as_for_three(place: Town, count_queries: Count) -> None:
    client = browser(place.lead)
    one = count_queries(lambda: client.get("/assessments/"))
    for name in ("Hilltop", "Lakeside"):
        city = people.city(name)
        membership = request_membership(city=city, message="Hello", by=place.lead)
        approve(membership=membership, by=people.chief(), role="lead")
        start(city, User.objects.get(pk=place.lead.pk))
    three = count_queries(lambda: client.get("/assessments/"))
    assert "Lakeside" in shown(client.get("/assessments/"))
    assert one == three
    assert three <= 7


# --- the task list ----------------------------------------------------------------------------


def row_of(page: str, code: str) -> str:
    return page.partition(f'<li id="{code}">')[2].partition("</li>")[0]


def test_the_task_list_counts_and_says_how_far_each_criterion_is(place: Town) -> None:
    criterion = place.standard.criterion("DM2")
    say(place, {item.code: "in_place" for item in criterion.requirements})
    say(place, {"DM1.1": "in_place"})
    say(place, {"DM3.1": ""}, note="Ask Ana")
    say(place, {item.code: "unknown" for item in place.standard.criterion("LC1").requirements})
    page = shown(browser(place.lead).get(place.address()))
    assert "of 43 criteria completed" in page
    assert "In progress" in row_of(page, "DM1")
    assert "Completed" in row_of(page, "DM2")
    assert "Needs DM1 first; you can answer it already." in row_of(page, "DM2")
    assert "Not met yet" in row_of(page, "DM2")
    assert "In progress" in row_of(page, "DM3")
    assert "Not started" in row_of(page, "DM4")
    assert "Completed" in row_of(page, "LC1")
    assert "0 of 43 points" in page
    assert "22 more points for Silver, which needs 22." in page
    assert "Outcome open" in page
    say(place, {item.code: "in_place" for item in place.standard.criterion("DM1").requirements[1:]})
    page = shown(browser(place.lead).get(place.address()))
    assert "Meets the standard" in row_of(page, "DM1")
    assert "Meets the standard" in row_of(page, "DM2")
    assert "2 of 43 points" in page


def test_the_task_list_asks_as_much_for_one_answer_as_for_all(
    place: Town, count_queries: Count
) -> None:
    client = browser(place.lead)
    say(place, {"DM1.1": "in_place"})
    one = count_queries(lambda: client.get(place.address()))
    say_everywhere(place, "in_progress")
    say_everywhere(town("Hilltop"))
    everything = count_queries(lambda: client.get(place.address()))
    assert one == everything
    assert everything <= 7


def test_a_criterion_page_shows_what_is_asked_and_where_the_city_stands(place: Town) -> None:
    page = shown(browser(place.contributor).get(place.address("DM2/")))
    criterion = place.standard.criterion("DM2")
    for text in (criterion.title, criterion.statement, criterion.requirements[0].text):
        assert text in strip_tags(page)
    for text in (
        "Why it is asked",
        "What good evidence looks like",
        "At least 4 of 5 must be in place.",
        "Effort: A few weeks for one team",
        "You can answer this now; it counts once these are met:",
        "0 of 43 points",
    ):
        assert text in strip_tags(page)
    assert {"DM2.1-status", "DM2.1-note", "DM2.1-version", "then"} <= inputs(page)
    assert "not_applicable" not in page.partition("DM2.1")[2].partition("DM2.2")[0]


def test_evidence_comes_before_the_buttons_that_leave_the_page(place: Town) -> None:
    page = shown(browser(place.lead).get(place.address("DM2/")))
    assert page.index('id="evidence"') < page.index("Save and continue")


def test_the_page_says_whose_unsaved_edits_it_may_bring_back(place: Town) -> None:
    page = shown(browser(place.contributor).get(place.address("DM2/")))
    assert f'data-person="{place.contributor.pk}"' in page


def test_enter_presses_a_button_that_only_saves(place: Town) -> None:
    support(place, "DM2.1", title="Minutes")
    form = shown(browser(place.lead).get(place.address("DM2/"))).partition("data-answers")[2]
    assert "name" not in form.partition("<button")[2].partition(">")[0]


def test_one_point_is_one_point_and_a_note_says_whom_it_is_for(place: Town) -> None:
    page = shown(browser(place.lead).get(place.address("DM1/")))
    assert "With all of DM1 in place you would have 1 point." in page
    assert "Optional. What a reviewer should know." in page


def test_does_not_apply_is_offered_only_where_it_may_be(place: Town) -> None:
    code = next(item.code for item in place.standard.requirements if item.may_not_apply)
    criterion = place.standard.requirement(code).criterion
    page = shown(browser(place.lead).get(place.address(f"{criterion}/")))
    offered = {
        part.partition('-status"')[0].rpartition('name="')[2]
        for part in page.split("<input")
        if 'value="not_applicable"' in part
    }
    assert offered == {
        item.code for item in place.standard.criterion(criterion).requirements if item.may_not_apply
    }


# --- reading along, and after submitting ------------------------------------------------------


def test_observers_see_everything_and_have_nothing_to_fill_in(place: Town) -> None:
    say(place, {"DM2.1": "in_place"}, note="See the minutes.")
    support(place, "DM2.1", title="Minutes")
    client = browser(place.observer)
    page = shown(client.get(place.address("DM2/")))
    assert "See the minutes." in page
    assert "Minutes" in page
    assert "In place" in page
    for rest in ("", "DM2/", "outcomes/", "check/"):
        assert inputs(shown(client.get(place.address(rest)))) == set(), rest


def test_after_submitting_everything_is_read_only_and_says_so(place: Town) -> None:
    say(place, {"DM2.1": "in_place"}, note="See the minutes.")
    others = [item.code for item in place.standard.requirements if item.code != "DM2.1"]
    say(place, dict.fromkeys(others, "in_place"))
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    client = browser(place.lead)
    page = shown(client.get(place.address()))
    assert "The answers are closed" in page
    assert place.address("scorecard/") in page
    assert place.address("roadmap/") in page
    assert "See the minutes." in shown(client.get(place.address("DM2/")))
    for rest in ("", "DM2/", "outcomes/"):
        assert inputs(shown(client.get(place.address(rest)))) == set(), rest
    assert client.get(place.address("check/"))["Location"] == place.address()


def test_a_returned_assessment_says_why_and_is_open_again(place: Town) -> None:
    manager = people.staff()
    submitted(place)
    transition(
        assessment_id=place.pk, action=Action.RETURN, by=manager, reason="DM2: the list is old."
    )
    page = shown(browser(place.observer).get(place.address()))
    assert "DM2: the list is old." in page
    assert "DM2.1-status" in inputs(shown(browser(place.lead).get(place.address("DM2/"))))


# --- withdrawing and reopening ----------------------------------------------------------------


def act(place: Town, by: User, action: str, **more: Any) -> Any:
    version = Assessment.objects.get(pk=place.pk).version
    data = {"action": action, "confirmed": "on", "version": version, **more}
    return browser(by).post(place.address("action/"), data, follow=True)


def state(place: Town) -> str:
    return Assessment.objects.get(pk=place.pk).state


def test_a_lead_withdraws_after_confirming(place: Town) -> None:
    page = shown(browser(place.lead).get(place.address("action/?action=withdraw")))
    assert {"confirmed", "version", "reason", "action"} <= inputs(page)
    unconfirmed = act(place, place.lead, "withdraw", confirmed="")
    assert (unconfirmed.status_code, state(place)) == (422, "draft")
    done = act(place, place.lead, "withdraw", reason="Elections.")
    assert "The assessment was withdrawn." in shown(done)
    assert state(place) == "withdrawn"
    assert AuditEvent.objects.filter(action="withdraw").get().reason == "Elections."


def test_a_lead_reopens_what_was_submitted(place: Town) -> None:
    submitted(place)
    for rest in ("", "DM2/"):
        closed = shown(browser(place.lead).get(place.address(rest)))
        assert "action=reopen" in closed.partition("The answers are closed")[2].partition("</p>")[0]
        assert "action=reopen" not in shown(browser(place.contributor).get(place.address(rest)))
    act(place, place.lead, "reopen")
    assert state(place) == "draft"


def test_what_cannot_be_done_now_is_said(place: Town) -> None:
    response = act(place, place.lead, "reopen")
    assert "cannot be done while the assessment is: Draft" in shown(response)
    stale = act(place, place.lead, "withdraw", version=77)
    assert "Somebody changed this assessment meanwhile" in shown(stale)
    assert state(place) == "draft"


def test_only_a_citys_own_actions_go_this_way(place: Town) -> None:
    for action in ("", "submit", "publish", "decide", "x"):
        assert act(place, place.lead, action).status_code == 404
        page = browser(place.lead).get(place.address(f"action/?action={action}"))
        assert page.status_code == 404


def test_only_leads_move_the_assessment(place: Town) -> None:
    for who in (place.contributor, place.observer):
        assert act(place, who, "withdraw").status_code == 403
        assert "action=withdraw" not in shown(browser(who).get(place.address()))
    assert state(place) == "draft"


# --- who finds nothing ------------------------------------------------------------------------

ADDRESSES = (
    "",
    "DM2/",
    "DM2/DM2.1/",
    "outcomes/",
    "check/",
    "submit/",
    "action/?action=withdraw",
    "scorecard/",
    "roadmap/",
)


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_strangers_find_nothing_at_any_address_by_any_method(place: Town, method: str) -> None:
    ask = getattr(browser(town("Hilltop").lead), method)
    for rest in ADDRESSES[:7]:
        assert ask(place.address(rest)).status_code == 404, rest
        assert ask(f"/assessments/999999/{rest}").status_code == 404, rest


def test_the_program_has_its_own_desk_and_finds_nothing_here(place: Town) -> None:
    for who in (people.staff(), people.chief()):
        client = browser(who)
        for rest in ADDRESSES:
            assert client.get(place.address(rest)).status_code == 404, rest


def test_who_is_not_signed_in_is_asked_to(place: Town) -> None:
    for rest in ADDRESSES:
        response = browser().get(place.address(rest))
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=")


def test_what_the_standard_does_not_have_is_404(place: Town) -> None:
    client = browser(place.lead)
    for rest in ("XX1/", "XX1/XX1.1/", "outcomes/broadband/", "dm2/"):
        assert client.post(place.address(rest), {}).status_code == 404, rest


def test_numbers_beyond_the_database_are_404(place: Town) -> None:
    for number in ("9" * 30, "9" * 5000):
        for rest in ADDRESSES:
            assert browser(place.lead).get(f"/assessments/{number}/{rest}").status_code == 404
        assert browser(place.lead).get(f"/assessments/evidence/{number}/").status_code == 404


def test_an_address_to_post_to_leads_readers_to_its_page(place: Town) -> None:
    client = browser(place.lead)
    for rest, page in {
        "DM2/DM2.1/": "DM2/",
        "submit/": "check/",
    }.items():
        assert client.get(place.address(rest))["Location"] == place.address(page)
