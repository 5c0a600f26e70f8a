"""Assigning, judging and accepting: who may, and what is refused."""

import pytest

from assessments.core.lifecycle import Action
from assessments.models import Assignment, AuditEvent, Verdict
from assessments.models.results import Stage
from assessments.queries.review import assessments_at_desk
from assessments.rules import may_read_answers
from assessments.services import review
from assessments.services.lifecycle import transition
from assessments.tests import world
from cities.core.errors import Forbidden, Refused
from cities.models import ProgramRole
from cities.services import approve, end_membership, request_membership, revoke_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]


def finding(code: str, value: str = "met", reason: str = "") -> review.Finding:
    return review.Finding(requirement=code, value=value, reason=reason)


def test_asking_for_a_review_twice_is_asking_once() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.submitted(city, lead)

    first = review.ask_for_review(assessment_id=assessment.pk, by=lead)
    again = review.ask_for_review(assessment_id=assessment.pk, by=lead)

    assert first.review_asked_at == again.review_asked_at
    assert AuditEvent.objects.filter(action="ask_for_review").count() == 1


def test_a_draft_cannot_be_put_up_for_review() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.draft(city, lead)

    with pytest.raises(Refused):
        review.ask_for_review(assessment_id=assessment.pk, by=lead)


def test_only_a_manager_assigns_and_only_reviewers_are_assigned() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)

    with pytest.raises(Forbidden):
        review.assign(assessment_id=assessment.pk, reviewer=reviewer, by=reviewer)
    with pytest.raises(Refused, match="not a reviewer"):
        review.assign(assessment_id=assessment.pk, reviewer=manager, by=manager)
    review.assign(assessment_id=assessment.pk, reviewer=reviewer, by=manager)
    with pytest.raises(Refused, match="already"):
        review.assign(assessment_id=assessment.pk, reviewer=reviewer, by=manager)

    assert Assignment.objects.count() == 1


def test_a_member_of_the_city_does_not_review_it_nor_does_one_who_left() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    membership = request_membership(city=city, message="", by=reviewer)
    approve(membership=membership, by=manager, role="observer")
    assessment = world.submitted(city, lead)

    with pytest.raises(Refused, match="belongs to"):
        review.assign(assessment_id=assessment.pk, reviewer=reviewer, by=manager)
    end_membership(membership=membership, by=manager)
    with pytest.raises(Refused, match="belongs to"):
        review.assign(assessment_id=assessment.pk, reviewer=reviewer, by=manager)


def test_a_shared_mail_domain_is_a_conflict_unless_anybody_can_have_it() -> None:
    city = world.city()
    lead = world.lead_of(city, "lead@rivermouth.example.org")
    manager = world.staff(ProgramRole.Role.MANAGER)
    neighbour = world.staff(ProgramRole.Role.REVIEWER, "other@rivermouth.example.org")
    assessment = world.submitted(city, lead)

    with pytest.raises(Refused, match=r"domain rivermouth\.example\.org"):
        review.assign(assessment_id=assessment.pk, reviewer=neighbour, by=manager)

    second = world.city("Seaside")
    second_lead = world.lead_of(second, "someone@gmail.com")
    anybody = world.staff(ProgramRole.Role.REVIEWER, "reviewer@gmail.com")
    other = world.submitted(second, second_lead)
    assert review.assign(assessment_id=other.pk, reviewer=anybody, by=manager).pk


def test_a_conflict_that_arose_after_assignment_stops_accepting_and_judging() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    membership = request_membership(city=city, message="", by=reviewer)
    approve(membership=membership, by=manager, role="observer")

    with pytest.raises(Refused, match="belongs to"):
        review.record_verdicts(
            assessment_id=assessment.pk,
            criterion="DM1",
            findings=[finding("DM1.1")],
            final=False,
            by=reviewer,
        )


def test_declining_makes_room_for_another_reviewer() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    first = world.staff(ProgramRole.Role.REVIEWER)
    second = world.staff(ProgramRole.Role.REVIEWER, "second@program.example.org")
    assessment = world.submitted(city, lead)
    assignment = review.assign(assessment_id=assessment.pk, reviewer=first, by=manager)

    with pytest.raises(Assignment.DoesNotExist):
        review.answer_assignment(assignment_id=assignment.pk, accept=True, by=second)
    review.answer_assignment(assignment_id=assignment.pk, accept=False, by=first)

    assert review.assign(assessment_id=assessment.pk, reviewer=second, by=manager).pk


