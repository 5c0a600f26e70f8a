"""Compile the messages of each language: what translators write (.po) to what Django reads (.mo).

The compiled files are not committed. Babel does it, so that nothing but Python is needed.
"""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings

READABLE: Final = 0o644


class BadMessages(ValueError):
    """A .po file that cannot be read."""


def compile_messages(folders: Iterable[Path] | None = None) -> list[Path]:
    """Compile every .po whose .mo is missing or older, and return what was written.

    A process that reads meanwhile finds the former file or the new one, whole. Raises BadMessages.
    """
    written = []
    for folder in settings.LOCALE_PATHS if folders is None else folders:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            if _is_stale(source, compiled):
                _compile(source, compiled)
                written.append(compiled)
    return written


def _is_stale(source: Path, compiled: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path, compiled: Path) -> None:
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise BadMessages(f"{source}: {error}") from None
    aside, name = tempfile.mkstemp(dir=compiled.parent, suffix=".tmp")
    try:
        with os.fdopen(aside, "wb") as file:
            write_mo(file, catalogue)
        Path(name).chmod(READABLE)
        Path(name).replace(compiled)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
