"""Rows of the forum, and what it reads of the other apps; one function for each question asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import slug_re
from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from assessments.core.lifecycle import ENDED
from assessments.models import Answer, Assessment, Certification, Submission
from assessments.models.results import Stage
from cities import rules
from cities.core.context import Scale
from cities.models import City, ContextScale, Membership, User
from cities.queries import memberships_of
from criteria.core.standard import CODE
from criteria.models import Criterion, Requirement, Standard
from forum.core.peers import Candidate, Context, Peer, helpers
from forum.models import (
    POSTS_A_PAGE,
    Access,
    Category,
    HelpOffer,
    OwnAssessment,
    Place,
    Post,
    Topic,
)

Person = User | AnonymousUser

TOPICS_A_PAGE: Final = 20
TOPICS_ON_A_CRITERION: Final = 5
HELPERS_SHOWN: Final = 8


def forum_access(person: Person) -> Access:
    """Return what a person may do in the forum; asked of the database once for each instance."""
    if not isinstance(person, User) or not person.is_active:
        return Access()
    access: Access | None = getattr(person, "_forum_access", None)
    if access is None:
        access = _access(person)
        person._forum_access = access  # type: ignore[attr-defined]  # kept with the request's user
    return access


def _access(person: User) -> Access:
    cities = [membership.city for membership in memberships_of(person)]
    assessments = _own_assessments(cities) if cities else ()
    practising = {own.city_id for own in assessments if own.handed_in}
    # `is_staff` is kept in step with the roles, and spares everybody else the question.
    program = person.is_superuser or (person.is_staff and rules.is_program(person))
    open_cities = [city for city in cities if city.pk in practising]
    return Access(
        signed_in=True,
        city=next(iter(open_cities if program else open_cities or cities), None),
        unlocked=program or bool(open_cities),
        moderator=person.is_superuser or (program and rules.is_moderator(person)),
        program=program,
        assessments=assessments,
    )


def _own_assessments(cities: Iterable[City]) -> tuple[OwnAssessment, ...]:
    rows = (
        Assessment.objects.filter(city__in=list(cities))
        .annotate(handed_in=Exists(Submission.objects.filter(assessment=OuterRef("pk"))))
        .order_by("-started_at", "-pk")
        .values_list("pk", "city_id", "standard_id", "state", "handed_in")
    )
    return tuple(
        OwnAssessment(
            id=pk,
            city_id=city_id,
            standard_id=standard_id,
            live=state not in ENDED,
            handed_in=handed_in,
        )
        for pk, city_id, standard_id, state, handed_in in rows
    )


class Step(StrEnum):
    """What a person is to do next to be let into the forum."""

    JOIN = "join"
    WAIT = "wait"
    START = "start"
    FINISH = "finish"


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The way into the forum, for a person who is not in yet."""

    step: Step
    city: City | None = None
    assessment_id: int | None = None
    answered: int = 0
    asked: int = 0


def gate(person: User, access: Access) -> Gate | None:
    """Return what is left to do before the forum opens, or None where it is open; one query."""
    if access.unlocked:
        return None
    if access.city is None:
        waits = Membership.objects.requested().filter(user=person).exists()
        return Gate(step=Step.WAIT if waits else Step.JOIN)
    live = next((own for own in access.assessments if own.live), None)
    if live is None:
        return Gate(step=Step.START, city=access.city)
    answered, asked = (
        Assessment.objects.filter(pk=live.id)
        .annotate(
            answered=_count(
                Answer.objects.filter(assessment=OuterRef("pk")).exclude(status=""), "assessment"
            ),
            asked=_count(Requirement.objects.filter(standard=OuterRef("standard_id")), "standard"),
        )
        .values_list("answered", "asked")
        .get()
    )
    city = next(m.city for m in memberships_of(person) if m.city_id == live.city_id)
    return Gate(step=Step.FINISH, city=city, assessment_id=live.id, answered=answered, asked=asked)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# --- talk -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TopicList:
    """One page of a category; `following` is where the next one goes on."""

    topics: tuple[Topic, ...]
    following: Place | None


def topic_list(
    category: Category, access: Access, *, after: Place | None, hidden: bool
) -> TopicList:
    """Return a page of topics with two queries: ids from the list's index, then their rows."""
    topics = Topic.objects.visible_to(access).filter(category=category)
    topics = topics.hidden() if hidden else topics.shown()
    if after is not None:
        topics = topics.after(after)
    ids = list(topics.in_list_order().values_list("pk", flat=True)[: TOPICS_A_PAGE + 1])
    found = Topic.objects.select_related("author", "city", "last_author").in_bulk(
        ids[:TOPICS_A_PAGE]
    )
    shown = tuple(found[pk] for pk in ids if pk in found)
    return TopicList(topics=shown, following=shown[-1].place if len(ids) > TOPICS_A_PAGE else None)


def topics_about(code: str, access: Access) -> tuple[Topic, ...]:
    """Return the topics on a criterion with the latest posts."""
    return tuple(
        Topic.objects.visible_to(access)
        .shown()
        .filter(criterion_code=code)
        .select_related("category", "last_author")
        .order_by("-last_post_at", "-id")[:TOPICS_ON_A_CRITERION]
    )


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A post's number, and the post unless it is hidden from the person who reads."""

    number: int
    post: Post | None


def posts_on_page(topic: Topic, access: Access, page: int) -> tuple[Numbered, ...]:
    """Return the posts of a page by their numbers, those hidden from the reader as gaps."""
    posts = {
        post.number: post
        for post in Post.objects.visible_to(access)
        .filter(topic=topic)
        .on_page(page)
        .select_related("author", "city")
    }
    first = (page - 1) * POSTS_A_PAGE + 1
    last = min(page * POSTS_A_PAGE, topic.last_number)
    return tuple(
        Numbered(number=number, post=posts.get(number)) for number in range(first, last + 1)
    )


