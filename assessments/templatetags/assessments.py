"""What only this app's templates need."""

from django import template
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import level_name
from assessments.queries.carry_lines import Line
from assessments.queries.trials import TriedLast, tried_last
from criteria.core.lineage import Relation
from criteria.models import Standard

register = template.Library()
register.filter("level_name", level_name)


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
