"""Make cities, people, assessments and topics to look at, and print the log-ins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cities.models import User
from wwc.demo import make_demo


class Command(BaseCommand):
    help = "Fill an empty portal with made-up cities and people, and print their log-ins."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if settings.SECURE:
            raise CommandError("A public installation gets no demo people (SITE_URL is https).")
        if User.objects.exists():
            raise CommandError("There are people in this portal already; the demo wants it empty.")
        with transaction.atomic():
            password, log_ins = make_demo()
        self.stdout.write(f"Demo log-ins, all with the password {password}")
        for log_in in log_ins:
            self.stdout.write(f"  {log_in.email:38} {log_in.purpose}")
