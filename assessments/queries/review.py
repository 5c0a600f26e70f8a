"""What the review desk shows: rows a person may see, claims beside verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.core.document import Document, Figure
from assessments.core.lifecycle import REVIEWABLE, SUBMITTED_OR_LATER
from assessments.core.outcomes import amount
from assessments.models import Assessment, Assignment, OutcomeVerdict, Submission, Verdict
from assessments.models.answers import Answer as AnswerRow
from assessments.rules import OFFICER_SEES, cities_in_conflict
from cities import rules as city_rules
from cities.models import User
from criteria.core.standard import Criterion, Outcome, Requirement, Standard
from criteria.queries import tell


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What the city said of a requirement, and what the reviewer found so far."""

    requirement: Requirement
    said: str
    note: str
    evidence: tuple[tuple[str, str], ...]
    verdict: Verdict | None


@dataclass(frozen=True, kw_only=True)
class CriterionProgress:
    criterion: Criterion
    recorded: int
    final: int
    of: int

    @property
    def state(self) -> str:
        if self.final == self.of:
            return "final"
        return "begun" if self.recorded else "open"


@dataclass(frozen=True, kw_only=True)
class FigureClaim:
    outcome: Outcome
    lines: Mapping[str, Any] = field(hash=False)
    verdict: OutcomeVerdict | None


def assessments_at_desk(user: User) -> QuerySet[Assessment]:
    """Return what a person of the program may open: by role, state and assignment."""
    allowed = Q(pk__in=[])
    if city_rules.is_manager(user):
        allowed |= Q(state__in=SUBMITTED_OR_LATER)
    if city_rules.is_officer(user):
        allowed |= Q(state__in=OFFICER_SEES)
    if city_rules.is_reviewer(user):
        accepted = Assignment.objects.filter(
            reviewer=user, state=Assignment.State.ACCEPTED
        ).exclude(assessment__city__in=cities_in_conflict(user, timezone.now()))
        allowed |= Q(state__in=REVIEWABLE, pk__in=accepted.values("assessment"))
    return Assessment.objects.filter(allowed)


def verdicts_by(submission: Submission, reviewer: User | None) -> dict[str, Verdict]:
    """Return verdicts by requirement code: a reviewer's own, or else those that count."""
    rows = (
        Verdict.objects.filter(submission=submission, reviewer=reviewer)
        if reviewer
        else Verdict.objects.standing(submission)
    )
    return {row.requirement.code: row for row in rows.select_related("requirement")}


def outcome_verdicts(submission: Submission) -> dict[str, OutcomeVerdict]:
    rows = OutcomeVerdict.objects.standing(submission).select_related("measure")
    return {row.measure.code: row for row in rows}


def progress(
    standard: Standard, verdicts: Mapping[str, Verdict]
) -> list[tuple[str, list[CriterionProgress]]]:
    """Return for each area its criteria with how many verdicts there are."""
    return [
        (
            area.title,
            [
                CriterionProgress(
                    criterion=criterion,
                    recorded=sum(item.code in verdicts for item in criterion.requirements),
                    final=sum(
                        item.code in verdicts and verdicts[item.code].final
                        for item in criterion.requirements
                    ),
                    of=len(criterion.requirements),
                )
                for criterion in area.criteria
            ],
        )
        for area in standard.areas
    ]


def claims_on(
    criterion: Criterion, document: Document, verdicts: Mapping[str, Verdict]
) -> list[Claim]:
    found = []
    for requirement in criterion.requirements:
        answer = document.answers.get(requirement.code)
        found.append(
            Claim(
                requirement=requirement,
                said=str(AnswerRow.Status(answer.status.value).label) if answer else "",
                note=answer.note if answer else "",
                evidence=tuple((item.title, item.url) for item in answer.evidence)
                if answer
                else (),
                verdict=verdicts.get(requirement.code),
            )
        )
    return found


def figures(
    standard: Standard, document: Document, verdicts: Mapping[str, OutcomeVerdict]
) -> list[FigureClaim]:
    """Return the reported outcomes with their figures in words."""
    found = []
    for outcome in standard.outcomes:
        report = document.outcomes.get(outcome.code)
        if report is None:
            continue
        latest = Figure(value=report.value, year=report.year)
        lines: dict[str, Any] = {
            _("Title"): report.title,
            _("Sustainable Development Goal"): report.sdg,
            _("Value"): _figure(latest, outcome),
            _("Baseline"): report.baseline and _figure(report.baseline, outcome),
            _("Target"): report.target and _figure(report.target, outcome),
            _("Source"): report.source,
        }
        found.append(
            FigureClaim(
                outcome=outcome,
                lines={name: value for name, value in lines.items() if value},
                verdict=verdicts.get(outcome.code),
            )
        )
    return found


def _figure(figure: Figure, outcome: Outcome) -> str:
    return f"{tell(amount(figure.value, outcome.unit))} ({figure.year})"
