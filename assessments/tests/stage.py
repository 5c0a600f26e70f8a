"""A small edition, cities certified or not under it, and a draft after it, for tests of trials."""

from collections.abc import Collection, Mapping
from typing import Any

from assessments.core.lifecycle import Action
from assessments.evaluation import Progress, run_chunk
from assessments.models import Assessment, Trial
from assessments.services import review
from assessments.services.answers import Change, save_answers
from assessments.services.lifecycle import transition
from assessments.services.start import start_assessment
from assessments.services.trials import start_trial
from assessments.tests import world
from cities.models import City, User
from criteria.core.lineage import parse_lineage
from criteria.core.parsing import parse_standard
from criteria.core.standard import Standard
from criteria.services import store_edition
from criteria.tests.examples import Tree, criterion, small_tree

OLD, NEW = "small-2022", "small-2026"

ROWS: list[Tree] = [
    *(
        {"from": code, "to": code, "relation": "same"}
        for code in ("A1", "A1.1", "A1.2", "A1.E1", "A1.R1", "A2.E1", "A2.R1")
    ),
    *({"from": code, "to": code, "relation": "reworded"} for code in ("A2", "A2.1", "A2.2")),
    *(
        {"from": code, "to": code, "relation": "same"}
        for code in ("B1", "B1.1", "B1.2", "B1.E1", "B1.R1")
    ),
    *({"from": code, "relation": "dropped"} for code in ("B2", "B2.1", "B2.2", "B2.E1", "B2.R1")),
    *({"to": code, "relation": "new"} for code in ("C1", "C1.1", "C1.2", "C1.E1", "C1.R1")),
]
"""Of the four criteria A1 and B1 ask the same, A2 is reworded, B2 is dropped and C1 is new. B1
needs A2, and A2 needs A1. Levels: 2, 3 and 4 points, and one outcome.
"""


def old_edition() -> Standard:
    return store_edition(standard=parse_standard(small_tree())).standard


def new_tree(**changes: object) -> Tree:
    tree = small_tree(
        code=NEW, edition=2026, supersedes=OLD, status="draft", title="The next standard"
    )
    tree["areas"][1]["criteria"] = [criterion("B1", ["A2"]), criterion("C1")]
    return {**tree, **changes}


def new_draft(**changes: object) -> Standard:
    """Store the draft with its lineage."""
    newer = parse_standard(new_tree(**changes))
    older = parse_standard(small_tree())
    lineage = parse_lineage(ROWS, older, newer)
    return store_edition(standard=newer, lineage=lineage).standard


def handed_in(
    name: str, *criteria: str, broadband: float | None = 82.5, **figures: object
) -> Assessment:
    """A submitted assessment: everything of these criteria is in place, and nothing else."""
    place = world.city(name, **figures)
    return submit(open_assessment(place, world.lead_of(place)), criteria, broadband)


def open_assessment(place: City, lead: User, standard: str = OLD) -> Assessment:
    return start_assessment(city_id=place.pk, standard_code=standard, by=lead)


def submit(
    assessment: Assessment, criteria: Collection[str], broadband: float | None = 82.5
) -> Assessment:
    lead = assessment.started_by
    save_answers(
        assessment_id=assessment.pk,
        by=lead,
        changes=[
            Change(
                requirement=item.code,
                status="in_place" if item.criterion in criteria else "not_in_place",
                note="",
                expected_version=0,
            )
            for item in parse_standard(small_tree()).requirements
        ],
    )
    if broadband is not None:
        world.report_broadband(assessment, lead, broadband)
    return transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)


def verified(
    assessment: Assessment, manager: User, reviewer: User, *not_met: str, confirmed: bool = True
) -> Assessment:
    """Have every requirement judged: met, but those of some criteria."""
    world.in_review(assessment, assessment.started_by, reviewer, manager)
    judge(assessment, reviewer, ("A1", "A2", "B1", "B2"), not_met)
    review.record_outcome_verdict(
        assessment_id=assessment.pk,
        measure="broadband",
        confirmed=confirmed,
        reason="" if confirmed else "The source says another figure.",
        by=reviewer,
    )
    return assessment


def judge(
    assessment: Assessment,
    reviewer: User,
    criteria: Collection[str],
    not_met: Collection[str] = (),
) -> None:
    standard = parse_standard(small_tree())
    for code in criteria:
        review.record_verdicts(
            assessment_id=assessment.pk,
            criterion=code,
            findings=[
                review.Finding(
                    requirement=item.code,
                    value="not_met" if code in not_met else "met",
                    reason="It does not show it." if code in not_met else "",
                )
                for item in standard.criterion(code).requirements
            ],
            final=True,
            by=reviewer,
        )


def try_draft(manager: User, code: str = NEW) -> Trial:
    """Ask for a trial and do what the worker does, to the end."""
    trial = start_trial(standard_code=code, by=manager)
    run_to_the_end(trial)
    trial.refresh_from_db()
    return trial


def run_to_the_end(trial: Trial, most: int = 50) -> int:
    """Run chunk by chunk; returns how many there were."""
    chunks = 1
    while run_chunk(trial.pk, most) is Progress.MORE:
        chunks += 1
    return chunks


def by_city(trial: Trial) -> Mapping[str, Any]:
    return {
        result.submission.assessment.city.name: result
        for result in trial.results.select_related("submission__assessment__city")
    }
