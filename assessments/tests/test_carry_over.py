"""Carrying answers over: what is written, who may, one of two at once, and the way back."""

from collections.abc import Callable, Mapping

import pytest
from django.db import IntegrityError

from assessments.core.carry import Kind
from assessments.core.lifecycle import Action
from assessments.models import (
    Answer,
    Assessment,
    AuditEvent,
    CarriedAnswer,
    CarryOver,
    Evidence,
    EvidenceUse,
)
from assessments.queries.carry import carry_over_of
from assessments.services.answers import confirm_carried
from assessments.services.carry import (
    Carried,
    carry_over,
    obstacles_to_undo,
    undo_carry_over,
)
from assessments.services.evidence import add_link, remove_use
from assessments.services.lifecycle import transition
from assessments.services.outcomes import save_outcome
from assessments.services.start import start_assessment
from assessments.tests.editions import NEW, OLD, publish_new, publish_old
from assessments.tests.town import Town, browser, say, say_everywhere, support, town
from cities.core.errors import Forbidden, Refused
from cities.models import City, User
from cities.tests import world as people
from criteria.models import Standard

pytestmark = pytest.mark.django_db

Count = Callable[[Callable[[], object]], int]

ANSWERS = {
    "O1.1": "in_place",
    "O1.2": "not_in_place",
    "O1.3": "in_place",
    "O1.4": "in_progress",
    "O1.5": "in_place",
    "O2.1": "in_place",
    "O2.2": "in_progress",
    "O2.4": "in_place",
}


@pytest.fixture
def place() -> Town:
    """A city that answered under the edition before, when that was the current one."""
    publish_old()
    made = town(standard=OLD)
    say(made, ANSWERS, note="As we said.")
    say(made, {"O2.3": ""}, note="Ask Ana.")
    support(made, "O1.1", "O1.3", "O2.1", "O2.2", title="Data inventory")
    support(made, "O2.4", title="Minutes")
    publish_new()
    return made


def carried(place: Town, by: User | None = None) -> Carried:
    return carry_over(
        city_id=place.city.pk, source_id=place.pk, standard_code=NEW, by=by or place.lead
    )


def taken(place: Town, done: Carried) -> Town:
    """The same city at its new assessment."""
    return Town(
        city=place.city,
        lead=place.lead,
        contributor=place.contributor,
        observer=place.observer,
        assessment=done.assessment,
    )


def answers(assessment: Assessment) -> Mapping[str, tuple[str, str]]:
    rows = Answer.objects.filter(assessment=assessment)
    return {
        code: (status, note)
        for code, status, note in rows.values_list("requirement__code", "status", "note")
    }


def test_what_asks_the_same_is_answered_and_nothing_else(place: Town) -> None:
    done = carried(place)
    assert answers(done.assessment) == {
        "A1.1": ("in_place", "As we said."),
        "A1.E1": ("not_in_place", "As we said."),
        "A1.2": ("", "Ask Ana."),
    }
    assert {answer.answered_by for answer in Answer.objects.filter(assessment=done.assessment)} == {
        place.lead
    }


def test_every_answer_says_where_it_came_from(place: Town) -> None:
    done = carried(place)
    rows = {
        row.requirement.code: row
        for row in CarriedAnswer.objects.filter(assessment=done.assessment)
    }
    assert {code: (row.kind, row.relation, row.status) for code, row in rows.items()} == {
        "A1.1": ("kept", "same", "in_place"),
        "A1.2": ("open", "same", ""),
        "A1.E1": ("kept", "same", "not_in_place"),
        "A1.R1": ("to_confirm", "reworded", "in_place"),
        "A2.1": ("to_confirm", "split", "in_progress"),
        "A2.2": ("to_confirm", "split", "in_progress"),
        "B1.1": ("to_confirm", "moved", "in_place"),
        "B1.E1": ("to_confirm", "merged", "in_progress"),
    }
    assert rows["B1.E1"].sources == [
        {"code": "O2.1", "status": "in_place", "note": "As we said.", "parts": 1},
        {"code": "O2.2", "status": "in_progress", "note": "As we said.", "parts": 1},
    ]
    assert rows["A2.1"].sources[0]["parts"] == 2
    assert rows["B1.E1"].note == "O2.1: As we said.\n\nO2.2: As we said."
    began = CarryOver.objects.get(assessment=done.assessment)
    assert (began.source, began.carried_by) == (place.assessment, place.lead)


