"""Jobs of the worker that belong to no app."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone
from post_office.mail import send_queued_mail_until_done
from post_office.utils import cleanup_expired_mails

MAIL_IS_KEPT: Final = timedelta(days=30)
"""Longer than any link in a letter works."""


@shared_task
def send_mail() -> None:
    """Send the mail whose rows wait; one process at a time, so harmless when it runs twice."""
    send_queued_mail_until_done()


@shared_task
def forget_old_mail() -> None:
    """Delete letters nobody needs any more: they hold names, and links that once opened doors."""
    cleanup_expired_mails(timezone.now() - MAIL_IS_KEPT)
