"""What the workspace's pages show: rows -> values, one function for each thing a page needs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from assessments.core.carry import Kind
from assessments.core.document import Report, Status
from assessments.core.lifecycle import EDITABLE
from assessments.core.progress import Distance, Progress, distance, progress, with_criterion
from assessments.core.scoring import Claims, Scorecard, claimed, score
from assessments.models import Answer, Assessment, CarriedAnswer
from assessments.models.answers import AssessmentQuerySet
from cities.models import City, Membership, User
from criteria.core.standard import Region, Standard
from criteria.models import Requirement
from criteria.models import Standard as StandardRow
from criteria.queries import parsed, reading_language

WRITERS = (Membership.Role.LEAD, Membership.Role.CONTRIBUTOR)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An assessment, as one of the city's own people sits before it."""

    assessment: Assessment
    role: str
    standard: Standard
    was_carried: bool = False
    """Whether it began with the answers of another assessment."""

    @property
    def city(self) -> City:
        return self.assessment.city

    @property
    def region(self) -> Region:
        return Region(self.city.region)

    @property
    def is_editable(self) -> bool:
        return self.assessment.state in EDITABLE

    @property
    def writes(self) -> bool:
        """Whether the person writes for the city, whatever the state of the assessment."""
        return self.role in WRITERS

    @property
    def may_write(self) -> bool:
        return self.writes and self.is_editable

    @property
    def leads(self) -> bool:
        return self.role == Membership.Role.LEAD


@dataclass(frozen=True, kw_only=True)
class StoredAnswer:
    """An answer as it stands; version 0 was never written.

    `carried`: what it began with if it was carried over, of `core.carry.Kind`. While it `waits` to
    be confirmed, `proposed` is the old status and `proposed_note` the old note.
    """

    requirement_id: int
    code: str
    status: str = ""
    note: str = ""
    version: int = 0
    by: str = ""
    by_id: int | None = None
    at: datetime | None = None
    carried: str = ""
    waits: bool = False
    proposed: str = ""
    proposed_note: str = ""

    @property
    def note_to_show(self) -> str:
        """The note that a form begins with: the old one as long as nobody wrote another."""
        return self.proposed_note if self.waits and not self.version else self.note

    @property
    def says(self) -> str:
        """The status in words."""
        return str(Answer.Status(self.status).label) if self.status else ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far the answers have come: counters, points, and where these are among the levels."""

    progress: Progress
    distance: Distance
    scorecard: Scorecard


def current_edition() -> StandardRow | None:
    """Return the edition that assessments are started against, if it is published; one query."""
    return (
        StandardRow.objects.filter(
            code=settings.CURRENT_STANDARD, status=StandardRow.Status.PUBLISHED
        )
        .defer("document", "changes")
        .first()
    )


def desk_of(person: User, assessment_id: int) -> Desk:
    """Return an assessment of the person's own cities; raises Assessment.DoesNotExist."""
    return sit_down(Assessment.objects.all(), person, assessment_id)


def sit_down(assessments: AssessmentQuerySet, person: User, assessment_id: int) -> Desk:
    """Find one of these assessments for a member of its city, with city, standard and role.

    One query, as the database is now; raises Assessment.DoesNotExist.
    """
    assessment = (
        assessments.of_member(person)
        .select_related("city", "standard")
        .defer("standard__document", "standard__changes")
        .annotate(role=F("city__memberships__role"), began_with=F("carry_over__source"))
        .get(pk=assessment_id)
    )
    role: str = assessment.role  # type: ignore[attr-defined]  # annotated above
    return Desk(
        assessment=assessment,
        role=role,
        standard=parsed(assessment.standard, reading_language()),
        was_carried=assessment.began_with is not None,  # type: ignore[attr-defined]  # as above
    )


def assessments_of(person: User) -> list[Assessment]:
    """Return the assessments of a person's cities, newest first.

    Each has `answered` and `to_confirm`, how many requirements have an answer or wait for one, and
    `began_with` and `carried_at`, with which older one it began and when, or None.
    """
    return list(
        Assessment.objects.of_member(person)
        .select_related("city", "standard")
        .defer("standard__document", "standard__changes")
        .annotate(
            answered=Count("answers", filter=~Q(answers__status="")),
            to_confirm=_waiting_count(),
            began_with=F("carry_over__source"),
            carried_at=F("carry_over__carried_at"),
        )
        .order_by("city__name", "-started_at", "-pk")
    )


