"""The gate: who reads posts, who writes, and what is left to do for the others."""

import pytest
from django.contrib.auth.models import AnonymousUser

from assessments.core.lifecycle import Action
from assessments.services.lifecycle import transition
from assessments.tests import world
from cities.core.errors import Forbidden
from cities.models import Membership, ProgramRole, User
from cities.services import (
    approve,
    end_membership,
    request_membership,
    revoke_role,
    set_active,
)
from forum.models import Category, Post, Topic
from forum.queries import Gate, Step, forum_access, gate
from forum.services import reply, start_topic
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]


def gate_of(person: User) -> Gate | None:
    return gate(person, forum_access(person))


def test_an_anonymous_person_sees_nothing() -> None:
    village.topic(village.practitioner())

    access = forum_access(AnonymousUser())

    assert not access.signed_in
    assert not Category.objects.visible_to(access).exists()
    assert not Topic.objects.visible_to(access).exists()
    assert not Post.objects.visible_to(access).exists()


def test_a_locked_city_sees_titles_and_no_posts() -> None:
    begun = village.topic(village.practitioner())

    access = forum_access(village.newcomer())

    assert not access.unlocked
    assert list(Topic.objects.visible_to(access)) == [begun]
    assert not Post.objects.visible_to(access).exists()
    assert not Category.objects.open_to(access).exists()


def test_a_city_that_submitted_once_stays_in_whatever_came_of_it() -> None:
    lead = village.practitioner()
    (own,) = forum_access(lead).assessments

    transition(assessment_id=own.id, action=Action.WITHDRAW, by=lead)

    access = forum_access(world.anew(lead))
    assert access.unlocked
    assert access.city is not None
    assert access.city.name == "Rivermouth"
    assert (access.moderator, access.program) == (False, False)


def test_program_staff_are_in_and_only_moderators_moderate() -> None:
    reviewer = forum_access(world.staff(ProgramRole.Role.REVIEWER))
    moderator = forum_access(village.moderator())
    chief = forum_access(world.chief())

    assert (reviewer.unlocked, reviewer.program, reviewer.moderator) == (True, True, False)
    assert (moderator.unlocked, moderator.program, moderator.moderator) == (True, True, True)
    assert (chief.unlocked, chief.program, chief.moderator) == (True, True, True)
    assert reviewer.city is None


def test_somebody_whose_account_is_closed_has_no_access() -> None:
    lead = village.practitioner()
    lead.is_active = False

    assert not forum_access(lead).signed_in


def test_of_two_cities_the_one_that_submitted_is_written_for() -> None:
    first = world.city("Drytown")
    lead = world.lead_of(first)
    second = world.city("Rivermouth")
    membership = request_membership(city=second, message="", by=lead)
    approve(membership=membership, by=world.chief(), role="lead")
    lead = world.anew(lead)
    world.submitted(second, lead)

    access = forum_access(world.anew(lead))

    assert access.unlocked
    assert access.city == second


def test_hidden_topics_and_their_posts_are_for_moderators() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    moderator = village.moderator()
    village.hide(begun, moderator)

    assert not Topic.objects.visible_to(forum_access(lead)).exists()
    assert not Post.objects.visible_to(forum_access(lead)).exists()
    assert Topic.objects.visible_to(forum_access(moderator)).get() == begun
    assert Post.objects.visible_to(forum_access(moderator)).count() == 1


def test_the_gate_leads_from_joining_to_submitting() -> None:
    place = world.city("Drytown")
    person = world.person("sam@drytown.example.org")
    assert gate_of(person) == Gate(step=Step.JOIN)

    membership = request_membership(city=place, message="City hall", by=person)
    person = world.anew(person)
    assert gate_of(person) == Gate(step=Step.WAIT)

    approve(membership=membership, by=world.chief(), role="lead")
    person = world.anew(person)
    assert gate_of(person) == Gate(step=Step.START, city=place)

    draft = world.draft(place, person)
    world.answer_all(draft, person)
    person = world.anew(person)
    assert gate_of(person) == Gate(
        step=Step.FINISH, city=place, assessment_id=draft.pk, answered=357, asked=357
    )

    world.report_broadband(draft, person)
    transition(assessment_id=draft.pk, action=Action.SUBMIT, by=person)
    assert gate_of(world.anew(person)) is None


def test_no_service_lets_a_locked_person_write() -> None:
    begun = village.topic(village.practitioner())
    newcomer = village.newcomer()

    with pytest.raises(Forbidden):
        reply(topic_id=begun.pk, text=village.TEXT, by=newcomer)
    with pytest.raises(Forbidden):
        start_topic(
            category_id=village.room().pk, title=village.TITLE, text=village.TEXT, by=newcomer
        )

    assert Post.objects.count() == 1


def test_who_left_the_city_meanwhile_cannot_write() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    colleague = _colleague(lead)
    assert forum_access(colleague).unlocked

    end_membership(membership=colleague.memberships.get(), by=lead)

    with pytest.raises(Forbidden):
        reply(topic_id=begun.pk, text=village.TEXT, by=colleague)
    with pytest.raises(Forbidden):
        village.topic(colleague)
    assert Post.objects.count() == 1


def test_whose_account_was_closed_meanwhile_cannot_write() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    colleague = _colleague(lead)
    assert forum_access(colleague).unlocked

    set_active(person=world.anew(colleague), active=False, by=world.chief())

    with pytest.raises(Forbidden):
        reply(topic_id=begun.pk, text=village.TEXT, by=colleague)


def test_who_lost_the_role_meanwhile_cannot_moderate() -> None:
    begun = village.topic(village.practitioner())
    moderator = village.moderator()
    assert forum_access(moderator).moderator

    revoke_role(person=moderator, role=ProgramRole.Role.MODERATOR, by=world.chief())

    with pytest.raises(Forbidden):
        village.hide(begun, moderator)
    with pytest.raises(Forbidden):
        village.hide_post(begun.posts.get(), moderator)
    assert not Post.objects.filter(hidden=True).exists()
    assert not Topic.objects.hidden().exists()


def test_a_right_lost_while_the_page_is_answered_is_forbidden() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    client, membership = village.browser(_colleague(lead)), Membership.objects.latest("pk")

    # The page has asked what the person may do when it looks for the topic.
    with village.meanwhile("forum_topic", lambda: end_membership(membership=membership, by=lead)):
        response = client.post(f"/forum/topics/{begun.pk}/reply/", {"text": village.TEXT})

    assert response.status_code == 403
    assert Post.objects.count() == 1


def _colleague(lead: User) -> User:
    """A contributor in the city of a lead."""
    person = world.person("colleague@rivermouth.example.org")
    asked = request_membership(city=village.city_of(lead), message="City hall", by=person)
    approve(membership=asked, by=world.chief(), role="contributor")
    return world.anew(person)
