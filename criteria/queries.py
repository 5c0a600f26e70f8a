"""Stored standards, and standards' files, -> core values."""

from pathlib import Path
from typing import Final

from django.db.models import Case, F, JSONField, QuerySet, Value, When

from criteria.core import standard as core
from criteria.core.faults import Fault, Faulty
from criteria.core.parsing import parse_standard
from criteria.core.reading import LARGEST, read_yaml
from criteria.models import Standard, StandardQuerySet, StandardRevision

STANDARDS: Final = Path(__file__).parent / "standards"
MOST_KEPT: Final = 16

_kept: dict[str, core.Standard] = {}
"""Parsed standards of this process, by content hash; the same hash is the same content."""


def published_standards() -> StandardQuerySet:
    """Return the editions anybody may read, newest first, without their documents."""
    return Standard.objects.public().newest_first().defer("document")


def get_standard(code: str) -> core.Standard:
    """Return an edition anybody may read, with one query; raises Standard.DoesNotExist."""
    return _loaded(Standard.objects.public().filter(code=code))


def standard_by_code(code: str) -> core.Standard:
    """Return an edition, drafts too, with one query; raises Standard.DoesNotExist."""
    return _loaded(Standard.objects.filter(code=code))


def parsed(standard: Standard) -> core.Standard:
    """Return the values of a row: no query, or one if its document was deferred and is needed."""
    kept = _kept.get(standard.content_hash)
    return kept or _keep(standard.content_hash, standard.document)


def revisions(code: str) -> QuerySet[StandardRevision]:
    """Return the revisions of an edition anybody may read, newest first, without documents."""
    public = Standard.objects.public().filter(code=code)
    return (
        StandardRevision.objects.filter(standard__in=public).order_by("-revision").defer("document")
    )


def standard_file(code: str) -> Path | None:
    """Return the file of a standard that comes with this portal; `code` may be anybody's text."""
    if not core.STANDARD_CODE.fullmatch(code):
        return None
    path = STANDARDS / code / "standard.yaml"
    return path if path.is_file() else None


def standard_files() -> list[Path]:
    """Return the files of every standard that comes with this portal."""
    return sorted(STANDARDS.glob("*/standard.yaml"))


def read_standard(path: Path) -> core.Standard:
    """Return the standard in a file; raises Faulty with every fault in it."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        fault = Fault(path="$", message=f"cannot be read: {error.strerror}")
        raise Faulty([fault]) from None
    return parse_standard(read_yaml(content))


def _loaded(standards: StandardQuerySet) -> core.Standard:
    """Return the one standard; its document leaves the database only if it is not kept yet."""
    content_hash, document = standards.values_list(
        "content_hash",
        Case(
            When(content_hash__in=list(_kept), then=Value(None, output_field=JSONField())),
            default=F("document"),
            output_field=JSONField(),
        ),
    ).get()
    return _kept.get(content_hash) or _keep(content_hash, document)


def _keep(content_hash: str, document: object) -> core.Standard:
    standard = parse_standard(document)
    while len(_kept) >= MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    _kept[content_hash] = standard
    return standard
