"""The pages of carrying over: the way in, the report, what follows, the way back."""

import pytest
from django.conf import LazySettings

from assessments.core.lifecycle import Action
from assessments.models import Assessment, CarryOver
from assessments.services.carry import carry_over
from assessments.services.lifecycle import transition
from assessments.services.outcomes import save_outcome
from assessments.services.start import start_assessment
from assessments.tests.carrying import (
    ANSWERS,
    answered,
    begun,
    beside,
    brought_in,
    confirm,
    get,
    place_with_old_answers,
    section,
)
from assessments.tests.editions import NEW, OLD, publish_new, publish_old
from assessments.tests.town import Town, browser, say, shown, town
from cities.models import City, Membership
from cities.tests import world as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return place_with_old_answers()


@pytest.fixture(autouse=True)
def _small_is_current(settings: LazySettings) -> None:
    settings.CURRENT_STANDARD = NEW


# --- the way in -------------------------------------------------------------------------------


def test_the_list_offers_older_answers_beside_starting_empty(place: Town) -> None:
    page = shown(browser(place.contributor).get("/assessments/"))
    year = place.assessment.cycle
    assert f'href="{place.address("carry-over/")}">Start from your answers of {year}' in page
    assert "Start empty" in page
    assert "carry-over" not in shown(browser(place.observer).get("/assessments/"))


def test_a_city_without_older_answers_simply_starts(place: Town) -> None:
    lead = people.lead_of(people.city("Hilltop"), "lead@hilltop.example.org")
    page = shown(browser(lead).get("/assessments/"))
    assert "carry-over" not in page
    assert "Start an assessment" in page
    started = browser(lead).post("/assessments/start/", {"city": City.objects.latest("pk").pk})
    assert "carry-over" not in shown(browser(lead).get(started["Location"]))


def test_of_several_the_submitted_one_comes_first_and_all_can_be_chosen(place: Town) -> None:
    here = begun(place)
    transition(assessment_id=here.pk, action=Action.WITHDRAW, by=here.lead)
    page = shown(browser(place.lead).get("/assessments/"))
    assert page.index("Start from your answers") < page.index("Or from those of")
    latest = page.partition("Start from your answers")[0].rpartition('href="')[2]
    assert latest.startswith(here.address("carry-over/"))
    assert place.address("carry-over/") in page


def test_what_was_submitted_comes_before_what_was_begun_later() -> None:
    publish_old()
    first = answered()
    rest = {item.code for item in first.standard.requirements} - ANSWERS.keys()
    say(first, dict.fromkeys(rest, "unknown"))
    transition(assessment_id=first.pk, action=Action.SUBMIT, by=first.lead)
    transition(assessment_id=first.pk, action=Action.WITHDRAW, by=first.lead)
    second = start_assessment(city_id=first.city.pk, standard_code=OLD, by=first.lead)
    say(Town(**{**vars(first), "assessment": second}), {"O1.1": "unknown"})
    publish_new()
    page = shown(browser(first.lead).get("/assessments/"))
    preferred = page.partition("Start from your answers")[0].rpartition('href="')[2]
    assert preferred.startswith(first.address("carry-over/"))
    assert f"/assessments/{second.pk}/carry-over/" in page


def test_an_empty_draft_still_offers_older_answers(place: Town) -> None:
    empty = start_assessment(city_id=place.city.pk, standard_code=NEW, by=place.lead)
    here = Town(**{**vars(place), "assessment": empty})
    for page in (get(here), shown(browser(place.lead).get("/assessments/"))):
        assert place.address("carry-over/") in page
    assert place.address("carry-over/") not in get(here, by=place.observer)
    say(here, {"B2.1": "unknown"})
    assert place.address("carry-over/") not in get(here)
    assert place.address("carry-over/") not in shown(browser(place.lead).get("/assessments/"))


def test_an_assessment_that_takes_no_submission_leads_to_the_report(place: Town) -> None:
    assert Assessment.objects.get(pk=place.pk).takes_submission
    assert place.address("carry-over/") not in get(place)
    closed, lead = brought_in("Hilltop")
    page = shown(browser(lead).get(closed.get_absolute_url()))
    assert "This edition takes no submissions any more." in page
    assert f"/assessments/{closed.pk}/carry-over/" in page
    observer = people.member_of(closed.city, "o@hilltop.example.org", Membership.Role.OBSERVER)
    page = shown(browser(observer).get(closed.get_absolute_url()))
    assert f"/assessments/{closed.pk}/carry-over/" not in page


# --- the report -------------------------------------------------------------------------------


def test_the_report_says_what_becomes_of_everything_and_writes_nothing(place: Town) -> None:
    page = get(place, "carry-over/")
    kept, proposed = section(page, "kept"), section(page, "to-confirm")
    for code in ("A1.1", "A1.E1"):
        assert f"What {code} asks for." in kept
    for words in (
        "What A1.R1 asks for.",
        "O1.3, reworded",
        "One of 2 parts of O1.4",
        "O1.5, moved here",
        "O2.1 and O2.2, merged into one",
    ):
        assert words in proposed
    assert "New in this edition" in section(page, "open")
    left = section(page, "left")
    assert "What O2.4 asks for." in left
    assert "In place" in left
    assert "What O3.1 asks for." in left
    assert "Reviewers verify every answer anew" in page
    assert not CarryOver.objects.exists()
    assert Assessment.objects.count() == 1


