"""Compile the messages of each language with Babel, in place of Django's command."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wwc.messages import BadMessages, compile_messages


class Command(BaseCommand):
    help = "Compile every .po whose .mo is missing or older; `portal` does it by itself."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            written = compile_messages()
        except BadMessages as error:
            raise CommandError(str(error)) from None
        for path in written:
            self.stdout.write(f"compiled {path}")
