"""What a city reported for the outcome measures, with the mark by which a change is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.core.document import Report
from assessments.models import Assessment, OutcomeReport
from assessments.queries.documents import report_of

NEVER = ""
"""The mark of a report that is not there."""


@dataclass(frozen=True, kw_only=True)
class StoredReport:
    """A report as it stands; `mark` is another after every change, also after taking it back."""

    report: Report
    mark: str
    by: str
    by_id: int
    at: datetime


def stored_reports(assessment: Assessment) -> Mapping[str, StoredReport]:
    """Return the reports by the measure's code; one query."""
    rows = OutcomeReport.objects.filter(assessment=assessment).select_related(
        "measure", "reported_by"
    )
    return {row.measure.code: stored_report(row) for row in rows}


def stored_report(row: OutcomeReport) -> StoredReport:
    return StoredReport(
        report=report_of(row),
        mark=f"{row.pk}-{row.version}",
        by=row.reported_by.full_name,
        by_id=row.reported_by_id,
        at=row.reported_at,
    )
