"""What the gallery of components shows: each piece in each of its states."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from wwc.templatetags.components import ICONS, PILLS, STATES

LEVELS: Final = [
    {"code": "silver", "title": _("Silver"), "points": 22},
    {"code": "gold", "title": _("Gold"), "points": 30},
    {"code": "platinum", "title": _("Platinum"), "points": 37},
]


class GalleryForm(forms.Form):
    name = forms.CharField(label=_("City"), help_text=_("As it stands on the town hall."))
    email = forms.EmailField(label=_("Work e-mail address"))
    answer = forms.ChoiceField(
        label=_("Is it in place?"),
        choices=[
            ("yes", _("In place")),
            ("no", _("Not in place")),
            ("unknown", _("We do not know yet")),
        ],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=[("US", _("United States")), ("BR", _("Brazil"))]
    )
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agree = forms.BooleanField(label=_("I have read it"))


def samples() -> dict[str, Any]:
    """Return the context of the gallery page."""
    states = list(STATES)
    areas = [
        {
            "code": area,
            "title": title,
            "cells": [
                {
                    "code": f"{area}{number}",
                    "title": _("Criterion %(number)s of %(area)s")
                    % {"number": number, "area": title},
                    "state": states[(number * count // 2) % len(states)],
                    "url": "" if area == "EVAL" else f"#{area}{number}",
                }
                for number in range(1, count + 1)
            ],
        }
        for area, title, count in (
            ("DM", _("Data Management"), 9),
            ("BF", _("Data-Driven Budget and Finance"), 3),
            ("EVAL", _("Evaluations"), 4),
        )
    ]
    return {
        "icons": sorted(path.stem for path in ICONS.glob("*.svg")),
        "pills": list(PILLS),
        "levels": LEVELS,
        "areas": areas,
        "form": GalleryForm({"email": "nobody"}),
    }
