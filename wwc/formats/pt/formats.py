"""Portuguese as it is written in Brazil: Django's, and what it lacks."""

from django.conf.locale.pt_BR.formats import *  # type: ignore[import-untyped]  # noqa: F403

MONTH_DAY_TIME_FORMAT = r"j \d\e F à\s H:i"
