"""/forum/topics/<pk>/reply/: answer in a topic."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cities.core.errors import Refused
from forum.models import Post, Topic
from forum.services import TopicAction, moderate_topic, reply
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
Count = Callable[[Callable[[], object]], int]


def url(topic: Topic) -> str:
    return f"/forum/topics/{topic.pk}/reply/"


def test_a_reply_takes_the_next_number_and_moves_the_topic_up() -> None:
    lead, other = village.practitioner(), village.practitioner("Lakeside")
    begun = village.topic(lead)

    response = village.browser(other).post(url(begun), {"text": "Put a *date* on every row."})

    post = Post.objects.get(number=2)
    begun.refresh_from_db()
    assert response.headers["Location"] == f"/forum/topics/{begun.pk}/?page=1#post-2"
    assert (post.author, post.city) == (other, village.city_of(other))
    assert "<em>date</em>" in post.html
    assert (begun.last_number, begun.last_author, begun.last_post_at) == (
        2,
        other,
        post.posted_at,
    )
    assert (village.room().topic_count, village.room().last_post_at) == (1, post.posted_at)


def test_numbers_stay_when_a_post_is_hidden() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    last = village.posts(begun, lead, 2)[-1]
    village.hide_post(last, village.moderator())

    assert reply(topic_id=begun.pk, text="One more, after the hidden one.", by=lead).number == 4


def test_what_is_wrong_is_said_and_nothing_typed_is_lost() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)

    response = village.browser(lead).post(url(begun), {"text": "Too short"})

    assert response.context["form"].errors == {"text": ["Write 20 characters or more."]}
    assert ">\nToo short</textarea>" in response.content.decode()
    assert Post.objects.count() == 1


def test_two_posts_within_five_seconds_are_refused_whatever_the_topic() -> None:
    lead = village.practitioner()
    first = village.topic(lead)
    second = village.topic(
        lead, title="Another question altogether", text="Quite another text here."
    )
    client = village.browser(lead)
    now = timezone.now()

    with time_machine.travel(now, tick=False):
        client.post(url(first), {"text": "The first of two quick replies."})
    with time_machine.travel(now + timedelta(seconds=4), tick=False):
        refused = client.post(url(second), {"text": "The second of two quick replies."})
    with time_machine.travel(now + timedelta(seconds=5), tick=False):
        accepted = client.post(url(second), {"text": "The second of two quick replies."})

    assert "Wait five seconds" in refused.context["form"].non_field_errors()[0]
    assert "The second of two quick replies." in refused.content.decode()
    assert accepted.status_code == 302


def test_somebody_elses_haste_is_not_mine() -> None:
    lead, other = village.practitioner(), village.practitioner("Lakeside")
    begun = village.topic(lead)
    with time_machine.travel(timezone.now(), tick=False):
        reply(topic_id=begun.pk, text="The same text of two people.", by=lead)

        post = reply(topic_id=begun.pk, text="The same text of two people.", by=other)

    assert post.number == 3


def test_a_closed_topic_takes_no_reply_but_a_moderators() -> None:
    lead, moderator = village.practitioner(), village.moderator()
    begun = village.topic(lead)
    moderate_topic(topic_id=begun.pk, action=TopicAction.CLOSE, by=moderator)

    with pytest.raises(Refused, match="closed"):
        reply(topic_id=begun.pk, text="May I still say something?", by=lead)
    page = village.browser(lead).get(begun.get_absolute_url()).content.decode()

    assert "Send reply" not in page
    assert reply(topic_id=begun.pk, text="Closed, as it is answered.", by=moderator).number == 2


def test_a_reply_to_a_hidden_topic_is_not_found() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    village.hide(begun, village.moderator())

    response = village.browser(lead).post(url(begun), {"text": village.TEXT})

    assert response.status_code == 404


def test_the_preview_button_works_without_javascript() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)

    response = village.browser(lead).post(url(begun), {"text": "*soon* to be sent", "preview": "1"})

    assert "<em>soon</em> to be sent" in response.content.decode()
    assert response.context["form"]["text"].value() == "*soon* to be sent"
    assert Post.objects.count() == 1


def test_a_locked_person_gets_the_gate() -> None:
    begun = village.topic(village.practitioner())
    client = village.browser(village.newcomer())

    for response in (client.get(url(begun)), client.post(url(begun), {"text": village.TEXT})):
        assert response.status_code == 403
        assert "self-assessment of Drytown" in response.content.decode()
    assert Post.objects.count() == 1


def test_a_reply_costs_at_most_twenty_statements_however_long_the_topic(
    count_queries: Count,
) -> None:
    lead, other = village.practitioner(), village.practitioner("Lakeside")
    begun = village.topic(lead)
    client = village.browser(other)
    second = count_queries(lambda: client.post(url(begun), {"text": "The second of all posts."}))
    village.posts(begun, lead, 2)

    with time_machine.travel(timezone.now() + timedelta(seconds=6)):
        fifth = count_queries(lambda: client.post(url(begun), {"text": "The fifth of all posts."}))

    assert begun.posts.count() == 5
    assert second == fifth <= 20
