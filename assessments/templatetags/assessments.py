"""What only this app's templates need."""

from django import template
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.models import level_name
from assessments.queries.carry_before import Before
from assessments.queries.carry_lines import LensLine, Line
from assessments.queries.trials import TriedLast, tried_last
from criteria.core.lineage import Relation
from criteria.core.standard import Lens
from criteria.models import Standard

register = template.Library()
register.filter("level_name", level_name)

LENSES = {
    Lens.PRACTICE: gettext_lazy("practice"),
    Lens.EQUITY: gettext_lazy("equity"),
    Lens.ENGAGEMENT: gettext_lazy("resident engagement"),
}
"""Lens -> its name within a sentence."""


@register.filter
def came_about(line: Line) -> str:
    """Say how a requirement came about from those of the edition before."""
    codes = get_text_list([source.code for source in line.sources], _("and"))
    match line.relation:
        case Relation.SAME:
            return _("Asks the same as %(code)s") % {"code": codes}
        case Relation.MOVED:
            return _("%(code)s, moved here") % {"code": codes}
        case Relation.REWORDED:
            return _("%(code)s, reworded") % {"code": codes}
        case Relation.SPLIT:
            parts = line.sources[0].parts
            return ngettext(
                "One of %(count)d part of %(code)s", "One of %(count)d parts of %(code)s", parts
            ) % {"count": parts, "code": codes}
        case Relation.MERGED:
            return _("%(codes)s, merged into one") % {"codes": codes}
        case _:
            return _("New in this edition")


@register.simple_tag
def last_trial_of(draft: Standard) -> TriedLast | None:
    """Return the last trial of exactly what a draft says now, for pages of another app."""
    return tried_last(draft)


@register.filter
def would_be_in_place(line: LensLine) -> str:
    """Say in how many criteria a lens's group would have enough."""
    figures = {"enough": line.provisional, "of": line.of}
    match line.lens:
        case Lens.PRACTICE:
            return _("%(enough)d of %(of)d practice groups would be in place.") % figures
        case Lens.EQUITY:
            return _("%(enough)d of %(of)d equity groups would be in place.") % figures
        case Lens.ENGAGEMENT:
            return _("%(enough)d of %(of)d resident engagement groups would be in place.") % figures


@register.filter
def what_is_new(before: Before) -> str:
    """Say what every criterion needs that the older edition did not ask; empty if there is none."""
    if not before.everywhere:
        return ""
    groups = get_text_list([str(LENSES[lens]) for lens in before.new], _("and"))
    if before.held_up:
        sentence = ngettext(
            "%(groups)s is new and every criterion needs it, so no point is complete yet.",
            "%(groups)s are new and every criterion needs them, so no point is complete yet.",
            len(before.new),
        )
    else:
        sentence = ngettext(
            "%(groups)s is new and every criterion needs it.",
            "%(groups)s are new and every criterion needs them.",
            len(before.new),
        )
    return str(capfirst(sentence % {"groups": groups}))
