"""What the gallery of components shows: each piece in each of its states."""

from typing import Any, Final

from django import forms

from wwc.templatetags.components import ICONS, PILLS, STATES

LEVELS: Final = [
    {"code": "silver", "title": "Silver", "points": 22},
    {"code": "gold", "title": "Gold", "points": 30},
    {"code": "platinum", "title": "Platinum", "points": 37},
]


class GalleryForm(forms.Form):
    name = forms.CharField(label="City", help_text="As it stands on the town hall.")
    email = forms.EmailField(label="Work e-mail address")
    answer = forms.ChoiceField(
        label="Is it in place?",
        choices=[("yes", "In place"), ("no", "Not in place"), ("unknown", "We do not know yet")],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(choices=[("US", "United States"), ("BR", "Brazil")])
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="I have read it")


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
                    "title": f"Criterion {number} of {title}",
                    "state": states[(number * count // 2) % len(states)],
                    "url": "" if area == "EVAL" else f"#{area}{number}",
                }
                for number in range(1, count + 1)
            ],
        }
        for area, title, count in (
            ("DM", "Data Management", 9),
            ("BF", "Data-Driven Budget and Finance", 3),
            ("EVAL", "Evaluations", 4),
        )
    ]
    return {
        "icons": sorted(path.stem for path in ICONS.glob("*.svg")),
        "pills": list(PILLS),
        "levels": LEVELS,
        "areas": areas,
        "form": GalleryForm({"email": "nobody"}),
    }