def _waiting_count() -> Coalesce:
    waiting = CarriedAnswer.objects.waiting().filter(assessment=OuterRef("pk")).order_by()
    counted = waiting.values("assessment").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def stored_answers(assessment: Assessment, noted: Collection[str] = ()) -> dict[str, StoredAnswer]:
    """Return every requirement's answer by code, notes only for `noted`; one query."""
    rows = (
        Requirement.objects.filter(standard=assessment.standard_id)
        .annotate(
            own=FilteredRelation("answers", condition=Q(answers__assessment=assessment.pk)),
            brought=FilteredRelation(
                "carried_answers", condition=Q(carried_answers__assessment=assessment.pk)
            ),
            note=_noted(noted, "own__note"),
            proposed_note=_noted(noted, "brought__note"),
        )
        .order_by("position")
        .values_list(
            "pk",
            "code",
            "own__status",
            "note",
            "own__version",
            "own__answered_by__full_name",
            "own__answered_by",
            "own__answered_at",
            "brought__kind",
            "brought__confirmed_at",
            "brought__status",
            "proposed_note",
        )
    )
    return {
        code: StoredAnswer(
            requirement_id=pk,
            code=code,
            status=status or "",
            note=note or "",
            version=version or 0,
            by=by or "",
            by_id=by_id,
            at=at,
            carried=kind or "",
            waits=kind == Kind.TO_CONFIRM and confirmed_at is None,
            proposed=proposed or "",
            proposed_note=proposed_note or "",
        )
        for (
            pk,
            code,
            status,
            note,
            version,
            by,
            by_id,
            at,
            kind,
            confirmed_at,
            proposed,
            proposed_note,
        ) in rows
    }


def _noted(codes: Collection[str], column: str) -> Case:
    return Case(
        When(code__in=list(codes), then=F(column)),
        default=Value(""),
        output_field=TextField(),
    )


def claims_in(answers: Mapping[str, StoredAnswer]) -> Claims:
    """Return what the answers claim; what waits to be confirmed claims nothing."""
    return claimed({code: answer.status for code, answer in answers.items()})


def provisional_score(
    desk: Desk, answers: Mapping[str, StoredAnswer], reports: Mapping[str, Report]
) -> Scorecard:
    """Return the score if every old answer that waits was confirmed as it is proposed."""
    said = {
        code: answer.proposed if answer.waits else answer.status for code, answer in answers.items()
    }
    return score(desk.standard, claimed(said), reports, desk.region)


def standing_of(
    desk: Desk,
    answers: Mapping[str, StoredAnswer],
    reports: Mapping[str, Report] | None = None,
) -> Standing:
    """Return how far a city has come; without `reports` its outcomes count as not reported."""
    scorecard = score(desk.standard, claims_in(answers), reports or {}, desk.region)
    statuses = {
        code: Status(answer.status) if answer.status else None
        for code, answer in answers.items()
        if answer.version
    }
    waiting = {code for code, answer in answers.items() if answer.waits}
    return Standing(
        progress=progress(desk.standard, statuses, scorecard, waiting),
        distance=distance(desk.standard, scorecard.points),
        scorecard=scorecard,
    )


def points_with(desk: Desk, answers: Mapping[str, StoredAnswer], criterion: str) -> int:
    """Return the points a city would have if it met every requirement of one more criterion."""
    with_it = with_criterion(desk.standard, claims_in(answers), criterion)
    return score(desk.standard, with_it, {}, desk.region).points


def slug_of(code: str) -> str:
    """Return a requirement's code as part of an element's id; codes have no underscore."""
    return code.replace(".", "_")


def leads_of(city: City) -> list[str]:
    """Return the names of those who may submit for a city."""
    return list(
        Membership.objects.active()
        .filter(city=city, role=Membership.Role.LEAD)
        .order_by("user__full_name")
        .values_list("user__full_name", flat=True)
    )
