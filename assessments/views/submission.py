"""Checking the answers, handing them in, and what a lead may do to the whole assessment."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.core.check import Missing, Oddity, Waiting
from assessments.core.check import check as look_through
from assessments.core.lifecycle import Action
from assessments.core.progress import distance
from assessments.core.scoring import claims, score
from assessments.forms.submission import ActionForm, SubmitForm
from assessments.queries.carry import carried_into, waiting_of
from assessments.queries.documents import document_of
from assessments.queries.results import levels_of
from assessments.queries.workspace import Desk, leads_of, slug_of
from assessments.services.lifecycle import transition
from assessments.views.desk import CONFLICT, INVALID, MemberRequest, find_desk, for_members
from assessments.views.workspace import own_actions
from cities.core.errors import Forbidden, Refused

ODDITIES = {
    Oddity.EVIDENCE_OF_NOTHING: _(
        "Evidence is given for what you say is not in place or not known."
    ),
    Oddity.NOTHING_APPLIES: _("You say that a whole group of requirements does not apply."),
}


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What the confirmation page says about an action."""

    title: Promise
    about: Promise
    button: Promise
    done: Promise


WORDINGS = {
    Action.WITHDRAW: Wording(
        title=_("Withdraw the assessment"),
        about=_(
            "The assessment is closed and hidden from reviewers. Nothing is deleted, but it cannot "
            "be opened again; your city can start a new one."
        ),
        button=_("Withdraw"),
        done=_("The assessment was withdrawn."),
    ),
    Action.REOPEN: Wording(
        title=_("Reopen the answers"),
        about=_(
            "The answers can be changed again and have to be submitted anew. What was submitted "
            "is kept, with its scorecard and roadmap."
        ),
        button=_("Reopen"),
        done=_("The answers are open again."),
    ),
}


@for_members
def check(request: MemberRequest, pk: int) -> HttpResponse:
    desk = find_desk(request, pk)
    if not desk.is_editable:
        return redirect(desk.assessment)
    return _check_page(request, desk, SubmitForm(initial={"version": desk.assessment.version}))


@for_members
def submit(request: MemberRequest, pk: int) -> HttpResponse:
    desk = find_desk(request, pk)
    if request.method != "POST":
        return redirect("assessments:check", pk)
    if not desk.leads:
        raise Forbidden(f"{desk.role} of {desk.city} does not submit")
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _check_page(request, desk, form, status=INVALID)
    try:
        transition(
            assessment_id=pk,
            action=Action.SUBMIT,
            by=request.user,
            expected_version=form.cleaned_data["version"],
        )
    except Refused as refusal:
        again = SubmitForm(initial={"version": find_desk(request, pk).assessment.version})
        return _check_page(request, desk, again, reasons=refusal.reasons, status=CONFLICT)
    return redirect("assessments:scorecard", pk)


@for_members
def action(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more, then withdraw or reopen."""
    desk = find_desk(request, pk)
    if not desk.leads:
        raise Forbidden(f"{desk.role} of {desk.city} does not move its assessment")
    wish = (request.POST if request.method == "POST" else request.GET).get("action", "")
    wanted = next((action for action in WORDINGS if action == wish), None)
    if wanted is None:
        raise Http404
    if request.method == "POST":
        form = ActionForm(request.POST)
        if form.is_valid():
            return _act(request, desk, wanted, form)
        return _action_page(request, desk, wanted, form, status=INVALID)
    if wanted not in own_actions(desk):
        return redirect(desk.assessment)
    form = ActionForm(initial={"version": desk.assessment.version})
    return _action_page(request, desk, wanted, form)


def _act(request: MemberRequest, desk: Desk, wanted: Action, form: forms.Form) -> HttpResponse:
    try:
        transition(
            assessment_id=desk.assessment.pk,
            action=wanted,
            by=request.user,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
    except Refused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, str(WORDINGS[wanted].done))
    return redirect(desk.assessment)


def _action_page(
    request: MemberRequest, desk: Desk, wanted: Action, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    context = {
        "desk": desk,
        "assessment": desk.assessment,
        "action": wanted,
        "words": WORDINGS[wanted],
        "form": form,
    }
    return render(request, "assessments/workspace/action.html", context, status=status)


def _first(desk: Desk, places: tuple[Missing, ...] | tuple[Waiting, ...]) -> str:
    """Return the address of the first requirement among these; empty when there is none."""
    if not places:
        return ""
    place = places[0]
    page = reverse("assessments:criterion", args=[desk.assessment.pk, place.criterion])
    return f"{page}#answer-{slug_of(place.requirements[0])}"


def _check_page(
    request: MemberRequest,
    desk: Desk,
    form: forms.Form,
    *,
    reasons: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    standard = desk.standard
    document = document_of(desk.assessment)
    scorecard = score(standard, claims(document.answers), document.outcomes, desk.region)
    waiting = waiting_of(desk.assessment)
    findings = look_through(standard, document, scorecard, waiting)
    context = {
        "desk": desk,
        "assessment": desk.assessment,
        "form": form,
        "reasons": reasons,
        "went_into": None if desk.assessment.takes_submission else carried_into(desk.assessment),
        "scorecard": scorecard,
        "distance": distance(standard, scorecard.points),
        "levels": levels_of(standard),
        "answered": len(document.answers),
        "asked": len(standard.requirements),
        "findings": findings,
        "missing": [
            (standard.criterion(item.criterion), item.requirements) for item in findings.missing
        ],
        "first_missing": _first(desk, findings.missing),
        "to_confirm": [
            (standard.criterion(item.criterion), item.requirements) for item in findings.waiting
        ],
        "first_to_confirm": _first(desk, findings.waiting),
        "unsupported": [
            (standard.criterion(item.criterion), item.requirements) for item in findings.unsupported
        ],
        "blocked": [(standard.criterion(item.criterion), item) for item in findings.blocked],
        "contradictions": [
            (standard.criterion(item.criterion), item.requirements, ODDITIES[item.oddity])
            for item in findings.contradictions
        ],
        "outcomes": [
            (item.title, scorecard.outcomes.detail[item.code]) for item in standard.outcomes
        ],
        "leads": () if desk.leads else leads_of(desk.city),
    }
    return render(request, "assessments/workspace/check.html", context, status=status)
