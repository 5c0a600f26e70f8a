"""A portal to look at: made-up cities and people in every state a newcomer wants to see.

Everything is brought about through the services, as users would. Names say that they are demo;
addresses are under example.org.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.conf import settings

from assessments import evaluation
from assessments.core.document import Answer, Document, Evidence, Status
from assessments.core.lifecycle import Action
from assessments.models import Assessment, EvaluationRequest, OutcomeReport
from assessments.models.results import Stage
from assessments.services import review
from assessments.services.announced import load_announced
from assessments.services.answers import Change, save_answers
from assessments.services.evidence import add_link
from assessments.services.imports import import_assessment
from assessments.services.lifecycle import transition
from assessments.services.outcomes import save_outcome
from assessments.services.start import start_assessment
from cities.models import City, Membership, ProgramRole, User
from cities.services import approve, create_person, grant_role, request_membership, save_city
from criteria.core.standard import Criterion, Standard
from criteria.queries import editions, get_standard
from forum.models import Category
from forum.services.offers import offer_help
from forum.services.writing import reply, start_topic
from wwc.demo_cities import CERTIFIED, CITIES, DRAFT, OLDER, DemoCity

PROGRAM: Final = "program.example.org"


@dataclass(frozen=True, kw_only=True)
class LogIn:
    """Somebody to log in as, and what they are for."""

    email: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Who does the program's work in the demo."""

    chief: User
    manager: User
    reviewer: User
    password: str


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A topic on a criterion, by a city's lead, and what somebody else answers."""

    criterion: str
    city: str
    title: str
    text: str
    answer: str


TALKS: Final = (
    Talk(
        criterion="DM2",
        city="Demo Riverbend",
        title="How we filled 80 percent of the inventory in one summer",
        text=(
            "This is a demo post. We asked each department for its **five most used** datasets "
            "first, by a one-page form, and came back for the rest in autumn.\n\nWhat would have "
            "saved us time: agreeing on what counts as one dataset before the first meeting."
        ),
        answer="Demo reply: did you count shared spreadsheets? We left them out and regretted it.",
    ),
    Talk(
        criterion="RDC1",
        city="Demo Maple Harbour",
        title="Half a page of goals before every key procurement: our template",
        text=(
            "This is a demo post. Our note has four lines:\n\n1. the strategic goal\n2. what "
            "should be different for residents\n3. how we will see it\n4. who was asked\n\n"
            "What do others put in?"
        ),
        answer="Demo reply: who is served worst today. It changed two tenders.",
    ),
    Talk(
        criterion="EVAL1",
        city="Demo Puerto Claro",
        title="Which evaluations can a town without analysts run?",
        text=(
            "This is a demo post. We started with waiting lists: whoever got the service first "
            "was compared with those still waiting. No model, two columns, one honest chart."
        ),
        answer="Demo reply: a process evaluation with a neighbouring university was our start.",
    ),
)


def make_demo() -> tuple[str, list[LogIn]]:
    """Fill an empty portal; returns the password of all demo people, and who they are."""
    password = secrets.token_urlsafe(9)
    staff, log_ins = _staff(password)
    standard = get_standard(settings.CURRENT_STANDARD)
    load_announced()
    leads = {}
    before = editions().older(standard.code)
    for made_up in CITIES:
        city, lead = _city_with_lead(made_up, staff)
        leads[made_up.name] = lead
        log_ins.append(LogIn(email=lead.email, purpose=f"lead of {city}, {made_up.until}"))
        if made_up.until == OLDER:
            if before:
                _answered_before(made_up, city, staff, get_standard(before[0]))
            continue
        assessment = _answered(made_up, city, lead, standard)
        if made_up.until != DRAFT:
            _submit(assessment, lead)
        if made_up.until == CERTIFIED:
            _certify(made_up, assessment, lead, staff, standard)
            earned = [c.code for c in standard.criteria if _earns(standard, c, made_up.lacks)]
            offer_help(city=city, codes=earned, by=lead)
    _talk(standard, leads, staff)
    return password, log_ins


