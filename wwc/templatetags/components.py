"""The pieces that pages are built from. Wrong use raises: a page must not show half a piece.

Each piece has its markup in templates/components/, and all of them stand in the gallery at
/components/.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

register = template.Library()

ICONS: Final = Path(settings.BASE_DIR) / "static" / "vendor" / "icons"

PILLS: Final[Mapping[str, str]] = {
    "ok": "check-circle-fill",
    "going": "circle-half",
    "todo": "circle",
    "wait": "hourglass-split",
    "blocked": "lock",
    "stop": "x-circle",
    "info": "info-circle",
}
"""Kind of a pill: the icon that says the same as its colour."""

LEVELS: Final = ("silver", "gold", "platinum")

STATES: Final[Mapping[str, Any]] = {
    "earned": gettext_lazy("Earned"),
    "open": gettext_lazy("Not earned yet"),
    "blocked": gettext_lazy("Blocked by a prerequisite"),
    "unanswered": gettext_lazy("Not answered"),
}
SYMBOLS: Final[Mapping[str, str]] = {
    "earned": "check-lg",
    "open": "circle",
    "blocked": "lock",
    "unanswered": "question-lg",
}
"""State of a heat strip's cell: the symbol that stands in it."""


class WrongUse(ValueError):
    """A component was asked for something it does not know."""


def _known(value: object, known: Sequence[str] | Mapping[str, Any], what: str) -> str:
    if value not in known:
        raise WrongUse(f"{what}: {value!r} is not one of {', '.join(known)}")
    return str(value)


@cache
def _svg(name: str) -> SafeString:
    path = ICONS / f"{name}.svg"
    if not name.replace("-", "").isalnum() or not path.is_file():
        raise WrongUse(f"icon: there is no {name!r} in {ICONS.name}/")
    drawing = path.read_text().split(">", 1)[1].rsplit("</svg>", 1)[0]
    return mark_safe(drawing.strip())  # noqa: S308 - our own vendored file


@cache
def _version() -> str:
    pyproject = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
    return str(pyproject["project"]["version"])


@register.simple_tag
def portal_version() -> str:
    return _version()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon: decoration beside words, or, with a label, a picture that says it."""
    said = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon" width="16" height="16" viewBox="0 0 16 16" fill="currentColor" '
        'focusable="false" {}>{}</svg>',
        said,
        _svg(name),
    )


@register.simple_tag
def pill(kind: str, text: str) -> SafeString:
    """Show a state in words, with the icon and colour of its kind."""
    kind = _known(kind, PILLS, "pill")
    if not text:
        raise WrongUse("pill: a colour and an icon without words say nothing")
    return format_html('<span class="pill pill--{}">{}{}</span>', kind, icon(PILLS[kind]), text)


@register.simple_tag
def level_badge(code: str, title: str) -> SafeString:
    """Show a level by name: the code picks the look, the title is what is read."""
    code = _known(code, LEVELS, "level_badge")
    if not title:
        raise WrongUse("level_badge: a level needs its title")
    return format_html('<span class="level level--{}">{}{}</span>', code, icon("award-fill"), title)


@register.inclusion_tag("components/heat_strip.html")
def heat_strip(areas: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Show criteria by area, one cell each: [{code, title, cells: [{code, title, state, url}]}]."""
    rows = []
    for area in areas:
        cells = []
        for cell in area["cells"]:
            state = _known(cell["state"], STATES, f"heat_strip, {cell['code']}")
            cells.append(
                {
                    "code": cell["code"],
                    "title": cell["title"],
                    "url": cell.get("url", ""),
                    "state": state,
                    "said": STATES[state],
                    "symbol": SYMBOLS[state],
                }
            )
        earned = sum(cell["state"] == "earned" for cell in cells)
        rows.append({**area, "cells": cells, "earned": earned})
    legend = [
        {"state": state, "said": said, "symbol": SYMBOLS[state]} for state, said in STATES.items()
    ]
    return {"rows": rows, "legend": legend}


@register.inclusion_tag("components/bullet_bar.html")
def bullet_bar(
    points: int,
    available: int,
    levels: Sequence[Mapping[str, Any]],
    after: int | None = None,
) -> dict[str, Any]:
    """Show points on the way to the levels: [{code, title, points}], lowest first.

    `after`: the points once the roadmap is done.
    """
    if not 0 <= points <= available or not available:
        raise WrongUse(f"bullet_bar: {points} of {available} points cannot be")
    if after is not None and not points <= after <= available:
        raise WrongUse(f"bullet_bar: {after} points after {points} of {available} cannot be")
    marks = [
        {
            "code": _known(level["code"], LEVELS, "bullet_bar"),
            "title": level["title"],
            "points": level["points"],
            "at": _along(level["points"], available),
        }
        for level in levels
    ]
    return {
        "points": points,
        "points_at": _along(points, available),
        "available": available,
        "after": after,
        "after_at": _along(after or 0, available),
        "marks": marks,
    }


def _along(points: int, available: int) -> str:
    """Say where on a bar so many points are, as an SVG length."""
    return f"{100 * points / available:.2f}%"


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | Sequence[BaseForm] | None) -> dict[str, Any]:
    """List what is wrong with the forms of a page, each with a link to its field."""
    faults: list[dict[str, str]] = []
    for form in chain.from_iterable(
        [one] if one is None or isinstance(one, BaseForm) else one for one in forms
    ):
        if form is None or not form.is_bound:
            continue
        for name, errors in form.errors.items():
            target, before = _field(form, name) if name in form.fields else ("", "")
            faults.extend({"target": target, "text": f"{before}{error}"} for error in errors)
    return {"faults": faults}


def _field(form: BaseForm, name: str) -> tuple[str, str]:
    """Return the id a link to a field goes to, and the label as it opens a sentence."""
    field = form[name]
    # A group of radio buttons or boxes has no id of its own; its first one has.
    target = field.id_for_label or str(field.subwidgets[0].id_for_label)
    label = str(field.label)
    return target, f"{label} " if label.endswith(("?", ".", ":")) else f"{label}: "
