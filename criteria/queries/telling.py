"""The core's words in the language of whoever is answered now."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext

from criteria.core.numbers import plain, unit_after
from criteria.core.words import Filling, told


def tell(filling: Filling) -> str:
    """Return words, or a quantity, in the active language and with its decimal sign."""
    return told(filling, gettext, ngettext, _written)


def tell_percent(number: Decimal) -> str:
    """Return a percentage as the active language writes it."""
    return f"{_written(number)}{unit_after('percent', get_language())}"


def _written(number: Decimal) -> str:
    return str(number_format(plain(number)))
