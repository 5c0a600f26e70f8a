"""The glossary's file -> values; it is read once a process."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from criteria.core.glossary import Glossary, parse_glossary
from criteria.core.texts import LANGUAGES
from criteria.queries.files import read_tree

GLOSSARY: Final = Path(__file__).parent.parent / "glossary.yaml"


def glossary(language: str) -> Glossary:
    """Return the glossary in English or one of the languages standards are read in."""
    return _glossaries()[language]


@cache
def _glossaries() -> Mapping[str, Glossary]:
    return parse_glossary(read_tree(GLOSSARY), LANGUAGES)
