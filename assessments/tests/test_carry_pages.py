"""The pages of carrying over: report, task list, confirming beside the question, the way back."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings

from assessments.core.document import Answer as CoreAnswer
from assessments.core.document import Document, Evidence, Report, Status
from assessments.core.lifecycle import Action
from assessments.models import Answer, Assessment, CarriedAnswer, CarryOver
from assessments.services.carry import carry_over
from assessments.services.imports import import_assessment
from assessments.services.lifecycle import transition
from assessments.services.outcomes import save_outcome
from assessments.services.start import start_assessment
from assessments.tests.editions import NEW, OLD, publish_new, publish_old
from assessments.tests.town import Town, browser, say, say_everywhere, shown, support, town
from cities.core.errors import Forbidden, Refused
from cities.models import City, Membership, User
from cities.services import approve, request_membership
from cities.tests import world as people
from criteria.core.standard import Standard
from criteria.queries import standard_by_code
from criteria.services import store_edition
from criteria.tests.examples import small_standard

pytestmark = pytest.mark.django_db

Count = Callable[[Callable[[], object]], int]

ANSWERS = {
    "O1.1": "in_place",
    "O1.2": "in_place",
    "O1.3": "in_place",
    "O1.4": "in_progress",
    "O1.5": "in_place",
    "O2.1": "in_place",
    "O2.2": "in_progress",
    "O2.4": "in_place",
}


@pytest.fixture(autouse=True)
def _small_is_current(settings: LazySettings) -> None:
    settings.CURRENT_STANDARD = NEW


def answered(name: str = "Rivermouth") -> Town:
    place = town(name, standard=OLD)
    say(place, ANSWERS, note="As we said.")
    support(place, "O1.1", "O1.3")
    return place


@pytest.fixture
def place() -> Town:
    """A city that answered under the edition before, when that was the current one."""
    publish_old()
    made = answered()
    publish_new()
    return made


def begun(place: Town) -> Town:
    """The same city with an assessment that began with its older answers."""
    done = carry_over(city_id=place.city.pk, source_id=place.pk, standard_code=NEW, by=place.lead)
    return Town(
        city=place.city,
        lead=place.lead,
        contributor=place.contributor,
        observer=place.observer,
        assessment=done.assessment,
    )


def get(place: Town, rest: str = "", by: User | None = None) -> str:
    return shown(browser(by or place.lead).get(place.address(rest)))


def section(page: str, name: str) -> str:
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def beside(page: str, code: str) -> str:
    """Return what stands about one requirement."""
    return page.partition(f'id="answer-{code.replace(".", "_")}"')[2].partition('id="answer-')[0]


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


def confirm(
    here: Town, criterion: str, fields: Mapping[str, str], *, by: User | None = None
) -> Any:
    """Send a criterion's form as a browser without JavaScript does: with all of its fields."""
    data = {}
    for item in here.standard.criterion(criterion).requirements:
        answer = Answer.objects.filter(
            assessment=here.assessment, requirement__code=item.code
        ).first()
        waiting = CarriedAnswer.objects.waiting().filter(requirement__code=item.code).first()
        data[f"{item.code}-status"] = answer.status if answer else ""
        data[f"{item.code}-note"] = answer.note if answer else waiting.note if waiting else ""
        data[f"{item.code}-version"] = str(answer.version) if answer else "0"
    return browser(by or here.lead).post(here.address(f"{criterion}/"), {**data, **fields})


def statuses(here: Town) -> dict[str, str]:
    rows = Answer.objects.filter(assessment=here.assessment)
    return dict(rows.values_list("requirement__code", "status"))


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


# --- statements -------------------------------------------------------------------------------


def test_no_page_asks_more_for_many_answers_than_for_few(count_queries: Count) -> None:
    publish_old()
    medium = answered("Lakeside")
    little, much = town(standard=OLD), town("Hilltop", standard=OLD)
    say(little, {"O1.1": "in_place", "O1.3": "in_place"})
    support(little, "O1.1", "O1.3")
    say_everywhere(much)
    for title in ("Inventory", "Minutes", "Plan"):
        support(much, *(item.code for item in much.standard.requirements), title=title)
    publish_new()

    def asked(source: Town) -> list[int]:
        client = browser(source.lead)
        counts = [count_queries(lambda: client.get(source.address("carry-over/")))]
        counts.append(count_queries(lambda: client.post(source.address("carry-over/"))))
        new = Assessment.objects.latest("pk").get_absolute_url()
        counts += [
            count_queries(lambda address=new + rest: client.get(address))  # type: ignore[misc]
            for rest in ("", "A1/", "check/", "carried/")
        ]
        return counts

    asked(medium)  # both editions are read once
    few, many = asked(little), asked(much)
    assert few == many
    assert few[1] <= 21
    assert max(few[2:]) <= 10


def brought_in(name: str) -> tuple[Assessment, User]:
    """Old answers that the program brought in, complete, and the lead of their city."""
    manager = User.objects.filter(email="manager@program.example.org").first() or people.staff()
    city = people.city(name)
    assessment = import_assessment(
        city_id=city.pk, document=document_under(OLD), cycle=2019, by=manager
    )
    return assessment, people.lead_of(city, f"lead@{name.lower()}.example.org")


