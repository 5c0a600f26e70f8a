"""One form for each outcome measure; its rule's kind says which fields there are."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from assessments.core.document import Figure, Report
from assessments.core.outcomes import PLACES, amount
from assessments.forms.faults import Prose
from assessments.queries.outcomes import NEVER, StoredReport
from criteria.core.numbers import unit_after
from criteria.core.standard import ENGLISH, AtLeast, AtMostOrFalling, Outcome, Region, RuleKind
from criteria.queries import tell

FIELDS: Final = {
    "$.value": "value",
    "$.year": "year",
    "$.source": "source",
    "$.title": "title",
    "$.sdg": "sdg",
    "$.baseline": "baseline_value",
    "$.baseline.value": "baseline_value",
    "$.baseline.year": "baseline_year",
    "$.target": "target_value",
    "$.target.value": "target_value",
    "$.target.year": "target_year",
}
"""Place in the document -> name of the field."""

BY_KIND: Final[Mapping[RuleKind, tuple[tuple[str, ...], ...]]] = {
    RuleKind.AT_LEAST: (("value", "year"), ("source",)),
    RuleKind.AT_MOST_OR_FALLING: (
        ("value", "year"),
        ("baseline_value", "baseline_year"),
        ("source",),
    ),
    RuleKind.ON_PACE: (
        ("title",),
        ("sdg",),
        ("baseline_value", "baseline_year"),
        ("target_value", "target_year"),
        ("value", "year"),
        ("source",),
    ),
}
"""Rows of fields, in the order in which they are asked."""

GOALS: Final = (
    "",
    gettext_lazy("No poverty"),
    gettext_lazy("Zero hunger"),
    gettext_lazy("Good health and well-being"),
    gettext_lazy("Quality education"),
    gettext_lazy("Gender equality"),
    gettext_lazy("Clean water and sanitation"),
    gettext_lazy("Affordable and clean energy"),
    gettext_lazy("Decent work and economic growth"),
    gettext_lazy("Industry, innovation and infrastructure"),
    gettext_lazy("Reduced inequalities"),
    gettext_lazy("Sustainable cities and communities"),
    gettext_lazy("Responsible consumption and production"),
    gettext_lazy("Climate action"),
    gettext_lazy("Life below water"),
    gettext_lazy("Life on land"),
    gettext_lazy("Peace, justice and strong institutions"),
    gettext_lazy("Partnerships for the goals"),
)
"""The Sustainable Development Goals by number."""


HIDDEN: Final = ("mark", "seen")
EXAMPLE: Final = Decimal("8.4")


def _names(outcome: Outcome) -> tuple[str, ...]:
    """Return the names of the fields in which a measure is reported."""
    return tuple(name for row in BY_KIND[outcome.kind] for name in row)


def _digest(values: Iterable[object]) -> str:
    """Return a short sign for the texts in a form's fields, another for other texts."""
    texts = ["" if value is None else str(value).strip() for value in values]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]


