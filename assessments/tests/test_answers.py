"""Saving answers: one at a time by themselves, or all of a criterion by its buttons."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine

from assessments.core.lifecycle import Action
from assessments.models import Answer, Assessment, AuditEvent
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.lifecycle import transition
from assessments.tests.town import Town, browser, say, say_everywhere, shown, town
from cities.core.errors import Forbidden, Refused
from cities.models import Membership
from cities.services import end_membership
from criteria.models import Requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

Count = Callable[[Callable[[], object]], int]


@pytest.fixture
def place() -> Town:
    return town()


def change(
    code: str = "DM2.1", status: str = "in_place", note: str = "", version: int = 0
) -> Change:
    return Change(requirement=code, status=status, note=note, expected_version=version)


def save(place: Town, *changes: Change) -> Saved:
    return save_answers(assessment_id=place.pk, by=place.lead, changes=changes)


def stored(code: str = "DM2.1") -> tuple[str, str, int]:
    answer = Answer.objects.get(requirement__code=code)
    return answer.status, answer.note, answer.version


# --- the service ------------------------------------------------------------------------------


def test_a_first_answer_is_version_one_and_says_who_and_when(place: Town) -> None:
    with time_machine.travel(datetime(2026, 3, 4, 14, 32, tzinfo=UTC), tick=False):
        saved = save(place, change(note="The list is from March."))
    answer = Answer.objects.get()
    assert stored() == ("in_place", "The list is from March.", 1)
    assert (answer.answered_by, answer.answered_at) == (place.lead, saved.at)
    assert saved.answers["DM2.1"].version == 1


def test_the_same_content_is_no_change_whatever_its_version(place: Town) -> None:
    save(place, change())
    for version in (0, 1, 7):
        saved = save(place, change(version=version))
        assert (saved.conflicts, saved.refused) == (frozenset(), {})
    assert stored() == ("in_place", "", 1)


def test_a_stale_change_is_reported_and_the_others_are_saved(place: Town) -> None:
    say(place, {"DM2.1": "in_place"}, by=place.contributor)
    saved = save(place, change(status="unknown"), change("DM2.2", "in_progress"))
    assert saved.conflicts == {"DM2.1"}
    assert stored() == ("in_place", "", 1)
    assert stored("DM2.2") == ("in_progress", "", 1)
    assert saved.answers["DM2.1"].by == place.contributor.full_name


def test_a_version_from_the_future_is_stale_too(place: Town) -> None:
    assert save(place, change(version=3)).conflicts == {"DM2.1"}
    assert not Answer.objects.exists()


def test_a_note_without_a_status_is_kept_and_counts_as_unanswered(place: Town) -> None:
    saved = save(place, change(status="", note="Ask Ana."))
    assert stored() == ("", "Ask Ana.", 1)
    assert saved.answers["DM2.1"].status == ""


def test_an_empty_answer_that_never_was_is_not_written(place: Town) -> None:
    save(place, change(status="", note=""))
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("code", "note", "path"),
    [("DM2.1", "We have none.", "$.status"), (None, "", "$.note"), (None, " ", "$.note")],
)
def test_not_applicable_needs_a_requirement_that_may_not_apply_and_a_note(
    place: Town, code: str | None, note: str, path: str
) -> None:
    code = code or next(item.code for item in place.standard.requirements if item.may_not_apply)
    saved = save(place, change(code, "not_applicable", note.strip()), change("DM1.1"))
    assert [fault.path for fault in saved.refused[code]] == [path]
    assert Answer.objects.get().requirement.code == "DM1.1"


def test_not_applicable_with_a_note_is_saved_where_it_may_be(place: Town) -> None:
    code = next(item.code for item in place.standard.requirements if item.may_not_apply)
    assert save(place, change(code, "not_applicable", "No such system.")).refused == {}
    assert stored(code) == ("not_applicable", "No such system.", 1)


def test_a_status_that_does_not_exist_and_a_note_too_long_are_refused(place: Town) -> None:
    saved = save(place, change(status="perfect"), change("DM2.2", note="x" * 10_001))
    assert {code: [fault.path for fault in faults] for code, faults in saved.refused.items()} == {
        "DM2.1": ["$.status"],
        "DM2.2": ["$.note"],
    }


def test_an_unknown_requirement_is_refused_and_nothing_is_saved(place: Town) -> None:
    with pytest.raises(Requirement.DoesNotExist):
        save(place, change(), change("DM2.99"))
    assert not Answer.objects.exists()


def test_observers_may_not_strangers_find_nothing(place: Town) -> None:
    other = town("Hilltop")
    with pytest.raises(Forbidden):
        say(place, {"DM2.1": "in_place"}, by=place.observer)
    with pytest.raises(Assessment.DoesNotExist):
        say(place, {"DM2.1": "in_place"}, by=other.lead)
    assert not Answer.objects.exists()


def test_who_left_the_city_finds_nothing_any_more(place: Town) -> None:
    membership = Membership.objects.get(user=place.contributor, state="active")
    end_membership(membership=membership, by=place.lead)
    with pytest.raises(Assessment.DoesNotExist):
        say(place, {"DM2.1": "in_place"}, by=place.contributor)


def test_after_submitting_nothing_can_be_changed(place: Town) -> None:
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    with pytest.raises(Refused):
        say(place, {"DM2.1": "unknown"}, version=1)
    assert stored() == ("in_place", "", 1)


def test_a_save_writes_no_audit_event(place: Town) -> None:
    save(place, change())
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["start"]


def test_saving_a_whole_criterion_takes_as_many_statements_as_saving_one(
    place: Town, count_queries: Count
) -> None:
    codes = [item.code for item in place.standard.requirements]
    one = count_queries(lambda: say(place, {codes[0]: "in_place"}))
    many = count_queries(lambda: say(place, dict.fromkeys(codes[1:10], "in_place")))
    assert one == many == 5


# --- one answer that saves itself -------------------------------------------------------------


def send(place: Town, data: dict[str, object], code: str = "DM2.1", **more: object) -> object:
    criterion = code.partition(".")[0]
    who = more.pop("by", place.lead)
    return browser(who).post(  # type: ignore[arg-type]  # a user
        place.address(f"{criterion}/{code}/"), data, headers={"HX-Request": "true"}
    )


@time_machine.travel(datetime(2026, 3, 4, 20, 32, tzinfo=UTC), tick=False)
def test_an_answer_saves_itself_and_says_when_in_the_citys_time() -> None:
    place = town(timezone="America/Chicago")
    response = send(place, {"status": "in_place", "note": "Here.", "version": 0})
    page = shown(response)
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert "Saved 14:32 CST" in page
    assert 'name="DM2.1-version" value="1" id="version-DM2_1"' in page
    assert 'id="standing-now" hx-swap-oob="true"' in page
    assert stored() == ("in_place", "Here.", 1)


def test_a_stale_answer_gets_409_with_theirs_and_who_and_stays_as_it_was(place: Town) -> None:
    say(place, {"DM2.1": "in_progress"}, note="We began in May.", by=place.contributor)
    response = send(place, {"status": "in_place", "note": "All done.", "version": 0})
    page = shown(response)
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "We began in May." in page
    assert "All done." in page
    assert place.contributor.full_name in page
    assert "In progress" in page
    assert 'data-version="1"' in page
    assert "Keep mine" in page
    assert "Use theirs" in page
    assert 'id="version-DM2_1"' not in page
    assert stored() == ("in_progress", "We began in May.", 1)


def test_a_conflict_with_oneself_says_so(place: Town) -> None:
    say(place, {"DM2.1": "in_progress"}, note="Typed elsewhere.")
    page = shown(send(place, {"status": "in_place", "note": "Typed here.", "version": 0}))
    assert "you changed this in another window" in page
    assert place.lead.full_name not in page
    whole = shown(fill(place, {"DM2.1-note": "Typed here.", "DM2.1-version": 0}))
    assert "Not saved: you changed this in another window." in whole
    assert "You changed this in another window on" in whole


def test_a_zone_without_a_name_is_told_by_its_distance() -> None:
    place = town(timezone="America/Bogota")
    with time_machine.travel(datetime(2026, 3, 4, 20, 32, tzinfo=UTC), tick=False):
        page = shown(send(place, {"status": "in_place", "note": "", "version": 0}))
    assert "Saved 15:32 UTC-05" in page


def test_keeping_mine_replaces_theirs(place: Town) -> None:
    say(place, {"DM2.1": "in_progress"}, by=place.contributor)
    response = send(place, {"status": "in_place", "note": "", "version": 1})
    assert response.status_code == 200  # type: ignore[attr-defined]
    assert stored() == ("in_place", "", 2)


def test_not_applicable_without_a_note_gets_422_and_the_reason(place: Town) -> None:
    code = next(item.code for item in place.standard.requirements if item.may_not_apply)
    response = send(place, {"status": "not_applicable", "note": "", "version": 0}, code)
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "The note must say why the requirement does not apply." in shown(response)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "data", [{"status": "perfect", "version": 0}, {"status": "in_place", "version": "x"}]
)
def test_what_no_form_sends_gets_422(place: Town, data: dict[str, object]) -> None:
    assert send(place, data).status_code == 422  # type: ignore[attr-defined]
    assert not Answer.objects.exists()


def test_line_ends_are_made_one_kind_and_signs_without_meaning_dropped(place: Town) -> None:
    send(place, {"status": "in_place", "note": " One\r\ntwo\x00\x0b three \r\n", "version": 0})
    assert stored() == ("in_place", "One\ntwo three", 1)


def test_what_people_type_is_never_markup(place: Town) -> None:
    nasty = '"><script>alert(1)</script>'
    say(place, {"DM2.1": "in_progress"}, note=nasty, by=place.contributor)
    conflict = shown(send(place, {"status": "in_place", "note": "x", "version": 0}))
    page = shown(browser(place.lead).get(place.address("DM2/")))
    readers = shown(browser(place.observer).get(place.address("DM2/")))
    for text in (conflict, page, readers):
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_closed_answers_get_409_with_the_reason(place: Town) -> None:
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    response = send(place, {"status": "unknown", "note": "", "version": 1})
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "closed for changes now: Submitted" in shown(response)


def test_observers_get_403_strangers_404(place: Town) -> None:
    other = town("Hilltop")
    data = {"status": "in_place", "note": "", "version": 0}
    assert send(place, data, by=place.observer).status_code == 403  # type: ignore[attr-defined]
    assert send(place, data, by=other.lead).status_code == 404  # type: ignore[attr-defined]
    assert send(place, data, "DM2.99").status_code == 404  # type: ignore[attr-defined]
    assert (
        browser(place.lead).post(place.address("DM1/DM2.1/"), data).status_code == 404
    )  # the requirement of another criterion


def test_who_was_signed_out_while_typing_is_told_and_nothing_is_swapped_away(place: Town) -> None:
    response = send(place, {"status": "in_place", "note": "Long text.", "version": 0}, by=None)
    assert response.status_code == 401  # type: ignore[attr-defined]
    assert "you have been signed out" in shown(response)
    assert f'href="/accounts/login/?next={place.address("DM2/DM2.1/")}"' in shown(response)
    whole = browser().post(place.address("DM2/"), {"DM2.1-note": "Long <b>text</b>."})
    assert whole.status_code == 401
    assert "Long &lt;b&gt;text&lt;/b&gt;." in shown(whole)


def test_saving_one_answer_takes_seven_statements_however_much_there_is(
    place: Town, count_queries: Count
) -> None:
    client = browser(place.lead)
    codes = iter(item.code for item in place.standard.requirements)

    def post() -> object:
        code = next(codes)
        address = place.address(f"{code.partition('.')[0]}/{code}/")
        response = client.post(
            address, {"status": "in_place", "version": 0}, headers={"HX-Request": "true"}
        )
        assert response.status_code == 200
        return response

    first = count_queries(post)
    post()
    third = count_queries(post)
    for name in ("Hilltop", "Lakeside"):
        say_everywhere(town(name))
    with_others = count_queries(post)
    assert first == third == with_others == 7


# --- a whole criterion by its buttons, without JavaScript --------------------------------------


def fill(place: Town, data: dict[str, object], by: object = None) -> object:
    return browser(by or place.lead).post(place.address("DM2/"), data)  # type: ignore[arg-type]


def test_save_and_continue_leads_to_the_next_criterion(place: Town) -> None:
    response = fill(
        place,
        {"DM2.1-status": "in_place", "DM2.1-version": 0, "DM2.2-note": "Ask.", "then": "next"},
    )
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert response["Location"] == place.address("DM3/")  # type: ignore[index]
    assert stored() == ("in_place", "", 1)
    assert stored("DM2.2") == ("", "Ask.", 1)


def test_save_and_come_back_later_leads_to_the_task_list(place: Town) -> None:
    response = fill(place, {"then": "list"})
    assert response["Location"] == place.address("#DM2")  # type: ignore[index]
    assert not Answer.objects.exists()


def test_after_the_last_criterion_comes_the_check(place: Town) -> None:
    last = place.standard.criteria[-1].code
    response = browser(place.lead).post(place.address(f"{last}/"), {"then": "next"})
    assert response["Location"] == place.address("check/")


def test_a_refused_answer_stands_with_its_reason_and_the_others_are_saved(place: Town) -> None:
    code = next(item.code for item in place.standard.requirements if item.may_not_apply)
    criterion = place.standard.requirement(code).criterion
    neighbour = next(
        item.code for item in place.standard.criterion(criterion).requirements if item.code != code
    )
    response = browser(place.lead).post(
        place.address(f"{criterion}/"),
        {f"{code}-status": "not_applicable", f"{neighbour}-status": "in_place", "then": "next"},
    )
    page = shown(response)
    assert response.status_code == 422
    assert "There is a problem" in page
    assert "This must say why the requirement does not apply." in page
    assert page.count("data-unsaved") == 1
    assert stored(neighbour) == ("in_place", "", 1)
    assert f'name="{neighbour}-version" value="1"' in page
    assert not Answer.objects.filter(requirement__code=code).exists()


def test_a_conflict_shows_theirs_beside_what_was_typed(place: Town) -> None:
    say(place, {"DM2.1": "in_progress"}, note="We began in May.", by=place.contributor)
    response = fill(
        place,
        {"DM2.1-status": "in_place", "DM2.1-note": "All done.", "DM2.1-version": 0, "then": "next"},
    )
    page = shown(response)
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "There is a problem" in page
    assert f"Not saved: {place.contributor.full_name} changed this answer meanwhile." in page
    assert "We began in May." in page
    assert "All done." in page
    assert stored() == ("in_progress", "We began in May.", 1)
    again = {"DM2.1-status": "in_place", "DM2.1-note": "All done.", "DM2.1-version": 1}
    assert fill(place, again).status_code == 302  # type: ignore[attr-defined]
    assert stored() == ("in_place", "All done.", 2)


def test_giving_way_keeps_theirs(place: Town) -> None:
    say(place, {"DM2.1": "in_progress"}, note="We began in May.", by=place.contributor)
    fill(
        place,
        {
            "DM2.1-status": "in_place",
            "DM2.1-note": "All done.",
            "DM2.1-version": 1,
            "DM2.1-theirs": "on",
        },
    )
    assert stored() == ("in_progress", "We began in May.", 1)


def test_observers_cannot_save_a_criterion(place: Town) -> None:
    response = fill(place, {"DM2.1-status": "in_place"}, by=place.observer)
    assert response.status_code == 403  # type: ignore[attr-defined]


def test_what_was_typed_survives_that_a_colleague_submitted_meanwhile(place: Town) -> None:
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    response = fill(
        place, {"DM2.1-status": "unknown", "DM2.1-note": "Too late", "DM2.1-version": 1}
    )
    page = shown(response)
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert "closed for changes now: Submitted" in page
    assert "Too late" in page