def document_under(code: str) -> Document:
    """Return a complete document: everything is in place, with a note and evidence."""
    return Document(
        standard=code,
        city="Somewhere",
        country="US",
        answers={
            item.code: CoreAnswer(
                status=Status.IN_PLACE,
                note=f"Note on {item.code}.",
                evidence=(
                    Evidence(
                        title=f"Folder {item.criterion}",
                        url=f"https://city.example.org/{item.criterion}",
                    ),
                ),
            )
            for item in standard_by_code(code).requirements
        },
    )


def test_the_list_asks_as_much_for_one_city_with_older_answers_as_for_three(
    place: Town, count_queries: Count
) -> None:
    client = browser(place.lead)
    one = count_queries(lambda: client.get("/assessments/"))
    for name in ("Hilltop", "Lakeside"):
        other, _lead = brought_in(name)
        membership = request_membership(city=other.city, message="Hello", by=place.lead)
        approve(membership=membership, by=people.chief(), role="lead")
    three = count_queries(lambda: client.get("/assessments/"))
    assert shown(client.get("/assessments/")).count("Start from your answers") == 3
    assert one == three
    assert three <= 7


# --- bringing in ------------------------------------------------------------------------------


def test_the_program_brings_in_what_was_answered_elsewhere(place: Town) -> None:
    assessment, lead = brought_in("Hilltop")
    assert (assessment.state, assessment.cycle) == ("draft", 2019)
    asked = len(standard_by_code(OLD).requirements)
    assert assessment.answers.count() == assessment.evidence_uses.count() == asked
    assert assessment.city.evidence.count() == 3
    assert list(assessment.events.values_list("action", "role")) == [("import", "manager")]
    assert "Start from your answers of 2019" in shown(browser(lead).get("/assessments/"))


def test_figures_for_outcomes_are_brought_in_too() -> None:
    store_edition(standard=small_standard(status="superseded"))
    city = people.city()
    assessment = import_assessment(
        city_id=city.pk,
        document=Document(
            standard=NEW,
            city=city.name,
            country="US",
            outcomes={"broadband": Report(value=Decimal("82.5"), year=2021, source="survey")},
        ),
        cycle=2021,
        by=people.staff(),
    )
    figure = assessment.outcomes.get()
    assert (figure.measure.code, figure.value, figure.source) == (
        "broadband",
        Decimal("82.5"),
        "survey",
    )


def test_only_the_program_brings_in_and_only_under_a_superseded_edition(place: Town) -> None:
    manager = people.staff()
    hilltop = people.city("Hilltop")
    with pytest.raises(Forbidden):
        import_assessment(
            city_id=hilltop.pk, document=document_under(OLD), cycle=2019, by=place.lead
        )
    with pytest.raises(Refused, match="superseded edition"):
        import_assessment(city_id=hilltop.pk, document=document_under(NEW), cycle=2019, by=manager)
    with pytest.raises(Refused, match="already has an assessment"):
        import_assessment(
            city_id=place.city.pk, document=document_under(OLD), cycle=2019, by=manager
        )
    assert Assessment.objects.count() == 1


# --- the real editions ------------------------------------------------------------------------


def test_a_complete_2018_assessment_is_carried_to_2022_with_at_most_30_statements(
    settings: LazySettings, both_standards: Standard, count_queries: Count
) -> None:
    settings.CURRENT_STANDARD = "wwc-2022"
    city = people.city()
    lead = people.lead_of(city)
    source = import_assessment(
        city_id=city.pk, document=document_under("wwc-2018"), cycle=2021, by=people.staff()
    )
    client = browser(lead)
    report = shown(client.get(f"/assessments/{source.pk}/carry-over/"))
    assert "Start with these answers" in report
    assert "You had 45 of 45 points under the 2018 standard." in report
    assert "of 43 practice groups would be in place." in report
    assert (
        "Equity and resident engagement are new and every criterion needs them, "
        "so no point is complete yet." in report
    )
    address = f"/assessments/{source.pk}/carry-over/"
    assert count_queries(lambda: client.post(address)) == 21
    new = Assessment.objects.get(standard__code="wwc-2022")
    older, newer = standard_by_code("wwc-2018"), both_standards
    left = {entry["code"] for entry in new.carry_over.left_behind["answers"]}
    brought = {
        source["code"]
        for sources in new.carried_answers.values_list("sources", flat=True)
        for source in sources
    }
    assert left | brought == {item.code for item in older.requirements}
    assert not left & brought
    kept = new.answers.filter(status="in_place").count()
    waiting = CarriedAnswer.objects.waiting().filter(assessment=new).count()
    assert kept + waiting == new.carried_answers.count() > 0
    page = shown(client.get(new.get_absolute_url()))
    assert f"{kept} answers were kept." in page
    assert f"{waiting} old answers were proposed" in page
    assert "Provisional: " in page
    assert f"of {len(newer.requirements)} requirements answered" in page
