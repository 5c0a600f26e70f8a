"""The Celery application; tasks live in each app's tasks.py."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wwc.settings")

app = Celery("wwc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def look_for_lost_work(**_: object) -> None:
    """A worker that starts asks what its predecessor left undone."""
    for sweep in ("assessments.tasks.sweep", "assessments.tasks.sweep_trials"):
        app.send_task(sweep, kwargs={"after_start": True})
