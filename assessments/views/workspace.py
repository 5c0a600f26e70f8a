"""The way in: the assessments of a person's cities, and the task list of one of them."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.core.lifecycle import ENDED, Action, State, actions_from
from assessments.core.progress import CriterionProgress, Stage
from assessments.models import Assessment
from assessments.queries.documents import reports_of
from assessments.queries.results import levels_of
from assessments.queries.workspace import (
    WRITERS,
    Desk,
    assessments_of,
    standing_of,
    stored_answers,
)
from assessments.services.start import start_assessment
from assessments.views.desk import MemberRequest, find_desk, for_members, number_in
from cities.core.errors import Refused
from cities.models import Membership
from cities.queries import memberships_of
from criteria.core.standard import Area, Criterion
from criteria.models import Standard

STAGES = {
    Stage.NOT_STARTED: ("todo", _("Not started")),
    Stage.IN_PROGRESS: ("going", _("In progress")),
    Stage.COMPLETED: ("ok", _("Completed")),
}
"""Stage of a criterion -> kind and words of its pill."""

NEXT_STEPS = {
    State.DRAFT: _("Answer criterion by criterion, in any order; then check and submit."),
    State.RETURNED: _("Read why it was returned, mend the answers, submit again."),
    State.SUBMITTED: _("Follow the roadmap; ask for a review when your city is ready."),
    State.IN_REVIEW: _("A reviewer is at work. There is nothing to do for you now."),
    State.RECOMMENDED: _("The program is about to decide. There is nothing to do for you now."),
    State.DECIDED: _("Check the facts in the report."),
    State.PUBLISHED: _("See what was earned, and what the roadmap says next."),
    State.WITHDRAWN: _("This one is closed. What was answered can still be read."),
}

OWN_ACTIONS = (Action.REOPEN, Action.WITHDRAW)
"""What a city's lead may do to its assessment by the confirmation page."""


@dataclass(frozen=True, kw_only=True)
class AssessmentRow:
    assessment: Assessment
    answered: int
    next_step: Promise


@dataclass(frozen=True, kw_only=True)
class CityRows:
    membership: Membership
    rows: tuple[AssessmentRow, ...]
    may_start: bool


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    criterion: Criterion
    progress: CriterionProgress
    kind: str
    words: Promise


@dataclass(frozen=True, kw_only=True)
class AreaRows:
    area: Area
    rows: tuple[CriterionRow, ...]


@for_members
def assessments(request: MemberRequest) -> HttpResponse:
    memberships = memberships_of(request.user)
    if not memberships:
        return redirect("people:join")
    standard = (
        Standard.objects.filter(code=settings.CURRENT_STANDARD, status=Standard.Status.PUBLISHED)
        .defer("document")
        .first()
    )
    found = assessments_of(request.user)
    cities = [
        _city_rows(
            membership, [item for item in found if item.city_id == membership.city_id], standard
        )
        for membership in memberships
    ]
    return render(
        request,
        "assessments/workspace/assessments.html",
        {"cities": cities, "standard": standard},
    )


def _city_rows(
    membership: Membership, found: list[Assessment], standard: Standard | None
) -> CityRows:
    has_live = any(
        item.standard_id == standard.pk and item.state not in ENDED for item in found if standard
    )
    return CityRows(
        membership=membership,
        rows=tuple(
            AssessmentRow(
                assessment=item,
                answered=item.answered,  # type: ignore[attr-defined]  # annotated
                next_step=NEXT_STEPS[State(item.state)],
            )
            for item in found
        ),
        may_start=standard is not None and not has_live and membership.role in WRITERS,
    )


@for_members
def start(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("assessments:assessments")
    city_id = number_in(request.POST.get("city"))
    if city_id is None:
        raise Http404
    try:
        assessment = start_assessment(
            city_id=city_id, standard_code=settings.CURRENT_STANDARD, by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:assessments")
    return redirect(assessment)


@for_members
def assessment(request: MemberRequest, pk: int) -> HttpResponse:
    desk = find_desk(request, pk)
    standing = standing_of(desk, stored_answers(desk.assessment), reports_of(desk.assessment))
    return render(
        request,
        "assessments/workspace/assessment.html",
        {
            "desk": desk,
            "assessment": desk.assessment,
            "standing": standing,
            "levels": levels_of(desk.standard),
            "areas": [
                AreaRows(
                    area=area,
                    rows=tuple(
                        _criterion_row(item, standing.progress.criteria[item.code])
                        for item in area.criteria
                    ),
                )
                for area in desk.standard.areas
            ],
            "actions": own_actions(desk),
            "next_step": NEXT_STEPS[State(desk.assessment.state)],
        },
    )


def own_actions(desk: Desk) -> tuple[Action, ...]:
    """Return what this person may do to the assessment by the confirmation page."""
    if not desk.leads:
        return ()
    open_now = actions_from(State(desk.assessment.state))
    return tuple(
        action
        for action in OWN_ACTIONS
        if action in open_now and not (action is Action.REOPEN and desk.assessment.review_asked_at)
    )


def _criterion_row(criterion: Criterion, progress: CriterionProgress) -> CriterionRow:
    kind, words = STAGES[progress.stage]
    return CriterionRow(criterion=criterion, progress=progress, kind=kind, words=words)
