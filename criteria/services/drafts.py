"""Drafts and corrected texts that people of the program upload in the admin."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from criteria.core import standard as core
from criteria.core.errors import Forbidden, Refused
from criteria.core.faults import Fault, Faulty
from criteria.core.lineage import Lineage, lineage_document, parse_lineage
from criteria.core.texts import Texts, parse_texts, texts_of
from criteria.core.words import Words
from criteria.models import Standard, StandardEvent, StandardTexts
from criteria.queries import parsed
from criteria.queries.uploads import Draft, Upload, read_upload
from criteria.rules import Person, may_edit_standards
from criteria.services.editions import Change, store_edition


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """What became of an upload; `lost_lineage`: the stored one no longer fits and was taken away;
    `lost_texts`: translations whose English is gone.
    """

    standard: Standard
    change: Change
    lost_lineage: bool = False
    lost_texts: int = 0


@transaction.atomic
def upload_edition(*, upload: Upload, correction: bool, by: Person) -> Uploaded:
    """Store an upload as a draft, or, where `correction`, as corrected texts of what is published.

    The status in the file does not count. What the upload does not bring (translations, lineage)
    is kept as far as it still fits. Raises Forbidden, Refused, or Faulty with every fault; then
    nothing is stored.
    """
    if not may_edit_standards(by):
        raise Forbidden
    draft = read_upload(upload)
    row = Standard.objects.select_for_update().filter(code=draft.standard.code).first()
    if row is None or row.status == Standard.Status.DRAFT:
        return _as_draft(row, draft, by)
    if not correction:
        raise Refused(
            _(
                "The edition %(code)s is published. To correct texts in it, say so below; to ask"
                " for anything else, give the draft another code."
            )
            % {"code": row.code}
        )
    return _as_correction(row, draft, by)


def _as_draft(row: Standard | None, draft: Draft, by: Person) -> Uploaded:
    standard = replace(draft.standard, status=core.Status.DRAFT)
    lineage = draft.lineage or (_kept_lineage(row, standard) if row else None)
    kept, lost = _kept_texts(row, standard, draft.texts) if row else ((), 0)
    loaded = store_edition(standard=standard, texts=(*draft.texts, *kept), lineage=lineage)
    stored = _noted(standard.code, loaded.change, StandardEvent.Action.UPLOADED, by)
    return Uploaded(
        standard=stored,
        change=loaded.change,
        lost_lineage=row is not None and bool(row.changes_hash) and lineage is None,
        lost_texts=lost,
    )


def _as_correction(row: Standard, draft: Draft, by: Person) -> Uploaded:
    standard = replace(draft.standard, status=core.Status(row.status))
    if standard.revision > row.revision + 1:
        words = Words(
            "must be %(revision)s, one above the last one", {"revision": row.revision + 1}
        )
        raise Faulty([Fault(path="$.revision", message=words)])
    lineage = _kept_lineage(row, standard)
    if draft.lineage is not None and _rows(draft.lineage) != _rows(lineage):
        words = Words(
            "differs from what was published with %(code)s, and is fixed since", {"code": row.code}
        )
        raise Faulty([Fault(path="changes", message=words)])
    kept, _lost = _kept_texts(row, standard, draft.texts)
    loaded = store_edition(standard=standard, texts=(*draft.texts, *kept), lineage=lineage)
    stored = _noted(standard.code, loaded.change, StandardEvent.Action.CORRECTED, by)
    return Uploaded(standard=stored, change=loaded.change)


def _rows(lineage: Lineage | None) -> list[list[str]]:
    return sorted(sorted(link.values()) for link in lineage_document(lineage)) if lineage else []


def _kept_lineage(row: Standard, standard: core.Standard) -> Lineage | None:
    """Return the stored lineage, if it still says what became of everything."""
    if not row.changes_hash or row.supersedes != standard.supersedes:
        return None
    older = Standard.objects.filter(code=row.supersedes).first()
    if older is None:
        return None
    try:
        return parse_lineage(row.changes, parsed(older), standard)
    except Faulty:
        return None


def _kept_texts(
    row: Standard, standard: core.Standard, sent: Collection[Texts]
) -> tuple[tuple[Texts, ...], int]:
    """Return the stored translations into languages that were not sent, and how many texts of them
    belong to nothing any more.
    """
    english = texts_of(standard)
    kept = []
    lost = 0
    languages = [texts.language for texts in sent]
    for stored in StandardTexts.objects.filter(standard=row).exclude(language__in=languages):
        entries = stored.document["texts"]
        known = {key: entry for key, entry in entries.items() if key in english}
        lost += len(entries) - len(known)
        kept.append(parse_texts({**stored.document, "texts": known}, standard))
    return tuple(kept), lost


def _noted(code: str, change: Change, action: StandardEvent.Action, by: Person) -> Standard:
    row = Standard.objects.get(code=code)
    if change is not Change.UNCHANGED:
        StandardEvent.objects.create(
            standard=row,
            actor_id=by.pk,
            action=action,
            revision=row.revision,
            content_hash=row.content_hash,
            at=timezone.now(),
        )
    return row
