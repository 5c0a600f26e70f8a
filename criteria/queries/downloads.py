"""A stored edition -> the files it is made of, each by its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from criteria.core.lineage import Lineage, lineage_document
from criteria.core.meaning import to_document
from criteria.core.writing import write_yaml
from criteria.models import Standard, StandardTexts
from criteria.queries.stored import editions, parsed
from criteria.queries.workbook import MEDIA_TYPE, standard_workbook

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
    return files


def _workbook(row: Standard) -> Download:
    name = f"{row.code}.xlsx"
    content = standard_workbook(parsed(row), _lineage(row))
    return Download(name=name, media_type=MEDIA_TYPE, content=content)


def _lineage(row: Standard) -> Lineage | None:
    return editions(drafts=True).lineage(row.supersedes, row.code) if row.changes_hash else None


def _standard(row: Standard) -> Download:
    return _yaml(row, "standard", to_document(parsed(row)))


def _changes(row: Standard) -> Download:
    lineage = _lineage(row)
    return _yaml(row, "changes", lineage_document(lineage) if lineage else row.changes)


def _texts(row: Standard, language: str) -> Download:
    return _yaml(row, language, StandardTexts.objects.get(standard=row, language=language).document)


def _yaml(row: Standard, name: str, tree: object) -> Download:
    content = write_yaml(tree).encode()
    return Download(name=f"{row.code}-{name}.yaml", media_type=YAML_TYPE, content=content)
