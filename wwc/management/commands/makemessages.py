"""Collect what is to be translated into wwc/locale/LANG/LC_MESSAGES/django.po."""

import shutil
from typing import Any, Final

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import makemessages

KEYWORDS: Final = ("Words:1", "counted:1,2", "fault:1")
"""The functions of the core whose first texts are shown to people (criteria/core/words.py)."""
IGNORED: Final = (".venv/*", "var/*", "e2e/*", "benchmarks/*", "*/tests/*", "*/migrations/*")


class Command(makemessages.Command):
    help = "Collect what is to be translated; without --locale for every language of the portal."
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        *(f"--keyword={keyword}" for keyword in KEYWORDS),
    ]

    def handle(self, *args: Any, **options: Any) -> None:
        if shutil.which("xgettext") is None:
            raise CommandError(
                "xgettext is not installed. On Debian and Ubuntu: apt install gettext"
            )
        if not options["locale"] and not options["all"]:
            options["locale"] = [
                code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE
            ]
        options["ignore_patterns"] = [*options["ignore_patterns"], *IGNORED]
        # Without line numbers and wrapping, a change shows as a change of words alone.
        options["add_location"] = options["add_location"] or "file"
        options["no_wrap"] = True
        super().handle(*args, **options)

    def copy_plural_forms(self, msgs: str, locale: str) -> str:
        """Take the plural of Django's catalogue; for "pt" that of the Brazilian one."""
        forms: str = super().copy_plural_forms(msgs, "pt_BR" if locale == "pt" else locale)
        return forms
