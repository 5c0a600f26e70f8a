"""Answering: the page of one criterion, and the answer that saves itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.forms.answers import (
    LENS_WORDS,
    AnswerForm,
    CriterionForms,
    as_stored,
    what_is_wrong,
)
from assessments.forms.evidence import FIELDS as EVIDENCE_FIELDS
from assessments.forms.evidence import EvidenceForm
from assessments.forms.faults import add_faults
from assessments.models import CarryOver
from assessments.queries.carry import carried_rows, carry_over_of
from assessments.queries.carry_lines import lines_of_rows
from assessments.queries.documents import reports_of
from assessments.queries.evidence import (
    Used,
    evidence_on,
    library_of,
    titles_by_requirement,
)
from assessments.queries.results import levels_of
from assessments.queries.workspace import (
    Desk,
    StoredAnswer,
    points_with,
    slug_of,
    standing_of,
    stored_answers,
)
from assessments.services.answers import confirm_carried, save_answers
from assessments.services.evidence import add_file, add_link, remove_use, use_evidence
from assessments.views.desk import (
    CONFLICT,
    INVALID,
    MemberRequest,
    find_desk,
    for_members,
    number_in,
    permit_writing,
)
from assessments.views.workspace import own_actions
from cities.core.errors import Refused
from criteria.core.faults import Faulty
from criteria.core.standard import Criterion
from criteria.queries import parsed, reading_language


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """The criteria before and after one, in the standard's order."""

    before: Criterion | None
    after: Criterion | None


@for_members
def criterion(request: MemberRequest, pk: int, code: str) -> HttpResponse:
    """Show a criterion; on POST save its answers and what evidence was added or taken off."""
    desk = find_desk(request, pk)
    try:
        asked = desk.standard.criterion(code)
    except KeyError:
        raise Http404 from None
    if request.method == "POST":
        permit_writing(desk)
        return _save(request, desk, asked)
    answers = stored_answers(desk.assessment, noted=[item.code for item in asked.requirements])
    forms = CriterionForms(asked, answers, desk.standard.efforts)
    return _page(request, desk, forms)


def _save(request: MemberRequest, desk: Desk, asked: Criterion) -> HttpResponse:
    noted = [item.code for item in asked.requirements]
    forms = CriterionForms(
        asked, stored_answers(desk.assessment, noted=noted), desk.standard.efforts, request.POST
    )
    evidence = EvidenceForm(
        request.POST, request.FILES, criterion=asked, library=library_of(desk.city.pk)
    )
    try:
        saved = save_answers(
            assessment_id=desk.assessment.pk, by=request.user, changes=forms.changes()
        )
        forms = forms.after(saved, request.user.pk)
        _take_off(request, desk, asked)
        wanted = evidence.is_begun or request.POST.get("then") == "add"
        added = not wanted or _add(request, desk, evidence)
        if forms.are_in_order and added:
            _confirm(request, desk, asked)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, desk, forms, evidence, status=CONFLICT)
    if not forms.are_in_order or not added:
        status = CONFLICT if saved.conflicts else INVALID
        return _page(request, desk, forms, None if added else evidence, status=status)
    return redirect(_where_next(desk, asked, request.POST))


def _confirm(request: MemberRequest, desk: Desk, asked: Criterion) -> None:
    """Confirm the old answer that a button stands for, or all that wait at this criterion."""
    codes = [item.code for item in asked.requirements]
    wanted = codes if "confirm_all" in request.POST else request.POST.getlist("confirm")
    if not wanted:
        return
    saved = confirm_carried(
        assessment_id=desk.assessment.pk,
        by=request.user,
        requirements=[code for code in codes if code in wanted],
    )
    for faults in saved.refused.values():
        messages.error(request, what_is_wrong(faults))
    if count := len(saved.confirmed):
        messages.success(
            request,
            ngettext(
                "%(count)d old answer was confirmed.",
                "%(count)d old answers were confirmed.",
                count,
            )
            % {"count": count},
        )


def _take_off(request: MemberRequest, desk: Desk, asked: Criterion) -> None:
    evidence_id = number_in(request.POST.get("remove"))
    if evidence_id is None:
        return
    taken = remove_use(
        assessment_id=desk.assessment.pk,
        by=request.user,
        criterion=asked.code,
        evidence_id=evidence_id,
    )
    if taken:
        messages.success(request, _("The document was taken off. It stays in your library."))


