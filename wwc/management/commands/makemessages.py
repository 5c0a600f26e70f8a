"""Collect what is to be translated into wwc/locale/LANG/LC_MESSAGES/django.po."""

import shutil
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import makemessages


def catalogues() -> list[Path]:
    """Return the catalogues that translators fill."""
    folder = Path(settings.LOCALE_PATHS[0])
    return sorted(folder.glob("*/LC_MESSAGES/django.po"))


def _ids(content: bytes) -> set[str]:
    catalogue = read_po(BytesIO(content))
    return {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue}


KEYWORDS: Final = ("Words:1", "counted:1,2", "fault:1")
"""The functions of the core whose first texts are shown to people (criteria/core/words.py)."""
IGNORED: Final = (".venv/*", "var/*", "e2e/*", "benchmarks/*", "*/tests/*", "*/migrations/*")


class Command(makemessages.Command):
    help = "Collect what is to be translated; without --locale for every language of the portal."
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        *(f"--keyword={keyword}" for keyword in KEYWORDS),
    ]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--check", action="store_true", help="write nothing; say whether messages are missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options.pop("check"):
            self._collect(*args, **options)
            return
        before = {path: path.read_bytes() for path in catalogues()}
        try:
            self._collect(*args, **options)
            found = {path: _ids(path.read_bytes()) for path in before}
        finally:
            for path, content in before.items():
                path.write_bytes(content)
        missing = {
            message for path, content in before.items() for message in found[path] - _ids(content)
        }
        if missing:
            raise CommandError("Not collected yet (make messages):\n" + "\n".join(sorted(missing)))

    def _collect(self, *args: Any, **options: Any) -> None:
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