def _staff(password: str) -> tuple[Staff, list[LogIn]]:
    chief = create_person(
        email=f"admin@{PROGRAM}", full_name="Demo Administrator", password=password
    )
    # As `createsuperuser` does; no service makes superusers.
    chief.is_staff = chief.is_superuser = True
    chief.save()
    Role = ProgramRole.Role  # noqa: N806 - a class under a shorter name
    roles: Mapping[str, tuple[str, tuple[str, ...], str]] = {
        "manager": (
            "Demo Manager",
            (Role.MANAGER, Role.OFFICER),
            "approves people, assigns, decides, publishes",
        ),
        "reviewer": ("Demo Reviewer", (Role.REVIEWER,), "verifies assigned assessments"),
        "moderator": ("Demo Moderator", (Role.MODERATOR,), "looks after the forum"),
    }
    people = {}
    log_ins = [LogIn(email=chief.email, purpose="everything in the admin")]
    for name, (full_name, granted, purpose) in roles.items():
        person = create_person(email=f"{name}@{PROGRAM}", full_name=full_name, password=password)
        for role in granted:
            grant_role(person=person, role=role, by=chief)
        people[name] = _anew(person)
        log_ins.append(LogIn(email=person.email, purpose=purpose))
    staff = Staff(
        chief=chief, manager=people["manager"], reviewer=people["reviewer"], password=password
    )
    return staff, log_ins


def _anew(person: User) -> User:
    """The same person without what was remembered of their roles."""
    return User.objects.get(pk=person.pk)


def _city_with_lead(made_up: DemoCity, staff: Staff) -> tuple[City, User]:
    city = City(
        name=made_up.name,
        country=made_up.country,
        subdivision=made_up.subdivision,
        population=made_up.population,
        latitude=Decimal(made_up.latitude),
        longitude=Decimal(made_up.longitude),
        timezone=made_up.timezone,
        demo=True,
    )
    save_city(city=city, by=staff.manager)
    lead = create_person(
        email=f"lead@{made_up.host}.example.org",
        full_name=made_up.lead,
        job_title="Chief data officer (demo)",
        password=staff.password,
    )
    membership = request_membership(city=city, message="Demo city hall", by=lead)
    approve(membership=membership, by=staff.manager, role=Membership.Role.LEAD)
    return city, _anew(lead)


def _answered(made_up: DemoCity, city: City, lead: User, standard: Standard) -> Assessment:
    assessment = start_assessment(city_id=city.pk, standard_code=standard.code, by=lead)
    half = standard.criteria[: len(standard.criteria) // 2]
    criteria = half if made_up.until == DRAFT else standard.criteria
    save_answers(
        assessment_id=assessment.pk,
        by=lead,
        changes=[
            _change(criterion, place, made_up.lacks)
            for criterion in criteria
            for place in range(len(criterion.requirements))
        ],
    )
    for area in standard.areas:
        claimed = [c for c in area.criteria if c.code not in made_up.lacks and c in criteria]
        if claimed:
            add_link(
                assessment_id=assessment.pk,
                by=lead,
                title=f"Demo folder: {area.title}",
                url=f"https://{made_up.host}.example.org/{area.code.lower()}",
                requirements=[item.code for c in claimed for item in c.requirements],
            )
    if made_up.broadband is not None:
        save_outcome(
            assessment_id=assessment.pk,
            by=lead,
            measure="broadband",
            tree={"value": made_up.broadband, "year": 2024, "source": "Demo household survey"},
            expected_mark="",
        )
    return assessment


def _answered_before(made_up: DemoCity, city: City, staff: Staff, standard: Standard) -> None:
    """Bring in what the city answered elsewhere, when the edition before was the current one."""
    answers = {}
    for area in standard.areas:
        folder = Evidence(
            title=f"Demo folder: {area.title}",
            url=f"https://{made_up.host}.example.org/{standard.edition}/{area.code.lower()}",
        )
        for criterion in area.criteria:
            for place, item in enumerate(criterion.requirements):
                change = _change(criterion, place, made_up.lacks)
                in_place = change.status == Status.IN_PLACE
                answers[item.code] = Answer(
                    status=Status(change.status),
                    note=change.note,
                    evidence=(folder,) if in_place else (),
                )
    import_assessment(
        city_id=city.pk,
        document=Document(
            standard=standard.code, city=city.name, country=city.country, answers=answers
        ),
        cycle=standard.edition + 3,
        by=staff.manager,
    )


def _change(criterion: Criterion, place: int, lacks: Collection[str]) -> Change:
    if criterion.code not in lacks:
        status, note = "in_place", "Demo answer: see the folder." if place == 0 else ""
    elif place == 0:
        status, note = "in_progress", "Demo answer: begun this year."
    else:
        status, note = "not_in_place", ""
    return Change(
        requirement=criterion.requirements[place].code,
        status=status,
        note=note,
        expected_version=0,
    )


def _earns(standard: Standard, criterion: Criterion, lacks: Collection[str]) -> bool:
    return criterion.code not in lacks and all(
        _earns(standard, standard.criterion(code), lacks) for code in criterion.prerequisites
    )


def _submit(assessment: Assessment, lead: User) -> None:
    transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)
    _evaluate(assessment, Stage.SELF)


