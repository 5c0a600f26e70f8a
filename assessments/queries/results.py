"""A stored scorecard and roadmap as the lines of their pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assessments.core.document import Answer, Report, Status
from assessments.core.outcomes import judge
from assessments.core.roadmap import plan
from assessments.core.scoring import Claims, score
from assessments.models import Assessment, Evaluation, OutcomeVerdict, Submission, Verdict
from assessments.models.answers import Answer as AnswerRow
from assessments.queries.inputs import Input
from criteria.core.standard import Criterion, Lens, Outcome, Region, Requirement, Standard
from criteria.queries import tell

EARNED, OPEN, BLOCKED, UNANSWERED = "earned", "open", "blocked", "unanswered"


@dataclass(frozen=True, kw_only=True)
class RequirementLine:
    """A requirement with what the city said and, once verified, what the reviewer found."""

    requirement: Requirement
    status: str
    said: str
    note: str
    met: bool
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    lens: Lens
    met: int
    needed: int
    of: int
    requirements: tuple[RequirementLine, ...]

    @property
    def enough(self) -> bool:
        return self.met >= self.needed


@dataclass(frozen=True, kw_only=True)
class CriterionLine:
    criterion: Criterion
    state: str
    blocked_by: tuple[str, ...]
    groups: tuple[GroupLine, ...]


@dataclass(frozen=True, kw_only=True)
class AreaLine:
    code: str
    title: str
    points: int
    available: int
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    title: str
    met: bool
    why: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One step of a roadmap, with everything a city needs to begin."""

    criterion: Criterion
    requirements: tuple[Requirement, ...]
    effort: int
    unlocks: tuple[Criterion, ...]


def level_title(standard: Standard, code: str | None) -> str:
    return standard.level(code).title if code else ""


def levels_of(standard: Standard) -> list[dict[str, Any]]:
    """Return the levels as the bullet bar takes them."""
    return [
        {"code": level.code, "title": level.title, "points": level.points}
        for level in standard.levels
    ]


def area_lines(
    standard: Standard,
    evaluation: Evaluation,
    answers: Mapping[str, Answer],
    verdicts: Mapping[str, Verdict],
) -> tuple[AreaLine, ...]:
    """Return a scorecard line by line: which rule, which answers, which prerequisite."""
    card = evaluation.scorecard
    return tuple(
        AreaLine(
            code=area.code,
            title=area.title,
            points=card["areas"][area.code]["points"],
            available=card["areas"][area.code]["available"],
            criteria=tuple(
                _criterion_line(item, card["criteria"][item.code], answers, verdicts)
                for item in area.criteria
            ),
        )
        for area in standard.areas
    )


def _criterion_line(
    criterion: Criterion,
    result: Mapping[str, Any],
    answers: Mapping[str, Answer],
    verdicts: Mapping[str, Verdict],
) -> CriterionLine:
    blocked_by = tuple(result["blocked_by"])
    groups = tuple(
        GroupLine(
            lens=group.lens,
            **result["groups"][group.lens],
            requirements=tuple(
                _requirement_line(item, answers.get(item.code), verdicts.get(item.code))
                for item in group.requirements
            ),
        )
        for group in criterion.groups
    )
    return CriterionLine(
        criterion=criterion,
        state=_state(criterion, result, groups, answers),
        blocked_by=blocked_by,
        groups=groups,
    )


def _state(
    criterion: Criterion,
    result: Mapping[str, Any],
    groups: tuple[GroupLine, ...],
    answers: Mapping[str, Answer],
) -> str:
    if result["earned"]:
        return EARNED
    if all(group.enough for group in groups):
        return BLOCKED
    said = [answers.get(item.code) for item in criterion.requirements]
    if all(answer is None or answer.status is Status.UNKNOWN for answer in said):
        return UNANSWERED
    return OPEN


