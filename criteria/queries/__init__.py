"""Stored standards, and standards' files, -> core values."""

from criteria.queries.files import (
    STANDARDS,
    Edition,
    read_edition,
    read_lineage,
    read_standard,
    standard_file,
    standard_files,
)
from criteria.queries.stored import (
    get_standard,
    lineage_between,
    parsed,
    published_standards,
    reading_language,
    revisions,
    standard_by_code,
)

__all__ = [
    "STANDARDS",
    "Edition",
    "get_standard",
    "lineage_between",
    "parsed",
    "published_standards",
    "read_edition",
    "read_lineage",
    "read_standard",
    "reading_language",
    "revisions",
    "standard_by_code",
    "standard_file",
    "standard_files",
]
