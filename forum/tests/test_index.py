"""/forum/: the rooms, with what is stored of them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessments.tests import world
from cities.models import City
from forum.models import Category
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
URL = "/forum/"
Count = Callable[[Callable[[], object]], int]


@pytest.mark.parametrize(
    "name_and_arguments",
    [
        ("index", []),
        ("category", ["general"]),
        ("new", []),
        ("topic", [1]),
        ("reply", [1]),
        ("help", ["DM2"]),
        ("offers", []),
    ],
)
def test_whoever_is_not_signed_in_gets_the_sign_in_page(
    name_and_arguments: tuple[str, list[object]],
) -> None:
    name, arguments = name_and_arguments
    url = reverse(f"forum:{name}", args=arguments)

    response = Client().get(url)

    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('account_login')}?next={url}"


def test_rooms_are_listed_with_stored_counts_and_empty_ones_apart() -> None:
    lead = village.practitioner()
    village.topic(lead)
    village.topic(lead, title="Another question altogether", text="Quite another text, this one.")

    response = village.browser(lead).get(URL)

    assert [(room.slug, room.topic_count) for room in response.context["busy"]] == [("general", 2)]
    assert len(response.context["quiet"]) == 10
    assert "2 topics" in response.content.decode()


def test_a_locked_person_sees_rooms_and_the_way_in() -> None:
    village.topic(village.practitioner())
    newcomer = village.newcomer()

    page = village.browser(newcomer).get(URL).content.decode()

    assert "General" in page
    assert "start the self-assessment of Drytown" in page
    assert reverse("assessments:assessments") in page
    assert reverse("forum:new") not in page


def test_a_person_with_a_draft_is_led_to_it() -> None:
    lead = village.newcomer()
    draft = world.draft(City.objects.get(name="Drytown"), lead)

    page = village.browser(lead).get(URL).content.decode()

    assert "has answered 0 of 357 requirements" in page
    assert reverse("assessments:assessment", args=[draft.pk]) in page


def test_the_index_costs_the_same_for_one_room_and_three(count_queries: Count) -> None:
    lead = village.practitioner()
    client = village.browser(lead)
    village.topic(lead)
    one = count_queries(lambda: client.get(URL))
    for slug in ("introductions", "data-management"):
        village.topic(
            lead, category=slug, title=f"A question in {slug}", text=f"Text in {slug} ..."
        )

    three = count_queries(lambda: client.get(URL))

    assert Category.objects.filter(topic_count__gt=0).count() == 3
    assert one == three == 6


def test_the_index_is_read_only() -> None:
    assert village.browser(village.practitioner()).post(URL).status_code == 405
