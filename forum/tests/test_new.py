"""/forum/new/: begin a topic."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cities.core.errors import Forbidden, Refused
from forum.models import Category, Post, Topic
from forum.services import start_topic
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
URL = "/forum/new/"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "title": village.TITLE,
        "category": village.room().pk,
        "criterion": "DM2",
        "text": village.TEXT,
        **changes,
    }


def test_a_topic_begins_with_its_first_post() -> None:
    lead = village.practitioner()

    response = village.browser(lead).post(URL, typed(title="  How do you\r\nkeep it alive? "))

    topic = Topic.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, topic.get_absolute_url())
    assert (topic.title, topic.criterion_code) == ("How do you keep it alive?", "DM2")
    assert (topic.author, topic.city, topic.last_author) == (lead, village.city_of(lead), lead)
    post = Post.objects.get()
    assert (post.topic, post.number, post.author, post.city) == (topic, 1, lead, topic.city)
    assert post.html == f"<p>{village.TEXT}</p>\n"
    room = village.room()
    assert (room.topic_count, room.last_post_at) == (1, topic.last_post_at)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": "Too short"}, "title", "15 characters or more"),
        ({"title": "x" * 201}, "title", "200 characters or less"),
        ({"title": ""}, "title", "required"),
        ({"text": "Too short"}, "text", "20 characters or more"),
        ({"text": "x" * 12_001}, "text", "12000 characters or less"),
        ({"category": ""}, "category", "required"),
        ({"category": "999"}, "category", "valid choice"),
        ({"criterion": "DM99"}, "criterion", "valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    changes: dict[str, Any], field: str, sentence: str
) -> None:
    response = village.browser(village.practitioner()).post(URL, typed(**changes))

    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]
    assert form["text"].value() == typed(**changes)["text"]
    assert form["title"].value() == typed(**changes)["title"]
    assert "There is a problem" in response.content.decode()
    assert not Topic.objects.exists()


def test_lines_of_a_browser_count_once_each() -> None:
    text = "a\r\n" * 5999 + "bc"

    village.browser(village.practitioner()).post(URL, typed(text=text))

    assert len(text) == 17_999
    assert len(Post.objects.get().text) == 12_000


def test_two_topics_within_fifteen_seconds_are_refused_and_the_text_is_kept() -> None:
    lead = village.practitioner()
    village.topic(lead, at=timezone.now() - timedelta(seconds=10))

    response = village.browser(lead).post(URL, typed(text="A text that I want to keep."))

    form = response.context["form"]
    assert form.non_field_errors() == [
        "You started a topic just now. Wait fifteen seconds, then send again."
    ]
    assert "A text that I want to keep." in response.content.decode()
    assert Topic.objects.count() == 1


def test_the_same_text_within_five_minutes_is_refused_and_later_not() -> None:
    lead = village.practitioner()
    village.topic(lead, at=timezone.now() - timedelta(minutes=4))
    client = village.browser(lead)

    refused = client.post(URL, typed())
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        accepted = client.post(URL, typed())

    assert "exactly this text" in refused.context["form"].non_field_errors()[0]
    assert accepted.status_code == 302


def test_only_the_program_begins_topics_among_the_announcements() -> None:
    lead = village.practitioner()
    announcements = village.room("announcements")

    response = village.browser(lead).post(URL, typed(category=announcements.pk))
    assert list(response.context["form"].errors) == ["category"]
    with pytest.raises(Forbidden):
        start_topic(category_id=announcements.pk, title=village.TITLE, text=village.TEXT, by=lead)

    response = village.browser(village.moderator()).post(URL, typed(category=announcements.pk))
    assert response.status_code == 302


def test_the_service_takes_no_code_that_no_edition_has() -> None:
    with pytest.raises(Refused, match="no criterion"):
        village.topic(village.practitioner(), criterion="XX1")


def test_the_address_fills_criterion_and_its_category() -> None:
    response = village.browser(village.practitioner()).get(URL, {"criterion": "DM2"})

    form = response.context["form"]
    assert form["criterion"].value() == "DM2"
    assert form["category"].value() == Category.objects.get(area="DM").pk
    assert '<option value="DM2" selected>' in response.content.decode()


@pytest.mark.usefixtures("strict_about_nul")
@pytest.mark.parametrize(
    "query",
    [
        {"criterion": "XX"},
        {"criterion": "\0"},
        {"category": "nowhere"},
        {"category": "general\0"},
        {"city": "x"},
        {"criterion": "DM1", "category": "\0"},
        {"criterion": "DM1", "city": "\0"},
        {"criterion": "DM1", "city": "rivermouth\n"},
    ],
)
def test_what_the_address_asks_and_is_not_there_is_passed_over(query: dict[str, str]) -> None:
    response = village.browser(village.practitioner()).get(URL, query)

    assert response.status_code == 200
    assert not response.context["form"]["title"].value()


def test_asking_a_city_names_it_only_if_it_offers_help() -> None:
    helping = village.certified("Goldtown", offers=["DM2"])
    client = village.browser(village.practitioner())
    slug = helping.city.slug

    asked = client.get(URL, {"criterion": "DM2", "city": slug}).context["form"]
    elsewhere = client.get(URL, {"criterion": "DM3", "city": slug}).context["form"]
    applicant = client.get(URL, {"criterion": "DM2", "city": "rivermouth-tx-us"}).context["form"]

    assert asked["title"].value() == "Question for Goldtown: DM2 Comprehensive data inventory"
    assert asked["text"].value().startswith("A question for Goldtown, TX, United States")
    assert not elsewhere["title"].value()
    assert not applicant["title"].value()


@pytest.mark.usefixtures("strict_about_nul")
def test_rubbish_in_the_form_is_refused_like_any_other() -> None:
    client = village.browser(village.practitioner())
    rubbish = {"title": "\0" * 20, "category": "\0", "criterion": "\0", "text": "\0" * 30}

    response = client.post(URL, rubbish)
    previewed = client.post(URL, {**rubbish, "preview": "1"})

    assert set(response.context["form"].errors) == {"title", "category", "criterion", "text"}
    assert (response.status_code, previewed.status_code) == (200, 200)
    assert not Topic.objects.exists()


def test_the_preview_button_works_without_javascript_and_keeps_everything() -> None:
    response = village.browser(village.practitioner()).post(
        URL, typed(title="Short", text="**bold** enough to see", preview="1")
    )

    page = response.content.decode()
    assert "<strong>bold</strong> enough to see" in page
    assert response.context["form"]["title"].value() == "Short"
    assert f'<option value="{village.room().pk}" selected>' in page
    assert not Topic.objects.exists()


def test_a_locked_person_gets_the_gate() -> None:
    client = village.browser(village.newcomer())

    for response in (client.get(URL), client.post(URL, typed())):
        assert response.status_code == 403
        assert "self-assessment of Drytown" in response.content.decode()
    assert not Topic.objects.exists()
