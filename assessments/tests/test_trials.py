"""The job that tries a draft: on what, whose word counts, and that nothing stops it for good."""

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import tasks
from assessments.core.lifecycle import Action
from assessments.evaluation import MOST_ATTEMPTS, Progress, run_chunk
from assessments.models import Submission, Trial, TrialResult
from assessments.models.results import Stage
from assessments.models.trials import Kind
from assessments.services.lifecycle import transition
from assessments.services.trials import start_trial
from assessments.tests import stage, world
from assessments.tests.stage import NEW, OLD
from cities.core.errors import Forbidden, Refused
from cities.models import ProgramRole, User
from criteria.core.lineage import parse_lineage
from criteria.core.parsing import parse_standard
from criteria.models import Standard
from criteria.services import close_standard, publish_standard, shown_hash, store_edition
from criteria.tests.examples import small_tree

pytestmark = pytest.mark.django_db
State = Trial.State
ALL = ("A1", "A2", "B1", "B2")


@pytest.fixture(autouse=True)
def _edition(db: None) -> None:
    stage.old_edition()


@pytest.fixture
def manager() -> User:
    return world.staff(ProgramRole.Role.MANAGER)


@pytest.fixture
def reviewer() -> User:
    return world.staff(ProgramRole.Role.REVIEWER)


@pytest.fixture
def waiting(manager: User) -> Trial:
    """A trial of three cities that nobody has begun."""
    for name in ("One", "Two", "Three"):
        stage.handed_in(name, *ALL)
    stage.new_draft()
    return start_trial(standard_code=NEW, by=manager)


# --- what it says ----------------------------------------------------------------------------


def test_every_city_is_told_where_it_stands_and_where_it_would(manager: User) -> None:
    stage.handed_in("Top", *ALL)
    stage.handed_in("Middle", "A1", "A2")
    stage.handed_in("Low", "A1")
    stage.new_draft()

    trial = stage.try_draft(manager)

    assert (trial.state, trial.done, trial.total, trial.left_out) == (State.DONE, 3, 3, 0)
    assert trial.finished_at is not None
    assert {
        name: (item.before_level, item.certain_level, item.likely_level)
        for name, item in stage.by_city(trial).items()
    } == {
        "Top": ("platinum", "", "gold"),
        "Middle": ("silver", "", "silver"),
        "Low": ("", "", ""),
    }
    assert trial.results.counted() == {
        Kind.LOSES: 1,
        Kind.MAY_LOSE: 1,
        Kind.KEEPS: 1,
        Kind.MAY_GAIN: 0,
        Kind.GAINS: 0,
        Kind.UNREAD: 0,
    }
    top = stage.by_city(trial)["Top"]
    assert [item["criterion"] for item in top.why["certain"]["lost"]] == ["A2", "B1"]


def test_the_region_decides_about_figures(manager: User) -> None:
    stage.handed_in("North", "A1", "A2", broadband=70)
    stage.handed_in("South", "A1", "A2", broadband=70, country="BR", subdivision="")
    stage.new_draft()
    found = stage.by_city(stage.try_draft(manager))
    assert (found["North"].before_level, found["South"].before_level) == ("", "silver")


def test_verdicts_count_once_there_is_one_on_everything(manager: User, reviewer: User) -> None:
    assessment = stage.handed_in("Judged", *ALL)
    stage.verified(assessment, manager, reviewer, "B2")
    half = stage.handed_in("Begun", *ALL)
    world.in_review(half, half.started_by, reviewer, manager)
    stage.judge(half, reviewer, ["A1"], ["A1"])
    stage.new_draft()

    found = stage.by_city(stage.try_draft(manager))

    assert (found["Judged"].stage, found["Judged"].before_points) == (Stage.VERIFIED, 3)
    assert found["Judged"].before_level == "gold"
    assert (found["Begun"].stage, found["Begun"].before_points) == (Stage.SELF, 4)


