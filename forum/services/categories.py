"""The rooms of the forum: one for each practice area, and the general ones."""

from collections.abc import Iterable
from typing import Final, Protocol

from django.db import transaction
from django.utils.text import slugify

from forum.models import Category


class Area(Protocol):
    """A practice area, as a row or as a value."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def about(self) -> str: ...


AREAS_START_AT: Final = 10


def ensure_categories(*, areas: Iterable[Area]) -> int:
    """Make the rooms that are missing and return how many; those that stand are left as they are.

    A practice area is known by its code, so moderators may rename its room.
    """
    wanted = [
        Category(
            slug=slugify(area.title)[:60] or slugify(area.code),
            title=area.title[:120],
            about=_shortened(area.about),
            area=area.code,
            position=AREAS_START_AT + place,
        )
        for place, area in enumerate(areas)
    ]
    with transaction.atomic():
        standing = set(Category.objects.values_list("slug", "area"))
        slugs = {slug for slug, _ in standing}
        codes = {area for _, area in standing if area}
        missing = [room for room in wanted if room.area not in codes]
        for room in missing:
            if room.slug in slugs:
                room.slug = slugify(f"{room.slug[:38]}-{room.area}")
        missing += [room for room in _general_rooms() if room.slug not in slugs]
        Category.objects.bulk_create(missing)
    return len(missing)


def _general_rooms() -> list[Category]:
    return [
        Category(
            slug="announcements",
            title="Announcements",
            about="News from the program team.",
            position=1,
            only_program_starts=True,
        ),
        Category(
            slug="introductions",
            title="Introductions",
            about="Say who you are, what you do in your city, and what you are working on.",
            position=2,
        ),
        Category(
            slug="general",
            title="General",
            about="Everything that belongs to no single practice area.",
            position=3,
        ),
    ]


def _shortened(about: str, longest: int = 300) -> str:
    return about if len(about) <= longest else about[: longest - 3].rstrip() + "..."
