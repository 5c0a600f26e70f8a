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
from criteria.core.seal import lineage_breaches, lineage_print, other_lineage, rows_print
from criteria.core.texts import Texts, in_language, parse_texts, texts_document
from criteria.core.words import Words
from criteria.models import (
    Standard,
    StandardEvent,
    StandardRevision,
    StandardTexts,
)
from criteria.queries import Edition, parsed, read_edition, read_lineage, read_standard
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
    admin is not overwritten by a file that brings nothing newer; only languages that are not
    stored yet are taken from it, if it says the same.
    """
    edition = read_edition(path)
    edited = _edited_here(edition.standard)
    if edited is not None:
        return _with_new_languages(edited, edition)
    lineage = _lineage_of(path, edition.standard)
    if edition.seal is not None and edition.standard.status is not core.Status.DRAFT:
        breaches = lineage_breaches(edition.seal, lineage)
        if breaches:
            raise Faulty(breaches)
    return store_edition(standard=edition.standard, texts=edition.texts, lineage=lineage)


def _edited_here(standard: core.Standard) -> Standard | None:
    """Return the row of an edition that stands as it was uploaded, this file notwithstanding."""
    row = Standard.objects.filter(code=standard.code).first()
    if row is None:
        return None
    done = set(StandardEvent.objects.filter(standard=row).values_list("action", flat=True))
    if not done & {StandardEvent.Action.UPLOADED, StandardEvent.Action.CORRECTED}:
        return None
    if row.status == Standard.Status.DRAFT:
        return row if standard.status is core.Status.DRAFT else None
    if _same_content(row.document, standard) or _is_behind(row, standard):
        return row
    corrected = StandardEvent.Action.CORRECTED in done and standard.revision <= row.revision
    return row if corrected and _fixed(parsed(row)) == _fixed(standard) else None


@transaction.atomic
def _with_new_languages(row: Standard, edition: Edition) -> Loaded:
    """Leave an edition as it was uploaded, but for languages that only its file has."""
    row = Standard.objects.select_for_update().get(pk=row.pk)
    standard = parsed(row)
    new = [texts for texts in edition.texts if texts.language not in row.texts_hashes]
    if not new or not _same_content(row.document, edition.standard):
        return Loaded(standard=standard, change=Change.EDITED)
    for texts in new:
        _write_texts(row, texts)
    row.save(update_fields=["texts_hashes"])
    stored = StandardTexts.objects.filter(standard=row)
    texts_now = [parse_texts(texts.document, standard) for texts in stored]
    write_titles(row, [in_language(standard, texts) for texts in texts_now])
    return Loaded(standard=standard, change=Change.BESIDE)


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

    A draft is replaced. Of a published standard only texts may differ, under a higher revision,
    and its lineage stays what it was; each revision is kept. What is behind what is stored changes
    nothing: the draft that was published, an earlier revision; and a superseded edition stays so.
    Raises Faulty with what differs in meaning from what was published.
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
        _refuse_another_lineage(row, lineage)
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


def _refuse_another_lineage(row: Standard, lineage: Lineage | None) -> None:
    """Cities carry their answers over by what was published: that is never told otherwise."""
    if row.status == Standard.Status.DRAFT or not row.changes_hash:
        return
    if rows_print(row.changes) != lineage_print(lineage):
        raise Faulty([other_lineage(row.code)])


def _write_beside(row: Standard, texts: Collection[Texts], lineage: Lineage | None) -> bool:
    """Store translations and lineage where they differ; say whether any did."""
    documents = {item.language: texts_document(item) for item in texts}
    hashes = {language: fingerprint(document) for language, document in documents.items()}
    changes = lineage_document(lineage) if lineage else []
    changes_hash = fingerprint(changes) if lineage else ""
    if row.texts_hashes == hashes and row.changes_hash == changes_hash:
        return False
    for item in texts:
        if row.texts_hashes.get(item.language) != hashes[item.language]:
            _write_texts(row, item)
    StandardTexts.objects.filter(standard=row).exclude(language__in=hashes).delete()
    row.texts_hashes = hashes
    row.changes = changes
    row.changes_hash = changes_hash
    row.save(update_fields=["texts_hashes", "changes", "changes_hash"])
    return True


def _write_texts(row: Standard, texts: Texts) -> None:
    """Store a translation, and note its hash in the row, which is yet to be saved."""
    document = texts_document(texts)
    row.texts_hashes[texts.language] = fingerprint(document)
    StandardTexts.objects.update_or_create(
        standard=row,
        language=texts.language,
        defaults={"document": document, "content_hash": row.texts_hashes[texts.language]},
    )


def _fixed(standard: core.Standard) -> dict[str, object]:
    """Return what of a published edition never changes: its meaning, and what it supersedes.

    The latter is no part of the meaning, whose fingerprints were given out without it.
    """
    return {**meaning(standard), "supersedes": standard.supersedes}


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
        for fault in differences(_fixed(old), _fixed(new))
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
