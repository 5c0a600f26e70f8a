"""The one way a state changes: who may, when, and what follows."""

import json
from hashlib import sha256

import pytest
from django.core import mail
from django.db import transaction

from assessments.core.lifecycle import Action, State
from assessments.models import (
    Answer,
    Assessment,
    AuditEvent,
    Certification,
    Decision,
    EvaluationRequest,
    Submission,
)
from assessments.models.results import Stage
from assessments.services import review
from assessments.services.answers import Change, save_answers
from assessments.services.lifecycle import transition
from assessments.tests import world
from cities.core.errors import Forbidden, Refused
from cities.models import ProgramRole
from cities.services import grant_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


def test_submitting_freezes_the_answers_and_asks_for_an_evaluation() -> None:
    city = world.city()
    lead = world.lead_of(city)

    assessment = world.submitted(city, lead)

    submission = Submission.objects.get(assessment=assessment)
    assert assessment.state == State.SUBMITTED
    assert submission.number == 1
    assert submission.sha256 == sha256(submission.document.encode()).hexdigest()
    document = json.loads(submission.document)
    assert len(document["answers"]) == 357
    assert document["outcomes"]["broadband"]["value"] == 82.5
    request = EvaluationRequest.objects.get(submission=submission)
    assert (request.stage, request.state) == (Stage.SELF, EvaluationRequest.State.QUEUED)
    event = AuditEvent.objects.get(assessment=assessment, action="submit")
    assert (event.actor, event.role, event.from_state) == (lead, "lead", "draft")


def test_submitting_writes_a_receipt_to_the_lead() -> None:
    city = world.city()
    lead = world.lead_of(city)
    mail.outbox.clear()

    world.submitted(city, lead)

    assert [message.to for message in mail.outbox] == [[lead.email]]
    assert "Rivermouth" in mail.outbox[0].subject


def test_an_unanswered_requirement_stands_in_the_way_and_is_counted() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.draft(city, lead)
    world.answer_all(assessment, lead)
    Answer.objects.filter(requirement__code="DM1.1").delete()

    with pytest.raises(Refused, match="1 of 357 requirements"):
        transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)

    assessment.refresh_from_db()
    assert assessment.state == State.DRAFT
    assert not Submission.objects.exists()


def test_answers_too_long_for_a_document_are_refused_and_nothing_is_frozen() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.draft(city, lead)
    codes = [item.code for item in world.the_standard().requirements]
    save_answers(
        assessment_id=assessment.pk,
        by=lead,
        changes=[
            Change(requirement=code, status="in_place", note="ñ" * 9_000, expected_version=0)
            for code in codes
        ],
    )

    with pytest.raises(Refused, match="larger than 5 MB"):
        transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)

    assessment.refresh_from_db()
    assert assessment.state == State.DRAFT
    assert not Submission.objects.exists()


def test_nobody_but_the_lead_submits() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.draft(city, lead)
    world.answer_all(assessment, lead)
    stranger = world.lead_of(world.city("Elsewhere"))
    manager = world.staff(ProgramRole.Role.MANAGER)

    for somebody in (stranger, manager, world.chief()):
        with pytest.raises(Forbidden):
            transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=somebody)

    assert not Submission.objects.exists()


def test_a_stale_page_cannot_move_an_assessment() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.submitted(city, lead)

    with pytest.raises(Refused, match="meanwhile"):
        transition(
            assessment_id=assessment.pk,
            action=Action.REOPEN,
            by=lead,
            expected_version=assessment.version - 1,
        )


def test_the_same_move_twice_is_made_once() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.submitted(city, lead)

    with pytest.raises(Refused, match="Submitted"):
        transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)

    assert Submission.objects.count() == 1