NUMBERS: Final = ("value", "baseline_value", "target_value")
TWO_WAYS: Final = re.compile(r"[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""1.250: a thousand and more in Brazil, one and a quarter in Mexico."""


def _number(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class OutcomeForm(forms.Form):
    """A report as text; leaving every field empty takes the report back."""

    title = Prose(label=gettext_lazy("What you measure"), required=False)
    sdg = forms.TypedChoiceField(
        label=gettext_lazy("Sustainable Development Goal"),
        choices=lambda: [("", "---"), *((n, f"{n} {GOALS[n]}") for n in range(1, len(GOALS)))],
        required=False,
        coerce=int,
        empty_value=None,
    )
    value = _number(gettext_lazy("Latest value"))
    year = _year(gettext_lazy("Year of this value"))
    baseline_value = _number(gettext_lazy("Baseline"))
    baseline_year = _year(gettext_lazy("Year of the baseline"))
    target_value = _number(gettext_lazy("Target"))
    target_year = _year(gettext_lazy("Year of the target"))
    source = Prose(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Survey, census or monitor, so that a reviewer can look it up."),
        required=False,
    )
    mark = forms.CharField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)
    seen = forms.CharField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)

    def __init__(self, data: Any = None, *, outcome: Outcome, stored: StoredReport | None) -> None:
        initial: dict[str, object] = _initial(stored.report) if stored else {}
        initial["mark"] = stored.mark if stored else NEVER
        initial["seen"] = _digest(initial.get(name) for name in _names(outcome))
        super().__init__(data, prefix=outcome.code, initial=initial)
        self.outcome = outcome
        self.rows = BY_KIND[outcome.kind]
        asked = _names(outcome)
        for name in list(self.fields):
            if name not in HIDDEN and name not in asked:
                del self.fields[name]
        for name in NUMBERS:
            if name in self.fields:
                self.fields[name].help_text = _number_help(outcome.unit)

    @property
    def is_touched(self) -> bool:
        """Whether what was sent differs from what the page had shown.

        The measures are sent together: what a colleague saved meanwhile in a measure that this
        person left alone is no conflict.
        """
        typed = (self.data.get(self.add_prefix(name)) for name in _names(self.outcome))
        return bool(self.data.get(self.add_prefix("seen")) != _digest(typed))

    def clean(self) -> dict[str, Any]:
        """Refuse what one country reads as thousands and the next as a fraction."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if get_language() != ENGLISH:
            for name in NUMBERS:
                typed = str(self.data.get(self.add_prefix(name), "")).strip()
                if TWO_WAYS.fullmatch(typed):
                    message = _(
                        "%(number)s can be read in two ways. Write it without a separator for"
                        " thousands, or with another number of decimals."
                    )
                    self.add_error(name, message % {"number": typed})
        return cleaned

    def tree(self) -> dict[str, object] | None:
        """Return the report as it stands in an assessment document; None when all is empty."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in HIDDEN and value not in (None, "")
        }
        tree: dict[str, object] = {}
        for place, name in FIELDS.items():
            if name not in given or place in ("$.baseline", "$.target"):
                continue
            _start, key, *below = place.split(".")
            if below:
                figure = tree.setdefault(key, {})
                assert isinstance(figure, dict)
                figure[below[0]] = given[name]
            else:
                tree[key] = given[name]
        return tree or None

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        helper.layout = Layout(
            Field("mark"),
            Field("seen"),
            *(
                Div(*(Div(Field(name), css_class="col-sm-6") for name in row), css_class="row")
                for row in self.rows
            ),
        )
        return helper


def _number_help(unit: str) -> str:
    example = tell(EXAMPLE)
    if not unit:
        return _("For example %(number)s") % {"number": example}
    sign = unit_after(unit, get_language()).strip()
    return _("In %(unit)s, for example %(number)s") % {"unit": sign, "number": example}


def _written(number: Decimal) -> str:
    """Return a number as the language writes it, never so that it could be read in two ways."""
    text = tell(number)
    return f"{text}0" if TWO_WAYS.fullmatch(text) and get_language() != ENGLISH else text


def _initial(report: Report) -> dict[str, object]:
    return {
        "title": report.title,
        "sdg": report.sdg,
        "value": _written(report.value),
        "year": report.year,
        "source": report.source,
        **_initial_figure("baseline", report.baseline),
        **_initial_figure("target", report.target),
    }


def _initial_figure(name: str, figure: Figure | None) -> dict[str, object]:
    if figure is None:
        return {}
    return {f"{name}_value": _written(figure.value), f"{name}_year": figure.year}


def rule_in_words(outcome: Outcome, region: Region) -> str:
    """Say when an outcome is met in a city of a region."""
    match outcome.rule:
        case AtLeast() as rule:
            return _("Met when the value is at least %(threshold)s %(place)s.") % {
                "threshold": tell(amount(rule.thresholds[region], outcome.unit)),
                "place": tell(PLACES[region]),
            }
        case AtMostOrFalling() as rule:
            return ngettext(
                "Met when the value is at most %(most)s, or when it has fallen by at least "
                "%(percent)s percent from a baseline at least %(years)d year older.",
                "Met when the value is at most %(most)s, or when it has fallen by at least "
                "%(percent)s percent from a baseline at least %(years)d years older.",
                rule.over_years,
            ) % {
                "most": tell(amount(rule.at_most, outcome.unit)),
                "percent": tell(rule.falling_by_percent),
                "years": rule.over_years,
            }
        case _:
            return _(
                "Met when the value has come at least as far from the baseline to the target as "
                "the years have: half of the way after half of the time."
            )
