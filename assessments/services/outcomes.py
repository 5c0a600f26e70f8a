"""Reporting figures for the outcome measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.core.document import Figure, Report, parse_report
from assessments.models import OutcomeReport
from assessments.queries.outcomes import NEVER, StoredReport, stored_report
from assessments.services.locking import locked_desk
from cities.models import User
from criteria.core.faults import Fault, Faulty
from criteria.core.standard import Outcome
from criteria.core.words import Words
from criteria.models import OutcomeMeasure

MOST_DIGITS: Final = 15
"""Digits that every supported database keeps exactly: SQLite stores numbers as doubles."""


@dataclass(frozen=True, kw_only=True)
class SavedReport:
    """What came of a save: the report as it stands (None: none).

    `conflict`: somebody else changed it since, nothing was written; `faults`: what is wrong.
    """

    stored: StoredReport | None
    conflict: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def is_saved(self) -> bool:
        return not self.conflict and not self.faults


@transaction.atomic
def save_outcome(
    *,
    assessment_id: int,
    by: User,
    measure: str,
    tree: Mapping[str, object] | None,
    expected_mark: str,
) -> SavedReport:
    """Report a measure, or take the report back with None.

    `tree` is the report as it stands in an assessment document, `expected_mark` what the person saw
    (see `queries.outcomes`). The same content as stored is no change. Raises
    Assessment.DoesNotExist, OutcomeMeasure.DoesNotExist, Forbidden, Refused.
    """
    desk = locked_desk(assessment_id=assessment_id, by=by)
    row = OutcomeMeasure.objects.get(standard=desk.assessment.standard_id, code=measure)
    present = (
        OutcomeReport.objects.filter(assessment=desk.assessment, measure=row)
        .select_related("reported_by")
        .first()
    )
    stored = stored_report(present) if present else None
    report: Report | None = None
    if tree is not None:
        try:
            report = _parsed(tree, desk.standard.outcome(measure), timezone.now().year)
        except Faulty as faulty:
            return SavedReport(stored=stored, faults=faulty.faults)
    if report == (stored.report if stored else None):
        return SavedReport(stored=stored)
    if expected_mark != (stored.mark if stored else NEVER):
        return SavedReport(stored=stored, conflict=True)
    if report is None:
        assert present is not None  # nothing stored and nothing wanted is no change
        present.delete()
        return SavedReport(stored=None)
    written = present or OutcomeReport(assessment=desk.assessment, measure=row, version=0)
    fill_report(written, report)
    written.version += 1
    written.reported_by = by
    written.reported_at = timezone.now()
    written.save()
    return SavedReport(stored=stored_report(written))


def _parsed(tree: Mapping[str, object], outcome: Outcome, this_year: int) -> Report:
    """Read a report; what was measured cannot be of a year to come, only a target can."""
    report = parse_report(tree, outcome)
    too_long = Words("must have at most %(most)s digits", {"most": MOST_DIGITS})
    faults = [
        Fault(path=path, message=too_long)
        for path, value in _values(report)
        if len(value.as_tuple().digits) > MOST_DIGITS
    ]
    if report.year > this_year:
        words = Words("must not be after %(year)s", {"year": this_year})
        faults.append(Fault(path="$.year", message=words))
    if faults:
        raise Faulty(faults)
    return report


def _values(report: Report) -> list[tuple[str, Decimal]]:
    values = [("$.value", report.value)]
    if report.baseline is not None:
        values.append(("$.baseline.value", report.baseline.value))
    if report.target is not None:
        values.append(("$.target.value", report.target.value))
    return values


def fill_report(row: OutcomeReport, report: Report) -> None:
    """Put a report's figures into its row, unsaved."""
    row.title = report.title
    row.sdg = report.sdg
    row.value = report.value
    row.year = report.year
    row.source = report.source
    row.baseline_value, row.baseline_year = _columns(report.baseline)
    row.target_value, row.target_year = _columns(report.target)


def _columns(figure: Figure | None) -> tuple[Decimal | None, int | None]:
    return (figure.value, figure.year) if figure else (None, None)
