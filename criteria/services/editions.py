"""Editions -> rows. A published one keeps its meaning, and a status only moves forward."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from criteria.core import standard as core
from criteria.core.correction import changed_numbers
from criteria.core.faults import Fault, Faulty
from criteria.core.lineage import Lineage, lineage_document
from criteria.core.meaning import differences, fingerprint, meaning, to_document
from criteria.core.parsing import parse_standard
from criteria.core.texts import Texts, in_language, texts_document
from criteria.core.words import Words
from criteria.models import (
    Standard,
    StandardEvent,
    StandardRevision,
    StandardTexts,
)
from criteria.queries import parsed, read_edition, read_lineage, read_standard
from criteria.services.rows import remove_missing, write_parts, write_titles


class Change(StrEnum):
    """What loading a file did."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    REVISED = "revised"
    STATUS = "status changed"
    BESIDE = "texts or lineage renewed"
    EDITED = "left as it was uploaded in the admin"


@dataclass(frozen=True, kw_only=True)
class Loaded:
    standard: core.Standard
    change: Change


def load_standard(*, path: Path) -> Loaded:
    """Bring the rows in line with a standard's file and what lies beside it; see `store_edition`.

    Raises Faulty with every fault in the files; a published edition that supersedes another needs
    its `changes.yaml`, and one that was sealed must still fit its seal. What was uploaded in the
    admin is not overwritten by a file that brings nothing newer.
    """
    edition = read_edition(path)
    edited = _edited_here(edition.standard)
    if edited is not None:
        return Loaded(standard=parsed(edited), change=Change.EDITED)
    return store_edition(
        standard=edition.standard,
        texts=edition.texts,
        lineage=_lineage_of(path, edition.standard),
    )


def _edited_here(standard: core.Standard) -> Standard | None:
    """Return the row of an edition that stands as it was uploaded, this file notwithstanding."""
    uploaded = StandardEvent.objects.filter(
        action__in=[StandardEvent.Action.UPLOADED, StandardEvent.Action.CORRECTED]
    )
    row = Standard.objects.filter(code=standard.code, pk__in=uploaded.values("standard")).first()
    if row is None:
        return None
    if row.status == Standard.Status.DRAFT:
        return row if standard.status is core.Status.DRAFT else None
    return row if _same_content(row.document, standard) or _is_behind(row, standard) else None


def _lineage_of(path: Path, standard: core.Standard) -> Lineage | None:
    if not standard.supersedes:
        return None
    older = _older(path, standard.supersedes)
    if standard.status is core.Status.DRAFT and not path.with_name("changes.yaml").exists():
        return None
    return read_lineage(path, older, standard)


def _older(path: Path, code: str) -> core.Standard:
    """Return the edition that another supersedes: as stored, or else from the next folder."""
    row = Standard.objects.filter(code=code).first()
    if row is not None:
        return parsed(row)
    beside = path.parent.parent / code / "standard.yaml"
    if not beside.is_file():
        words = Words("is not loaded: %(code)s", {"code": code})
        raise Faulty([Fault(path="$.supersedes", message=words)])
    return read_standard(beside)


@transaction.atomic
def store_edition(
    *,
    standard: core.Standard,
    texts: Collection[Texts] = (),
    lineage: Lineage | None = None,
) -> Loaded:
    """Bring the rows in line with an edition; storing the same again writes nothing.

    A draft is replaced. Of a published standard only texts may differ, under a higher revision;
    each revision is kept. What is behind what is stored changes nothing: the draft that was
    published, an earlier revision; and a superseded edition stays so. Raises Faulty with what
    differs in meaning from what was published.
    """
    row = Standard.objects.select_for_update().filter(code=standard.code).first()
    if row is None:
        row = Standard(code=standard.code)
        change = Change.CREATED
    elif _is_behind(row, standard):
        return Loaded(standard=parsed(row), change=Change.UNCHANGED)
    else:
        standard = _not_revived(row, standard)
        same = row.content_hash == fingerprint(to_document(standard))
        old = None if same else parse_standard(row.document)
        change = _permitted_change(old, standard) if old else Change.UNCHANGED
    if change is not Change.UNCHANGED:
        _write_standard(row, standard)
    if change not in (Change.UNCHANGED, Change.STATUS):
        _write_revision(row, standard)
        if change is Change.REPLACED:
            remove_missing(row, standard)
        write_parts(row, standard)
    beside = _write_beside(row, texts, lineage)
    if (texts or row.titles) and (beside or change not in (Change.UNCHANGED, Change.STATUS)):
        write_titles(row, [in_language(standard, item) for item in texts])
    if beside and change is Change.UNCHANGED:
        change = Change.BESIDE
    return Loaded(standard=standard, change=change)


