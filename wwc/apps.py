"""What the portal does once, when it starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from post_office.signals import email_queued


class PortalConfig(AppConfig):
    name = "wwc"
    verbose_name = _("Portal")

    def ready(self) -> None:
        # Only now are there models, which the task needs.
        from wwc.mail import wake_after_commit

        email_queued.connect(wake_after_commit)
