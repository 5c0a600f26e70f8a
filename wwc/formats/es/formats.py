"""Spanish: Django's, and what it lacks."""

MONTH_DAY_TIME_FORMAT = r"j \d\e F \a \l\a\s H:i"