def test_the_report_has_both_scores_and_how_far_each_group_is(place: Town) -> None:
    score = section(get(place, "carry-over/"), "score")
    certain, _, provisional = score.partition("Provisional, if everything to confirm")
    assert "0 of 4 points" in certain
    assert "You would be 2 points short of Silver, which needs 2." in certain
    assert "1 of 4 points" in provisional
    assert "You would be 1 point short of Silver, which needs 2." in provisional
    rows = " ".join(provisional.split())
    assert (
        '<th scope="row">Practice</th><td class="numbers">1</td><td class="numbers">2</td>' in rows
    )


def test_observers_read_the_report_and_cannot_use_it(place: Town) -> None:
    page = get(place, "carry-over/", by=place.observer)
    assert "Start with these answers" not in page
    assert "A lead or a contributor of your city can start one." in page
    response = browser(place.observer).post(place.address("carry-over/"))
    assert response.status_code == 403


def test_strangers_find_neither_report_nor_record(place: Town) -> None:
    here = begun(place)
    stranger = people.lead_of(people.city("Hilltop"), "lead@hilltop.example.org")
    for address in (place.address("carry-over/"), here.address("carried/")):
        assert browser(stranger).get(address).status_code == 404
        assert browser().get(address)["Location"].startswith("/accounts/login/")
    assert browser(stranger).post(place.address("carry-over/")).status_code == 404
    assert browser(stranger).post(here.address("undo-carry-over/")).status_code == 404
    assert browser(place.lead).get(place.address("carried/")).status_code == 404


def test_where_nothing_can_be_carried_the_list_says_why(
    place: Town, settings: LazySettings
) -> None:
    settings.CURRENT_STANDARD = OLD
    page = shown(browser(place.lead).get(place.address("carry-over/"), follow=True))
    assert "does not take assessments" in page
    settings.CURRENT_STANDARD = NEW
    new = start_assessment(city_id=place.city.pk, standard_code=NEW, by=place.lead)
    page = shown(browser(place.lead).get(f"/assessments/{new.pk}/carry-over/", follow=True))
    assert "nothing in this assessment that could be carried over" in page


def test_a_begun_assessment_stands_in_the_way_and_is_linked(place: Town) -> None:
    here = begun(place)
    page = get(place, "carry-over/")
    assert "Start with these answers" not in page
    assert f'href="{here.address()}">Go to it' in page
    again = browser(place.lead).post(place.address("carry-over/"), follow=True)
    assert "Rivermouth already has an assessment against A small standard under way." in shown(
        again
    )


def test_figures_and_answers_nobody_confirmed_are_named_as_not_carried(place: Town) -> None:
    here = begun(place)
    save_outcome(
        assessment_id=here.pk,
        by=here.lead,
        measure="broadband",
        tree={"value": 82.5, "year": 2024, "source": "survey"},
        expected_mark="",
    )
    transition(assessment_id=here.pk, action=Action.WITHDRAW, by=here.lead)
    page = get(here, "carry-over/")
    assert "Every requirement has a successor." in section(page, "left")
    assert "Households with broadband: 82.5% (2024)" in section(page, "left")
    assert "5 answers were carried into this assessment and never confirmed there" in page


# --- afterwards -------------------------------------------------------------------------------


def test_the_button_leads_to_the_task_list_with_the_provisional_score(place: Town) -> None:
    response = browser(place.contributor).post(place.address("carry-over/"))
    new = Assessment.objects.latest("pk")
    assert response["Location"] == f"/assessments/{new.pk}/"
    page = shown(browser(place.contributor).get(response["Location"]))
    assert "2 answers were kept." in page
    assert "5 old answers were proposed." in page
    assert "Provisional: 1 point if everything to confirm is confirmed as proposed." in page
    assert "Undo carrying over" in page
    row = page.partition('<li id="A2">')[2].partition("</li>")[0]
    assert "2 to confirm" in row
    assert "0 of 4 answered" in row
    assert "In progress" in row
    listed = shown(browser(place.contributor).get("/assessments/"))
    assert "5 old answers to confirm" in listed


def test_the_old_answer_stands_beside_the_new_question(place: Town) -> None:
    here = begun(place)
    about = beside(get(here, "A1/"), "A1.R1")
    for words in (
        "O1.3, reworded",
        "What O1.3 asks for.",
        "As we said.",
        "Data inventory",
        "Proposed: <strong>In place</strong>",
        'name="confirm" value="A1.R1"',
    ):
        assert words in about, words
    merged = beside(get(here, "B1/"), "B1.E1")
    assert "O2.1 and O2.2, merged into one" in merged
    assert "What O2.2 asks for." in merged
    kept = beside(get(here, "A1/"), "A1.1")
    assert "Carried over from The small standard before, assessment of" in kept
    assert "Asks the same as O1.1" in kept
    assert "Carried over" not in beside(get(here, "B2/"), "B2.1")
    readers = get(here, "A1/", by=place.observer)
    assert "O1.3, reworded" in readers
    assert 'name="confirm' not in readers


