"""The portal as a whole: settings, addresses, the worker, the home page. Sees every app."""

from wwc.celery import app as celery_app

__all__ = ["celery_app"]