def test_evidence_is_linked_not_copied(place: Town) -> None:
    before = Evidence.objects.count()
    done = carried(place)
    assert Evidence.objects.count() == before
    uses = EvidenceUse.objects.filter(assessment=done.assessment)
    assert sorted(uses.values_list("requirement__code", "evidence__title", "carried")) == [
        ("A1.1", "Data inventory", True),
        ("A1.R1", "Data inventory", True),
        ("B1.E1", "Data inventory", True),
    ]


def test_what_has_no_place_any_more_is_kept_as_it_was(place: Town) -> None:
    minutes = Evidence.objects.get(title="Minutes")
    done = carried(place)
    assert CarryOver.objects.get(assessment=done.assessment).left_behind == {
        "answers": [
            {
                "code": "O2.4",
                "status": "in_place",
                "note": "As we said.",
                "evidence": [minutes.pk],
            },
            {"code": "O3.1", "status": "", "note": "", "evidence": []},
        ],
        "outcomes": [],
        "evidence": 0,
    }


def test_the_source_stays_as_it_was(place: Town) -> None:
    before = (
        list(Answer.objects.filter(assessment=place.assessment).values()),
        list(EvidenceUse.objects.filter(assessment=place.assessment).values()),
        Assessment.objects.filter(pk=place.pk).values().get(),
    )
    done = carried(place)
    undo_carry_over(assessment_id=done.assessment.pk, by=place.lead)
    assert before == (
        list(Answer.objects.filter(assessment=place.assessment).values()),
        list(EvidenceUse.objects.filter(assessment=place.assessment).values()),
        Assessment.objects.filter(pk=place.pk).values().get(),
    )


def test_both_scores_are_there_at_once(place: Town) -> None:
    done = carried(place)
    assert done.forecast.certain.points == 0
    assert done.forecast.certain.criteria["A1"].groups["practice"].met == 1  # type: ignore[index]
    assert done.forecast.provisional.criteria["A1"].groups["engagement"].met == 1  # type: ignore[index]


def test_the_trail_says_that_it_was_started_and_from_what(place: Town) -> None:
    done = carried(place, place.contributor)
    events = AuditEvent.objects.filter(assessment=done.assessment)
    assert list(events.values_list("action", "role", "to_state", "reason")) == [
        ("start", "contributor", "draft", ""),
        ("carry_over", "contributor", "draft", f"{OLD}, {place.assessment.cycle}"),
    ]


# --- confirming -------------------------------------------------------------------------------


def test_an_old_answer_that_waits_is_no_answer(place: Town) -> None:
    here = taken(place, carried(place))
    missing = {item.code for item in here.standard.requirements}
    waiting = set(CarriedAnswer.objects.waiting().values_list("requirement__code", flat=True))
    assert waiting == {"A1.R1", "A2.1", "A2.2", "B1.1", "B1.E1"}
    say(here, {"A1.2": "unknown"}, version=1)
    say(here, dict.fromkeys(missing - waiting - {"A1.1", "A1.2", "A1.E1"}, "unknown"))
    with pytest.raises(Refused) as refusal:
        transition(assessment_id=here.pk, action=Action.SUBMIT, by=here.lead)
    assert refusal.value.reasons == (
        "5 answers that were carried over have not been confirmed yet.",
    )
    confirm_carried(assessment_id=here.pk, by=here.lead, requirements=waiting)
    transition(assessment_id=here.pk, action=Action.SUBMIT, by=here.lead)


def test_confirming_gives_the_answer_as_proposed_and_says_who_and_when(place: Town) -> None:
    here = taken(place, carried(place))
    saved = confirm_carried(assessment_id=here.pk, by=here.contributor, requirements=["A1.R1"])
    assert saved.confirmed == {"A1.R1"}
    assert answers(here.assessment)["A1.R1"] == ("in_place", "As we said.")
    row = CarriedAnswer.objects.get(requirement__code="A1.R1")
    assert (row.confirmed_by, row.confirmed_at) == (here.contributor, saved.at)


def test_confirming_what_does_not_wait_changes_nothing(place: Town) -> None:
    here = taken(place, carried(place))
    before = answers(here.assessment)
    saved = confirm_carried(
        assessment_id=here.pk, by=here.lead, requirements=["A1.1", "B2.1", "X9"]
    )
    assert saved.confirmed == frozenset()
    assert answers(here.assessment) == before


