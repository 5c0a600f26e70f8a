"""Seal and translations -> the text of their files, always in the same form.

Each text stands on a line of its own, so that a change of one text is a change of one line.
"""

import json
import unicodedata
from typing import Final

from criteria.core.seal import Seal, seal_document
from criteria.core.standard import Standard
from criteria.core.texts import Texts, texts_of

SEAL_HEADING: Final = (
    "# What was published: fingerprints of its meaning, its content by revision, its changes.\n"
    "# Written by `manage.py check_standard CODE --write-seal`, never by hand.\n"
)


def seal_text(seal: Seal) -> str:
    """Return the text of a seal's file."""
    document = seal_document(seal)
    revisions = [f"  {number}: {quoted(value)}\n" for number, value in seal.revisions.items()]
    return "".join(
        (
            SEAL_HEADING,
            f"standard: {document['standard']}\n",
            f"meaning: {quoted(seal.meaning)}\n",
            "revisions:\n",
            *sorted(revisions, key=lambda line: int(line.partition(":")[0])),
            f"lineage: {quoted(seal.lineage)}\n" if seal.lineage else "",
        )
    )


def texts_text(texts: Texts, standard: Standard, heading: str = "") -> str:
    """Return the text of a translation's file, keys in the standard's order, after a heading."""
    lines = [
        f"  {key}: {{of: {quoted(texts.texts[key].of)}, text: {quoted(texts.texts[key].text)}}}\n"
        for key in texts_of(standard)
        if key in texts.texts
    ]
    body = ("texts:\n", *lines) if lines else ("texts: {}\n",)
    return "".join(
        (heading, f"standard: {texts.standard}\n", f"language: {texts.language}\n", *body)
    )


def heading_of(text: str) -> str:
    """Return the comments at the top of a file, with their line ends."""
    heading = []
    for line in text.removeprefix("\ufeff").splitlines(keepends=True):
        if not line.startswith("#"):
            break
        heading.append(line)
    return "".join(heading)


def quoted(text: str) -> str:
    """Return a text as a double-quoted scalar, which YAML and JSON read back as the same."""
    return "".join(_sign(sign) for sign in json.dumps(text, ensure_ascii=False))


def _sign(sign: str) -> str:
    """Escape what YAML does not take as it stands, or takes for the end of a line."""
    if unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs", "Zl", "Zp") or sign == "\ufeff":
        return json.dumps(sign)[1:-1] if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"
    return sign