def _evaluate(assessment: Assessment, stage: Stage) -> None:
    """Do the worker's part at once: no worker runs while the demo is made."""
    request = EvaluationRequest.objects.filter(
        submission__assessment=assessment, stage=stage
    ).latest("pk")
    evaluation.run(request.pk)


def _certify(
    made_up: DemoCity, assessment: Assessment, lead: User, staff: Staff, standard: Standard
) -> None:
    pk = assessment.pk
    review.ask_for_review(assessment_id=pk, by=lead)
    assignment = review.assign(assessment_id=pk, reviewer=staff.reviewer, by=staff.manager)
    review.answer_assignment(assignment_id=assignment.pk, accept=True, by=staff.reviewer)
    transition(assessment_id=pk, action=Action.REQUEST_REVIEW, by=staff.manager)
    for criterion in standard.criteria:
        met = criterion.code not in made_up.lacks
        review.record_verdicts(
            assessment_id=pk,
            criterion=criterion.code,
            findings=[
                review.Finding(
                    requirement=item.code,
                    value="met" if met else "not_met",
                    reason="" if met else "Demo verdict: the city does not claim it.",
                )
                for item in criterion.requirements
            ],
            final=True,
            by=staff.reviewer,
        )
    for report in OutcomeReport.objects.filter(assessment=assessment).select_related("measure"):
        review.record_outcome_verdict(
            assessment_id=pk,
            measure=report.measure.code,
            confirmed=True,
            reason="",
            by=staff.reviewer,
        )
    transition(assessment_id=pk, action=Action.RECOMMEND, by=staff.reviewer)
    _evaluate(assessment, Stage.VERIFIED)
    transition(assessment_id=pk, action=Action.DECIDE, by=staff.manager)
    review.accept_report(assessment_id=pk, by=lead)
    transition(assessment_id=pk, action=Action.PUBLISH, by=staff.manager)


def _talk(standard: Standard, leads: Mapping[str, User], staff: Staff) -> None:
    """Everybody writes once: the forum asks people to take their time between two posts."""
    answering = (leads["Demo Hillcrest"], staff.manager, staff.reviewer)
    for talk, person in zip(TALKS, answering, strict=True):
        category = Category.objects.get(area=standard.criterion(talk.criterion).area)
        topic = start_topic(
            category_id=category.pk,
            title=talk.title,
            text=talk.text,
            criterion_code=talk.criterion,
            by=_anew(leads[talk.city]),
        )
        reply(topic_id=topic.pk, text=talk.answer, by=_anew(person))
