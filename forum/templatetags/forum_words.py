"""How the forum says likeness in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.core.peers import Comparison, Likeness, Variable

register = template.Library()

_L = Likeness
_WORDS: Final[Mapping[Variable, Mapping[Likeness, Promise | str]]] = MappingProxyType(
    {
        Variable.POPULATION: {
            _L.SIMILAR: _("similar size"),
            _L.LESS: _("smaller"),
            _L.MORE: _("larger"),
            _L.MUCH_LESS: _("much smaller"),
            _L.MUCH_MORE: _("much larger"),
        },
        Variable.DENSITY: {
            _L.SIMILAR: _("similar density"),
            _L.LESS: _("less dense"),
            _L.MORE: _("denser"),
            _L.MUCH_LESS: _("much less dense"),
            _L.MUCH_MORE: _("much denser"),
        },
        Variable.LANGUAGE: {_L.SAME: _("same language"), _L.OTHER: _("another language")},
        Variable.MEDIAN_INCOME: {
            _L.SIMILAR: _("similar income"),
            _L.LESS: _("lower income"),
            _L.MORE: _("higher income"),
            _L.MUCH_LESS: _("much lower income"),
            _L.MUCH_MORE: _("much higher income"),
        },
        Variable.POVERTY: {
            _L.SIMILAR: _("similar poverty"),
            _L.LESS: _("less poverty"),
            _L.MORE: _("more poverty"),
            _L.MUCH_LESS: _("much less poverty"),
            _L.MUCH_MORE: _("much more poverty"),
        },
        Variable.COUNTRY: {_L.SAME: _("same country"), _L.OTHER: _("another country")},
        Variable.REGION: {_L.SAME: _("same world region"), _L.OTHER: _("another world region")},
        Variable.SUBDIVISION: {
            _L.SAME: _("same state or province"),
            _L.OTHER: _("another state or province"),
        },
        Variable.LOCATION: {
            _L.SIMILAR: _("nearby"),
            _L.MORE: _("some way off"),
            _L.MUCH_MORE: _("far away"),
        },
        Variable.GOVERNMENT: {
            _L.SAME: _("same form of government"),
            _L.OTHER: _("another form of government"),
        },
    }
)


@register.filter
def in_words(comparisons: tuple[Comparison, ...]) -> str:
    """Say how another city compares: "similar size, same country, same language"."""
    return ", ".join(str(_WORDS[c.variable][c.likeness]) for c in comparisons)