def test_answering_anew_confirms_whatever_it_says(place: Town) -> None:
    here = taken(place, carried(place))
    assert say(here, {"A1.R1": "not_in_place"}, note="Not any more.").confirmed == {"A1.R1"}
    assert answers(here.assessment)["A1.R1"] == ("not_in_place", "Not any more.")
    row = CarriedAnswer.objects.get(requirement__code="A1.R1")
    assert (row.confirmed_by, row.status, row.note) == (here.lead, "in_place", "As we said.")


def test_a_note_alone_confirms_nothing_and_is_kept_when_it_is_confirmed(place: Town) -> None:
    here = taken(place, carried(place))
    assert say(here, {"A1.R1": ""}, note="Still so in 2026.").confirmed == frozenset()
    confirm_carried(assessment_id=here.pk, by=here.lead, requirements=["A1.R1"])
    assert answers(here.assessment)["A1.R1"] == ("in_place", "Still so in 2026.")


def test_a_form_that_was_sent_untouched_confirms_nothing(place: Town) -> None:
    here = taken(place, carried(place))
    saved = say(here, {"A1.R1": ""}, note="As we said.")
    assert (saved.confirmed, saved.answers["A1.R1"].version) == (frozenset(), 0)
    assert "A1.R1" not in answers(here.assessment)


def test_an_old_note_can_be_cleared_before_it_is_confirmed(place: Town) -> None:
    here = taken(place, carried(place))
    saved = say(here, {"A1.R1": ""}, note="")
    assert (saved.confirmed, saved.answers["A1.R1"].note_to_show) == (frozenset(), "")
    confirm_carried(assessment_id=here.pk, by=here.lead, requirements=["A1.R1"])
    assert answers(here.assessment)["A1.R1"] == ("in_place", "")


def test_an_answer_that_the_browser_did_not_send_clears_no_old_note(place: Town) -> None:
    here = taken(place, carried(place))
    sent = {"A1.1-status": "in_progress", "A1.1-note": "", "A1.1-version": "1"}
    browser(here.lead).post(here.address("A1/"), sent)
    assert answers(here.assessment)["A1.1"] == ("in_progress", "")
    assert "A1.R1" not in answers(here.assessment)


def test_a_confirmation_has_somebody_and_a_time(place: Town) -> None:
    here = taken(place, carried(place))
    with pytest.raises(IntegrityError):
        CarriedAnswer.objects.filter(assessment=here.assessment).update(confirmed_by=here.lead)


def test_confirming_one_takes_as_many_statements_as_confirming_all(
    place: Town, count_queries: Count
) -> None:
    here = taken(place, carried(place))
    waiting = ["A2.1", "A2.2", "B1.1", "B1.E1"]

    def confirm(codes: list[str]) -> None:
        confirm_carried(assessment_id=here.pk, by=here.lead, requirements=codes)

    one = count_queries(lambda: confirm(["A1.R1"]))
    assert one == count_queries(lambda: confirm(waiting)) == 6


# --- who may, and what is refused -------------------------------------------------------------


def test_observers_may_not_strangers_find_nothing(place: Town) -> None:
    other = people.lead_of(people.city("Hilltop"), "lead@hilltop.example.org")
    with pytest.raises(Forbidden):
        carried(place, place.observer)
    with pytest.raises(City.DoesNotExist):
        carried(place, other)
    done = carried(place)
    with pytest.raises(Forbidden):
        undo_carry_over(assessment_id=done.assessment.pk, by=place.observer)
    with pytest.raises(Assessment.DoesNotExist):
        undo_carry_over(assessment_id=done.assessment.pk, by=other)


def test_the_answers_of_another_city_are_not_found(place: Town) -> None:
    hilltop = people.city("Hilltop")
    lead = people.lead_of(hilltop, "lead@hilltop.example.org")
    with pytest.raises(Assessment.DoesNotExist):
        carry_over(city_id=hilltop.pk, source_id=place.pk, standard_code=NEW, by=lead)
    assert not CarryOver.objects.exists()


