"""Bringing in what a city answered elsewhere, under an edition that this portal no longer opens."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.core.document import Answer as CoreAnswer
from assessments.core.document import Document, Report
from assessments.core.document import Evidence as CoreEvidence
from assessments.models import Answer, Assessment, Evidence, EvidenceUse, OutcomeReport
from assessments.services.outcomes import fill_report
from assessments.services.start import opened, started
from cities import rules
from cities.core.errors import Forbidden, Refused
from cities.models import City, ProgramRole, User
from criteria.models import OutcomeMeasure, Requirement, Standard


@transaction.atomic
def import_assessment(*, city_id: int, document: Document, cycle: int, by: User) -> Assessment:
    """Open a draft with the answers of a document under a superseded edition, for the program.

    The city can read it, correct it and carry it over; it takes no submission. `cycle` is the year
    of the answers, `document` as `parse_document` returns it. Raises Forbidden for all but
    managers, City.DoesNotExist, Standard.DoesNotExist, and Refused when the edition still takes
    assessments or the city has a live one under it.
    """
    if not rules.is_manager(by):
        raise Forbidden(f"{by.pk} may not bring in assessments")
    city = City.objects.get(pk=city_id)
    standard = Standard.objects.defer("document", "changes").get(code=document.standard)
    if standard.status != Standard.Status.SUPERSEDED:
        raise Refused(_("Only answers under a superseded edition are brought in."))
    assessment = opened(city, standard, by, cycle=cycle)
    keys = dict(Requirement.objects.filter(standard=standard).values_list("code", "pk"))
    _write_answers(assessment, document.answers, keys, by)
    _write_evidence(assessment, document.answers, keys, by)
    _write_reports(assessment, document.outcomes, by)
    started(assessment, ProgramRole.Role.MANAGER, action="import").save()
    return assessment


def _write_answers(
    assessment: Assessment, answers: Mapping[str, CoreAnswer], keys: Mapping[str, int], by: User
) -> None:
    now = timezone.now()
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            requirement_id=keys[code],
            status=answer.status,
            note=answer.note,
            answered_by=by,
            answered_at=now,
        )
        for code, answer in answers.items()
    )


def _write_evidence(
    assessment: Assessment, answers: Mapping[str, CoreAnswer], keys: Mapping[str, int], by: User
) -> None:
    """Give each link once; what the city's library already has is used again."""
    given = {item for answer in answers.values() for item in answer.evidence}
    library = _library(assessment.city)
    missing = [item for item in sorted(given, key=lambda item: item.title) if item not in library]
    Evidence.objects.bulk_create(
        Evidence(city=assessment.city, title=item.title, url=item.url, added_by=by)
        for item in missing
    )
    library = _library(assessment.city)
    EvidenceUse.objects.bulk_create(
        EvidenceUse(assessment=assessment, requirement_id=keys[code], evidence=library[item])
        for code, answer in answers.items()
        for item in dict.fromkeys(answer.evidence)
    )


def _library(city: City) -> dict[CoreEvidence, Evidence]:
    return {
        CoreEvidence(title=row.title, url=row.url): row
        for row in Evidence.objects.filter(city=city).exclude(url="").order_by("-pk")
    }


def _write_reports(assessment: Assessment, reports: Mapping[str, Report], by: User) -> None:
    now = timezone.now()
    measures = OutcomeMeasure.objects.filter(standard=assessment.standard_id, code__in=reports)
    rows = []
    for measure in measures:
        row = OutcomeReport(assessment=assessment, measure=measure, reported_by=by, reported_at=now)
        fill_report(row, reports[measure.code])
        rows.append(row)
    OutcomeReport.objects.bulk_create(rows)
