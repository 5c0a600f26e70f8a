"""Names of places and people as they are searched, addressed and shown."""

import re
import unicodedata
from typing import Final

_APOSTROPHES: Final = re.compile(r"['`´ʻʼ‘’]")  # noqa: RUF001 - the look-alikes are meant
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_UNPRINTABLE: Final = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


def gettext_noop(text: str) -> str:
    """Mark an English text for xgettext, which knows this name; the shell translates it."""
    return text


def fold(name: str) -> str:
    """Return a name as it is searched: no accents, no case, single spaces, no punctuation.

    "Coeur d'Alene" and "COEUR DALENE" are the same; so are "Montréal" and "montreal".
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _OTHER.sub(" ", letters).strip()


def slug_of(name: str, subdivision: str, country: str) -> str:
    """Return the address of a place: "san-antonio-tx-us"; not yet unique."""
    return "-".join(fold(part).replace(" ", "-") for part in (name, subdivision, country) if part)


def one_line(text: str) -> str:
    """Return text without line breaks, control or invisible letters, and with single spaces."""
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in _UNPRINTABLE
    )
    return " ".join(kept.split())


def masked_address(email: str) -> str:
    """Return enough of an address for its owner to know it: "a...@example.org"."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}...@{domain}"
