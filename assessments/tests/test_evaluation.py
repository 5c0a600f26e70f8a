"""From a frozen submission to a stored scorecard: once, whatever happens on the way."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import evaluation, tasks
from assessments.core.document import parse_document
from assessments.core.roadmap import plan
from assessments.core.scoring import claims, score
from assessments.models import CriterionResult, Evaluation, EvaluationRequest, Submission
from assessments.services.evaluations import evaluate_again
from assessments.tests import world
from cities.core.countries import COUNTRIES
from cities.core.errors import Forbidden, Refused
from cities.models import ProgramRole
from criteria.core.reading import read_json
from criteria.core.standard import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]
State = EvaluationRequest.State


@pytest.fixture
def request_row() -> EvaluationRequest:
    city = world.city()
    lead = world.lead_of(city)
    codes = [item.code for item in world.the_standard().requirements]
    world.submitted(city, lead, in_place=set(codes[:200]))
    return EvaluationRequest.objects.get()


def test_the_stored_scorecard_and_roadmap_are_what_the_core_says(
    request_row: EvaluationRequest,
) -> None:
    stored = evaluation.run(request_row.pk)

    standard = world.the_standard()
    document = parse_document(
        read_json(request_row.submission.document), standard, {code: code for code in COUNTRIES}
    )
    claimed = claims(document.answers)
    card = score(standard, claimed, document.outcomes, Region.NORTH_AMERICA)
    assert stored is not None
    assert stored.scorecard == card.as_dict()
    assert stored.roadmap == plan(standard, claimed, card).as_dict()
    earned = CriterionResult.objects.filter(evaluation=stored, earned=True)
    assert set(earned.values_list("criterion__code", flat=True)) == card.earned
    assert CriterionResult.objects.count() == 43


def test_running_twice_changes_nothing(request_row: EvaluationRequest) -> None:
    first = evaluation.run(request_row.pk)
    second = evaluation.run(request_row.pk)

    assert first is not None
    assert second is None
    assert Evaluation.objects.count() == 1
    assert CriterionResult.objects.count() == 43


def test_a_second_request_for_the_same_input_finds_the_same_evaluation(
    request_row: EvaluationRequest,
) -> None:
    first = evaluation.run(request_row.pk)
    again = EvaluationRequest.objects.create(
        submission=request_row.submission,
        stage=request_row.stage,
        requested_at=timezone.now(),
        woken_at=timezone.now(),
    )

    assert evaluation.run(again.pk) == first
    assert Evaluation.objects.count() == 1


def test_a_worker_that_died_halfway_is_followed_by_another(
    request_row: EvaluationRequest,
) -> None:
    EvaluationRequest.objects.update(state=State.RUNNING, attempts=1)

    assert evaluation.run(request_row.pk) is not None
    request_row.refresh_from_db()
    assert (request_row.state, request_row.attempts) == (State.DONE, 2)


def test_a_submission_that_cannot_be_read_fails_in_the_end_and_says_why(
    request_row: EvaluationRequest,
) -> None:
    Submission.objects.update(document='{"format": "something else"}')

    for _attempt in range(evaluation.MOST_ATTEMPTS - 1):
        assert evaluation.run(request_row.pk) is None
    with pytest.raises(evaluation.GaveUp):
        evaluation.run(request_row.pk)

    request_row.refresh_from_db()
    assert request_row.state == State.FAILED
    assert "$.format" in request_row.error
    assert evaluation.run(request_row.pk) is None
    assert not Evaluation.objects.exists()


def test_managers_are_told_once_and_can_have_it_evaluated_again(
    request_row: EvaluationRequest,
) -> None:
    manager = world.staff(ProgramRole.Role.MANAGER)
    document = Submission.objects.get().document
    Submission.objects.update(document="{}")
    mail.outbox.clear()

    for _attempt in range(evaluation.MOST_ATTEMPTS + 2):
        tasks.evaluate(request_row.pk)
    assert [message.to for message in mail.outbox] == [[manager.email]]
    assert "$.format: is missing" in mail.outbox[0].body

    Submission.objects.update(document=document)
    with pytest.raises(Forbidden):
        evaluate_again(request_id=request_row.pk, by=request_row.submission.submitted_by)
    evaluate_again(request_id=request_row.pk, by=manager)
    tasks.evaluate(request_row.pk)
    assert Evaluation.objects.get().points > 0
    with pytest.raises(Refused):
        evaluate_again(request_id=request_row.pk, by=manager)


def test_workers_that_never_come_back_are_not_sent_for_for_ever(
    request_row: EvaluationRequest,
) -> None:
    EvaluationRequest.objects.update(state=State.RUNNING, attempts=evaluation.MOST_ATTEMPTS)

    with pytest.raises(evaluation.GaveUp):
        evaluation.run(request_row.pk)
    request_row.refresh_from_db()
    assert request_row.state == State.FAILED


def test_the_sweep_wakes_what_lies_too_long_and_nothing_else(
    request_row: EvaluationRequest,
) -> None:
    assert tasks.sweep() == 0

    long_ago = timezone.now() - 2 * tasks.RUNNING_TOO_LONG
    for state in (State.QUEUED, State.RUNNING):
        EvaluationRequest.objects.update(state=state, woken_at=long_ago)
        assert tasks.sweep() == 1
    assert tasks.sweep() == 0

    evaluation.run(request_row.pk)
    EvaluationRequest.objects.update(woken_at=long_ago)
    assert tasks.sweep() == 0


def test_after_a_worker_started_the_sweep_leaves_nothing_alone(
    request_row: EvaluationRequest,
) -> None:
    assert tasks.sweep(after_start=True) == 1


def test_one_evaluation_takes_the_same_statements_however_many_there_are(
    request_row: EvaluationRequest,
) -> None:
    with CaptureQueriesContext(connection) as first:
        evaluation.run(request_row.pk)
    for name in ("Secondtown", "Thirdtown"):
        other = world.city(name)
        world.submitted(other, world.lead_of(other))
    last = EvaluationRequest.objects.order_by("-pk").first()
    assert last is not None
    with CaptureQueriesContext(connection) as later:
        evaluation.run(last.pk)

    assert len(first) == len(later)
    assert len(first) <= 13
