"""The languages of the portal: their names, their codes, and how an address names one."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"en": "English", "es": "Español", "pt": "Português", "fr": "Français"}
)
"""Code of each language -> its own name for itself, in the order in which they are offered."""

ENGLISH: Final = "en"
"""What stands where nothing tells of another language."""

_TAGS: Final[Mapping[str, str]] = MappingProxyType({"pt": "pt-BR"})
_PREFIX: Final = re.compile(rf"/({'|'.join(LANGUAGES)})(?=[/?#]|\Z)")


def tag(code: str) -> str:
    """Return the language tag (BCP 47) of what is written in a language: "pt" is Brazilian."""
    return _TAGS.get(code, code)


def first_spoken(codes: Iterable[str]) -> str:
    """Return the first of these languages that the portal speaks, "" for none."""
    return next((code for code in codes if code in LANGUAGES), "")


def split_prefix(path: str) -> tuple[str, str]:
    """Return the language an address begins with ("" for none), and what follows it.

    "/es/forum/" is ("es", "/forum/"), "/es" is ("es", "").
    """
    found = _PREFIX.match(path)
    return (found[1], path[found.end() :]) if found else ("", path)


def without_prefix(path: str) -> str:
    """Return an address as it is in no language: "/forum/" for "/es/forum/"."""
    _code, rest = split_prefix(path)
    return rest if rest.startswith("/") else f"/{rest}"


def with_prefix(path: str, code: str) -> str:
    """Return the address of the same page in a language."""
    return f"/{code}{without_prefix(path)}"
