"""Working days: Monday to Friday; holidays differ from city to city and are not counted."""

from datetime import datetime, timedelta

FRIDAY = 4


def after_working_days(start: datetime, days: int) -> datetime:
    """Return the moment `days` working days after `start`, at the same time of day."""
    moment = start
    while days > 0:
        moment += timedelta(days=1)
        if moment.weekday() <= FRIDAY:
            days -= 1
    return moment
