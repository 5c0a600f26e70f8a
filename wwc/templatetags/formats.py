"""Times and figures as the reader's language writes them."""

from datetime import datetime
from decimal import Decimal

from django import template
from django.utils import formats

from criteria.core.numbers import exact
from criteria.queries import tell_percent

register = template.Library()


@register.filter(expects_localtime=True)
def clock(moment: datetime | None, form: str) -> str:
    """Write a local time in a named format of the language, with its zone: "14:32 CST".

    A zone without a name of its own gets its distance: "14:32 UTC-05". Empty without a time.
    """
    if moment is None:
        return ""
    zone = moment.tzname() or ""
    name = f"UTC{zone}" if zone.startswith(("+", "-")) else zone
    return f"{formats.date_format(moment, form)} {name}".strip()


@register.filter
def percent(number: float | Decimal) -> str:
    """Write a percentage: "75%", or with a space that does not break where the language has one."""
    return tell_percent(exact(number))
