"""The outcome measures: sent together, each saved on its own."""

from collections.abc import Mapping
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


@dataclass(frozen=True, kw_only=True)
class Unsaved:
    """A measure that was not saved: its form as it goes back, and whether somebody was faster."""

    form: OutcomeForm
    conflict: bool = False


@for_members
def outcomes(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the measures; on POST save each that was touched, whatever becomes of the others.

    What is wrong with one stands beside what was typed there, and nothing typed is lost.
    """
    desk = find_desk(request, pk)
    if not desk.standard.outcomes:
        raise Http404
    if request.method != "POST":
        return _page(request, desk, _rows(desk))
    permit_writing(desk)
    forms = [
        OutcomeForm(request.POST, outcome=item, stored=None) for item in desk.standard.outcomes
    ]
    touched = [form for form in forms if form.is_touched]
    written: list[Outcome] = []
    unsaved: dict[str, Unsaved] = {}
    try:
        for form in touched:
            failed = _save(request, desk, form, written)
            if failed:
                unsaved[form.outcome.code] = failed
    except Refused as refusal:
        messages.error(request, str(refusal))
        lost = {form.outcome.code: Unsaved(form=form) for form in touched}
        return _page(request, desk, _rows(desk, lost | unsaved), status=CONFLICT)
    for item in written:
        messages.success(request, _("“%(title)s” is saved.") % {"title": item.title})
    if unsaved:
        conflict = any(item.conflict for item in unsaved.values())
        return _page(request, desk, _rows(desk, unsaved), status=CONFLICT if conflict else INVALID)
    anchor = f"#{written[0].code}" if len(written) == 1 else ""
    return redirect(reverse("assessments:outcomes", args=[pk]) + anchor)


def _save(
    request: MemberRequest, desk: Desk, form: OutcomeForm, written: list[Outcome]
) -> Unsaved | None:
    """Save a measure, noting it in `written` if that changed it; otherwise say what stopped it."""
    if not form.is_valid():
        return Unsaved(form=form)
    seen = form.cleaned_data["mark"]
    saved = save_outcome(
        assessment_id=desk.assessment.pk,
        by=request.user,
        measure=form.outcome.code,
        tree=form.tree(),
        expected_mark=seen,
    )
    if saved.conflict:
        return Unsaved(form=_renewed(form, saved), conflict=True)
    if saved.faults:
        add_faults(form, saved.faults, FIELDS)
        return Unsaved(form=form)
    if seen != (saved.stored.mark if saved.stored else NEVER):
        written.append(form.outcome)
    return None


def _renewed(form: OutcomeForm, saved: SavedReport) -> OutcomeForm:
    """Return what was typed with the newest mark: saved again, it replaces the colleague's."""
    mark = saved.stored.mark if saved.stored else NEVER
    typed = dict(form.data.items()) | {form.add_prefix("mark"): mark}
    return OutcomeForm(typed, outcome=form.outcome, stored=saved.stored)


def _rows(desk: Desk, unsaved: Mapping[str, Unsaved] | None = None) -> list[OutcomeRow]:
    stored = stored_reports(desk.assessment)
    rows = []
    for item in desk.standard.outcomes:
        present = stored.get(item.code)
        fresh = OutcomeForm(outcome=item, stored=present)
        mine = (unsaved or {}).get(item.code)
        rows.append(
            OutcomeRow(
                outcome=item,
                rule=rule_in_words(item, desk.region),
                result=judge(item, present.report if present else None, desk.region),
                stored=present,
                form=mine.form if mine else fresh,
                theirs=fresh if mine and mine.conflict else None,
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