def test_a_figure_that_was_not_confirmed_does_not_count(manager: User, reviewer: User) -> None:
    assessment = stage.handed_in("Judged", *ALL)
    stage.verified(assessment, manager, reviewer, confirmed=False)
    stage.new_draft()
    result = stage.by_city(stage.try_draft(manager))["Judged"]
    assert (result.before_level, result.before_points) == ("", 4)
    assert result.why["likely"]["withheld"] == "outcomes"


# --- on what ---------------------------------------------------------------------------------


def test_the_latest_submission_of_each_assessment_counts(manager: User) -> None:
    assessment = stage.handed_in("Again", "A1")
    transition(assessment_id=assessment.pk, action=Action.REOPEN, by=assessment.started_by)
    transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=assessment.started_by)
    stage.new_draft()
    trial = stage.try_draft(manager)
    assert [item.submission.number for item in trial.results.all()] == [2]


def test_what_the_program_does_not_see_is_not_tried(manager: User) -> None:
    withdrawn = stage.handed_in("Withdrawn", *ALL)
    transition(assessment_id=withdrawn.pk, action=Action.WITHDRAW, by=withdrawn.started_by)
    reopened = stage.handed_in("Reopened", *ALL)
    transition(assessment_id=reopened.pk, action=Action.REOPEN, by=reopened.started_by)
    unsent = world.city("Unsent")
    stage.open_assessment(unsent, world.lead_of(unsent))
    stage.new_draft()
    assert stage.try_draft(manager).total == 0


def test_a_submission_that_comes_later_is_not_in_it(waiting: Trial) -> None:
    stage.handed_in("Late", *ALL)
    stage.run_to_the_end(waiting)
    assert "Late" not in stage.by_city(waiting)


def test_editions_before_the_last_are_tried_and_those_without_a_way_are_counted(
    manager: User,
) -> None:
    stage.handed_in("Old", *ALL)
    store_edition(standard=parse_standard(small_tree(code="elsewhere")))
    lost = world.city("Lost")
    stage.submit(stage.open_assessment(lost, world.lead_of(lost), "elsewhere"), ALL)
    stage.new_draft()
    draft = Standard.objects.get(code=NEW)
    publish_standard(code=NEW, typed=NEW, content_hash=shown_hash(draft), by=manager)
    newest = parse_standard(
        stage.new_tree(code="small-2030", edition=2030, supersedes=NEW, title="The one after")
    )
    codes = [item["to"] for item in stage.ROWS if "to" in item]
    rows = [{"from": code, "to": code, "relation": "same"} for code in dict.fromkeys(codes)]
    middle = parse_standard(stage.new_tree())
    store_edition(standard=newest, lineage=parse_lineage(rows, middle, newest))

    trial = stage.try_draft(manager, "small-2030")

    assert (trial.total, trial.left_out) == (1, 1)
    result = stage.by_city(trial)["Old"]
    assert (result.certain_level, result.likely_level) == ("", "gold")


# --- who asks for it ---------------------------------------------------------------------------


def test_only_managers_ask_for_a_trial(manager: User) -> None:
    stage.new_draft()
    others = [role for role in ProgramRole.Role if role != ProgramRole.Role.MANAGER]
    for refused in (*(world.staff(role) for role in others), world.person("a@example.org")):
        with pytest.raises(Forbidden):
            start_trial(standard_code=NEW, by=refused)
    assert start_trial(standard_code=NEW, by=manager).state == State.QUEUED


def test_what_is_published_is_not_tried(manager: User) -> None:
    with pytest.raises(Refused, match="Only a draft is tried"):
        start_trial(standard_code=OLD, by=manager)
    with pytest.raises(Standard.DoesNotExist):
        start_trial(standard_code="nowhere", by=manager)


def test_a_draft_without_a_lineage_is_not_tried(manager: User) -> None:
    store_edition(standard=parse_standard(stage.new_tree()))
    with pytest.raises(Refused, match="does not say what became of the edition before"):
        start_trial(standard_code=NEW, by=manager)


