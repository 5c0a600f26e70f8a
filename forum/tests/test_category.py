"""/forum/categories/<slug>/: topics, newest talk first, page by page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from cities.models import User
from forum.models import Topic
from forum.queries import forum_access, topic_list
from forum.services import TopicAction, moderate_topic
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
URL = "/forum/categories/general/"
Count = Callable[[Callable[[], object]], int]


def many(lead: User, count: int) -> list[Topic]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        village.topic(
            lead,
            title=f"Question number {number:03}",
            text=f"The text of question number {number:03}.",
            at=start + timedelta(minutes=number),
        )
        for number in range(count)
    ]


def titles(response: object) -> list[str]:
    return [topic.title for topic in response.context["topics"]]  # type: ignore[attr-defined]


def test_the_latest_talk_comes_first_and_pinned_topics_before() -> None:
    lead = village.practitioner()
    first, second, third = many(lead, 3)
    village.posts(first, lead, 1)
    moderate_topic(topic_id=second.pk, action=TopicAction.PIN, by=village.moderator())

    response = village.browser(lead).get(URL)

    assert titles(response) == [second.title, first.title, third.title]


def test_pages_follow_one_another_without_gap_or_repetition() -> None:
    lead = village.practitioner()
    made = many(lead, 43)
    same_moment = made[5].last_post_at
    Topic.objects.filter(pk__in=[topic.pk for topic in made[:30]]).update(last_post_at=same_moment)
    moderator = village.moderator()
    for topic in made[:22]:
        moderate_topic(topic_id=topic.pk, action=TopicAction.PIN, by=moderator)
    client = village.browser(lead)

    seen, address, pages = [], URL, 0
    while address:
        response = client.get(address)
        seen += titles(response)
        pages += 1
        following = response.context["following"]
        address = f"{URL}?after={following}" if following else ""

    assert pages == 3
    assert seen == [topic.title for topic in Topic.objects.in_list_order()]
    assert len(set(seen)) == 43


@pytest.mark.parametrize(
    "after", ["x", "1-2", "0-1-2-3", "0--5-1", "0-9" * 40, "0-" + "9" * 30 + "-1"]
)
def test_a_place_that_was_never_written_is_no_page(after: str) -> None:
    client = village.browser(village.practitioner())

    assert client.get(URL, {"after": after}).status_code == 404


def test_a_page_reads_ids_from_the_index_without_sorting() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("reads SQLite's query plan")
    lead = village.practitioner()
    place = many(lead, 1)[0].place
    topics = Topic.objects.visible_to(forum_access(lead)).filter(category=village.room())

    plans = [
        listed.shown().in_list_order().values_list("pk")[:21].explain()
        for listed in (topics, topics.after(place))
    ]

    assert "TEMP B-TREE" not in "".join(plans)
    assert "COVERING INDEX topic_list (category_id=? AND hidden=?)" in plans[0]
    assert "(category_id=? AND hidden=? AND pinned=? AND last_post_at<?)" in plans[1]


def test_a_category_costs_the_same_for_one_topic_and_three(count_queries: Count) -> None:
    lead = village.practitioner()
    client = village.browser(lead)
    many(lead, 1)
    one = count_queries(lambda: client.get(URL))
    village.topic(village.practitioner("Lakeside"), text="Another text of another city.")
    village.topic(village.practitioner("Hilltop"), text="A third text of a third city.")

    three = count_queries(lambda: client.get(URL))

    assert one == three == 7


def test_a_locked_person_sees_titles_but_no_names() -> None:
    village.topic(village.practitioner())

    page = village.browser(village.newcomer()).get(URL).content.decode()

    assert village.TITLE in page
    assert "Rivermouth" not in page
    assert "Start a topic" not in page


def test_hidden_topics_are_listed_for_moderators_alone() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    moderator = village.moderator()
    village.hide(begun, moderator)

    assert titles(village.browser(lead).get(f"{URL}?hidden")) == []
    assert titles(village.browser(moderator).get(URL)) == []
    assert titles(village.browser(moderator).get(f"{URL}?hidden")) == [begun.title]


def test_only_the_program_is_offered_to_announce() -> None:
    url = "/forum/categories/announcements/"

    for person, offered in ((village.practitioner(), False), (village.moderator(), True)):
        page = village.browser(person).get(url).content.decode()
        assert ("Start a topic" in page) == offered


def test_an_unknown_category_is_not_found() -> None:
    client = village.browser(village.practitioner())

    assert client.get("/forum/categories/nowhere/").status_code == 404


def test_the_list_says_when_the_latest_post_was_written() -> None:
    lead = village.practitioner()
    begun = many(lead, 1)[0]
    last = village.posts(begun, lead, 2)[-1]

    (listed,) = topic_list(village.room(), forum_access(lead), after=None, hidden=False).topics

    assert listed.last_number == 3
    assert listed.last_post_at == last.posted_at
