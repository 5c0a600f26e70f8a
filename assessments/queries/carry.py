"""Carrying over: what an assessment may begin with, what it began with, what was done since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q

from assessments.core.carry import Item, OldAnswer, Plan, Source, carry
from assessments.core.document import Report, Status
from assessments.core.lifecycle import State
from assessments.models import (
    Answer,
    Assessment,
    CarriedAnswer,
    CarryOver,
    EvidenceUse,
    OutcomeReport,
    Submission,
)
from cities.models import City
from criteria.core.numbers import compact
from criteria.core.standard import Standard
from criteria.models import Standard as StandardRow
from criteria.queries import lineage_between, parsed


class Edit(StrEnum):
    """What people may have done to an assessment since answers were carried into it."""

    SUBMITTED = "submitted"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    EVIDENCE = "evidence"
    OUTCOMES = "outcomes"


# --- before: what may be carried over -----------------------------------------------------------


def sources_among(
    assessments: Iterable[Assessment], editions: Sequence[str]
) -> tuple[Assessment, ...]:
    """Return those that an assessment may begin with, the one to prefer first.

    `assessments` come from `assessments_of`; `editions` are the codes from which a lineage leads to
    the edition to be started. What was submitted comes before what never was, then the later one.
    """
    possible = [
        item
        for item in assessments
        if item.standard.code in editions and item.answered  # type: ignore[attr-defined]  # annotated
    ]
    return tuple(
        sorted(
            possible,
            key=lambda item: (item.submitted_at is not None, item.submitted_at or item.started_at),
            reverse=True,
        )
    )


def live_assessments(city: City, standard: StandardRow) -> Any:
    """Return the live assessment of a city for an edition, with `touched`.

    It says whether anybody has put anything into it, or carried answers into it, yet.
    """
    own = {"assessment": OuterRef("pk")}
    return (
        Assessment.objects.filter(city=city, standard=standard)
        .live()
        .annotate(
            touched=~Q(state=State.DRAFT)
            | Q(submitted_at__isnull=False)
            | Exists(Answer.objects.filter(**own))
            | Exists(EvidenceUse.objects.filter(**own))
            | Exists(OutcomeReport.objects.filter(**own))
            | Exists(CarryOver.objects.filter(**own))
        )
    )


def plan_of(source: Assessment, newer: Standard) -> Plan | None:
    """Return what becomes of an assessment's answers in an edition; None where no lineage leads.

    Three queries. Raises Standard.DoesNotExist.
    """
    older = parsed(source.standard)
    lineage = lineage_between(older.code, newer.code)
    if lineage is None:
        return None
    return carry(older, newer, lineage, old_answers(source))


def old_answers(assessment: Assessment) -> dict[str, OldAnswer]:
    """Return all that was said in an assessment by requirement code; two queries."""
    evidence: defaultdict[str, list[int]] = defaultdict(list)
    for code, key in (
        EvidenceUse.objects.filter(assessment=assessment)
        .order_by("evidence_id")
        .values_list("requirement__code", "evidence_id")
    ):
        evidence[code].append(key)
    said = {
        code: (status, note)
        for code, status, note in Answer.objects.filter(assessment=assessment).values_list(
            "requirement__code", "status", "note"
        )
    }
    answers = {}
    for code in said.keys() | evidence.keys():
        status, note = said.get(code, ("", ""))
        answers[code] = OldAnswer(
            status=Status(status) if status else None,
            note=note,
            evidence=tuple(evidence.get(code, ())),
        )
    return answers


def left_behind_of(plan: Plan, figures: Mapping[str, Report]) -> dict[str, Any]:
    """Return the plain tree of what stays behind, as `CarryOver.left_behind` keeps it."""
    return {
        "answers": [
            {
                **_said(source),
                "evidence": list(source.answer.evidence),
            }
            for source in plan.dropped
        ],
        "outcomes": [
            {"code": code, "value": str(compact(report.value)), "year": report.year}
            for code, report in figures.items()
        ],
        "evidence": sum(len(item.too_many) for item in plan.items),
    }


def sources_tree(item: Item) -> list[dict[str, Any]]:
    """Return the plain tree of an item's sources, as `CarriedAnswer.sources` keeps it."""
    return [{**_said(source), "parts": source.parts} for source in item.sources]


def _said(source: Source) -> dict[str, Any]:
    return {
        "code": source.code,
        "status": str(source.answer.status or ""),
        "note": source.answer.note,
    }


# --- after: what was carried over ---------------------------------------------------------------


def carry_over_of(assessment: Assessment) -> CarryOver | None:
    """Return how an assessment began, with its source and who did it; one query."""
    return (
        CarryOver.objects.filter(assessment=assessment)
        .select_related("source__standard", "carried_by")
        .defer("source__standard__document", "source__standard__changes")
        .first()
    )


def carried_into(assessment: Assessment) -> CarryOver | None:
    """Return the last start from an assessment's answers that was not withdrawn; one query."""
    return (
        CarryOver.objects.filter(source=assessment)
        .exclude(assessment__state=State.WITHDRAWN)
        .select_related("assessment__standard")
        .defer("assessment__standard__document", "assessment__standard__changes", "left_behind")
        .order_by("carried_at")
        .last()
    )


def edits_since(carry_over: CarryOver) -> frozenset[Edit]:
    """Return what has been done to an assessment since answers were carried into it; two queries.

    Of evidence, uses that were added or taken off count.
    """
    own = {"assessment": OuterRef("pk")}
    brought = CarriedAnswer.objects.filter(assessment=carry_over.assessment_id).answered_at_once()
    answers = Answer.objects.filter(**own)
    uses = EvidenceUse.objects.filter(**own)
    found = (
        Assessment.objects.filter(pk=carry_over.assessment_id)
        .annotate(
            handed_in=Exists(Submission.objects.filter(**own)),
            changed=Exists(answers.filter(version__gt=1)),
            added=Exists(answers.exclude(requirement__in=brought.values("requirement"))),
            confirmed=Exists(CarriedAnswer.objects.filter(confirmed_at__isnull=False, **own)),
            supported=Exists(uses.filter(carried=False)),
            reported=Exists(OutcomeReport.objects.filter(**own)),
        )
        .values_list("handed_in", "changed", "added", "confirmed", "supported", "reported")
        .get()
    )
    handed_in, changed, added, confirmed, supported, reported = found
    left = EvidenceUse.objects.filter(assessment=carry_over.assessment_id, carried=True).count()
    edits = {
        Edit.SUBMITTED: handed_in,
        Edit.CONFIRMED: confirmed,
        Edit.ANSWERED: changed or (added and not confirmed),
        Edit.EVIDENCE: supported or left != carry_over.evidence_links,
        Edit.OUTCOMES: reported,
    }
    return frozenset(edit for edit, is_there in edits.items() if is_there)


def waiting_of(assessment: Assessment) -> frozenset[str]:
    """Return the requirements whose old answer waits to be confirmed; one query."""
    rows = CarriedAnswer.objects.waiting().filter(assessment=assessment)
    return frozenset(rows.values_list("requirement__code", flat=True))


def carried_rows(assessment: Assessment, criterion: str = "") -> list[CarriedAnswer]:
    """Return where the answers of an assessment, or of one criterion, came from; one query."""
    rows = CarriedAnswer.objects.filter(assessment=assessment)
    if criterion:
        rows = rows.filter(requirement__criterion__code=criterion)
    return list(
        rows.select_related("requirement", "confirmed_by").order_by("requirement__position")
    )
