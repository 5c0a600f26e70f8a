"""The review desk in the admin: who sees what, and that everything goes through the services."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessments.core.lifecycle import Action, State
from assessments.models import Assessment, Assignment, Verdict
from assessments.models.results import Stage
from assessments.services import review
from assessments.services.lifecycle import transition
from assessments.tests import world
from cities.models import City, ProgramRole, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]
LIST = "admin:assessments_assessment_changelist"


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def city() -> City:
    return world.city()


@pytest.fixture
def lead(city: City) -> User:
    return world.lead_of(city)


@pytest.fixture
def manager() -> User:
    return world.staff(ProgramRole.Role.MANAGER)


@pytest.fixture
def reviewer() -> User:
    return world.staff(ProgramRole.Role.REVIEWER)


def desk(assessment: Assessment) -> str:
    return reverse("admin:assessments_desk", args=[assessment.pk])


def act(client: Client, assessment: Assessment, action: Action, reason: str = "") -> int:
    assessment.refresh_from_db()
    response = client.post(
        reverse("admin:assessments_desk_act", args=[assessment.pk, action]),
        {"reason": reason, "version": assessment.version},
    )
    assessment.refresh_from_db()
    return response.status_code


def test_drafts_are_nowhere_at_the_desk(city: City, lead: User, manager: User) -> None:
    assessment = world.draft(city, lead)
    client = as_user(manager)

    assert "Rivermouth" not in client.get(reverse(LIST)).content.decode()
    assert client.get(desk(assessment)).status_code == 404


def test_a_reviewer_sees_what_was_accepted_once_the_review_is_open(
    city: City, lead: User, manager: User, reviewer: User
) -> None:
    assessment = world.submitted(city, lead)
    other = world.city("Elsewhere")
    world.submitted(other, world.lead_of(other))
    client = as_user(reviewer)
    assert client.get(desk(assessment)).status_code == 404

    world.in_review(assessment, lead, reviewer, manager)

    assert client.get(desk(assessment)).status_code == 200
    listed = client.get(reverse(LIST)).content.decode()
    assert "Rivermouth" in listed
    assert "Elsewhere" not in listed


def test_people_of_the_city_and_strangers_do_not_get_in(
    city: City, lead: User, manager: User
) -> None:
    assessment = world.submitted(city, lead)

    for client in (as_user(lead), Client()):
        response = client.get(desk(assessment))
        assert response.status_code == 302
        assert "login" in response["Location"]


def test_the_reviewer_does_not_see_the_citys_score(
    city: City, lead: User, manager: User, reviewer: User
) -> None:
    assessment = world.submitted(city, lead)
    world.evaluate(assessment)
    world.in_review(assessment, lead, reviewer, manager)

    page = as_user(reviewer).get(desk(assessment)).content.decode()

    assert "43 of 43" not in page
    assert "Platinum" not in page


def test_verdicts_are_recorded_and_the_next_criterion_comes_up(
    city: City, lead: User, manager: User, reviewer: User
) -> None:
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    client = as_user(reviewer)
    address = reverse("admin:assessments_desk_criterion", args=[assessment.pk, "DM1"])
    codes = [item.code for item in world.the_standard().criterion("DM1").requirements]
    assert "The city says:" in client.get(address).content.decode()

    problem = client.post(
        address, {f"{codes[0]}-value": "not_met", f"{codes[0]}-reason": "", "final": "1"}
    ).content.decode()
    assert f"{codes[0]} needs a reason" in problem
    assert f"{codes[1]} has no verdict yet" in problem
    assert not Verdict.objects.exists()

    data = {f"{code}-value": "met" for code in codes} | {"final": "1"}
    response = client.post(address, data)

    assert response["Location"] == reverse(
        "admin:assessments_desk_criterion", args=[assessment.pk, "DM2"]
    )
    assert Verdict.objects.filter(final=True, reviewer=reviewer).count() == len(codes)


def test_a_manager_looks_at_verdicts_but_does_not_record_any(
    city: City, lead: User, manager: User, reviewer: User
) -> None:
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    address = reverse("admin:assessments_desk_criterion", args=[assessment.pk, "DM1"])

    assert as_user(manager).get(address).status_code == 200
    response = as_user(manager).post(address, {"DM1.1-value": "met"})

    assert response.status_code == 403
    assert not Verdict.objects.exists()


def test_the_whole_review_in_the_admin(
    city: City, lead: User, manager: User, reviewer: User
) -> None:
    officer = world.staff(ProgramRole.Role.OFFICER)
    assessment = world.submitted(city, lead)
    review.ask_for_review(assessment_id=assessment.pk, by=lead)
    at_manager, at_reviewer, at_officer = as_user(manager), as_user(reviewer), as_user(officer)

    at_manager.post(
        reverse("admin:assessments_desk_assign", args=[assessment.pk]), {"reviewer": reviewer.pk}
    )
    assignment = Assignment.objects.get()
    at_reviewer.post(
        reverse("admin:assessments_assignment_changelist"),
        {"action": "accept", "_selected_action": [assignment.pk]},
    )
    act(at_manager, assessment, Action.REQUEST_REVIEW)
    assert assessment.state == State.IN_REVIEW
    for criterion in world.the_standard().criteria:
        at_reviewer.post(
            reverse("admin:assessments_desk_criterion", args=[assessment.pk, criterion.code]),
            {f"{item.code}-value": "met" for item in criterion.requirements} | {"final": "1"},
        )
    at_reviewer.post(
        reverse("admin:assessments_desk_outcomes", args=[assessment.pk]),
        {"measure": "broadband", "confirmed": "yes", "reason": ""},
    )
    act(at_reviewer, assessment, Action.RECOMMEND)
    world.evaluate(assessment, Stage.VERIFIED)
    assert act(at_manager, assessment, Action.DECIDE) == 403
    act(at_officer, assessment, Action.DECIDE)
    assert assessment.state == State.DECIDED
    review.accept_report(assessment_id=assessment.pk, by=lead)

    at_manager.post(
        reverse(LIST), {"action": "publish_selected", "_selected_action": [assessment.pk]}
    )

    assessment.refresh_from_db()
    assert assessment.state == State.PUBLISHED
    assert city.certifications.get().level == "platinum"


def test_what_is_refused_says_why_and_a_stale_page_moves_nothing(
    city: City, lead: User, manager: User
) -> None:
    assessment = world.submitted(city, lead)
    client = as_user(manager)
    address = reverse("admin:assessments_desk_act", args=[assessment.pk, "return"])

    page = client.post(address, {"reason": "", "version": assessment.version}, follow=True)
    assert "Give a reason" in page.content.decode()
    page = client.post(address, {"reason": "A", "version": assessment.version - 1}, follow=True)
    assert "meanwhile" in page.content.decode()
    for action in ("submit", "withdraw", "nonsense"):
        unknown = reverse("admin:assessments_desk_act", args=[assessment.pk, action])
        assert client.post(unknown, {"version": assessment.version}).status_code == 404

    assessment.refresh_from_db()
    assert assessment.state == State.SUBMITTED


def test_an_action_that_cannot_be_taken_yet_says_why_instead_of_a_button(
    city: City, lead: User, manager: User, reviewer: User
) -> None:
    assessment = world.submitted(city, lead)
    world.evaluate(assessment)
    client = as_user(manager)

    page = client.get(desk(assessment)).content.decode()
    assert "No reviewer has accepted this assessment yet." in page
    assert "43 of 43 points, Platinum. Reviewers do not see this." in page

    review.ask_for_review(assessment_id=assessment.pk, by=lead)
    assignment = review.assign(assessment_id=assessment.pk, reviewer=reviewer, by=manager)
    world.accept(assignment, reviewer)
    page = client.get(desk(assessment)).content.decode()
    assert "No reviewer has accepted" not in page
    assert reverse("admin:assessments_desk_act", args=[assessment.pk, "request_review"]) in page


def test_nothing_in_the_admin_types_a_state(city: City, lead: User, manager: User) -> None:
    assessment = world.submitted(city, lead)
    chief = as_user(world.chief())

    for name in ("assessment", "assignment", "certification", "evaluationrequest", "auditevent"):
        add = chief.get(reverse(f"admin:assessments_{name}_add"))
        assert add.status_code == 403
    change = reverse("admin:assessments_assessment_change", args=[assessment.pk])
    as_user(manager).post(change, {"state": "published"})
    delete = reverse("admin:assessments_assessment_delete", args=[assessment.pk])
    assert as_user(manager).post(delete, {"post": "yes"}).status_code == 403

    assessment.refresh_from_db()
    assert assessment.state == State.SUBMITTED


@pytest.mark.parametrize("name", ["list", "desk", "criterion"])
def test_the_desk_takes_the_same_statements_for_one_row_and_three(
    name: str,
    city: City,
    lead: User,
    manager: User,
    reviewer: User,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    client = as_user(manager)
    address = {
        "list": reverse(LIST),
        "desk": desk(assessment),
        "criterion": reverse("admin:assessments_desk_criterion", args=[assessment.pk, "DM1"]),
    }[name]
    client.get(address)

    one = count_queries(lambda: client.get(address))
    for other in ("Secondtown", "Thirdtown"):
        place = world.city(other)
        place_lead = world.lead_of(place)
        world.in_review(world.submitted(place, place_lead), place_lead, reviewer, manager)
    world.judge_all(assessment, reviewer)
    three = count_queries(lambda: client.get(address))

    assert one == three


def test_a_recommended_assessment_comes_to_the_officer_and_can_go_back(
    city: City, lead: User, manager: User, reviewer: User
) -> None:
    officer = world.staff(ProgramRole.Role.OFFICER)
    assessment = world.submitted(city, lead)
    world.in_review(assessment, lead, reviewer, manager)
    at_officer = as_user(officer)
    assert at_officer.get(desk(assessment)).status_code == 404
    world.judge_all(assessment, reviewer)
    review.record_outcome_verdict(
        assessment_id=assessment.pk, measure="broadband", confirmed=True, reason="", by=reviewer
    )
    transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)
    assert at_officer.get(desk(assessment)).status_code == 200

    act(at_officer, assessment, Action.RECONSIDER, "DM3.2 rests on last year's log.")

    assert assessment.state == State.IN_REVIEW