def _add(request: MemberRequest, desk: Desk, form: EvidenceForm) -> bool:
    """Add what the form describes; False when something is wrong with it, which it then says."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    where: dict[str, Any] = {
        "assessment_id": desk.assessment.pk,
        "by": request.user,
        "requirements": given["requirements"],
    }
    what: dict[str, Any] = {"title": given["title"], "dated": given["dated"]}
    try:
        if given["library"]:
            use_evidence(evidence_id=given["library"], **where)
        elif given["file"]:
            add_file(file=given["file"], name=given["file"].name, **what, **where)
        else:
            add_link(url=given["url"], **what, **where)
    except Refused as refusal:
        form.add_error("file" if given["file"] else None, str(refusal))
    except Faulty as faulty:
        add_faults(form, faulty.faults, EVIDENCE_FIELDS)
    else:
        messages.success(request, _("The evidence was added."))
    return form.is_valid()


def _where_next(desk: Desk, asked: Criterion, wish: Mapping[str, str]) -> str:
    pk = desk.assessment.pk
    page = reverse("assessments:criterion", args=[pk, asked.code])
    confirmed = wish.get("confirm")
    if confirmed in [item.code for item in asked.requirements]:
        return f"{page}#answer-{slug_of(confirmed)}"
    if "confirm_all" in wish:
        return page
    match wish.get("then"):
        case "list":
            return reverse("assessments:assessment", args=[pk]) + f"#{asked.code}"
        case "next":
            after = _neighbours(desk, asked).after
            if after is None:
                return reverse("assessments:check", args=[pk])
            return reverse("assessments:criterion", args=[pk, after.code])
        case _:
            return f"{page}#evidence"


def _neighbours(desk: Desk, asked: Criterion) -> Neighbours:
    line = desk.standard.criteria
    place = line.index(asked)
    return Neighbours(
        before=line[place - 1] if place else None,
        after=line[place + 1] if place + 1 < len(line) else None,
    )


def _next_to_confirm(
    desk: Desk, asked: Criterion, answers: Mapping[str, StoredAnswer]
) -> str | None:
    """Return the next criterion where old answers wait, after the last one from the beginning."""
    line = desk.standard.criteria
    place = line.index(asked) + 1
    return next(
        (
            item.code
            for item in (*line[place:], *line[:place])
            if any(answers[requirement.code].waits for requirement in item.requirements)
        ),
        None,
    )


def _page(
    request: MemberRequest,
    desk: Desk,
    forms: CriterionForms,
    evidence: EvidenceForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    asked = forms.criterion
    if evidence is None and desk.may_write:
        evidence = EvidenceForm(criterion=asked, library=library_of(desk.city.pk))
    used = evidence_on(desk.assessment, asked.code)
    context = {
        "assessment": desk.assessment,
        "area": desk.standard.area(asked.area),
        "neighbours": _neighbours(desk, asked),
        "next_to_confirm": None if forms.waiting else _next_to_confirm(desk, asked, forms.answers),
        "actions": own_actions(desk),
        "forms": forms,
        "evidence": used,
        "carry_over": _set_beside(desk, forms, used),
        "evidence_form": evidence,
        "outcomes": standing_of(
            desk, forms.answers, reports_of(desk.assessment)
        ).scorecard.outcomes,
        **_standing(desk, asked, forms.answers),
    }
    return render(request, "assessments/workspace/criterion.html", context, status=status)


def _set_beside(desk: Desk, forms: CriterionForms, used: tuple[Used, ...]) -> CarryOver | None:
    """Set beside the forms where their answers came from; return how the assessment began."""
    carry_over = carry_over_of(desk.assessment) if desk.was_carried else None
    if carry_over is not None:
        forms.beside(
            lines_of_rows(
                carried_rows(desk.assessment, forms.criterion.code),
                desk.standard,
                parsed(carry_over.source.standard, reading_language()),
                forms.answers,
                titles_by_requirement(used),
            )
        )
    return carry_over


def _standing(desk: Desk, asked: Criterion, answers: Mapping[str, StoredAnswer]) -> dict[str, Any]:
    """Return what stands beside the form, and follows every answer."""
    standing = standing_of(desk, answers)
    result = standing.scorecard.criteria[asked.code]
    return {
        "desk": desk,
        "criterion": asked,
        "standing": standing,
        "levels": levels_of(desk.standard),
        "groups": [(LENS_WORDS[lens], group) for lens, group in result.groups.items()],
        "result": result,
        "needs": [desk.standard.criterion(code) for code in result.blocked_by],
        "what_if": points_with(desk, answers, asked.code),
    }


@for_members
def answer(request: MemberRequest, pk: int, code: str, requirement: str) -> HttpResponse:
    """Save one answer and say so in fragments for htmx; the service does the finding.

    200: saved. 409: somebody else changed it, or the answers are closed. 422: it cannot be so.
    """
    if not requirement.startswith(f"{code}."):
        raise Http404
    form = AnswerForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        desk = find_desk(request, pk)
        if request.method != "POST":
            return redirect("assessments:criterion", pk, code)
        permit_writing(desk)
        return _not_saved(request, _("This is not an answer that can be given."), INVALID)
    try:
        saved = save_answers(assessment_id=pk, by=request.user, changes=[form.change(requirement)])
    except Refused as refusal:
        return _not_saved(request, str(refusal), CONFLICT)
    if requirement in saved.refused:
        return _not_saved(request, what_is_wrong(saved.refused[requirement]), INVALID)
    standard = saved.desk.standard
    asked = standard.criterion(standard.requirement(requirement).criterion)
    context = {
        "stored": saved.answers[requirement],
        "mine": as_stored(saved.answers[requirement], form.cleaned_data),
        "slug": slug_of(requirement),
        "at": saved.at,
        "is_confirmed": requirement in saved.confirmed,
        **_standing(saved.desk, asked, saved.answers),
    }
    if requirement in saved.conflicts:
        return render(
            request, "assessments/workspace/state_conflict.html", context, status=CONFLICT
        )
    return render(request, "assessments/workspace/state_saved.html", context)


def _not_saved(request: MemberRequest, why: str, status: int) -> HttpResponse:
    return render(
        request, "assessments/workspace/state_not_saved.html", {"why": why}, status=status
    )
