"""Moderators hide, close and pin; everybody else may not."""

import pytest
from django.contrib.admin.models import LogEntry

from cities.core.errors import Forbidden
from forum.models import Post, Topic
from forum.services import PostAction, TopicAction, moderate_post, moderate_topic
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]


def test_hiding_a_topic_takes_it_out_of_the_counts_and_showing_puts_it_back() -> None:
    lead, moderator = village.practitioner(), village.moderator()
    kept = village.topic(lead)
    village.posts(kept, lead, 1)
    begun = village.topic(
        lead, title="Another question altogether", text="Quite another text here."
    )
    kept.refresh_from_db()

    moderate_topic(topic_id=begun.pk, action=TopicAction.HIDE, by=moderator)
    assert (village.room().topic_count, village.room().last_post_at) == (1, kept.last_post_at)

    moderate_topic(topic_id=kept.pk, action=TopicAction.HIDE, by=moderator)
    assert (village.room().topic_count, village.room().last_post_at) == (0, None)

    moderate_topic(topic_id=begun.pk, action=TopicAction.SHOW, by=moderator)
    assert (village.room().topic_count, village.room().last_post_at) == (1, begun.last_post_at)


def test_hiding_the_last_post_lets_lists_name_the_one_before() -> None:
    lead, other, moderator = (
        village.practitioner(),
        village.practitioner("Lakeside"),
        village.moderator(),
    )
    begun = village.topic(lead)
    (last,) = village.posts(begun, other, 1)

    moderate_post(post_id=last.pk, action=PostAction.HIDE, by=moderator)

    hidden = Topic.objects.get()
    assert (hidden.last_author, hidden.last_post_at) == (lead, begun.last_post_at)
    assert hidden.last_number == 2
    assert village.room().last_post_at == begun.last_post_at

    moderate_post(post_id=last.pk, action=PostAction.SHOW, by=moderator)

    shown = Topic.objects.get()
    assert (shown.last_author, shown.last_post_at) == (other, last.posted_at)


def test_each_act_is_logged_once_and_twice_the_same_changes_nothing() -> None:
    lead, moderator = village.practitioner(), village.moderator()
    begun = village.topic(lead)

    for _ in range(2):
        moderate_topic(topic_id=begun.pk, action=TopicAction.CLOSE, by=moderator)
        moderate_post(post_id=begun.posts.get().pk, action=PostAction.HIDE, by=moderator)

    logged = LogEntry.objects.order_by("pk").values_list("user", "object_id", "change_message")
    assert list(logged) == [
        (moderator.pk, str(begun.pk), "Close topic"),
        (moderator.pk, str(begun.posts.get().pk), "Hide post"),
    ]


@pytest.mark.parametrize("action", TopicAction)
def test_nobody_else_moderates_topics(action: TopicAction) -> None:
    lead = village.practitioner()
    begun = village.topic(lead)

    response = village.browser(lead).post(
        f"/forum/topics/{begun.pk}/moderate/", {"action": action.value}
    )
    with pytest.raises(Forbidden):
        moderate_topic(topic_id=begun.pk, action=action, by=lead)

    assert response.status_code == 403
    begun.refresh_from_db()
    assert (begun.hidden, begun.closed, begun.pinned) == (False, False, False)


def test_nobody_else_moderates_posts() -> None:
    lead = village.practitioner()
    post = village.topic(lead).posts.get()

    response = village.browser(lead).post(f"/forum/posts/{post.pk}/moderate/", {"action": "hide"})

    assert response.status_code == 403
    assert not Post.objects.get().hidden


def test_a_moderator_acts_from_the_topics_page() -> None:
    begun = village.topic(village.practitioner())
    client = village.browser(village.moderator())
    page = client.get(begun.get_absolute_url()).content.decode()
    assert all(words in page for words in ("Pin topic", "Close topic", "Hide topic", "Hide post 1"))

    response = client.post(f"/forum/topics/{begun.pk}/moderate/", {"action": "pin"}, follow=True)
    client.post(f"/forum/posts/{begun.posts.get().pk}/moderate/", {"action": "hide"})

    assert Topic.objects.get().pinned
    assert Post.objects.get().hidden
    assert "Done: Pin topic." in response.content.decode()


@pytest.mark.parametrize("action", ["", "burn"])
def test_an_unknown_act_is_a_bad_request(action: str) -> None:
    begun = village.topic(village.practitioner())
    client = village.browser(village.moderator())

    response = client.post(f"/forum/topics/{begun.pk}/moderate/", {"action": action})

    assert response.status_code == 400


def test_moderation_is_never_a_get() -> None:
    begun = village.topic(village.practitioner())
    client = village.browser(village.moderator())

    assert client.get(f"/forum/topics/{begun.pk}/moderate/").status_code == 405
