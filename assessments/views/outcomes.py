"""The outcome measures: one form each, saved on its own."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.core.outcomes import OutcomeResult, judge
from assessments.forms.faults import add_faults
from assessments.forms.outcomes import FIELDS, OutcomeForm, rule_in_words
from assessments.queries.outcomes import NEVER, StoredReport, stored_reports
from assessments.queries.workspace import Desk
from assessments.services.outcomes import SavedReport, save_outcome
from assessments.views.desk import (
    CONFLICT,
    INVALID,
    MemberRequest,
    find_desk,
    for_members,
    permit_writing,
)
from cities.core.errors import Refused
from criteria.core.standard import Outcome


@dataclass(frozen=True, kw_only=True)
class OutcomeRow:
    """A measure on the page; `theirs`: what a colleague saved while this one was typed."""

    outcome: Outcome
    rule: str
    result: OutcomeResult
    stored: StoredReport | None
    form: OutcomeForm
    theirs: OutcomeForm | None = None


@for_members
def outcomes(request: MemberRequest, pk: int) -> HttpResponse:
    desk = find_desk(request, pk)
    return _page(request, desk, _rows(desk))


@for_members
def outcome(request: MemberRequest, pk: int, measure: str) -> HttpResponse:
    """Save one measure; what is wrong stands beside what was typed."""
    desk = find_desk(request, pk)
    try:
        asked = desk.standard.outcome(measure)
    except KeyError:
        raise Http404 from None
    if request.method != "POST":
        return redirect("assessments:outcomes", pk)
    permit_writing(desk)
    form = OutcomeForm(request.POST, outcome=asked, stored=None)
    if not form.is_valid():
        return _page(request, desk, _rows(desk, form), status=INVALID)
    try:
        saved = save_outcome(
            assessment_id=pk,
            by=request.user,
            measure=measure,
            tree=form.tree(),
            expected_mark=form.cleaned_data["mark"],
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, desk, _rows(desk, form), status=CONFLICT)
    if saved.is_saved:
        messages.success(request, _("“%(title)s” is saved.") % {"title": asked.title})
        return redirect(reverse("assessments:outcomes", args=[pk]) + f"#{measure}")
    add_faults(form, saved.faults, FIELDS)
    if not saved.conflict:
        return _page(request, desk, _rows(desk, form), status=INVALID)
    return _page(request, desk, _rows(desk, _renewed(form, saved), theirs=True), status=CONFLICT)


def _renewed(form: OutcomeForm, saved: SavedReport) -> OutcomeForm:
    """Return what was typed with the newest mark: saved again, it replaces the colleague's."""
    mark = saved.stored.mark if saved.stored else NEVER
    typed = dict(form.data.items()) | {form.add_prefix("mark"): mark}
    return OutcomeForm(typed, outcome=form.outcome, stored=saved.stored)


def _rows(
    desk: Desk, bound: OutcomeForm | None = None, *, theirs: bool = False
) -> list[OutcomeRow]:
    stored = stored_reports(desk.assessment)
    rows = []
    for item in desk.standard.outcomes:
        present = stored.get(item.code)
        fresh = OutcomeForm(outcome=item, stored=present)
        mine = bound is not None and bound.outcome is item
        rows.append(
            OutcomeRow(
                outcome=item,
                rule=rule_in_words(item, desk.region),
                result=judge(item, present.report if present else None, desk.region),
                stored=present,
                form=bound if bound is not None and mine else fresh,
                theirs=fresh if mine and theirs else None,
            )
        )
    return rows


def _page(
    request: MemberRequest, desk: Desk, rows: list[OutcomeRow], *, status: int = 200
) -> HttpResponse:
    met = sum(row.result.met for row in rows)
    context = {
        "desk": desk,
        "assessment": desk.assessment,
        "rows": rows,
        "forms": [row.form for row in rows],
        "met": met,
        "required": desk.standard.outcomes_required,
    }
    return render(request, "assessments/workspace/outcomes.html", context, status=status)