def test_a_draft_whose_lineage_no_longer_fits_is_not_tried(manager: User) -> None:
    stage.new_draft()
    row = Standard.objects.get(code=NEW)
    row.changes = row.changes[1:]
    row.changes_hash = "another"
    row.save()
    with pytest.raises(Refused) as refused:
        start_trial(standard_code=NEW, by=manager)
    assert any("does not say what came into" in reason for reason in refused.value.reasons)


def test_asking_twice_is_one_trial_while_it_is_under_way(waiting: Trial, manager: User) -> None:
    assert start_trial(standard_code=NEW, by=manager).pk == waiting.pk
    stage.run_to_the_end(waiting)
    assert start_trial(standard_code=NEW, by=manager).pk != waiting.pk


def test_the_database_holds_one_waiting_trial_of_a_draft_and_one_result_a_submission(
    waiting: Trial,
) -> None:
    stage.run_to_the_end(waiting)
    result = waiting.results.all()[0]
    result.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        result.save()


# --- the job -----------------------------------------------------------------------------------


def test_progress_is_stored_after_each_chunk(waiting: Trial) -> None:
    seen = []
    while run_chunk(waiting.pk, 1) is Progress.MORE:
        waiting.refresh_from_db()
        seen.append((waiting.state, waiting.done, waiting.total, waiting.attempts))
    assert seen == [(State.RUNNING, number, 3, 0) for number in (1, 2, 3)]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done, waiting.total) == (State.DONE, 3, 3)


def test_a_worker_that_died_is_followed_by_another_that_goes_on(waiting: Trial) -> None:
    run_chunk(waiting.pk, 1)
    first = list(waiting.results.values_list("pk", flat=True))
    Trial.objects.update(state=State.RUNNING, attempts=1)

    stage.run_to_the_end(waiting, 1)

    assert waiting.results.count() == 3
    assert waiting.results.filter(pk__in=first).count() == 1


def test_a_chunk_that_was_stored_but_never_counted_is_counted(waiting: Trial) -> None:
    run_chunk(waiting.pk, 2)
    Trial.objects.update(done=0, state=State.RUNNING)
    stage.run_to_the_end(waiting, 2)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done) == (State.DONE, 3)


def test_run_again_it_changes_nothing(waiting: Trial) -> None:
    stage.run_to_the_end(waiting)
    before = list(TrialResult.objects.values())
    assert run_chunk(waiting.pk) is Progress.NOTHING
    assert list(TrialResult.objects.values()) == before


def test_two_workers_at_one_trial_store_each_result_once(waiting: Trial) -> None:
    """What the slower one computed is there already when it comes to store it."""
    stage.run_to_the_end(waiting)
    kept = list(TrialResult.objects.order_by("submission").values())
    Trial.objects.update(state=State.RUNNING)
    again = [TrialResult(**{**row, "id": None, "before_points": 0}) for row in kept]
    TrialResult.objects.bulk_create(again, ignore_conflicts=True)
    assert run_chunk(waiting.pk) is Progress.DONE
    assert list(TrialResult.objects.order_by("submission").values()) == kept


def test_done_is_told_once_and_names_no_city(waiting: Trial, manager: User) -> None:
    mail.outbox.clear()
    for _run in range(3):
        tasks.run_trial(waiting.pk)
    (letter,) = mail.outbox
    assert letter.to == [manager.email]
    assert letter.subject == "The trial of small-2026 is done"
    assert "tried on 3 past assessments" in letter.body
    assert "Loses a level: 3" in letter.body
    assert f"/admin/assessments/trial/{waiting.pk}/page/" in letter.body
    assert "One" not in letter.body


def test_a_trial_that_was_given_up_is_told_once(waiting: Trial, manager: User) -> None:
    mail.outbox.clear()
    stage.new_draft(levels=[{"code": "silver", "title": "Silver", "points": 1}])
    for _run in range(3):
        tasks.run_trial(waiting.pk)
    (letter,) = mail.outbox
    assert letter.to == [manager.email]
    assert letter.subject == "The trial of small-2026 failed"
    assert "could not be tried" in letter.body
    assert f"/admin/assessments/trial/{waiting.pk}/page/" in letter.body


