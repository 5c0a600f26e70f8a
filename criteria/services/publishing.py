"""The two steps that nobody takes back: publishing a draft, and closing an edition."""

from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from criteria.core import standard as core
from criteria.core.comparison import disagreements
from criteria.core.errors import Forbidden, Refused
from criteria.core.faults import Faulty
from criteria.core.lineage import parse_lineage
from criteria.core.meaning import fingerprint
from criteria.models import Standard, StandardEvent
from criteria.queries import parsed, tell
from criteria.rules import Person, may_edit_standards
from criteria.services.editions import write_status


@transaction.atomic
def publish_standard(*, code: str, typed: str, content_hash: str, by: Person) -> Standard:
    """Publish a draft: from here on its meaning never changes.

    `typed` is the code as a person typed it, `content_hash` the `shown_hash` of what that person
    was shown. Raises Standard.DoesNotExist, Forbidden, or Refused with a sentence for each
    obstacle.
    """
    row = _locked(code, by)
    obstacles = obstacles_to_publish(row)
    if shown_hash(row) != content_hash:
        obstacles.append(_("The draft was replaced since this page was shown. Look at it again."))
    return _moved(row, core.Status.PUBLISHED, typed, obstacles, by)


def shown_hash(row: Standard) -> str:
    """Return the SHA-256, in hex, of all that is published with a draft: translations, changes."""
    return fingerprint([row.content_hash, row.changes_hash, row.texts_hashes])


@transaction.atomic
def close_standard(*, code: str, typed: str, by: Person) -> Standard:
    """Close a published edition to new assessments; those under way go on.

    Raises as `publish_standard` does.
    """
    row = _locked(code, by)
    return _moved(row, core.Status.SUPERSEDED, typed, obstacles_to_close(row), by)


def obstacles_to_publish(row: Standard) -> list[str]:
    """Say what stands in the way of publishing, a sentence each; writes nothing."""
    if row.status != Standard.Status.DRAFT:
        return [_("Only a draft can be published.")]
    if not row.supersedes:
        return []
    older = Standard.objects.filter(code=row.supersedes).first()
    words = {"code": row.code, "older": row.supersedes}
    if older is None:
        return [_("%(older)s, which it supersedes, is not in this portal.") % words]
    if older.status == Standard.Status.DRAFT:
        return [_("%(older)s, which it supersedes, is a draft itself. Publish that first.") % words]
    if not row.changes_hash:
        return [
            _(
                "It does not say what became of %(older)s. Upload it again with its changes:"
                " cities carry their answers over by them."
            )
            % words
        ]
    try:
        lineage = parse_lineage(row.changes, parsed(older), parsed(row))
    except Faulty as faulty:
        return [
            _("What it says of the changes from %(older)s is not complete:") % words,
            *(f"{fault.path}: {tell(fault.message)}" for fault in faulty.faults),
        ]
    return [
        _(
            "%(codes)s: the changes say same, but the texts differ. Write reworded"
            " there, or give both the same text."
        )
        % {"codes": " → ".join(dict.fromkeys((item.old, item.new)))}
        for item in disagreements(parsed(older), parsed(row), lineage)
    ]


def obstacles_to_close(row: Standard) -> list[str]:
    """Say what stands in the way of closing, a sentence each; writes nothing."""
    if row.status != Standard.Status.PUBLISHED:
        return [_("Only a published edition can be closed.")]
    if row.code == settings.CURRENT_STANDARD:
        return [
            _(
                "New assessments use the %(edition)s standard, which is this one. Only whoever runs"
                " the server changes this (setting CURRENT_STANDARD); that comes first."
            )
            % {"edition": row.edition}
        ]
    return []


def _locked(code: str, by: Person) -> Standard:
    if not may_edit_standards(by):
        raise Forbidden
    return Standard.objects.select_for_update().get(code=code)


def _moved(
    row: Standard, status: core.Status, typed: str, obstacles: list[str], by: Person
) -> Standard:
    if typed.strip() != row.code:
        obstacles.append(_("Type the code %(code)s to confirm.") % {"code": row.code})
    if obstacles:
        raise Refused(*obstacles)
    write_status(row, replace(parsed(row), status=status))
    published = status is core.Status.PUBLISHED
    StandardEvent.objects.create(
        standard=row,
        actor_id=by.pk,
        action=StandardEvent.Action.PUBLISHED if published else StandardEvent.Action.CLOSED,
        revision=row.revision,
        content_hash=row.content_hash,
        at=timezone.now(),
    )
    return row
