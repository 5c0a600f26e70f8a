"""French: Django's, and what it lacks."""

DATETIME_FORMAT = "j F Y à H:i"
MONTH_DAY_TIME_FORMAT = "j F à H:i"