def test_report_and_task_list_begin_with_what_the_city_had(place: Town) -> None:
    report = section(get(place, "carry-over/"), "score")
    had = "You had 2 of 3 points under the 2018 standard."
    would = "2 of 4 practice groups would be in place."
    new = "Equity and resident engagement are new and every criterion needs them."
    assert report.index(had) < report.index(would) < report.index(new) < report.index("bullet__bar")
    here = begun(place)
    say(place, {"O1.1": "not_in_place"}, version=1)
    page = get(here)
    assert page.index(had) < page.index(would) < page.index(new) < page.index("bullet__bar")
    for criterion in ("A1", "A2", "B1"):
        confirm(here, criterion, {"confirm_all": "1"})
    page = get(here)
    assert had in page
    assert "would be in place" not in page
    assert "are new" not in page


def test_where_nothing_new_is_in_place_the_report_says_so_with_one_bar() -> None:
    publish_old()
    place = town(standard=OLD)
    say(place, {"O1.3": "in_progress", "O1.5": "in_place"})
    publish_new()
    score = section(get(place, "carry-over/"), "score")
    assert (
        "Equity and resident engagement are new and every criterion needs them, "
        "so no point is complete yet." in score
    )
    assert score.count('class="bullet"') == 1
    assert "Certain now, by the answers" not in score


def test_the_old_assessment_leads_to_the_one_that_goes_on(place: Town) -> None:
    closed, lead = brought_in("Hilltop")
    done = carry_over(city_id=closed.city.pk, source_id=closed.pk, standard_code=NEW, by=lead)
    onward = f'href="{done.assessment.get_absolute_url()}">Carried over on '
    client = browser(lead)
    for address in ("/assessments/", closed.get_absolute_url(), f"/assessments/{closed.pk}/check/"):
        page = shown(client.get(address))
        assert onward in page, address
        assert ": go to the 2022 assessment" in page
        assert "Start the current one" not in page
        assert "Start the current edition" not in page
    report = shown(client.get(f"/assessments/{closed.pk}/carry-over/"))
    assert report.index("Your city has begun an assessment") < report.index('class="counters"')
    assert report.count("Your city has begun an assessment") == 1
    transition(assessment_id=done.assessment.pk, action=Action.WITHDRAW, by=lead)
    for address in ("/assessments/", closed.get_absolute_url()):
        page = shown(client.get(address))
        assert onward not in page
        assert "Start the current" in page


def test_what_was_left_behind_can_be_read_later(place: Town) -> None:
    here = begun(place)
    assert here.address("carried/") in get(here)
    page = get(here, "carried/", by=place.observer)
    left = section(page, "left")
    assert "What O2.4 asks for." in left
    assert "As we said." in left
    assert "In place" in left
    assert f'href="{place.address()}">Read the old assessment' in page
    assert "Undo carrying over" not in page
    assert here.address("A2/#answer-A2_1") in page


def test_undoing_brings_back_the_empty_draft_and_its_offer(place: Town) -> None:
    here = begun(place)
    page = shown(browser(place.contributor).post(here.address("undo-carry-over/"), follow=True))
    assert "The answers that were carried over have been taken out again." in page
    assert "0</strong> of 16 requirements answered" in page
    assert place.address("carry-over/") in page
    assert browser(place.lead).get(here.address("carried/")).status_code == 404


def test_when_it_is_too_late_the_page_says_why(place: Town) -> None:
    here = begun(place)
    say(here, {"B2.1": "in_place"})
    assert "Undo carrying over" not in get(here)
    page = get(here, "carried/")
    assert "It is too late to undo: an answer has been given or changed since." in page
    assert "Undo carrying over" not in page
    late = browser(place.lead).post(here.address("undo-carry-over/"), follow=True)
    assert "It is too late to undo" in shown(late)
    assert CarryOver.objects.exists()


def test_undoing_is_a_post_by_somebody_who_writes(place: Town) -> None:
    here = begun(place)
    assert browser(place.lead).get(here.address("undo-carry-over/"))["Location"] == here.address(
        "carried/"
    )
    assert browser(place.observer).post(here.address("undo-carry-over/")).status_code == 403
    assert CarryOver.objects.exists()


def test_what_people_once_typed_is_never_markup(place: Town) -> None:
    nasty = '"><script>alert(1)</script>'
    say(place, {"O1.3": "in_place", "O2.4": "in_place"}, note=nasty, version=1)
    here = begun(place)
    pages = [
        get(place, "carry-over/"),
        get(here, "A1/"),
        get(here, "A1/", by=place.observer),
        get(here, "carried/"),
    ]
    for page in pages:
        assert "<script>alert" not in page
    assert all("&lt;script&gt;alert(1)" in page for page in pages)
