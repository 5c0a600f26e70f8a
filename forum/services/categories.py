"""The rooms of the forum: one for each practice area, and the general ones."""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop, override

from criteria.core.standard import ENGLISH
from criteria.core.texts import LANGUAGES, Foreign
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
GENERAL_ROOMS: Final = (
    ("announcements", gettext_noop("Announcements"), gettext_noop("News from the program team.")),
    (
        "introductions",
        gettext_noop("Introductions"),
        gettext_noop("Say who you are, what you do in your city, and what you are working on."),
    ),
    (
        "general",
        gettext_noop("General"),
        gettext_noop("Everything that belongs to no single practice area."),
    ),
)


def ensure_categories(
    *, areas: Iterable[Area], translated: Mapping[str, Iterable[Area]] | None = None
) -> int:
    """Make the rooms that are missing and return how many; those that stand keep their names.

    A practice area is known by its code, so moderators may rename its room. `translated` holds the
    areas in other languages; a room that was not renamed is shown by them.
    """
    wanted = [
        *_general_rooms(),
        *(
            Category(
                slug=slugify(area.title)[:60] or slugify(area.code),
                title=area.title[:120],
                about=_shortened(area.about),
                area=area.code,
                position=AREAS_START_AT + place,
            )
            for place, area in enumerate(areas)
        ),
    ]
    by_area = _translations(translated or {})
    for room in wanted:
        own = {"title": room.title, "about": room.about}
        said = by_area.get(room.area, {}) if room.area else room.translations
        room.translations = {**said, ENGLISH: own}
    with transaction.atomic():
        standing = list(Category.objects.all())
        _renew_translations(standing, wanted)
        slugs = {room.slug for room in standing}
        codes = {room.area for room in standing if room.area}
        missing = [
            room
            for room in wanted
            if (room.area not in codes if room.area else room.slug not in slugs)
        ]
        for room in missing:
            if room.slug in slugs:
                room.slug = slugify(f"{room.slug[:38]}-{room.area}")
        Category.objects.bulk_create(missing)
    return len(missing)


def _renew_translations(standing: Iterable[Category], wanted: Iterable[Category]) -> None:
    by_area = {room.area: room for room in wanted if room.area}
    by_slug = {room.slug: room for room in wanted if not room.area}
    changed = []
    for room in standing:
        source = by_area.get(room.area) if room.area else by_slug.get(room.slug)
        if source is not None and room.translations != source.translations:
            room.translations = source.translations
            changed.append(room)
    if changed:
        Category.objects.bulk_update(changed, ["translations"])


def _translations(
    translated: Mapping[str, Iterable[Area]],
) -> dict[str, dict[str, dict[str, str]]]:
    """Return what rooms of areas are called: by area code, then by language."""
    said: dict[str, dict[str, dict[str, str]]] = {}
    for language, areas in translated.items():
        for area in areas:
            if not isinstance(area.title, Foreign):
                said.setdefault(area.code, {})[language] = {
                    "title": area.title[:120],
                    "about": _shortened(area.about),
                }
    return said


def _general_rooms() -> list[Category]:
    rooms = []
    for position, (slug, title, about) in enumerate(GENERAL_ROOMS, start=1):
        room = Category(
            slug=slug,
            title=title,
            about=about,
            position=position,
            only_program_starts=slug == "announcements",
        )
        for language in LANGUAGES:
            with override(language):
                room.translations[language] = {"title": gettext(title), "about": gettext(about)}
        rooms.append(room)
    return rooms


def _shortened(about: str, longest: int = 300) -> str:
    return about if len(about) <= longest else about[: longest - 3].rstrip() + "..."
