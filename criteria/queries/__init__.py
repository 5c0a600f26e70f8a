"""Stored standards, and standards' files, -> core values."""

from criteria.models import reading_language
from criteria.queries.files import (
    STANDARDS,
    Edition,
    read_edition,
    read_lineage,
    read_standard,
    read_tree,
    standard_file,
    standard_files,
)
from criteria.queries.glossary import glossary
from criteria.queries.stored import (
    Editions,
    editions,
    get_standard,
    lineage_between,
    parsed,
    revisions,
    standard_by_code,
)
from criteria.queries.telling import tell, tell_percent

__all__ = [
    "STANDARDS",
    "Edition",
    "Editions",
    "editions",
    "get_standard",
    "glossary",
    "lineage_between",
    "parsed",
    "read_edition",
    "read_lineage",
    "read_standard",
    "read_tree",
    "reading_language",
    "revisions",
    "standard_by_code",
    "standard_file",
    "standard_files",
    "tell",
    "tell_percent",
]
