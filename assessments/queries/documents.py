"""Rows of an assessment -> the assessment document, as it is frozen, exported and scored.

Every function asks a constant number of queries, whatever the size of the assessment.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.urls import reverse

from assessments.core.document import Answer, Document, Evidence, Figure, Report, Status
from assessments.models import Answer as AnswerRow
from assessments.models import Assessment, EvidenceUse, OutcomeReport
from assessments.models import Evidence as EvidenceRow
from cities.queries import absolute


def document_of(assessment: Assessment) -> Document:
    """Return what a city answered so far; three queries when city and standard are at hand.

    An answer without a status is unanswered: it is left out, with its note and its evidence.
    """
    evidence = _evidence_of(assessment)
    return Document(
        standard=assessment.standard.code,
        city=assessment.city.name,
        country=assessment.city.country,
        answers={
            code: Answer(status=Status(status), note=note, evidence=evidence.get(code, ()))
            for code, status, note in _answered(assessment)
        },
        outcomes=reports_of(assessment),
    )


def reports_of(assessment: Assessment) -> Mapping[str, Report]:
    """Return the figures a city reported, by the outcome's code; one query."""
    rows = OutcomeReport.objects.filter(assessment=assessment).select_related("measure")
    return {row.measure.code: report_of(row) for row in rows}


def report_of(row: OutcomeReport) -> Report:
    return Report(
        value=_trimmed(row.value),
        year=row.year,
        source=row.source,
        title=row.title,
        sdg=row.sdg,
        baseline=_figure(row.baseline_value, row.baseline_year),
        target=_figure(row.target_value, row.target_year),
    )


def file_hashes_of(assessment: Assessment) -> dict[str, str]:
    """Return the SHA-256 of each file in the assessment's document, by its address; one query."""
    uses = (
        EvidenceUse.objects.filter(assessment=assessment)
        .exclude(evidence__file="")
        .values_list("evidence_id", "evidence__sha256")
        .order_by("evidence_id")
    )
    return {address_of_file(pk): sha256 for pk, sha256 in uses}


def address_of(evidence: EvidenceRow) -> str:
    """Return where a document is found: its link, or this portal's address of its file."""
    return evidence.url or address_of_file(evidence.pk)


def address_of_file(evidence_id: int) -> str:
    return absolute(reverse("assessments:evidence_file", args=[evidence_id]))


def _answered(assessment: Assessment) -> list[tuple[str, str, str]]:
    return list(
        AnswerRow.objects.filter(assessment=assessment)
        .exclude(status="")
        .values_list("requirement__code", "status", "note")
        .order_by("requirement__position")
    )


def _evidence_of(assessment: Assessment) -> Mapping[str, tuple[Evidence, ...]]:
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    uses = (
        EvidenceUse.objects.filter(assessment=assessment)
        .select_related("evidence", "requirement")
        .order_by("requirement__position", "evidence_id")
    )
    for use in uses:
        found[use.requirement.code].append(
            Evidence(title=use.evidence.title, url=address_of(use.evidence))
        )
    return {code: tuple(items) for code, items in found.items()}


def _figure(value: Decimal | None, year: int | None) -> Figure | None:
    return None if value is None or year is None else Figure(value=_trimmed(value), year=year)


def _trimmed(value: Decimal) -> Decimal:
    """Drop the zeros that the column's fixed number of decimals adds."""
    return value.normalize() + 0
