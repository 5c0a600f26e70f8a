"""Beginning an assessment with the answers of one under an older edition, and taking that back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.core.carry import Forecast, Item, Kind, Plan, forecast
from assessments.models import (
    Answer,
    Assessment,
    AuditEvent,
    CarriedAnswer,
    CarryOver,
    EvidenceUse,
)
from assessments.queries.carry import (
    Edit,
    carry_over_of,
    edits_since,
    left_behind_of,
    live_assessments,
    plan_of,
    sources_tree,
)
from assessments.queries.documents import reports_of
from assessments.services.locking import locked_desk
from assessments.services.start import open_edition, opened, started, writer_in
from cities.core.errors import Refused
from cities.models import City, User
from criteria.core.standard import Region
from criteria.models import Requirement, Standard
from criteria.queries import parsed


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A draft that began with older answers, what became of them, and its score as it begins."""

    assessment: Assessment
    plan: Plan
    forecast: Forecast


@transaction.atomic
def carry_over(*, city_id: int, source_id: int, standard_code: str, by: User) -> Carried:
    """Open a draft against a published edition with the answers of another assessment of the city.

    A live draft into which nobody has put anything is used; the source is only read. As many
    statements for one answer as for all. Raises City.DoesNotExist, Assessment.DoesNotExist,
    Forbidden, and Refused when the edition takes no assessments, no lineage leads to it, there is
    nothing to carry, or the city has a live assessment that somebody has begun.
    """
    membership = writer_in(city_id, by)
    standard = open_edition(standard_code)
    source = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("standard")
        .defer("standard__document", "standard__changes")
        .get(city=city_id, pk=source_id)
    )
    newer = parsed(standard)
    plan = plan_of(source, newer)
    if plan is None:
        raise Refused(
            _("It is not known what became of %(older)s in %(newer)s.")
            % {"older": source.standard, "newer": standard}
        )
    if plan.is_empty:
        raise Refused(_("This assessment has no answers that could be carried over."))
    assessment, events = _draft(membership.city, standard, source, by, membership.role)
    now = timezone.now()
    _bring(plan, assessment, by, now)
    CarryOver.objects.create(
        assessment=assessment,
        source=source,
        carried_by=by,
        carried_at=now,
        evidence_links=sum(len(item.evidence) for item in plan.items),
        left_behind=left_behind_of(plan, reports_of(source)),
    )
    carried = _event(assessment, source, "carry_over", by, membership.role, now)
    AuditEvent.objects.bulk_create([*events, carried])
    region = Region(membership.city.region)
    return Carried(assessment=assessment, plan=plan, forecast=forecast(plan, newer, {}, region))


@transaction.atomic
def undo_carry_over(*, assessment_id: int, by: User) -> Assessment:
    """Empty a draft of what was carried into it, as long as nobody has worked on it since.

    The draft itself stays, and so does the trail. Raises Assessment.DoesNotExist, Forbidden, and
    Refused with a sentence for each thing that was done since.
    """
    desk = locked_desk(assessment_id=assessment_id, by=by)
    carried = carry_over_of(desk.assessment)
    if carried is None:
        raise Refused(_("Nothing was carried over into this assessment."))
    if obstacles := obstacles_to_undo(carry_over=carried):
        raise Refused(*obstacles)
    own = {"assessment": desk.assessment}
    for rows in (EvidenceUse.objects, Answer.objects, CarriedAnswer.objects, CarryOver.objects):
        rows.filter(**own).delete()
    now = timezone.now()
    _event(desk.assessment, carried.source, "undo_carry_over", by, desk.role, now).save()
    return desk.assessment


def obstacles_to_undo(*, carry_over: CarryOver) -> list[str]:
    """Say what has been done since that undoing would destroy; nothing while it can be undone."""
    edits = edits_since(carry_over)
    sentences = {
        Edit.SUBMITTED: _("It is too late to undo: the assessment has been submitted since."),
        Edit.ANSWERED: _("It is too late to undo: an answer has been given or changed since."),
        Edit.CONFIRMED: _("It is too late to undo: an old answer has been confirmed since."),
        Edit.EVIDENCE: _("It is too late to undo: evidence has been added or taken off since."),
        Edit.OUTCOMES: _("It is too late to undo: an outcome has been reported since."),
    }
    return [sentence for edit, sentence in sentences.items() if edit in edits]


def _draft(
    city: City, standard: Standard, source: Assessment, by: User, role: str
) -> tuple[Assessment, list[AuditEvent]]:
    """Open a draft, or take the live one if it is still empty; whoever comes second is refused."""
    try:
        assessment = opened(city, standard, by)
    except Refused:
        live = _locked_untouched(city, standard, source)
        if live is None:
            raise
        return live, []
    return assessment, [started(assessment, role)]


def _locked_untouched(city: City, standard: Standard, source: Assessment) -> Assessment | None:
    """Return the live draft, locked, into which nobody has put anything.

    Asked only once the lock is held: a statement that waits for it does not see what the other
    transaction wrote into other tables.
    """
    live = live_assessments(city, standard).exclude(pk=source.pk)
    locked = Assessment.objects.filter(city=city, standard=standard).live().exclude(pk=source.pk)
    if not list(locked.select_for_update().values_list("pk", flat=True)):
        return None
    found: Assessment | None = live.filter(touched=False).first()
    return found


def _bring(plan: Plan, assessment: Assessment, by: User, now: datetime) -> None:
    """Write what the plan says, one statement for each kind of row."""
    keys = dict(
        Requirement.objects.filter(standard=assessment.standard_id).values_list("code", "pk")
    )
    brought = [item for item in plan.items if item.brings]
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            requirement_id=keys[item.requirement],
            status=item.status or "",
            note=item.note,
            answered_by=by,
            answered_at=now,
        )
        for item in _answered_at_once(brought)
    )
    CarriedAnswer.objects.bulk_create(
        CarriedAnswer(
            assessment=assessment,
            requirement_id=keys[item.requirement],
            kind=item.kind,
            relation=item.relation,
            sources=sources_tree(item),
            status=item.status or "",
            note=item.note,
        )
        for item in brought
    )
    EvidenceUse.objects.bulk_create(
        EvidenceUse(
            assessment=assessment,
            requirement_id=keys[item.requirement],
            evidence_id=key,
            carried=True,
        )
        for item in brought
        for key in item.evidence
    )


def _answered_at_once(items: Iterable[Item]) -> list[Item]:
    """Return what gets its answer now; an open one only if there is a note to keep."""
    return [
        item for item in items if item.kind is Kind.KEPT or (item.kind is Kind.OPEN and item.note)
    ]


def _event(
    assessment: Assessment, source: Assessment, action: str, by: User, role: str, now: datetime
) -> AuditEvent:
    return AuditEvent(
        assessment=assessment,
        actor=by,
        role=role,
        action=action,
        from_state=assessment.state,
        to_state=assessment.state,
        reason=f"{source.standard.code}, {source.cycle}",
        at=now,
    )
