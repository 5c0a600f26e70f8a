"""What a standard asks, as sentences in the active language: for pages and for documents."""

from collections.abc import Mapping
from typing import Any, Final, assert_never

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from criteria.core.numbers import unit_after
from criteria.core.standard import (
    AtLeast,
    AtMostOrFalling,
    Group,
    Lens,
    OnPace,
    Outcome,
    Region,
    Requirement,
    Source,
    Standard,
)
from criteria.queries import tell, tell_percent

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
SOURCE_MARKS: Final[Mapping[Source, Any]] = {
    Source.PUBLIC: gettext_lazy("From public sources"),
    Source.RECONSTRUCTED: gettext_lazy("Reconstructed"),
}
SOURCE_MEANINGS: Final[Mapping[Source, Any]] = {
    Source.PUBLIC: gettext_lazy(
        "What this criterion asks is known from public sources; the words are this portal's own."
    ),
    Source.RECONSTRUCTED: gettext_lazy(
        "The programme's own text is not public. This criterion was written anew from what is"
        " known of the practice; it is no record of what reviewers asked for."
    ),
}


def lens_title(lens: Lens) -> str:
    return str(LENS_TITLES[lens])


def lens_question(lens: Lens) -> str:
    return str(LENS_QUESTIONS[lens])


def source_mark(source: Source) -> str:
    return str(SOURCE_MARKS[source])


def source_meaning(source: Source) -> str:
    return str(SOURCE_MEANINGS[source])


def has_lenses(standard: Standard) -> bool:
    """Whether criteria ask for more than practice; earlier editions do not."""
    return len(standard.criteria[0].groups) == len(Lens)


def summary(standard: Standard) -> list[str]:
    """Say in a few sentences what an edition is."""
    sentences = [
        _("%(criteria)s criteria in %(areas)s practice areas, one point each.")
        % {"criteria": len(standard.criteria), "areas": len(standard.areas)}
    ]
    if has_lenses(standard):
        sentences.append(_("Equity and the voice of residents are part of every one of them."))
    if standard.outcomes_required:
        sentences.append(_("Besides the points, the city shows results for its residents."))
    return sentences


def levels_line(standard: Standard) -> str:
    """Say in a line how much an edition holds and how many points each level asks for."""
    levels = ", ".join(f"{level.title} {level.points}" for level in standard.levels)
    return ngettext(
        "%(criteria)d criterion; %(levels)s",
        "%(criteria)d criteria; %(levels)s",
        len(standard.criteria),
    ) % {"criteria": len(standard.criteria), "levels": levels}


def outcomes_needed(standard: Standard) -> str:
    """Say how many outcomes every level asks for; nothing where it asks for none."""
    if not standard.outcomes_required:
        return ""
    return _(
        "Every level also asks for at least %(required)s of the %(measures)s outcomes below."
    ) % {"required": standard.outcomes_required, "measures": len(standard.outcomes)}


def points_rules(standard: Standard) -> list[str]:
    """Say how a point is earned, rule by rule."""
    first = (
        [
            _(
                "A criterion lists requirements in groups: practice, equity and resident"
                " engagement. Each group says how many of its requirements must be in place."
            ),
            _("The point is earned when every group has enough. There are no half points."),
        ]
        if has_lenses(standard)
        else [
            _(
                "A criterion lists requirements and says how many of them must be in place."
                " Then the point is earned; there are no half points."
            )
        ]
    )
    return [
        *first,
        _(
            "Some criteria build on others. Their point counts once the criteria they build on"
            " are earned too."
        ),
        _(
            "A few requirements may not apply to a city. With a reason given, such a requirement"
            " leaves its group, and the group asks for no more than what is left."
        ),
        _("A city first judges itself. Only the verdict of the program's reviewers certifies."),
    ]


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


def effort_in_words(standard: Standard, requirement: Requirement) -> str:
    """Say what a requirement may take, by the standard's own anchors where it has them."""
    return standard.efforts.get(requirement.effort) or _("Effort %(effort)d on a scale to 8") % {
        "effort": requirement.effort
    }


def rule_in_words(outcome: Outcome) -> str:
    """Say when an outcome is met."""
    unit = unit_after(outcome.unit, get_language())
    match outcome.rule:
        case AtLeast(thresholds=thresholds):
            return _(
                "Met from %(north)s%(unit)s in the United States and Canada, "
                "and from %(latin)s%(unit)s in Latin America."
            ) % {
                "north": tell(thresholds[Region.NORTH_AMERICA]),
                "latin": tell(thresholds[Region.LATIN_AMERICA]),
                "unit": unit,
            }
        case AtMostOrFalling(at_most=at_most, falling_by_percent=fall, over_years=years):
            return ngettext(
                "Met at %(at_most)s%(unit)s or less, or after a fall of at least %(percent)s "
                "over %(years)d year or more.",
                "Met at %(at_most)s%(unit)s or less, or after a fall of at least %(percent)s "
                "over %(years)d years or more.",
                years,
            ) % {
                "at_most": tell(at_most),
                "unit": unit,
                "percent": tell_percent(fall),
                "years": years,
            }
        case OnPace():
            return _(
                "Met when the way from baseline to target is covered at least as far as the "
                "time for it has passed."
            )
        case never:
            assert_never(never)
