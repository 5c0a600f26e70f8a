"""Beginning an assessment with older answers: the report before, the record after, the way back."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.core.carry import Plan, forecast
from assessments.core.progress import distance
from assessments.core.scoring import Scorecard
from assessments.queries.carry import (
    carried_rows,
    carry_over_of,
    left_behind_of,
    live_assessments,
    plan_of,
    waiting_of,
)
from assessments.queries.carry_before import before_plan
from assessments.queries.carry_lines import (
    Became,
    by_area,
    left_behind_lines,
    lens_lines,
    lines_of_plan,
    lines_of_rows,
)
from assessments.queries.documents import reports_of
from assessments.queries.evidence import library_of
from assessments.queries.results import levels_of
from assessments.queries.workspace import Desk, current_edition, stored_answers
from assessments.services.carry import carry_over, obstacles_to_undo, undo_carry_over
from assessments.views.desk import MemberRequest, find_desk, for_members, permit_writing
from cities.core.errors import Refused
from criteria.core.standard import Standard
from criteria.queries import parsed, reading_language


@for_members
def report(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what would become of an assessment's answers; on POST start the current edition so."""
    desk = find_desk(request, pk)
    if request.method == "POST":
        return _carry_over(request, desk)
    standard = current_edition()
    if standard is None:
        return _refused(request, _("This edition of the standard does not take assessments."))
    newer = parsed(standard, reading_language())
    plan = plan_of(desk.assessment, newer)
    if plan is None or plan.is_empty:
        return _refused(
            request, _("There is nothing in this assessment that could be carried over.")
        )
    live = live_assessments(desk.city, standard).first()
    context = {
        "desk": desk,
        "assessment": desk.assessment,
        "standard": standard,
        "live": live if live is not None and live.touched else None,
        **_report(desk, newer, plan),
    }
    return render(request, "assessments/workspace/carry_report.html", context)


def _carry_over(request: MemberRequest, desk: Desk) -> HttpResponse:
    try:
        done = carry_over(
            city_id=desk.city.pk,
            source_id=desk.assessment.pk,
            standard_code=settings.CURRENT_STANDARD,
            by=request.user,
        )
    except Refused as refusal:
        return _refused(request, *refusal.reasons)
    return redirect(done.assessment)


def _refused(request: MemberRequest, *reasons: str) -> HttpResponse:
    for reason in reasons:
        messages.error(request, reason)
    return redirect("assessments:assessments")


def _report(desk: Desk, newer: Standard, plan: Plan) -> dict[str, Any]:
    titles = library_of(desk.city.pk)
    scores = forecast(plan, newer, {}, desk.region)
    areas = by_area(lines_of_plan(plan, newer, desk.standard, titles), newer)
    lenses = lens_lines(newer, scores.certain, scores.provisional)
    return {
        "plan": plan,
        "areas": areas,
        "left": left_behind_lines(
            left_behind_of(plan, reports_of(desk.assessment)), desk.standard, titles
        ),
        "unconfirmed": len(waiting_of(desk.assessment)),
        "levels": levels_of(newer),
        "certain": scores.certain,
        "certain_distance": _distance(newer, scores.certain),
        "provisional": scores.provisional,
        "provisional_distance": _distance(newer, scores.provisional),
        "lenses": lenses,
        "before": before_plan(plan, desk.standard, newer, lenses, scores.provisional, desk.region),
    }


def _distance(standard: Standard, card: Scorecard) -> Any:
    return distance(standard, card.points)


@for_members
def carried(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what came into an assessment, what still waits, and what was left behind."""
    desk = find_desk(request, pk)
    found = carry_over_of(desk.assessment)
    if found is None:
        raise Http404
    older = parsed(found.source.standard, reading_language())
    titles = library_of(desk.city.pk)
    answers = stored_answers(desk.assessment)
    lines = lines_of_rows(carried_rows(desk.assessment), desk.standard, older, answers, {})
    areas = by_area(lines, desk.standard)
    became = sum((item.became for item in areas), Counter[Became]())
    context = {
        "desk": desk,
        "assessment": desk.assessment,
        "carry_over": found,
        "areas": areas,
        "kept": sum(len(item.kept) for item in areas),
        "confirmed": became[Became.CONFIRMED],
        "answered_anew": became[Became.ANSWERED_ANEW],
        "cleared": became[Became.CLEARED],
        "waiting": became[Became.WAITING],
        "left": left_behind_lines(found.left_behind, older, titles),
        "obstacles": obstacles_to_undo(carry_over=found) if desk.may_write else [],
    }
    return render(request, "assessments/workspace/carried.html", context)


@for_members
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    desk = find_desk(request, pk)
    if request.method != "POST":
        return redirect("assessments:carried", pk)
    permit_writing(desk)
    try:
        assessment = undo_carry_over(assessment_id=pk, by=request.user)
    except Refused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return redirect(desk.assessment)
    messages.success(request, _("The answers that were carried over have been taken out again."))
    return redirect(assessment)
