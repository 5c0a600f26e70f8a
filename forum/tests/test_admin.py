"""The forum in the admin: rooms are edited, topics and posts only moderated."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.tests import world
from cities.models import ProgramRole
from forum.models import Category, Post, Topic
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
Count = Callable[[Callable[[], object]], int]
LISTS = ("category", "topic", "post", "helpoffer")


def url(model: str) -> str:
    return reverse(f"admin:forum_{model}_changelist")


@pytest.mark.parametrize("model", LISTS)
def test_moderators_and_managers_look_and_reviewers_do_not(model: str) -> None:
    for role, status in (
        (ProgramRole.Role.MODERATOR, 200),
        (ProgramRole.Role.MANAGER, 200),
        (ProgramRole.Role.REVIEWER, 403),
    ):
        assert village.browser(world.staff(role)).get(url(model)).status_code == status


def test_a_room_is_renamed_but_its_counts_are_not_typed() -> None:
    room = village.room()
    village.browser(village.moderator()).post(
        reverse("admin:forum_category_change", args=[room.pk]),
        {"title": "Anything", "slug": "anything", "about": "", "position": 5, "topic_count": 99},
    )

    changed = Category.objects.get(pk=room.pk)
    assert (changed.title, changed.slug, changed.topic_count) == ("Anything", "anything", 0)


def test_topics_and_posts_are_neither_added_changed_nor_deleted() -> None:
    begun = village.topic(village.practitioner())
    client = village.browser(world.chief())

    for model, thing in (("topic", begun), ("post", begun.posts.get())):
        change = reverse(f"admin:forum_{model}_change", args=[thing.pk])
        assert client.get(change).status_code == 200
        assert client.post(change, {"title": "Changed", "text": "Changed"}).status_code == 403
        assert client.get(reverse(f"admin:forum_{model}_add")).status_code == 403
        delete = reverse(f"admin:forum_{model}_delete", args=[thing.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403
    assert (Topic.objects.get().title, Post.objects.get().text) == (village.TITLE, village.TEXT)


def test_actions_go_through_the_service_and_are_for_moderators() -> None:
    begun = village.topic(village.practitioner())
    ticked = {"action": "hide", "_selected_action": [begun.pk]}

    village.browser(world.staff(ProgramRole.Role.MANAGER)).post(url("topic"), ticked)
    assert not Topic.objects.get().hidden

    village.browser(village.moderator()).post(url("topic"), ticked)
    assert Topic.objects.get().hidden
    assert village.room().topic_count == 0


@pytest.mark.parametrize("model", ["topic", "post"])
def test_lists_cost_the_same_for_one_row_and_three(model: str, count_queries: Count) -> None:
    client = village.browser(village.moderator())
    village.topic(village.practitioner())
    one = count_queries(lambda: client.get(url(model)))
    village.topic(village.practitioner("Lakeside"), text="Another text of another city.")
    village.topic(village.practitioner("Hilltop"), text="A third text of a third city.")

    assert count_queries(lambda: client.get(url(model))) == one


def test_the_newest_posts_are_listed_without_sorting_them_all() -> None:
    lead = village.practitioner()
    posts = [*village.topic(lead).posts.all(), *village.posts(Topic.objects.get(), lead, 2)]
    client = village.browser(village.moderator())

    with CaptureQueriesContext(connection) as statements:
        response = client.get(url("post"))

    assert list(response.context["cl"].result_list) == posts[::-1]
    orders = [s["sql"].partition("ORDER BY")[2] for s in statements if '"html"' in s["sql"]]
    assert [order.split()[:2] for order in orders] == [['"forum_post"."id"', "DESC"]]
