"""The program desk: review in the Django admin. Nothing here can type a state."""

from assessments.admin import desk, records, trials

__all__ = ["desk", "records", "trials"]
