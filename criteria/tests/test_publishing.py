"""Publishing and closing: one way, by a manager, with the code typed."""

import pytest
from django.conf import LazySettings

from criteria.core.errors import Forbidden, Refused
from criteria.models import Standard, StandardEvent, StandardRevision
from criteria.queries import get_standard, standard_by_code
from criteria.services import (
    Change,
    close_standard,
    publish_standard,
    shown_hash,
    store_edition,
)
from criteria.tests.authors import (
    all_the_same,
    drafted,
    manager,
    next_tree,
    person,
    published,
    sent,
    staff,
    superuser,
)
from criteria.tests.examples import criterion, small_standard, small_tree

pytestmark = pytest.mark.django_db
REPLACED = "The draft was replaced since this page was shown. Look at it again."


def publish(code: str = "small-2026", typed: str | None = None, content_hash: str = "") -> Standard:
    row = Standard.objects.get(code=code)
    return publish_standard(
        code=code,
        typed=code if typed is None else typed,
        content_hash=content_hash or shown_hash(row),
        by=manager(),
    )


def reasons(code: str = "small-2026", **more: str) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        publish(code, **more)
    return refused.value.reasons


def test_a_published_draft_can_be_read_by_everybody_and_is_noted() -> None:
    drafted()
    row = publish()
    assert row.published_at is not None
    assert get_standard("small-2026").status == "published"
    assert StandardRevision.objects.get(standard=row).document["status"] == "published"
    event = StandardEvent.objects.filter(standard=row).last()
    assert event is not None
    assert (event.action, event.actor) == ("published", manager())


def test_publishing_leaves_the_meaning_and_the_edition_before_as_they_are() -> None:
    drafted()
    before = Standard.objects.get(code="small-2026").meaning_hash
    publish()
    assert Standard.objects.get(code="small-2026").meaning_hash == before
    assert Standard.objects.get(code="small-2022").status == "published"


def test_a_draft_that_supersedes_nothing_can_be_published() -> None:
    sent(small_tree())
    assert publish("small-2022").status == "published"


def test_nobody_but_managers_and_superusers_publishes_or_closes() -> None:
    drafted()
    for refused in (staff(), person()):
        with pytest.raises(Forbidden):
            publish_standard(code="small-2026", typed="small-2026", content_hash="", by=refused)
        with pytest.raises(Forbidden):
            close_standard(code="small-2022", typed="small-2022", by=refused)
    assert close_standard(code="small-2022", typed="small-2022", by=superuser())


@pytest.mark.parametrize("typed", ["", "small-2022", "SMALL-2026"])
def test_the_code_has_to_be_typed(typed: str) -> None:
    drafted()
    assert reasons(typed=typed) == ("Type the code small-2026 to confirm.",)
    assert standard_by_code("small-2026").status == "draft"


def test_a_draft_that_was_replaced_since_it_was_shown_is_not_published() -> None:
    drafted()
    shown = shown_hash(Standard.objects.get(code="small-2026"))
    sent(next_tree(title="Another title"))
    assert reasons(content_hash=shown) == (REPLACED,)


def test_changes_or_translations_replaced_since_a_draft_was_shown_stop_publishing_too() -> None:
    drafted()
    shown = shown_hash(Standard.objects.get(code="small-2026"))
    rows = all_the_same(small_standard())
    sent(next_tree(), changes=[*rows[:-1], {**rows[-1], "relation": "reworded"}])
    assert reasons(content_hash=shown) == (REPLACED,)

    shown = shown_hash(Standard.objects.get(code="small-2026"))
    sent(next_tree(), es={"standard": "small-2026", "language": "es", "texts": {}})
    assert reasons(content_hash=shown) == (REPLACED,)


def test_what_became_of_the_edition_before_has_to_be_told() -> None:
    published()
    sent(next_tree())
    assert reasons()[0].startswith("It does not say what became of small-2022.")


def test_the_edition_before_must_be_there_and_published() -> None:
    sent(small_tree())
    sent(next_tree(), changes=all_the_same(small_standard()))
    assert reasons() == ("small-2022, which it supersedes, is a draft itself. Publish that first.",)
    Standard.objects.filter(code="small-2026").update(supersedes="nowhere")
    assert reasons() == ("nowhere, which it supersedes, is not in this portal.",)


def test_a_lineage_that_fitted_another_draft_of_the_edition_before_is_not_enough() -> None:
    sent(small_tree())
    sent(next_tree(), changes=all_the_same(small_standard()))
    tree = small_tree()
    tree["areas"][1]["criteria"][1] = criterion("B9")
    sent(tree)
    publish("small-2022")
    found = reasons()
    assert found[0] == "What it says of the changes from small-2022 is not complete:"
    assert any("is no code of small-2022: B2" in reason for reason in found)


def test_nothing_is_published_or_closed_twice() -> None:
    drafted()
    publish()
    assert reasons() == ("Only a draft can be published.",)
    close_standard(code="small-2022", typed="small-2022", by=manager())
    with pytest.raises(Refused, match="Only a published edition can be closed"):
        close_standard(code="small-2022", typed="small-2022", by=manager())


def test_a_draft_is_not_closed() -> None:
    drafted()
    with pytest.raises(Refused, match="Only a published edition can be closed"):
        close_standard(code="small-2026", typed="small-2026", by=manager())


def test_an_unknown_edition_is_unknown() -> None:
    with pytest.raises(Standard.DoesNotExist):
        close_standard(code="nowhere", typed="nowhere", by=manager())


def test_the_edition_that_new_assessments_are_started_against_stays_open(
    settings: LazySettings,
) -> None:
    published()
    settings.CURRENT_STANDARD = "small-2022"
    with pytest.raises(Refused, match="New assessments use the 2022 standard, which is this one"):
        close_standard(code="small-2022", typed="small-2022", by=manager())
    assert Standard.objects.get().status == "published"


def test_a_closed_edition_is_read_on_and_its_file_does_not_open_it_again() -> None:
    published()
    row = close_standard(code="small-2022", typed=" small-2022 ", by=manager())
    assert row.status == "superseded"
    assert get_standard("small-2022").status == "superseded"
    assert store_edition(standard=small_standard()).change is Change.UNCHANGED
    assert Standard.objects.get().status == "superseded"
    assert StandardEvent.objects.get().action == "closed"


def test_the_file_of_a_draft_that_was_published_here_changes_nothing_any_more() -> None:
    drafted()
    publish()
    draft = small_standard(code="small-2026", edition=2026, supersedes="small-2022", status="draft")
    assert store_edition(standard=draft).change is Change.UNCHANGED
    row = Standard.objects.get(code="small-2026")
    assert row.status == "published"
    assert row.changes_hash


def test_changes_that_say_same_of_another_text_keep_a_draft_from_being_published() -> None:
    older = published()
    tree = next_tree()
    tree["areas"][0]["criteria"][0]["statement"] = "The city does more."
    rows = all_the_same(older)
    sent(tree, changes=rows)
    (said,) = reasons()
    assert said.startswith("A1: the changes say same, but the texts differ. Write reworded there")
    rows[0]["relation"] = "reworded"
    sent(tree, changes=rows)
    assert publish().status == "published"
