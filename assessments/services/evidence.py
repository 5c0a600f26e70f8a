"""Evidence: given once, used for many requirements, taken off one without being lost."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from assessments.core.document import MOST_EVIDENCE, Status, parse_answer
from assessments.core.files import Inspected, Unacceptable, inspect
from assessments.models import Evidence, EvidenceUse
from assessments.queries.workspace import Desk, desk_of
from assessments.services.locking import locked_desk
from cities.core.errors import Refused
from cities.models import User
from criteria.core.faults import Faulty
from criteria.models import Requirement
from criteria.queries import tell


def storage() -> Storage:
    """Return where files of evidence lie."""
    return Evidence._meta.get_field("file").storage


@transaction.atomic
def add_link(
    *,
    assessment_id: int,
    by: User,
    title: str,
    url: str,
    requirements: Collection[str],
    dated: date | None = None,
) -> Evidence:
    """Give a link as evidence; the same title and link again is the same evidence.

    Raises Assessment.DoesNotExist, Requirement.DoesNotExist, Forbidden, Refused, and Faulty with
    the places $.title and $.url.
    """
    desk = locked_desk(assessment_id=assessment_id, by=by)
    _check(desk, title, url)
    evidence = Evidence.objects.filter(city=desk.city, title=title, url=url).first()
    if evidence is None:
        evidence = Evidence.objects.create(
            city=desk.city, title=title, url=url, dated=dated, added_by=by
        )
    _use(desk, evidence, requirements)
    return evidence


def add_file(
    *,
    assessment_id: int,
    by: User,
    title: str,
    file: File[bytes],
    name: str,
    requirements: Collection[str],
    dated: date | None = None,
) -> Evidence:
    """Keep a file as evidence, under a name of no meaning; raises as `add_link` does.

    `name` is what the person called it. Reading, hashing and storing come before the transaction.
    """
    desk = desk_of(by, assessment_id)
    _check(desk, title, settings.SITE_URL)
    try:
        inspected = inspect(name, file.chunks(), largest=settings.EVIDENCE_MAX_BYTES)
    except Unacceptable as unacceptable:
        raise Refused(tell(unacceptable.reason)) from None
    file.seek(0)
    stored = storage().save(f"evidence/{uuid4().hex}", file)
    try:
        with transaction.atomic():
            desk = locked_desk(assessment_id=assessment_id, by=by)
            evidence = _kept(desk, by, title, dated, stored, inspected)
            _use(desk, evidence, requirements)
    except BaseException:
        storage().delete(stored)
        raise
    if evidence.file.name != stored:
        storage().delete(stored)
    return evidence


@transaction.atomic
def use_evidence(
    *, assessment_id: int, by: User, evidence_id: int, requirements: Collection[str]
) -> Evidence:
    """Let evidence that the city gave before support requirements; raises as `add_link` does."""
    desk = locked_desk(assessment_id=assessment_id, by=by)
    evidence = Evidence.objects.filter(city=desk.city, pk=evidence_id).first()
    if evidence is None:
        raise Refused(_("This document is not in the city's library."))
    _use(desk, evidence, requirements)
    return evidence


@transaction.atomic
def remove_use(*, assessment_id: int, by: User, criterion: str, evidence_id: int) -> int:
    """Take a document off the requirements of a criterion; the document itself stays.

    Returns off how many it was taken.
    """
    desk = locked_desk(assessment_id=assessment_id, by=by)
    count, _models = EvidenceUse.objects.filter(
        assessment=desk.assessment,
        evidence=evidence_id,
        requirement__criterion__code=criterion,
    ).delete()
    return count


def _check(desk: Desk, title: str, url: str) -> None:
    """Hold title and link against the document's contract; faults are placed below `$`."""
    tree = {"status": Status.UNKNOWN.value, "evidence": [{"title": title, "url": url}]}
    try:
        parse_answer(tree, desk.standard.requirements[0])
    except Faulty as faulty:
        raise Faulty(
            [
                replace(fault, path=fault.path.replace("$.evidence[0]", "$", 1))
                for fault in faulty.faults
            ]
        ) from None


def _kept(
    desk: Desk, by: User, title: str, dated: date | None, stored: str, inspected: Inspected
) -> Evidence:
    known = Evidence.objects.filter(city=desk.city, title=title, sha256=inspected.sha256).first()
    return known or Evidence.objects.create(
        city=desk.city,
        title=title,
        sha256=inspected.sha256,
        file=stored,
        file_name=inspected.name,
        file_type=inspected.media_type,
        file_size=inspected.size,
        dated=dated,
        added_by=by,
    )


def _use(desk: Desk, evidence: Evidence, requirements: Collection[str]) -> None:
    codes = set(requirements)
    if not codes:
        raise Refused(_("Say which requirement this supports."))
    rows = list(Requirement.objects.filter(standard=desk.assessment.standard_id, code__in=codes))
    if len(rows) < len(codes):
        raise Requirement.DoesNotExist(f"not all in {desk.standard.code}: {sorted(codes)}")
    EvidenceUse.objects.bulk_create(
        [
            EvidenceUse(assessment=desk.assessment, requirement=row, evidence=evidence)
            for row in rows
        ],
        ignore_conflicts=True,
    )
    crowded = (
        EvidenceUse.objects.filter(assessment=desk.assessment, requirement__in=rows)
        .values("requirement__code")
        .annotate(count=Count("pk"))
        .filter(count__gt=MOST_EVIDENCE)
    )
    if crowded.exists():
        raise Refused(
            _("A requirement can have at most %(most)d documents.") % {"most": MOST_EVIDENCE}
        )
