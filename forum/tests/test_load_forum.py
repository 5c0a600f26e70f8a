"""`manage.py load_forum` and `render_posts`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from criteria.core.standard import Standard
from forum.core.markdown import RENDERER_VERSION
from forum.models import Category, Post
from forum.services import ensure_categories
from forum.tests import village


def said(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("standard")
def test_a_room_for_each_area_and_the_general_ones() -> None:
    assert said("load_forum") == "forum: 11 categories made\n"

    rooms = Category.objects.values_list("slug", "area", "only_program_starts")
    assert list(rooms) == [
        ("announcements", "", True),
        ("introductions", "", False),
        ("general", "", False),
        ("data-management", "DM", False),
        ("leadership-and-capacity", "LC", False),
        ("open-data", "OD", False),
        ("performance-and-analytics", "PA", False),
        ("data-driven-budget-and-finance", "BF", False),
        ("results-driven-contracting", "RDC", False),
        ("community-impact", "CI", False),
        ("evaluations", "EVAL", False),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("standard")
def test_a_second_run_makes_nothing_and_leaves_what_was_renamed() -> None:
    said("load_forum")
    Category.objects.filter(area="DM").update(title="Data, well kept", slug="data")

    assert said("load_forum") == "forum: nothing to make\n"

    assert Category.objects.count() == 11
    assert Category.objects.get(area="DM").title == "Data, well kept"


@pytest.mark.django_db
def test_without_the_standard_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="run load_standard first"):
        said("load_forum")


@pytest.mark.django_db
@pytest.mark.usefixtures("forum")
def test_posts_of_an_older_renderer_are_rendered_anew_and_no_others() -> None:
    lead = village.practitioner()
    begun = village.topic(lead)
    village.posts(begun, lead, 1)
    Post.objects.filter(number=1).update(html="<p>old</p>", renderer=RENDERER_VERSION - 1)
    Post.objects.filter(number=2).update(html="<p>kept</p>")

    assert said("render_posts") == "forum: 1 posts rendered\n"

    assert list(Post.objects.values_list("html", "renderer")) == [
        (f"<p>{village.TEXT}</p>\n", RENDERER_VERSION),
        ("<p>kept</p>", RENDERER_VERSION),
    ]


def test_rooms_speak_the_reader_s_language_until_they_are_renamed(both_standards: Standard) -> None:
    said("load_forum")
    room = Category.objects.get(area="DM")
    with override("es"):
        assert room.shown_title == "Gestión de datos"
    assert room.shown_title == "Data Management"
    room.title = "Data people"
    room.save()
    said("load_forum")
    room.refresh_from_db()
    with override("es"):
        assert room.shown_title == "Data people"


def test_rooms_that_stand_learn_new_translations(both_standards: Standard) -> None:
    ensure_categories(areas=both_standards.areas)
    with override("es"):
        assert Category.objects.get(area="DM").shown_title == "Data Management"
    said("load_forum")
    with override("es"):
        assert Category.objects.get(area="DM").shown_title == "Gestión de datos"
