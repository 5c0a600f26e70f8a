"""A stored edition, drafts too -> the files it is made of, each by its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from criteria.core.canonical import texts_text
from criteria.core.faults import Faulty
from criteria.core.lineage import Lineage, lineage_document
from criteria.core.meaning import to_document
from criteria.core.texts import parse_texts
from criteria.core.writing import write_yaml
from criteria.documents.workbook import MEDIA_TYPE, next_workbook, standard_workbook
from criteria.models import Standard, StandardTexts
from criteria.queries import editions, parsed

NEXT = "next.xlsx"
"""A workbook to start the edition after a published one."""
YAML_TYPE = "application/yaml; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Download:
    name: str
    media_type: str
    content: bytes


def files_of(row: Standard) -> Mapping[str, Callable[[], Download]]:
    """Return what can be downloaded of an edition, drafts too, in the order of a list of links.

    Nothing is written before it is called for.
    """
    files: dict[str, Callable[[], Download]] = {
        "standard.xlsx": partial(_workbook, row),
        "standard.yaml": partial(_standard, row),
    }
    if row.changes_hash:
        files["changes.yaml"] = partial(_changes, row)
    for language in sorted(row.texts_hashes):
        files[f"{language}.yaml"] = partial(_texts, row, language)
    if row.status != Standard.Status.DRAFT:
        files[NEXT] = partial(_next, row)
    return files


def _workbook(row: Standard) -> Download:
    name = f"{row.code}.xlsx"
    content = standard_workbook(parsed(row), _lineage(row))
    return Download(name=name, media_type=MEDIA_TYPE, content=content)


def _next(row: Standard) -> Download:
    name = f"{row.code}-next.xlsx"
    return Download(name=name, media_type=MEDIA_TYPE, content=next_workbook(parsed(row)))


def _lineage(row: Standard) -> Lineage | None:
    """Return the lineage; None too where it no longer fits the edition before, itself a draft."""
    if not row.changes_hash or row.supersedes not in (found := editions(drafts=True)).rows:
        return None
    try:
        return found.lineage(row.supersedes, row.code)
    except Faulty:
        return None


def _standard(row: Standard) -> Download:
    return _yaml(row, "standard", write_yaml(to_document(parsed(row))))


def _changes(row: Standard) -> Download:
    lineage = _lineage(row)
    rows = lineage_document(lineage) if lineage else row.changes
    return _yaml(row, "changes", write_yaml(rows))


def _texts(row: Standard, language: str) -> Download:
    standard = parsed(row)
    document = StandardTexts.objects.get(standard=row, language=language).document
    return _yaml(row, language, texts_text(parse_texts(document, standard), standard))


def _yaml(row: Standard, name: str, text: str) -> Download:
    return Download(name=f"{row.code}-{name}.yaml", media_type=YAML_TYPE, content=text.encode())