def _requirement_line(
    requirement: Requirement, answer: Answer | None, verdict: Verdict | None
) -> RequirementLine:
    status = answer.status.value if answer else ""
    met = (
        verdict.value == Verdict.Value.MET if verdict else status == AnswerRow.Status.IN_PLACE.value
    )
    return RequirementLine(
        requirement=requirement,
        status=status,
        said=str(AnswerRow.Status(status).label) if status else "",
        note=answer.note if answer else "",
        met=met,
        verdict=str(verdict.get_value_display()) if verdict else "",
        reason=verdict.reason if verdict else "",
    )


def heat_areas(lines: tuple[AreaLine, ...]) -> list[dict[str, Any]]:
    """Return the lines as the heat strip takes them; each cell leads to its line on the page."""
    return [
        {
            "code": area.code,
            "title": area.title,
            "cells": [
                {
                    "code": line.criterion.code,
                    "title": line.criterion.title,
                    "state": line.state,
                    "url": f"#{line.criterion.code}",
                }
                for line in area.criteria
            ],
        }
        for area in lines
    ]


def outcome_lines(
    standard: Standard,
    evaluation: Evaluation,
    refused: Mapping[str, str],
    reports: Mapping[str, Report],
    region: Region,
) -> tuple[OutcomeLine, ...]:
    """Return the outcomes; `refused`: measure code -> why a reviewer did not confirm its figure.

    `reports` are those of the submission, from which the stored reason can be told again.
    """
    detail = evaluation.scorecard["outcomes"]["detail"]
    return tuple(
        OutcomeLine(
            title=item.title,
            met=detail[item.code]["met"],
            why=_reason(item, detail[item.code]["why"], reports.get(item.code), region),
            reason=refused.get(item.code, ""),
        )
        for item in standard.outcomes
    )


def _reason(outcome: Outcome, stored: str, report: Report | None, region: Region) -> str:
    """Tell a stored reason in the reader's language; as it stands where it is said no more.

    A figure that was not confirmed was judged as not reported.
    """
    for judged in (report, None):
        why = judge(outcome, judged, region).why
        if str(why) == stored:
            return tell(why)
    return stored


def verdicts_of(submission: Submission) -> dict[str, Verdict]:
    """Return the final verdicts by requirement code."""
    return {
        verdict.requirement.code: verdict
        for verdict in Verdict.objects.standing(submission).select_related("requirement")
    }


def refused_figures(submission: Submission) -> dict[str, str]:
    return {
        row.measure.code: row.reason
        for row in OutcomeVerdict.objects.standing(submission)
        .filter(confirmed=False)
        .select_related("measure")
    }


def planned(entry: Input, evaluation: Evaluation, target: str) -> tuple[Mapping[str, Any], int]:
    """Return a roadmap and the points it leads to: the stored one, or one to another level.

    The points count what the steps unlock by themselves. Raises core.roadmap.UnknownLevel.
    """
    roadmap: Mapping[str, Any] = evaluation.roadmap
    if target not in ("", roadmap["target"]):
        card = score(entry.standard, entry.claims, entry.outcomes, entry.region)
        roadmap = plan(entry.standard, entry.claims, card, target).as_dict()
    todo = {code for step in roadmap["steps"] for code in step["requirements"]}
    done = Claims(met=entry.claims.met | todo, not_applicable=entry.claims.not_applicable)
    return roadmap, score(entry.standard, done, entry.outcomes, entry.region).points


def step_lines(standard: Standard, roadmap: Mapping[str, Any]) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            criterion=standard.criterion(step["criterion"]),
            requirements=tuple(standard.requirement(code) for code in step["requirements"]),
            effort=step["effort"],
            unlocks=tuple(standard.criterion(code) for code in step["unlocks"]),
        )
        for step in roadmap["steps"]
    )


def help_address(assessment: Assessment, criterion: str) -> str:
    """Return where the forum's help for a step is found; the forum is reached by address only."""
    return f"{reverse('forum:help', args=[criterion])}?assessment={assessment.pk}"