def test_nothing_is_carried_where_no_lineage_leads_or_nothing_was_said(place: Town) -> None:
    Standard.objects.filter(code=NEW).update(changes=[], changes_hash="")
    with pytest.raises(Refused, match="It is not known what became of"):
        carried(place)
    with pytest.raises(Refused, match="does not take assessments"):
        carry_over(city_id=place.city.pk, source_id=place.pk, standard_code=OLD, by=place.lead)
    assert Assessment.objects.count() == 1


def test_an_empty_assessment_has_nothing_to_carry() -> None:
    publish_old()
    place = town(standard=OLD)
    publish_new()
    with pytest.raises(Refused, match="no answers that could be carried over"):
        carried(place)


def test_of_two_who_start_at_once_the_second_is_refused(place: Town) -> None:
    done = carried(place)
    with pytest.raises(Refused, match="Rivermouth already has an assessment"):
        carried(place, place.contributor)
    assert CarryOver.objects.get().assessment == done.assessment
    assert AuditEvent.objects.filter(action="carry_over").count() == 1


def test_a_draft_that_is_still_empty_is_used(place: Town) -> None:
    empty = start_assessment(city_id=place.city.pk, standard_code=NEW, by=place.contributor)
    assert carried(place).assessment == empty
    events = AuditEvent.objects.filter(assessment=empty).values_list("action", flat=True)
    assert list(events) == ["start", "carry_over"]


def test_a_draft_that_somebody_began_is_left_alone(place: Town) -> None:
    begun = start_assessment(city_id=place.city.pk, standard_code=NEW, by=place.contributor)
    here = taken(place, Carried(assessment=begun, plan=None, forecast=None))  # type: ignore[arg-type]
    say(here, {"B2.1": ""}, note="Ask Ana.")
    with pytest.raises(Refused, match="already has an assessment"):
        carried(place)
    assert answers(begun) == {"B2.1": ("", "Ask Ana.")}


def test_answers_are_carried_from_whatever_state_the_old_assessment_is_in(place: Town) -> None:
    transition(assessment_id=place.pk, action=Action.WITHDRAW, by=place.lead)
    assert len(carried(place).plan.kept) == 2


def test_a_withdrawn_assessment_of_the_same_edition_is_kept_whole(place: Town) -> None:
    first = taken(place, carried(place))
    confirm_carried(assessment_id=first.pk, by=first.lead, requirements=["A1.R1"])
    before = answers(first.assessment)
    transition(assessment_id=first.pk, action=Action.WITHDRAW, by=first.lead)
    again = carried(first)
    assert again.plan.to_confirm == ()
    assert answers(again.assessment) == before


def test_figures_for_outcomes_are_left_behind_and_said_so(place: Town) -> None:
    first = taken(place, carried(place))
    _report(first)
    transition(assessment_id=first.pk, action=Action.WITHDRAW, by=first.lead)
    again = carried(first)
    began = CarryOver.objects.get(assessment=again.assessment)
    assert began.left_behind["outcomes"] == [{"code": "broadband", "value": "82.5", "year": 2024}]
    assert not again.assessment.outcomes.exists()


# --- the way back -----------------------------------------------------------------------------


def test_what_is_noted_has_words_and_knows_whose_part_it_was(place: Town) -> None:
    done = carried(place, place.contributor)
    undo_carry_over(assessment_id=done.assessment.pk, by=place.lead)
    events = AuditEvent.objects.filter(assessment=done.assessment)
    assert [(event.get_action_display(), event.get_role_display()) for event in events] == [
        ("Started", "Contributor"),
        ("Older answers carried over", "Contributor"),
        ("Carrying over undone", "Lead"),
    ]


def test_undoing_empties_the_draft_and_the_trail_keeps_both(place: Town) -> None:
    done = carried(place)
    undo_carry_over(assessment_id=done.assessment.pk, by=place.contributor)
    for model in (Answer, EvidenceUse, CarriedAnswer, CarryOver):
        assert not model._default_manager.filter(assessment=done.assessment).exists()
    events = AuditEvent.objects.filter(assessment=done.assessment).values_list("action", "actor")
    assert list(events) == [
        ("start", place.lead.pk),
        ("carry_over", place.lead.pk),
        ("undo_carry_over", place.contributor.pk),
    ]
    with pytest.raises(Refused, match="Nothing was carried over"):
        undo_carry_over(assessment_id=done.assessment.pk, by=place.lead)
    assert carried(place).assessment == done.assessment


