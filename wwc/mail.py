"""Wake the worker when mail waits. The row is the truth; what no message wakes, the clock sends."""

import logging
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

from wwc.tasks import send_mail

logger = logging.getLogger(__name__)


def wake_after_commit(**signal: Any) -> None:
    """Receive post_office's `email_queued`: mail of a transaction rolled back never leaves."""
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    try:
        send_mail.delay()
    except (OperationalError, OSError):
        logger.warning("No broker: the mail waits for the clock")