def test_a_submission_that_cannot_be_read_stops_nothing_and_is_told(waiting: Trial) -> None:
    broken = Submission.objects.order_by("pk")[1]
    Submission.objects.filter(pk=broken.pk).update(document='{"format": "something else"}')
    stage.run_to_the_end(waiting)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done) == (State.DONE, 3)
    result = waiting.results.get(submission=broken)
    assert "$.format" in result.error
    assert waiting.results.counted()[Kind.UNREAD] == 1
    assert waiting.results.counted()[Kind.LOSES] == 2


def test_a_draft_that_is_replaced_meanwhile_ends_its_trial(waiting: Trial) -> None:
    run_chunk(waiting.pk, 1)
    stage.new_draft(levels=[{"code": "silver", "title": "Silver", "points": 1}])
    assert run_chunk(waiting.pk, 1) is Progress.FAILED
    waiting.refresh_from_db()
    assert waiting.state == State.FAILED
    assert waiting.error == "The draft was replaced meanwhile. Start another trial of it."


def test_another_text_or_publishing_does_not_end_it(waiting: Trial, manager: User) -> None:
    stage.new_draft(title="Another title")
    row = Standard.objects.get(code=NEW)
    publish_standard(code=NEW, typed=NEW, content_hash=shown_hash(row), by=manager)
    stage.run_to_the_end(waiting)
    waiting.refresh_from_db()
    assert waiting.state == State.DONE


def test_workers_that_never_come_back_are_not_sent_for_for_ever(waiting: Trial) -> None:
    Trial.objects.update(state=State.RUNNING, attempts=MOST_ATTEMPTS)
    assert run_chunk(waiting.pk) is Progress.FAILED
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == (
        State.FAILED,
        "No worker came to the end of this.",
    )


def test_what_goes_wrong_is_tried_again_and_given_up_in_the_end(waiting: Trial) -> None:
    Standard.objects.filter(code=OLD).update(document={}, content_hash="broken")
    for attempt in range(1, MOST_ATTEMPTS):
        assert run_chunk(waiting.pk) is Progress.NOTHING
        waiting.refresh_from_db()
        assert (waiting.state, waiting.attempts) == (State.QUEUED, attempt)
    assert run_chunk(waiting.pk) is Progress.FAILED
    waiting.refresh_from_db()
    assert waiting.state == State.FAILED
    assert waiting.error.startswith("Faulty")


def test_the_sweep_wakes_what_lies_too_long_and_nothing_else(waiting: Trial) -> None:
    assert tasks.sweep_trials() == 0
    long_ago = timezone.now() - 2 * tasks.RUNNING_TOO_LONG
    for state in (State.QUEUED, State.RUNNING):
        Trial.objects.update(state=state, woken_at=long_ago)
        assert tasks.sweep_trials() == 1
    assert tasks.sweep_trials() == 0
    assert tasks.sweep_trials(after_start=True) == 1
    stage.run_to_the_end(waiting)
    Trial.objects.update(woken_at=long_ago)
    assert tasks.sweep_trials(after_start=True) == 0


def test_a_chunk_takes_the_same_statements_for_one_city_as_for_three(waiting: Trial) -> None:
    run_chunk(waiting.pk, 1)  # the process has parsed both editions by now
    with CaptureQueriesContext(connection) as one:
        run_chunk(waiting.pk, 1)
    TrialResult.objects.all().delete()
    with CaptureQueriesContext(connection) as three:
        run_chunk(waiting.pk, 3)
    assert len(one) == len(three)
    assert len(one) <= 12
    waiting.refresh_from_db()
    assert waiting.done == 3


def test_a_city_in_the_middle_of_its_work_can_hand_it_in_after_the_edition_was_closed(
    manager: User,
) -> None:
    place = world.city()
    assessment = stage.open_assessment(place, world.lead_of(place))
    close_standard(code=OLD, typed=OLD, by=manager)
    assert stage.submit(assessment, ALL).state == "submitted"
    other = world.city("Elsewhere")
    with pytest.raises(Refused, match="does not take assessments"):
        stage.open_assessment(other, world.lead_of(other))
