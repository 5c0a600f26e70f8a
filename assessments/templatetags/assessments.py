"""What only this app's templates need."""

from datetime import datetime

from django import template
from django.utils import formats

from assessments.models import level_name

register = template.Library()
register.filter("level_name", level_name)


@register.filter
def clock(moment: datetime | None, form: str) -> str:
    """Write a local time in one of Django's date formats and name its zone: "14:32 CST".

    A zone without a name of its own gets its distance: "14:32 UTC-05". Empty without a time.
    """
    if moment is None:
        return ""
    zone = moment.tzname() or ""
    name = f"UTC{zone}" if zone.startswith(("+", "-")) else zone
    return f"{formats.date_format(moment, form)} {name}".strip()