def test_verdicts_are_kept_changed_and_finished_criterion_by_criterion() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    codes = [item.code for item in world.the_standard().criterion("DM1").requirements]

    def record(findings: list[review.Finding], *, final: bool) -> None:
        review.record_verdicts(
            assessment_id=assessment.pk,
            criterion="DM1",
            findings=findings,
            final=final,
            by=reviewer,
        )

    record([finding(codes[0], "not_met")], final=False)
    with pytest.raises(Refused) as refusal:
        record([finding(codes[0], "not_met")], final=True)
    assert f"{codes[0]} needs a reason: the city will read it." in refusal.value.reasons
    assert len(refusal.value.reasons) == len(codes)
    with pytest.raises(Refused, match="applies to every city"):
        record([finding(codes[0], "not_applicable")], final=False)
    record([finding(code) for code in codes], final=True)

    assert list(
        Verdict.objects.filter(final=True, value="met").values_list("requirement__code", flat=True)
    ) == sorted(codes, key=codes.index)


def test_nobody_else_records_verdicts() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    second = world.staff(ProgramRole.Role.REVIEWER, "second@program.example.org")
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)

    for somebody in (lead, manager, second, world.chief()):
        with pytest.raises(Forbidden):
            review.record_verdicts(
                assessment_id=assessment.pk,
                criterion="DM1",
                findings=[finding("DM1.1")],
                final=False,
                by=somebody,
            )
    assert not Verdict.objects.exists()


def test_a_reviewer_with_final_verdicts_is_not_taken_off() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    assignment = Assignment.objects.get()
    codes = [item.code for item in world.the_standard().criterion("DM1").requirements]
    review.record_verdicts(
        assessment_id=assessment.pk,
        criterion="DM1",
        findings=[finding(code) for code in codes],
        final=True,
        by=reviewer,
    )

    with pytest.raises(Refused, match="cannot be removed"):
        review.end_assignment(assignment_id=assignment.pk, by=manager)


def test_a_report_is_accepted_only_while_it_waits_for_that() -> None:
    city = world.city()
    lead = world.lead_of(city)
    assessment = world.submitted(city, lead)

    with pytest.raises(Refused):
        review.accept_report(assessment_id=assessment.pk, by=lead)


def test_verdicts_of_a_reviewer_taken_off_no_longer_count() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    first = world.staff(ProgramRole.Role.REVIEWER)
    second = world.staff(ProgramRole.Role.REVIEWER, "second@program.example.org")
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, first, manager)
    world.judge_all(assessment, first)
    review.record_outcome_verdict(
        assessment_id=assessment.pk, measure="broadband", confirmed=True, reason="", by=first
    )
    revoke_role(person=first, role="reviewer", by=world.chief())

    review.end_assignment(assignment_id=Assignment.objects.get().pk, by=manager)
    assignment = review.assign(assessment_id=assessment.pk, reviewer=second, by=manager)
    world.accept(assignment, second)
    world.judge_all(assessment, second, not_met={"DM1.1"})
    review.record_outcome_verdict(
        assessment_id=assessment.pk,
        measure="broadband",
        confirmed=False,
        reason="Another city's survey.",
        by=second,
    )
    transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=second)
    evaluation = world.evaluate(assessment, Stage.VERIFIED)

    assert evaluation.level == ""
    assert evaluation.scorecard["criteria"]["DM1"]["earned"] is False


def test_a_reviewer_who_may_no_longer_judge_can_be_taken_off_and_stops_reading() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    assessment = world.in_review(assessment, lead, reviewer, manager)
    world.judge_all(assessment, reviewer)
    assert assessments_at_desk(reviewer).exists()
    assert may_read_answers(reviewer, assessment)

    membership = request_membership(city=city, message="", by=reviewer)
    approve(membership=membership, by=manager, role="observer")
    end_membership(membership=membership, by=manager)
    reviewer = world.anew(reviewer)

    assert not assessments_at_desk(reviewer).exists()
    assert not may_read_answers(reviewer, assessment)
    assignment = review.end_assignment(assignment_id=Assignment.objects.get().pk, by=manager)
    assert assignment.state == Assignment.State.ENDED


def test_only_figures_the_city_reported_are_judged_and_all_of_them() -> None:
    city = world.city()
    lead = world.lead_of(city)
    manager = world.staff(ProgramRole.Role.MANAGER)
    reviewer = world.staff(ProgramRole.Role.REVIEWER)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    world.judge_all(assessment, reviewer)

    with pytest.raises(Refused, match="no such outcome"):
        review.record_outcome_verdict(
            assessment_id=assessment.pk, measure="pm25", confirmed=True, reason="", by=reviewer
        )
    with pytest.raises(Refused, match="not all judged"):
        transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)
