"""The way in: the assessments of a person's cities, and the task list of one of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.core.carry import Kind
from assessments.core.document import Report
from assessments.core.lifecycle import ENDED, Action, State, actions_from
from assessments.core.progress import CriterionProgress, Stage, distance
from assessments.models import Assessment
from assessments.queries.carry import carried_into, carry_over_of, sources_among
from assessments.queries.carry_before import before_carry_over
from assessments.queries.carry_lines import lens_lines
from assessments.queries.documents import reports_of
from assessments.queries.results import levels_of
from assessments.queries.workspace import (
    WRITERS,
    Desk,
    Standing,
    StoredAnswer,
    assessments_of,
    current_edition,
    provisional_score,
    standing_of,
    stored_answers,
)
from assessments.services.carry import obstacles_to_undo
from assessments.services.start import start_assessment
from assessments.views.desk import MemberRequest, find_desk, for_members, number_in
from cities.core.errors import Refused
from cities.models import Membership
from cities.queries import memberships_of
from criteria.core.standard import Area, Criterion
from criteria.models import Standard
from criteria.queries import editions

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

OUTDATED = _(
    "This edition takes no submissions any more. Start the current one from these answers."
)

GOES_ON_ELSEWHERE = (State.DRAFT, State.WITHDRAWN)
"""Where nothing is left to do once the answers were carried into another assessment."""

OWN_ACTIONS = (Action.REOPEN, Action.WITHDRAW)
"""What a city's lead may do to its assessment by the confirmation page."""


@dataclass(frozen=True, kw_only=True)
class AssessmentRow:
    assessment: Assessment
    answered: int
    to_confirm: int
    next_step: Promise | None
    went_into: Assessment | None
    """What began with its answers, with `carried_at`."""


@dataclass(frozen=True, kw_only=True)
class CityRows:
    """`sources`: what a new assessment may begin with, the one to prefer first."""

    membership: Membership
    rows: tuple[AssessmentRow, ...]
    may_start: bool
    sources: tuple[Assessment, ...]


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
    standard = current_edition()
    found = assessments_of(request.user)
    before = editions_before(standard) if standard and found else ()
    cities = [
        _city_rows(
            membership,
            [item for item in found if item.city_id == membership.city_id],
            standard,
            before,
        )
        for membership in memberships
    ]
    return render(
        request,
        "assessments/workspace/assessments.html",
        {"cities": cities, "standard": standard},
    )


def _city_rows(
    membership: Membership,
    found: list[Assessment],
    standard: Standard | None,
    before: Sequence[str],
) -> CityRows:
    live = next(
        (
            item
            for item in found
            if standard and item.standard_id == standard.pk and item.state not in ENDED
        ),
        None,
    )
    may_begin = standard is not None and membership.role in WRITERS
    may_carry = may_begin and (live is None or _is_empty(live))
    return CityRows(
        membership=membership,
        rows=tuple(_assessment_row(item, found) for item in found),
        may_start=may_begin and live is None,
        sources=sources_among((item for item in found if item != live), before)
        if may_carry
        else (),
    )


def _assessment_row(assessment: Assessment, found: list[Assessment]) -> AssessmentRow:
    went_into = _went_into(assessment, found)
    return AssessmentRow(
        assessment=assessment,
        answered=assessment.answered,  # type: ignore[attr-defined]  # annotated
        to_confirm=assessment.to_confirm,  # type: ignore[attr-defined]  # annotated
        next_step=None
        if went_into and assessment.state in GOES_ON_ELSEWHERE
        else next_step_of(assessment),
        went_into=went_into,
    )


def _went_into(source: Assessment, found: list[Assessment]) -> Assessment | None:
    """Return the newest assessment of a city that began with the answers of another one."""
    return next(
        (
            item
            for item in found
            if item.began_with == source.pk  # type: ignore[attr-defined]  # annotated
            and item.state != State.WITHDRAWN
        ),
        None,
    )


def _is_empty(assessment: Assessment) -> bool:
    """Tell a draft in which nothing is answered; whether it is empty for good the service knows."""
    return (
        assessment.state == State.DRAFT
        and not assessment.answered  # type: ignore[attr-defined]  # annotated
        and not assessment.to_confirm  # type: ignore[attr-defined]  # annotated
    )


def next_step_of(assessment: Assessment) -> Promise:
    """Say what a city should do next; what was brought in under a closed edition stays."""
    if assessment.is_editable and not assessment.takes_submission:
        return OUTDATED
    return NEXT_STEPS[State(assessment.state)]


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
    answers = stored_answers(desk.assessment)
    reports = reports_of(desk.assessment)
    standing = standing_of(desk, answers, reports)
    went_into = None if _is_live(desk.assessment) else carried_into(desk.assessment)
    goes_on = went_into is not None and desk.assessment.state in GOES_ON_ELSEWHERE
    return render(
        request,
        "assessments/workspace/assessment.html",
        {
            **_carried(desk, answers, reports, standing),
            "sources": _sources(request, desk, answers),
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
            "went_into": went_into,
            "next_step": None if goes_on else next_step_of(desk.assessment),
            "is_outdated": next_step_of(desk.assessment) is OUTDATED,
        },
    )


def _is_live(assessment: Assessment) -> bool:
    """Tell one that is under way in the current edition: others cannot begin with its answers."""
    return assessment.standard.code == settings.CURRENT_STANDARD and assessment.state not in ENDED


def _carried(
    desk: Desk,
    answers: Mapping[str, StoredAnswer],
    reports: Mapping[str, Report],
    standing: Standing,
) -> dict[str, Any]:
    """Return what the task list says of an assessment that began with older answers."""
    carry_over = carry_over_of(desk.assessment) if desk.was_carried else None
    if carry_over is None:
        return {}
    kinds = Counter(answer.carried for answer in answers.values())
    provisional = provisional_score(desk, answers, reports)
    lenses = lens_lines(desk.standard, standing.scorecard, provisional)
    return {
        "before": before_carry_over(carry_over, desk.standard, lenses, provisional, desk.region),
        "first_to_confirm": next(
            (code for code, item in standing.progress.criteria.items() if item.to_confirm), None
        ),
        "carry_over": carry_over,
        "kept": kinds[Kind.KEPT],
        "proposed": kinds[Kind.TO_CONFIRM],
        "may_undo": desk.may_write and not obstacles_to_undo(carry_over=carry_over),
        "provisional": provisional,
        "provisional_distance": distance(desk.standard, provisional.points),
        "lenses": lenses,
    }


def _sources(
    request: MemberRequest, desk: Desk, answers: Mapping[str, StoredAnswer]
) -> tuple[Assessment, ...]:
    """Return what an assessment that is still empty could begin with."""
    standard = desk.assessment.standard
    is_current = standard.code == settings.CURRENT_STANDARD
    begun = desk.was_carried or any(answer.version for answer in answers.values())
    if begun or not is_current or not desk.may_write:
        return ()
    found = [
        item
        for item in assessments_of(request.user)
        if item.city_id == desk.city.pk and item != desk.assessment
    ]
    return sources_among(found, editions_before(standard)) if found else ()


def editions_before(standard: Standard) -> tuple[str, ...]:
    """Return the editions whose answers can be carried into this one, itself first; one query."""
    return (standard.code, *editions().older(standard.code))


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
