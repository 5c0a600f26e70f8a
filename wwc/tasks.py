"""Jobs of the worker that belong to no app."""

from celery import shared_task
from post_office.mail import send_queued_mail_until_done


@shared_task
def send_mail() -> None:
    """Send the mail whose rows wait; one process at a time, so harmless when it runs twice."""
    send_queued_mail_until_done()