def criterion_choices() -> tuple[Criterion, ...]:
    """Return the current standard's criteria with their areas, in its order."""
    return tuple(
        Criterion.objects.filter(standard__code=settings.CURRENT_STANDARD)
        .select_related("area")
        .order_by("position")
    )


# --- help -------------------------------------------------------------------------------------


def find_criterion(code: str, standard_id: int | None) -> Criterion:
    """Return a criterion of an edition; of none in particular, the current one's or the newest.

    Topics keep their code when an edition drops it. `code` may be anybody's text. Raises
    Criterion.DoesNotExist.
    """
    if not CODE.fullmatch(code):
        raise Criterion.DoesNotExist
    criteria = Criterion.objects.filter(code=code)
    if standard_id is not None:
        return criteria.get(standard=standard_id)
    current = Case(When(standard__code=settings.CURRENT_STANDARD, then=0), default=1)
    found = (
        criteria.filter(standard__in=Standard.objects.public())
        .order_by(current, "-standard__edition", "standard")
        .first()
    )
    if found is None:
        raise Criterion.DoesNotExist
    return found


@dataclass(frozen=True, kw_only=True)
class HelpingCity:
    """A certified city that offers help; `peer` says how like one's own city it is."""

    city: City
    demo: bool
    verified_on: date
    peer: Peer | None


def helping_cities(criterion: Criterion, own: City | None, today: date) -> tuple[HelpingCity, ...]:
    """Return the cities to ask about a criterion, best first, with one or two queries.

    A city is named only if a certification of it is in force, reviewers found the criterion earned
    in the evaluation behind that certification, and the city itself offers help on it.
    """
    found: dict[str, Certification] = {}
    for certification in _certifications_that_help(criterion, today).order_by(
        "-decision__evaluation__evaluated_at", "-pk"
    ):
        found.setdefault(certification.city.slug, certification)
    scales = context_scales() if own is not None and found else {}
    ranked = helpers(
        context_of(own) if own is not None else None,
        [
            Candidate(
                context=context_of(certification.city), verified_on=_verified_on(certification)
            )
            for certification in found.values()
        ],
        scales,
        today,
    )
    return tuple(
        HelpingCity(
            city=found[helper.slug].city,
            demo=found[helper.slug].city.demo or found[helper.slug].demo,
            verified_on=helper.verified_on,
            peer=helper.peer,
        )
        for helper in ranked
    )


def find_helping_city(criterion: Criterion, slug: str, today: date) -> City | None:
    """Return a city that offers help on a criterion and is certified for it, by its slug.

    `slug` may be anybody's text.
    """
    if not slug_re.match(slug):
        return None
    certification = _certifications_that_help(criterion, today).filter(city__slug=slug).first()
    return certification.city if certification else None


def _certifications_that_help(criterion: Criterion, today: date) -> QuerySet[Certification]:
    return (
        Certification.objects.current(today)
        .filter(
            decision__evaluation__stage=Stage.VERIFIED,
            decision__evaluation__results__criterion=criterion,
            decision__evaluation__results__earned=True,
            city__in=HelpOffer.objects.filter(criterion_code=criterion.code).values("city"),
        )
        .select_related("city", "decision__evaluation")
        .defer("decision__evaluation__scorecard", "decision__evaluation__roadmap")
    )


def _verified_on(certification: Certification) -> date:
    assert certification.decision is not None  # the filter asks for its evaluation
    return certification.decision.evaluation.evaluated_at.date()


def context_of(city: City) -> Context:
    return Context(
        slug=city.slug,
        population=city.population,
        latitude=float(city.latitude),
        longitude=float(city.longitude),
        country=city.country,
        region=city.region,
        subdivision=city.subdivision,
        language=city.language,
        density=None if city.density is None else float(city.density),
        median_income=city.median_income,
        poverty=None if city.poverty is None else float(city.poverty),
        government=city.government,
    )


def context_scales() -> dict[str, Scale]:
    return {
        variable: Scale(centre=centre, spread=spread)
        for variable, centre, spread in ContextScale.objects.values_list(
            "variable", "centre", "spread"
        )
    }


# --- offers -----------------------------------------------------------------------------------


def certified_cities_led_by(person: User, today: date) -> tuple[City, ...]:
    """Return the cities a person leads that hold a certification today."""
    led = {m.city_id: m.city for m in memberships_of(person) if m.role == Membership.Role.LEAD}
    if not led:
        return ()
    certified = set(
        Certification.objects.current(today).filter(city__in=led).values_list("city_id", flat=True)
    )
    return tuple(city for pk, city in led.items() if pk in certified)


def verified_criteria(city_id: int, today: date) -> tuple[Criterion, ...]:
    """Return what a city's certifications of today were verified on, once a code, newest first."""
    criteria = (
        Criterion.objects.filter(
            results__earned=True,
            results__evaluation__stage=Stage.VERIFIED,
            results__evaluation__decisions__certification__in=Certification.objects.current(
                today
            ).filter(city=city_id),
        )
        .select_related("area")
        .distinct()
        .order_by("-standard__edition", "standard", "position")
    )
    once: dict[str, Criterion] = {}
    for criterion in criteria:
        once.setdefault(criterion.code, criterion)
    return tuple(once.values())


def offered_codes(city_id: int) -> frozenset[str]:
    return frozenset(
        HelpOffer.objects.filter(city=city_id).values_list("criterion_code", flat=True)
    )
