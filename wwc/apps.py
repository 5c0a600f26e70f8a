"""What the portal does once, when it starts."""

import sqlite3
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _
from post_office.signals import email_queued


class PortalConfig(AppConfig):
    name = "wwc"
    verbose_name = _("Portal")

    def ready(self) -> None:
        # Only now are there models, which these need.
        from wwc.languages import speak_brazilian
        from wwc.mail import wake_after_commit

        speak_brazilian()
        email_queued.connect(wake_after_commit)
        connection_created.connect(take_what_sqlite_takes)


def take_what_sqlite_takes(*, connection: Any, **more: object) -> None:
    """Let one statement write as many rows as this SQLite can.

    Django 5.2 takes the limit of 999 values for granted that SQLite had before 2020, and splits
    larger writes into several statements.
    """
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = limit
