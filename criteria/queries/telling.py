"""The core's words in the language of whoever is answered now."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from criteria.core.numbers import plain
from criteria.core.words import Filling, told


def tell(filling: Filling) -> str:
    """Return words, or a quantity, in the active language and with its decimal sign."""
    return told(filling, gettext, ngettext, _written)


def _written(number: Decimal) -> str:
    return str(number_format(plain(number)))
