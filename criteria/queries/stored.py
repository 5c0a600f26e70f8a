"""Stored standards -> core values, in the language they are to be read in."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.db.models import Case, F, JSONField, QuerySet, Value, When

from criteria.core import standard as core
from criteria.core.lineage import Lineage, composed, parse_lineage, unchanged
from criteria.core.parsing import parse_standard
from criteria.core.standard import ENGLISH
from criteria.core.texts import in_language, parse_texts, untranslated
from criteria.models import (
    Standard,
    StandardQuerySet,
    StandardRevision,
    StandardTexts,
)

MOST_KEPT: Final = 64

_kept: dict[tuple[str, ...], core.Standard] = {}
"""Parsed standards of this process, by content hash, language and hash of the texts in it."""
_lineages: dict[tuple[str, ...], Lineage] = {}
"""Lineages of this process, by the hashes of their two editions and of the rows between them."""


def get_standard(code: str, language: str = ENGLISH) -> core.Standard:
    """Return an edition anybody may read, with one query; raises Standard.DoesNotExist.

    In another language than English a process asks once more, the first time.
    """
    return _loaded(Standard.objects.public().filter(code=code), language)


def standard_by_code(code: str, language: str = ENGLISH) -> core.Standard:
    """Return an edition, drafts too, as `get_standard` does."""
    return _loaded(Standard.objects.filter(code=code), language)


def parsed(standard: Standard, language: str = ENGLISH) -> core.Standard:
    """Return the values of a row: no query, or one if its document was deferred and is needed."""
    english = _kept.get((standard.content_hash, ENGLISH, "")) or _keep(
        (standard.content_hash, ENGLISH, ""), parse_standard(standard.document)
    )
    return _in_language(english, standard.content_hash, standard.texts_hashes, language)


def revisions(code: str) -> QuerySet[StandardRevision]:
    """Return the revisions of an edition anybody may read, newest first, without documents."""
    public = Standard.objects.public().filter(code=code)
    return (
        StandardRevision.objects.filter(standard__in=public).order_by("-revision").defer("document")
    )


@dataclass(frozen=True, kw_only=True)
class Editions:
    """Editions as one query found them, newest first; documents follow when they are needed."""

    rows: Mapping[str, Standard]

    def standard(self, code: str, language: str = ENGLISH) -> core.Standard:
        """Return an edition; raises Standard.DoesNotExist."""
        return parsed(self._row(code), language)

    def before(self, code: str) -> str | None:
        """Return the code of the edition that another one supersedes, if it is among these."""
        row = self._row(code)
        return row.supersedes if row.changes_hash and row.supersedes in self.rows else None

    def after(self, code: str) -> str | None:
        """Return the code of the edition that supersedes one, if it is among these."""
        return next((later for later in self.rows if self.before(later) == code), None)

    def older(self, code: str) -> list[str]:
        """Return the codes of the editions from which a lineage leads here, the latest first."""
        codes: list[str] = []
        before = self.before(code)
        while before is not None and before != code and before not in codes:
            codes.append(before)
            before = self.before(before)
        return codes

    def lineage(self, older: str, newer: str) -> Lineage | None:
        """Return what became of an edition in a later one; None where no way leads.

        Over several editions it is composed of their lineages. Raises Standard.DoesNotExist.
        """
        self._row(older)
        way = [newer, *self.older(newer)]
        if older not in way:
            return None
        lineage: Lineage | None = None
        for later, earlier in pairwise(way[: way.index(older) + 1]):
            before = _lineage(self.rows[earlier], self.rows[later])
            lineage = composed(before, lineage) if lineage else before
        return lineage or unchanged(self.standard(newer))

    def _row(self, code: str) -> Standard:
        if code not in self.rows:
            raise Standard.DoesNotExist
        return self.rows[code]


def editions(*, drafts: bool = False) -> Editions:
    """Return the editions that anybody may read, or all of them; one query."""
    standards = Standard.objects.all() if drafts else Standard.objects.public()
    rows = {}
    for row in (
        standards.newest_first()
        .defer("document", "changes")
        .annotate(unknown_document=_document_unless_kept())
    ):
        document = row.unknown_document  # type: ignore[attr-defined]  # annotated above
        if document is not None:
            row.document = document
        rows[row.code] = row
    return Editions(rows=rows)


def lineage_between(older: str, newer: str) -> Lineage | None:
    """Return what became of one edition in a later one, drafts too; see `Editions.lineage`."""
    return editions(drafts=True).lineage(older, newer)


def _lineage(older: Standard, newer: Standard) -> Lineage:
    key = (older.content_hash, newer.content_hash, newer.changes_hash)
    kept = _lineages.get(key)
    if kept is None:
        kept = parse_lineage(newer.changes, parsed(older), parsed(newer))
        _make_room(_lineages)
        _lineages[key] = kept
    return kept


def _loaded(standards: StandardQuerySet, language: str) -> core.Standard:
    content_hash, texts_hashes, document = standards.values_list(
        "content_hash", "texts_hashes", _document_unless_kept()
    ).get()
    key = (content_hash, ENGLISH, "")
    english = _kept.get(key)
    if english is None:
        if document is None:  # another thread made room meanwhile
            document = standards.values_list("document", flat=True).get()
        english = _keep(key, parse_standard(document))
    return _in_language(english, content_hash, texts_hashes, language)


def _document_unless_kept() -> Case:
    """A document leaves the database only if this process has not parsed it yet."""
    kept = [key[0] for key in list(_kept) if key[1] == ENGLISH]
    return Case(
        When(content_hash__in=kept, then=Value(None, output_field=JSONField())),
        default=F("document"),
        output_field=JSONField(),
    )


def _in_language(
    english: core.Standard, content_hash: str, texts_hashes: dict[str, str], language: str
) -> core.Standard:
    if language == ENGLISH:
        return english
    texts_hash = texts_hashes.get(language, "")
    key = (content_hash, language, texts_hash)
    return _kept.get(key) or _keep(key, _translated(english, language, texts_hash))


def _translated(english: core.Standard, language: str, texts_hash: str) -> core.Standard:
    row = StandardTexts.objects.filter(
        standard__code=english.code, language=language, content_hash=texts_hash
    ).first()
    if row is None:
        return untranslated(english, language)
    return in_language(english, parse_texts(row.document, english))


def _keep(key: tuple[str, ...], standard: core.Standard) -> core.Standard:
    _make_room(_kept)
    _kept[key] = standard
    return standard


def _make_room(kept: dict[tuple[str, ...], Any]) -> None:
    while len(kept) >= MOST_KEPT:
        kept.pop(next(iter(kept)), None)
