"""/forum/topics/<pk>/: posts by their numbers."""

from collections.abc import Callable

import pytest

from assessments.tests import world
from cities.models import Membership, ProgramRole
from cities.services import approve, end_membership, request_membership, update_profile
from forum.services import PostAction, moderate_post
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
Count = Callable[[Callable[[], object]], int]


def test_each_post_shows_name_job_title_and_city() -> None:
    lead = village.practitioner()
    update_profile(person=lead, full_name="Ana Ruiz", job_title="Chief data officer", by=lead)
    begun = village.topic(world.anew(lead))

    page = village.browser(lead).get(begun.get_absolute_url()).content.decode()

    assert "Ana Ruiz, Chief data officer, Rivermouth, TX, United States" in page
    assert lead.email not in page


def test_staff_without_a_city_write_as_the_program_team() -> None:
    manager = world.staff(ProgramRole.Role.MANAGER)
    begun = village.topic(manager, category="announcements")

    page = village.browser(village.practitioner()).get(begun.get_absolute_url()).content.decode()

    assert "Program team" in page


def test_a_post_keeps_the_city_it_was_written_for() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    place = village.city_of(lead)
    successor = world.person("successor@rivermouth.example.org")
    approve(
        membership=request_membership(city=place, message="", by=successor),
        by=world.chief(),
        role="lead",
    )
    end_membership(membership=Membership.objects.get(user=lead), by=lead)

    page = village.browser(world.anew(successor)).get(begun.get_absolute_url()).content.decode()

    assert "Lead, Rivermouth, TX, United States" in page


def test_posts_come_twenty_a_page_by_their_numbers() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    last = village.posts(begun, lead, 21)[-1]
    client = village.browser(lead)

    first = client.get(begun.get_absolute_url())
    second = client.get(last.get_absolute_url())

    assert [n.number for n in first.context["posts"]] == list(range(1, 21))
    assert [n.number for n in second.context["posts"]] == [21, 22]
    assert last.get_absolute_url() == f"/forum/topics/{begun.pk}/?page=2#post-22"


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "9" * 40])
def test_a_page_that_is_not_there_is_not_found(page: str) -> None:
    lead = village.practitioner()
    begun = village.topic(lead)

    response = village.browser(lead).get(begun.get_absolute_url(), {"page": page})

    assert response.status_code == 404


def test_a_hidden_post_leaves_its_number_and_nothing_else() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    secret, _ = village.posts(begun, lead, 2)
    moderator = village.moderator()
    moderate_post(post_id=secret.pk, action=PostAction.HIDE, by=moderator)

    seen = village.browser(lead).get(begun.get_absolute_url())
    moderated = village.browser(moderator).get(begun.get_absolute_url())

    assert [(n.number, n.post is None) for n in seen.context["posts"]] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    assert "Post 2 was hidden by a moderator" in seen.content.decode()
    assert "Reply 0" not in seen.content.decode()
    assert "Reply 0" in moderated.content.decode()


def test_a_locked_person_sees_the_title_and_the_gate() -> None:
    begun = village.topic(village.practitioner(), text="What we never told anybody before.")

    response = village.browser(village.newcomer()).get(begun.get_absolute_url())

    page = response.content.decode()
    assert response.status_code == 200
    assert village.TITLE in page
    assert "self-assessment of Drytown" in page
    assert "never told" not in page
    assert "Rivermouth" not in page


def test_a_hidden_topic_is_as_unknown_as_one_that_never_was() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    village.hide(begun, village.moderator())
    client = village.browser(lead)

    assert client.get(begun.get_absolute_url()).status_code == 404
    assert client.get("/forum/topics/999999/").status_code == 404
    assert client.get(f"/forum/topics/{10**30}/").status_code == 404


def test_a_topic_costs_the_same_for_one_post_and_three(count_queries: Count) -> None:
    lead, other = village.practitioner(), village.practitioner("Lakeside")
    begun = village.topic(lead)
    client = village.browser(lead)
    one = count_queries(lambda: client.get(begun.get_absolute_url()))
    village.posts(begun, other, 2)

    three = count_queries(lambda: client.get(begun.get_absolute_url()))

    assert one == three == 6


def test_the_page_of_a_moderator_costs_the_same_for_one_post_and_three(
    count_queries: Count,
) -> None:
    lead, moderator = village.practitioner(), village.moderator()
    begun = village.topic(lead)
    client = village.browser(moderator)
    one = count_queries(lambda: client.get(begun.get_absolute_url()))
    village.posts(begun, lead, 2)

    three = count_queries(lambda: client.get(begun.get_absolute_url()))

    assert one == three <= 12
