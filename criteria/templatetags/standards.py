"""What a standard asks, in words: groups and their minimums, effort, outcome rules."""

from collections.abc import Mapping
from typing import Any, Final, assert_never

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from criteria.core.numbers import plain
from criteria.core.standard import (
    AtLeast,
    AtMostOrFalling,
    Group,
    Lens,
    OnPace,
    Outcome,
    Region,
    Requirement,
    Standard,
)

register = template.Library()

LENS_TITLES: Final[Mapping[Lens, Any]] = {
    Lens.PRACTICE: gettext_lazy("Practice"),
    Lens.EQUITY: gettext_lazy("Equity"),
    Lens.ENGAGEMENT: gettext_lazy("Resident engagement"),
}
LENS_QUESTIONS: Final[Mapping[Lens, Any]] = {
    Lens.PRACTICE: gettext_lazy("What the city does."),
    Lens.EQUITY: gettext_lazy("Whether it works for every group of residents."),
    Lens.ENGAGEMENT: gettext_lazy("How residents take part, and learn what came of it."),
}


@register.filter
def lens_title(lens: Lens) -> str:
    return str(LENS_TITLES[lens])


@register.filter
def lens_question(lens: Lens) -> str:
    return str(LENS_QUESTIONS[lens])


@register.filter
def minimum(group: Group) -> str:
    """Say how many of a group's requirements are needed, as a sentence."""
    return minimum_of(group.at_least, len(group.requirements))


def minimum_of(needed: int, of: int) -> str:
    if needed < of:
        return _("At least %(needed)d of these %(of)d must be in place.") % {
            "needed": needed,
            "of": of,
        }
    if of == 1:
        return _("This must be in place.")
    if of == 2:
        return _("Both must be in place.")
    return _("All %(of)d must be in place.") % {"of": of}


@register.simple_tag
def effort_in_words(standard: Standard, requirement: Requirement) -> str:
    """Say what a requirement may take, by the standard's own anchors where it has them."""
    return standard.efforts.get(requirement.effort) or _("Effort %(effort)d on a scale to 8") % {
        "effort": requirement.effort
    }


@register.filter
def rule_in_words(outcome: Outcome) -> str:
    """Say when an outcome is met."""
    unit = " %" if outcome.unit == "percent" else f" {outcome.unit}".rstrip()
    match outcome.rule:
        case AtLeast(thresholds=thresholds):
            return _(
                "Met from %(north)s%(unit)s in the United States and Canada, "
                "and from %(latin)s%(unit)s in Latin America."
            ) % {
                "north": plain(thresholds[Region.NORTH_AMERICA]),
                "latin": plain(thresholds[Region.LATIN_AMERICA]),
                "unit": unit,
            }
        case AtMostOrFalling(at_most=at_most, falling_by_percent=percent, over_years=years):
            return ngettext(
                "Met at %(at_most)s%(unit)s or less, or after a fall of at least %(percent)s %% "
                "over %(years)d year or more.",
                "Met at %(at_most)s%(unit)s or less, or after a fall of at least %(percent)s %% "
                "over %(years)d years or more.",
                years,
            ) % {
                "at_most": plain(at_most),
                "unit": unit,
                "percent": plain(percent),
                "years": years,
            }
        case OnPace():
            return _(
                "Met when the way from baseline to target is covered at least as far as the "
                "time for it has passed."
            )
        case never:
            assert_never(never)