def _is_behind(row: Standard, standard: core.Standard) -> bool:
    """Tell a file that was overtaken: what is stored was made from it, here or in the admin."""
    if row.status == Standard.Status.DRAFT:
        return False
    if standard.revision < row.revision:
        earlier = StandardRevision.objects.filter(standard=row, revision=standard.revision)
        return any(_same_content(revision.document, standard) for revision in earlier)
    return standard.status is core.Status.DRAFT and _same_content(row.document, standard)


def _same_content(document: object, standard: core.Standard) -> bool:
    """Compare everything but the status."""
    return replace(parse_standard(document), status=standard.status) == standard


def _not_revived(row: Standard, standard: core.Standard) -> core.Standard:
    superseded = row.status == Standard.Status.SUPERSEDED
    if superseded and standard.status is core.Status.PUBLISHED:
        return replace(standard, status=core.Status.SUPERSEDED)
    return standard


def _write_beside(row: Standard, texts: Collection[Texts], lineage: Lineage | None) -> bool:
    """Store translations and lineage where they differ; say whether any did."""
    documents = {item.language: texts_document(item) for item in texts}
    hashes = {language: fingerprint(document) for language, document in documents.items()}
    changes = lineage_document(lineage) if lineage else []
    changes_hash = fingerprint(changes) if lineage else ""
    if row.texts_hashes == hashes and row.changes_hash == changes_hash:
        return False
    for language, document in documents.items():
        if row.texts_hashes.get(language) != hashes[language]:
            StandardTexts.objects.update_or_create(
                standard=row,
                language=language,
                defaults={"document": document, "content_hash": hashes[language]},
            )
    StandardTexts.objects.filter(standard=row).exclude(language__in=hashes).delete()
    row.texts_hashes = hashes
    row.changes = changes
    row.changes_hash = changes_hash
    row.save(update_fields=["texts_hashes", "changes", "changes_hash"])
    return True


def _permitted_change(old: core.Standard, new: core.Standard) -> Change:
    if old.status is core.Status.DRAFT:
        return Change.REPLACED
    faults = [
        replace(
            fault,
            message=Words(
                "%(fault)s; %(standard)s is published: make a new edition",
                {"fault": fault.message, "standard": new.code},
            ),
        )
        for fault in differences(meaning(old), meaning(new))
    ]
    faults += changed_numbers(old, new)
    if new.status is core.Status.DRAFT:
        faults.append(Fault(path="$.status", message=Words("must not go back to draft")))
    same_texts = replace(new, status=old.status) == old
    if not same_texts and new.revision <= old.revision:
        faults.append(
            Fault(
                path="$.revision",
                message=Words(
                    "must be above %(revision)s, because the texts differ from those loaded",
                    {"revision": old.revision},
                ),
            )
        )
    if faults:
        raise Faulty(faults)
    return Change.STATUS if same_texts else Change.REVISED


def _write_standard(row: Standard, standard: core.Standard) -> None:
    document = to_document(standard)
    row.title = standard.title
    row.edition = standard.edition
    row.revision = standard.revision
    row.status = standard.status
    row.supersedes = standard.supersedes
    row.document = document
    row.content_hash = fingerprint(document)
    row.meaning_hash = fingerprint(meaning(standard))
    if standard.status is core.Status.PUBLISHED and row.published_at is None:
        row.published_at = timezone.now()
    if standard.status is core.Status.SUPERSEDED and row.superseded_at is None:
        row.superseded_at = timezone.now()
    row.save()


def write_status(row: Standard, standard: core.Standard) -> None:
    """Store an edition of which nothing but the status has changed."""
    _write_standard(row, standard)
    StandardRevision.objects.filter(standard=row, revision=standard.revision).update(
        content_hash=row.content_hash, document=row.document
    )


def _write_revision(row: Standard, standard: core.Standard) -> None:
    StandardRevision.objects.update_or_create(
        standard=row,
        revision=standard.revision,
        defaults={
            "reason": standard.reason,
            "content_hash": row.content_hash,
            "document": row.document,
        },
    )
