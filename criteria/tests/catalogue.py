"""A catalogue of translations that a test makes for itself."""

import struct
from collections.abc import Mapping
from pathlib import Path


def write_catalogue(locale: Path, language: str, translations: Mapping[str, str]) -> None:
    """Write a folder for LOCALE_PATHS; forms of a plural are joined by a null sign, as in a .mo."""
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    entries = sorted(
        (text.encode(), told.encode()) for text, told in {"": header, **translations}.items()
    )
    texts_at = 28
    told_at = texts_at + 8 * len(entries)
    place = told_at + 8 * len(entries)
    tables, body = [b"", b""], b""
    for column in (0, 1):
        for entry in entries:
            tables[column] += struct.pack("<II", len(entry[column]), place + len(body))
            body += entry[column] + b"\0"
    folder = locale / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    start = struct.pack("<IIIIIII", 0x950412DE, 0, len(entries), texts_at, told_at, 0, place)
    (folder / "django.mo").write_bytes(start + tables[0] + tables[1] + body)
