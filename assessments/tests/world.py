"""People, cities and assessments for tests, brought about as users would: through services."""

from collections.abc import Collection

from assessments import evaluation
from assessments.core.lifecycle import Action
from assessments.models import Assessment, Assignment, Evaluation, EvaluationRequest
from assessments.models.results import Stage
from assessments.queries.submissions import latest_submission
from assessments.services import review
from assessments.services.answers import Change, save_answers
from assessments.services.lifecycle import transition
from assessments.services.outcomes import save_outcome
from assessments.services.start import start_assessment
from cities.models import City, User
from cities.tests import world as people
from criteria.core.standard import Standard
from criteria.models import Requirement
from criteria.queries import get_standard

STANDARD = "wwc-2022"

chief = people.chief
city = people.city
person = people.person
staff = people.staff


def anew(user: User) -> User:
    """The same person as a new request would see them."""
    return User.objects.get(pk=user.pk)


def lead_of(place: City, email: str = "") -> User:
    return people.lead_of(place, email or f"lead@{place.slug}.example.org")


def draft(place: City, lead: User) -> Assessment:
    return start_assessment(city_id=place.pk, standard_code=STANDARD, by=lead)


def answer_all(
    assessment: Assessment, by: User, *, in_place: Collection[str] | None = None
) -> None:
    """Answer every requirement: in place (all of them, or those named), else not in place."""
    codes = Requirement.objects.filter(standard__code=STANDARD).values_list("code", flat=True)
    changes = [
        Change(
            requirement=code,
            status="in_place" if in_place is None or code in in_place else "not_in_place",
            note="",
            expected_version=0,
        )
        for code in codes
    ]
    save_answers(assessment_id=assessment.pk, by=by, changes=changes)


def submitted(place: City, lead: User, *, in_place: Collection[str] | None = None) -> Assessment:
    assessment = draft(place, lead)
    answer_all(assessment, lead, in_place=in_place)
    report_broadband(assessment, lead)
    return transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)


def evaluate(assessment: Assessment, stage: Stage = Stage.SELF) -> Evaluation:
    """Do what the worker does."""
    request = EvaluationRequest.objects.filter(
        submission=latest_submission(assessment), stage=stage
    ).latest("pk")
    done = evaluation.run(request.pk)
    assert done is not None
    return done


def in_review(assessment: Assessment, lead: User, reviewer: User, manager: User) -> Assessment:
    review.ask_for_review(assessment_id=assessment.pk, by=lead)
    assignment = review.assign(assessment_id=assessment.pk, reviewer=reviewer, by=manager)
    accept(assignment, reviewer)
    return transition(assessment_id=assessment.pk, action=Action.REQUEST_REVIEW, by=manager)


def accept(assignment: Assignment, reviewer: User) -> None:
    review.answer_assignment(assignment_id=assignment.pk, accept=True, by=reviewer)


def judge_all(assessment: Assessment, reviewer: User, *, not_met: Collection[str] = ()) -> None:
    """Give every requirement a final verdict."""
    for criterion in the_standard().criteria:
        review.record_verdicts(
            assessment_id=assessment.pk,
            criterion=criterion.code,
            findings=[
                review.Finding(
                    requirement=item.code,
                    value="not_met" if item.code in not_met else "met",
                    reason="The document does not show it." if item.code in not_met else "",
                )
                for item in criterion.requirements
            ],
            final=True,
            by=reviewer,
        )


def the_standard() -> Standard:
    return get_standard(STANDARD)


def report_broadband(assessment: Assessment, lead: User, percent: float = 82.5) -> None:
    """Report the outcome that is met in every region from 75 percent."""
    save_outcome(
        assessment_id=assessment.pk,
        by=lead,
        measure="broadband",
        tree={"value": percent, "year": 2024, "source": "national survey"},
        expected_mark="",
    )
