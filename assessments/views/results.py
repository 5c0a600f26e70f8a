"""Scorecard and roadmap of a city, and what its lead may do with them."""

from typing import Any, Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import rules
from assessments.core.lifecycle import Actor, State
from assessments.core.roadmap import UnknownLevel
from assessments.models import Assessment, Decision, Evaluation, EvaluationRequest, Submission
from assessments.models.results import Stage
from assessments.queries import results
from assessments.queries.inputs import input_of
from assessments.queries.submissions import (
    document_of_submission,
    latest_request,
    latest_submission,
    verified_evaluation,
)
from assessments.services import review
from cities.core.errors import Forbidden, Refused
from cities.models import User
from criteria.core.standard import Region, Standard
from criteria.queries import get_standard, reading_language

REPORT_IS_OUT = (State.DECIDED, State.PUBLISHED)


def _find(request: HttpRequest, pk: int) -> Assessment:
    assert isinstance(request.user, User)  # login_required stands before every caller
    return get_object_or_404(
        Assessment.objects.of_member(request.user).select_related("city", "standard"), pk=pk
    )


def _evaluation(
    assessment: Assessment, submission: Submission, stage: str
) -> tuple[Evaluation | None, EvaluationRequest | None]:
    """Return the reviewers' evaluation once the city may see it, else the city's own."""
    if assessment.state in REPORT_IS_OUT and stage != Stage.SELF:
        verified = verified_evaluation(submission)
        if verified is not None:
            return verified, None
    request = latest_request(submission)
    return (request.evaluation if request else None), request


def _waiting(
    request: HttpRequest, assessment: Assessment, asked: EvaluationRequest | None
) -> HttpResponse:
    failed = asked is not None and asked.state == EvaluationRequest.State.FAILED
    return render(
        request,
        "assessments/results/waiting.html",
        {"assessment": assessment, "failed": failed},
    )


def _summary(standard: Standard, evaluation: Evaluation) -> dict[str, Any]:
    """What scorecard and roadmap say alike: level, points, what is missing."""
    card = evaluation.scorecard
    outcomes = card["outcomes"]
    return {
        "standard": standard,
        "evaluation": evaluation,
        "card": card,
        "levels": results.levels_of(standard),
        "level_title": results.level_title(standard, card["level"]),
        "next_title": results.level_title(standard, card["next"] and card["next"]["level"]),
        "outcomes_missing": max(0, outcomes["required"] - len(outcomes["met"])),
        "verified": evaluation.stage == Stage.VERIFIED,
        "after": None,
    }


@login_required
@never_cache
@require_safe
def scorecard(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the wait for the worker, then the score; the waiting page asks again by itself."""
    assessment = _find(request, pk)
    submission = latest_submission(assessment)
    if submission is None:
        messages.info(request, _("There is a scorecard once the assessment is submitted."))
        return redirect(assessment)
    evaluation, asked = _evaluation(assessment, submission, request.GET.get("stage", ""))
    if evaluation is None:
        return _waiting(request, assessment, asked)
    standard = get_standard(assessment.standard.code, reading_language())
    document = document_of_submission(submission, standard)
    verified = evaluation.stage == Stage.VERIFIED
    lines = results.area_lines(
        standard,
        evaluation,
        document.answers,
        results.verdicts_of(submission) if verified else {},
    )
    decision = (
        Decision.objects.filter(assessment=assessment).latest()
        if assessment.state in REPORT_IS_OUT
        else None
    )
    context = {
        **_summary(standard, evaluation),
        "assessment": assessment,
        "submission": submission,
        "areas": lines,
        "heat": results.heat_areas(lines),
        "outcomes": results.outcome_lines(
            standard,
            evaluation,
            results.refused_figures(submission) if verified else {},
            document.outcomes,
            Region(assessment.city.region),
        ),
        "decision": decision,
        "is_lead": Actor.LEAD in rules.actors_of(request.user, assessment),
    }
    return render(request, "assessments/results/scorecard.html", context)


@login_required
@never_cache
@require_safe
def roadmap_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the cheapest way to the next level, or to the level asked for."""
    assessment = _find(request, pk)
    submission = latest_submission(assessment)
    if submission is None:
        messages.info(request, _("There is a roadmap once the assessment is submitted."))
        return redirect(assessment)
    evaluation, asked = _evaluation(assessment, submission, request.GET.get("stage", ""))
    if evaluation is None:
        return _waiting(request, assessment, asked)
    submission.assessment = assessment
    entry = input_of(submission, evaluation.stage, reading_language())
    standard = entry.standard
    try:
        roadmap, after = results.planned(entry, evaluation, request.GET.get("target", ""))
    except UnknownLevel as error:
        raise Http404 from error
    steps = results.step_lines(standard, roadmap)
    context = {
        **_summary(standard, evaluation),
        "assessment": assessment,
        "roadmap": roadmap,
        "target_title": results.level_title(standard, roadmap["target"]),
        "steps": [(step, results.help_address(assessment, step.criterion.code)) for step in steps],
        "after": after,
        "work": sum(bool(step.requirements) for step in steps),
    }
    return render(request, "assessments/results/roadmap.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what asking for a review means, and ask on the second press."""
    if request.method != "POST":
        assessment = _find(request, pk)
        submission = latest_submission(assessment)
        evaluation = _evaluation(assessment, submission, Stage.SELF)[0] if submission else None
        if assessment.state != State.SUBMITTED or evaluation is None:
            return redirect("assessments:scorecard", pk=pk)
        standard = get_standard(assessment.standard.code, reading_language())
        context = {**_summary(standard, evaluation), "assessment": assessment}
        return render(request, "assessments/results/ask_review.html", context)
    done = _("The program has been asked to review this assessment.")
    return _act(request, pk, review.ask_for_review, done)


@login_required
@require_POST
def accept_report(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("Thank you. The result can now be published.")
    return _act(request, pk, review.accept_report, done)


class _Act(Protocol):
    def __call__(self, *, assessment_id: int, by: User) -> object: ...


def _act(request: HttpRequest, pk: int, act: _Act, done: str) -> HttpResponse:
    assessment = _find(request, pk)
    assert isinstance(request.user, User)  # login_required stands before every caller
    try:
        act(assessment_id=assessment.pk, by=request.user)
    except Forbidden as error:
        raise PermissionDenied from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("assessments:scorecard", pk=assessment.pk)