def test_an_answer_typed_where_only_evidence_came_along_is_not_undone(place: Town) -> None:
    say(place, {"O2.3": ""}, note="", version=1)
    support(place, "O2.3", title="Minutes")
    here = taken(place, carried(place))
    row = CarriedAnswer.objects.get(assessment=here.assessment, requirement__code="A1.2")
    assert (row.kind, row.note) == (Kind.OPEN, "")
    assert obstacles_to_undo(carry_over=CarryOver.objects.get(assessment=here.assessment)) == []
    say(here, {"A1.2": "in_place"})
    with pytest.raises(Refused, match="an answer has been given or changed since"):
        undo_carry_over(assessment_id=here.pk, by=here.lead)
    assert answers(here.assessment)["A1.2"] == ("in_place", "")


def _answer(here: Town) -> None:
    say(here, {"B2.1": "in_place"})


def _change(here: Town) -> None:
    say(here, {"A1.1": "in_progress"}, version=1)


def _confirm(here: Town) -> None:
    confirm_carried(assessment_id=here.pk, by=here.lead, requirements=["A1.R1"])


def _add(here: Town) -> None:
    add_link(
        assessment_id=here.pk,
        by=here.lead,
        title="Plan",
        url="https://city.example.org/plan",
        requirements=["B2.1"],
    )


def _take_off(here: Town) -> None:
    inventory = Evidence.objects.get(title="Data inventory")
    remove_use(assessment_id=here.pk, by=here.lead, criterion="A1", evidence_id=inventory.pk)


def _report(here: Town) -> None:
    save_outcome(
        assessment_id=here.pk,
        by=here.lead,
        measure="broadband",
        tree={"value": 82.5, "year": 2024, "source": "survey"},
        expected_mark="",
    )


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (_answer, "an answer has been given or changed"),
        (_change, "an answer has been given or changed"),
        (_confirm, "an old answer has been confirmed"),
        (_add, "evidence has been added or taken off"),
        (_take_off, "evidence has been added or taken off"),
        (_report, "an outcome has been reported"),
    ],
)
def test_after_the_first_edit_it_is_too_late_to_undo(
    place: Town, edit: Callable[[Town], None], why: str
) -> None:
    here = taken(place, carried(place))
    began = carry_over_of(here.assessment)
    assert began is not None
    assert obstacles_to_undo(carry_over=began) == []
    edit(here)
    before = answers(here.assessment)
    with pytest.raises(Refused) as refusal:
        undo_carry_over(assessment_id=here.pk, by=here.lead)
    assert refusal.value.reasons == (f"It is too late to undo: {why} since.",)
    assert answers(here.assessment) == before


def test_after_handing_in_it_is_too_late_also_when_it_is_open_again(place: Town) -> None:
    here = taken(place, carried(place))
    confirm_carried(
        assessment_id=here.pk,
        by=here.lead,
        requirements=[item.code for item in here.standard.requirements],
    )
    say(here, {"A1.2": "unknown"}, version=1)
    open_ones = {item.code for item in here.standard.requirements} - answers(here.assessment).keys()
    say(here, dict.fromkeys(open_ones, "unknown"))
    transition(assessment_id=here.pk, action=Action.SUBMIT, by=here.lead)
    with pytest.raises(Refused, match="closed for changes now"):
        undo_carry_over(assessment_id=here.pk, by=here.lead)
    transition(assessment_id=here.pk, action=Action.REOPEN, by=here.lead)
    with pytest.raises(Refused, match="has been submitted since"):
        undo_carry_over(assessment_id=here.pk, by=here.lead)


# --- statements -------------------------------------------------------------------------------


def test_carrying_over_takes_as_many_statements_for_one_answer_as_for_all(
    count_queries: Count,
) -> None:
    publish_old()
    little, much = town(standard=OLD), town("Hilltop", standard=OLD)
    say(little, {"O1.1": "in_place"})
    support(little, "O1.1")
    say_everywhere(much)
    for title in ("Data inventory", "Minutes", "Plan"):
        support(much, *(item.code for item in much.standard.requirements), title=title)
    publish_new()
    one = count_queries(lambda: carried(little))
    everything = count_queries(lambda: carried(much))
    assert one == everything == 18


def test_kinds_have_words() -> None:
    assert set(CarriedAnswer.Kinds.values) == {kind.value for kind in Kind}
