"""Confirming old answers beside the new questions."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings

from assessments.models import Answer, CarriedAnswer
from assessments.tests.carrying import (
    Count,
    begun,
    beside,
    confirm,
    get,
    place_with_old_answers,
    section,
    statuses,
)
from assessments.tests.editions import NEW
from assessments.tests.town import Town, browser, say, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return place_with_old_answers()


@pytest.fixture(autouse=True)
def _small_is_current(settings: LazySettings) -> None:
    settings.CURRENT_STANDARD = NEW


def test_one_button_confirms_one_answer_without_javascript(place: Town) -> None:
    here = begun(place)
    response = confirm(here, "A2", {"confirm": "A2.1"})
    assert response["Location"] == here.address("A2/#answer-A2_1")
    assert statuses(here) == {"A1.1": "in_place", "A1.E1": "in_place", "A2.1": "in_progress"}
    page = get(here, "A2/")
    assert f"confirmed by {here.lead.full_name} on" in beside(page, "A2.1")
    assert "One of 2 parts of O1.4" in beside(page, "A2.1")
    assert 'name="confirm" value="A2.2"' in beside(page, "A2.2")


def test_one_button_confirms_a_whole_criterion_and_keeps_what_was_typed(place: Town) -> None:
    here = begun(place)
    response = confirm(
        here, "A2", {"confirm_all": "1", "A2.2-status": "in_place", "A2.2-note": "Done by now."}
    )
    assert response["Location"] == here.address("A2/")
    answers = Answer.objects.filter(assessment=here.assessment, requirement__criterion__code="A2")
    assert sorted(answers.values_list("requirement__code", "status", "note")) == [
        ("A2.1", "in_progress", "As we said."),
        ("A2.2", "in_place", "Done by now."),
    ]
    assert "to confirm" not in get(here).partition('<li id="A2">')[2].partition("</li>")[0]


def test_saving_the_page_without_a_choice_confirms_nothing(place: Town) -> None:
    here = begun(place)
    assert confirm(here, "A2", {"then": "next"}).status_code == 302
    assert "A2.1" not in statuses(here)
    assert CarriedAnswer.objects.waiting().count() == 5


def test_a_made_up_code_confirms_nothing(place: Town) -> None:
    here = begun(place)
    for code in ("B1.1", "X\r\nSet-Cookie: a=b", ""):
        response = confirm(here, "A2", {"confirm": code})
        assert response["Location"] == here.address("A2/#evidence")
    assert CarriedAnswer.objects.waiting().count() == 5


def test_what_cannot_be_saved_is_shown_before_anything_is_confirmed(place: Town) -> None:
    here = begun(place)
    say(here, {"A2.1": "unknown"}, note="We doubt it.", by=place.contributor)
    response = confirm(
        here, "A2", {"confirm_all": "1", "A2.1-status": "in_place", "A2.1-version": "0"}
    )
    assert response.status_code == 409
    assert "We doubt it." in shown(response)
    assert "A2.2" not in statuses(here)


def test_observers_confirm_nothing(place: Town) -> None:
    assert confirm(begun(place), "A2", {"confirm": "A2.1"}, by=place.observer).status_code == 403


def test_an_answer_that_saves_itself_confirms_within_eight_statements(
    place: Town, count_queries: Count
) -> None:
    here = begun(place)
    client = browser(here.lead)

    def post(code: str) -> Callable[[], object]:
        return lambda: client.post(
            here.address(f"{code.partition('.')[0]}/{code}/"),
            {"status": "in_place", "note": "As we said.", "version": 0},
            headers={"HX-Request": "true"},
        )

    assert count_queries(post("A1.R1")) == 8
    assert count_queries(post("A2.1")) == 8
    assert count_queries(post("B2.1")) == 7
    page = shown(post("A2.2")())
    assert 'id="waits-A2_2" hx-swap-oob="true"' in page
    assert "Answered anew" in page
    assert "Confirmed" not in page
    say_so = {"status": "in_place", "note": "As we said.", "version": 0}
    as_proposed = client.post(here.address("B1/B1.1/"), say_so, headers={"HX-Request": "true"})
    assert "Confirmed" in shown(as_proposed)
    assert set(CarriedAnswer.objects.waiting().values_list("requirement__code", flat=True)) == {
        "B1.E1",
    }


def test_the_check_page_has_its_own_heading_for_what_waits(place: Town) -> None:
    here = begun(place)
    page = get(here, "check/")
    waiting = section(page, "to-confirm")
    assert "5 answers were carried over and have not been confirmed yet." in waiting
    assert "A2.1, A2.2" in waiting
    missing = section(page, "missing")
    assert "9 requirements have no answer." in missing
    assert "A2.1" not in missing
    box = section(page, "submit")
    assert "5 old answers have to be confirmed before you can submit here." in box
    assert f'href="{here.address("A1/#answer-A1_R1")}"' in box
    assert "<form" not in box


def test_with_everything_else_answered_what_waits_still_stands_in_the_way(place: Town) -> None:
    here = begun(place)
    waiting = set(CarriedAnswer.objects.waiting().values_list("requirement__code", flat=True))
    rest = {item.code for item in here.standard.requirements} - waiting - statuses(here).keys()
    say(here, dict.fromkeys(rest, "unknown"))
    page = get(here, "check/")
    assert "Everything else is answered" in section(page, "missing")
    assert "<form" not in section(page, "submit")
    for criterion in ("A1", "A2", "B1"):
        confirm(here, criterion, {"confirm_all": "1"})
    page = get(here, "check/")
    assert 'id="to-confirm"' not in page
    assert "<form" in section(page, "submit")


def test_new_wording_old_answer_and_button_stand_in_this_order(place: Town) -> None:
    here = begun(place)
    page = get(here, "A1/")
    about = beside(page, "A1.R1")
    assert (
        about.index("What A1.R1 asks for.")
        < about.index("What O1.3 asks for.")
        < about.index("As we said.</p>")
        < about.index('name="confirm" value="A1.R1"')
    )
    answers, _, rest = page.partition("After you have read all of them")
    assert 'name="confirm_all"' not in answers
    assert rest.index('name="confirm_all"') < rest.index('id="evidence"')
    assert 'id="answer-' not in rest


def test_an_answer_given_anew_is_told_from_a_confirmed_one(place: Town) -> None:
    here = begun(place)
    confirm(here, "A1", {"confirm": "A1.R1"})
    say(here, {"A2.1": "in_place", "A2.2": "in_progress"}, by=place.contributor)
    anew = beside(get(here, "A2/"), "A2.1")
    assert f"Answered anew by {place.contributor.full_name} on" in anew
    assert "(proposed: In progress)" in anew
    assert "confirmed by" not in anew
    assert "Answered anew" not in beside(get(here, "A2/"), "A2.2")
    assert f"confirmed by {here.lead.full_name} on" in beside(get(here, "A1/"), "A1.R1")
    page = " ".join(get(here, "carried/").split())
    assert "<strong>2</strong> confirmed since" in page
    assert "<strong>1</strong> answered anew" in page
    assert "<strong>2</strong> to confirm" in page
    assert "cleared since" not in page


def test_an_answer_emptied_after_it_was_confirmed_is_neither(place: Town) -> None:
    here = begun(place)
    confirm(here, "A2", {"confirm_all": "1"})
    say(here, {"A2.1": ""}, version=1)
    about = beside(get(here, "A2/"), "A2.1")
    assert "Cleared since (proposed: In progress)" in about
    assert "Answered anew" not in about
    page = " ".join(get(here, "carried/").split())
    assert "<strong>1</strong> confirmed since" in page
    assert "<strong>0</strong> answered anew" in page
    assert "<strong>1</strong> cleared since" in page


def test_the_main_button_leads_from_criterion_to_criterion_with_old_answers(place: Town) -> None:
    here = begun(place)
    button = f'<a class="btn btn-primary" href="{here.address("A1/")}">Confirm old answers (5)'
    assert button in get(here)
    assert get(here).count('class="btn btn-primary"') == 1
    assert "Confirm old answers" not in get(here, by=place.observer)
    assert "Next criterion with old answers" not in get(here, "A1/")
    for criterion, after in (("A1", "A2"), ("B1", "A2"), ("A2", "")):
        confirm(here, criterion, {"confirm_all": "1"})
        page = get(here, f"{criterion}/")
        link = f'href="{here.address(f"{after}/")}">Next criterion with old answers: {after}'
        assert (link in page) == bool(after)
        assert ("Next criterion with old answers" in page) == bool(after)
    assert "Next criterion" not in get(here, "B1/", by=place.observer)
    page = get(here)
    assert "Confirm old answers" not in page
    assert f'<a class="btn btn-primary" href="{here.address("check/")}">' in page
