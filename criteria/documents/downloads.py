"""The kinds of files that a whole standard can be taken away as."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from criteria.core.glossary import Glossary
from criteria.core.lineage import Lineage, lineage_document
from criteria.core.standard import Standard
from criteria.core.writing import write_json, write_yaml
from criteria.documents.booklet import standard_booklet
from criteria.documents.kept import kept
from criteria.documents.pdf import booklet_pdf
from criteria.documents.trees import standard_tree
from criteria.documents.word import booklet_docx
from criteria.documents.workbook import MEDIA_TYPE, standard_workbook

APP: Final = Path(__file__).parent.parent
LIBRARIES: Final = ("typst", "python-docx", "openpyxl", "PyYAML")


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What a download is made of; all of it in the language of the standard's texts.

    `address` is where it is read online; `lineage` looks up what became of the edition before, for
    kinds that tell it (a workbook does).
    """

    standard: Standard
    lineage: Callable[[], Lineage | None]
    glossary: Glossary
    address: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a file says, as a plain tree, and how it is written."""

    tree: object
    write: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Kind:
    title: Any
    media_type: str
    content: Callable[[Edition], Content]


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file: `digest` tells its bytes before they are written."""

    name: str
    media_type: str
    digest: str
    _write: Callable[[], bytes]

    def read(self) -> bytes:
        """Return the file's bytes, from the cache if they are there."""
        return kept(self.digest, self._write)


def _pdf(edition: Edition) -> Content:
    booklet = standard_booklet(edition.standard, edition.glossary, address=edition.address)
    return Content(tree=asdict(booklet), write=lambda: booklet_pdf(booklet))


def _docx(edition: Edition) -> Content:
    booklet = standard_booklet(edition.standard, edition.glossary, address=edition.address)
    return Content(tree=asdict(booklet), write=lambda: booklet_docx(booklet))


def _xlsx(edition: Edition) -> Content:
    lineage = edition.lineage()
    changes = lineage_document(lineage) if lineage else []
    return Content(
        tree=[standard_tree(edition.standard), changes],
        write=lambda: standard_workbook(edition.standard, lineage),
    )


def _json(edition: Edition) -> Content:
    tree = standard_tree(edition.standard)
    return Content(tree=tree, write=lambda: f"{write_json(tree, indent=2)}\n".encode())


def _yaml(edition: Edition) -> Content:
    tree = standard_tree(edition.standard)
    return Content(tree=tree, write=lambda: write_yaml(tree).encode())


KINDS: Final[Mapping[str, Kind]] = {
    "pdf": Kind(
        title=_("PDF, to print"),
        media_type="application/pdf",
        content=_pdf,
    ),
    "docx": Kind(
        title=_("Word, to edit"),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        content=_docx,
    ),
    "xlsx": Kind(
        title=_("Excel, all texts in tables"),
        media_type=MEDIA_TYPE,
        content=_xlsx,
    ),
    "json": Kind(
        title=_("JSON, for programs"),
        media_type="application/json",
        content=_json,
    ),
    "yaml": Kind(
        title=_("YAML, the file itself"),
        media_type="application/yaml",
        content=_yaml,
    ),
}
"""By the end of the file's name, in the order in which they are offered."""


def download(kind: str, edition: Edition) -> Download:
    """Return a whole standard as a file of a kind; raises KeyError for a kind that is not known."""
    wanted = KINDS[kind]
    content = wanted.content(edition)
    standard = edition.standard
    made_of = [kind, standard.language, _program(), content.tree]
    return Download(
        name=f"{standard.code}-{standard.language}.{kind}",
        media_type=wanted.media_type,
        digest=sha256(write_json(made_of).encode()).hexdigest(),
        _write=content.write,
    )


@cache
def _program() -> str:
    """Return a fingerprint of what shapes a file besides its content: code, words, libraries."""
    seen = sha256()
    translations = (path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po"))
    for path in sorted((*APP.rglob("*.py"), *APP.rglob("*.typ"), *translations)):
        seen.update(path.read_bytes())
    for library in LIBRARIES:
        seen.update(f"{library} {version(library)}".encode())
    return seen.hexdigest()