def test_reopened_and_submitted_again_keeps_the_first_submission() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.submitted(city, lead)

    transition(assessment_id=assessment.pk, action=Action.REOPEN, by=lead)
    transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)

    assert list(Submission.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_answers_cannot_be_reopened_once_a_review_was_asked_for() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.submitted(city, lead)
    review.ask_for_review(assessment_id=assessment.pk, by=lead)

    with pytest.raises(Refused, match="review has been asked"):
        transition(assessment_id=assessment.pk, action=Action.REOPEN, by=lead)


def test_returning_needs_a_reason_and_tells_the_lead() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    assessment = world.submitted(city, lead)
    with pytest.raises(Refused, match="reason"):
        transition(assessment_id=assessment.pk, action=Action.RETURN, by=manager, reason="  ")
    mail.outbox.clear()

    returned = transition(
        assessment_id=assessment.pk, action=Action.RETURN, by=manager, reason="DM2 lacks a link."
    )

    assert returned.state == State.RETURNED
    assert returned.is_editable
    assert "DM2 lacks a link." in mail.outbox[0].body


def test_the_review_opens_only_when_asked_for_and_accepted() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)

    with pytest.raises(Refused) as refusal:
        transition(assessment_id=assessment.pk, action=Action.REQUEST_REVIEW, by=manager)
    assert len(refusal.value.reasons) == 2

    opened = world.in_review(assessment, lead, reviewer, manager)
    assert opened.state == State.IN_REVIEW


def test_from_submission_to_certification() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    officer = world.staff(ProgramRole.Role.OFFICER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)

    with pytest.raises(Refused, match="357 of 357"):
        transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)
    world.judge_all(assessment, reviewer)
    with pytest.raises(Refused, match="figures"):
        transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)
    review.record_outcome_verdict(
        assessment_id=assessment.pk, measure="broadband", confirmed=True, reason="", by=reviewer
    )
    transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)

    with pytest.raises(Refused, match="not there yet"):
        transition(assessment_id=assessment.pk, action=Action.DECIDE, by=officer)
    world.evaluate(assessment, Stage.VERIFIED)
    transition(assessment_id=assessment.pk, action=Action.DECIDE, by=officer)
    assert Decision.objects.get(assessment=assessment).level == "platinum"

    with pytest.raises(Refused, match="check the report"):
        transition(assessment_id=assessment.pk, action=Action.PUBLISH, by=manager)
    assert not Certification.objects.exists()
    review.accept_report(assessment_id=assessment.pk, by=lead)
    transition(assessment_id=assessment.pk, action=Action.PUBLISH, by=manager)

    certification = Certification.objects.get(city=city)
    assert (certification.level, certification.edition) == ("platinum", 2022)
    assert certification.valid_until is not None
    assert certification.valid_until.year == certification.certified_on.year + 3


def test_an_assessment_without_a_level_is_published_without_a_certification() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    officer = world.staff(ProgramRole.Role.OFFICER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    everything = {item.code for item in world.the_standard().requirements}
    world.judge_all(assessment, reviewer, not_met=everything)
    review.record_outcome_verdict(
        assessment_id=assessment.pk, measure="broadband", confirmed=True, reason="", by=reviewer
    )
    transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)
    world.evaluate(assessment, Stage.VERIFIED)
    transition(assessment_id=assessment.pk, action=Action.DECIDE, by=officer)
    review.accept_report(assessment_id=assessment.pk, by=lead)

    published = transition(assessment_id=assessment.pk, action=Action.PUBLISH, by=manager)

    assert published.state == State.PUBLISHED
    assert not Certification.objects.exists()


def test_a_refused_figure_withholds_the_level() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    world.judge_all(assessment, reviewer)
    review.record_outcome_verdict(
        assessment_id=assessment.pk,
        measure="broadband",
        confirmed=False,
        reason="The survey is of another city.",
        by=reviewer,
    )
    transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)

    evaluation = world.evaluate(assessment, Stage.VERIFIED)

    assert (evaluation.points, evaluation.level) == (43, "")
    assert evaluation.scorecard["withheld"] == "outcomes"


def test_an_officer_who_reviewed_does_not_decide() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    grant_role(person=reviewer, role="officer", by=world.chief())
    reviewer = world.anew(reviewer)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    world.judge_all(assessment, reviewer)
    review.record_outcome_verdict(
        assessment_id=assessment.pk, measure="broadband", confirmed=True, reason="", by=reviewer
    )
    transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)
    world.evaluate(assessment, Stage.VERIFIED)

    with pytest.raises(Refused, match="somebody else"):
        transition(assessment_id=assessment.pk, action=Action.DECIDE, by=reviewer)


def test_a_failed_transition_leaves_nothing_behind() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.submitted(city, lead)
    before = (AuditEvent.objects.count(), len(mail.outbox))

    with pytest.raises(Refused), transaction.atomic():
        transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)

    assert (AuditEvent.objects.count(), len(mail.outbox)) == before
    assert Assessment.objects.get(pk=assessment.pk).version == assessment.version
