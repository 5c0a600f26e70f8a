"""Practitioners, certified cities and talk for tests, brought about as users would."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from assessments.core.lifecycle import Action
from assessments.models import Assessment, Certification
from assessments.models.results import Stage
from assessments.services import review
from assessments.services.lifecycle import transition
from assessments.tests import world
from cities.models import City, ProgramRole, User
from cities.services import load_cities
from forum.models import Category, Post, Topic
from forum.services import (
    PostAction,
    TopicAction,
    ensure_categories,
    moderate_post,
    moderate_topic,
    offer_help,
    reply,
    start_topic,
)

TITLE = "How do you keep your inventory alive?"
TEXT = "We made one last year and nobody has opened it since."


@dataclass(frozen=True, kw_only=True)
class Certified:
    """A city that holds a certification, and the person who leads it."""

    city: City
    lead: User
    certification: Certification


def rooms() -> None:
    ensure_categories(areas=world.the_standard().areas)


def room(slug: str = "general") -> Category:
    return Category.objects.get(slug=slug)


def newcomer(name: str = "Drytown") -> User:
    """The lead of a city that has not started."""
    return world.lead_of(world.city(name))


def practitioner(
    name: str = "Rivermouth", *, country: str = "US", population: int = 90_000
) -> User:
    """The lead of a city that has submitted its self-assessment."""
    place = world.city(name, country=country, population=population)
    lead = world.lead_of(place)
    world.submitted(place, lead)
    return world.anew(lead)


def moderator() -> User:
    return world.staff(ProgramRole.Role.MODERATOR)


def certified(
    name: str,
    *,
    not_met: Collection[str] = (),
    country: str = "US",
    population: int = 90_000,
    offers: Collection[str] = (),
) -> Certified:
    """A city led through review to a published certification; `not_met`: requirement codes."""
    place = world.city(name, country=country, population=population)
    lead = world.lead_of(place)
    reviewer, manager, officer = (
        world.staff(role, email=f"{role}@{place.slug}.program.example.org")
        for role in (ProgramRole.Role.REVIEWER, ProgramRole.Role.MANAGER, ProgramRole.Role.OFFICER)
    )
    assessment = world.submitted(place, lead)
    world.in_review(assessment, lead, reviewer, manager)
    world.judge_all(assessment, reviewer, not_met=not_met)
    review.record_outcome_verdict(
        assessment_id=assessment.pk, measure="broadband", confirmed=True, reason="", by=reviewer
    )
    transition(assessment_id=assessment.pk, action=Action.RECOMMEND, by=reviewer)
    world.evaluate(assessment, Stage.VERIFIED)
    transition(assessment_id=assessment.pk, action=Action.DECIDE, by=officer)
    review.accept_report(assessment_id=assessment.pk, by=lead)
    transition(assessment_id=assessment.pk, action=Action.PUBLISH, by=manager)
    lead = world.anew(lead)
    if offers:
        offer_help(city=place, codes=offers, by=lead)
    return Certified(city=place, lead=lead, certification=Certification.objects.get(city=place))


def topic(
    by: User,
    *,
    title: str = TITLE,
    text: str = TEXT,
    criterion: str = "",
    category: str = "general",
    at: datetime | None = None,
) -> Topic:
    """A topic begun at a moment; if none is given, a minute after whatever was said last."""
    with time_machine.travel(at or later(), tick=False):
        return start_topic(
            category_id=room(category).pk, title=title, text=text, criterion_code=criterion, by=by
        )


def posts(topic: Topic, by: User, count: int) -> list[Post]:
    """Replies, ten seconds apart, from a minute after whatever was said last."""
    start = later()
    made = []
    for place in range(count):
        with time_machine.travel(start + timedelta(seconds=10 * place), tick=False):
            made.append(reply(topic_id=topic.pk, text=f"Reply {place}: {TEXT}", by=by))
    return made


def later() -> datetime:
    last = Post.objects.order_by("-posted_at").first()
    return last.posted_at + timedelta(minutes=1) if last else timezone.now() - timedelta(hours=9)


@contextmanager
def meanwhile(table: str, act: Callable[[], object]) -> Iterator[None]:
    """Let something happen once, just before the first statement about a table."""
    waiting = [act]

    def run(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if waiting and f'"{table}"' in sql:
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield
    assert not waiting


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hide(topic: Topic, by: User) -> Topic:
    return moderate_topic(topic_id=topic.pk, action=TopicAction.HIDE, by=by)


def hide_post(post: Post, by: User) -> Post:
    return moderate_post(post_id=post.pk, action=PostAction.HIDE, by=by)


def city_of(lead: User) -> City:
    return City.objects.of_member(lead).get()


def assessment_of(lead: User) -> Assessment:
    return Assessment.objects.of_member(lead).latest("started_at")


def scales() -> None:
    """The scales that loading the gazetteer stores."""
    load_cities()
