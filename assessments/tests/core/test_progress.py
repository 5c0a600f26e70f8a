"""How far a city has come, and what it should look at before it hands in."""

from decimal import Decimal

from assessments.core.check import (
    Blocked,
    Contradiction,
    Findings,
    Missing,
    Oddity,
    Unsupported,
    check,
)
from assessments.core.document import Answer, Document, Evidence, Report, Status
from assessments.core.progress import Stage, distance, progress, with_criterion
from assessments.core.scoring import Claims, claims, score
from criteria.core.standard import Region
from criteria.tests.examples import small_standard

STANDARD = small_standard()
CODES = {item.code: [r.code for r in item.requirements] for item in STANDARD.criteria}


def document(**statuses: Status) -> Document:
    """Return answers by code, dots written as underscores."""
    return Document(
        standard=STANDARD.code,
        city="Rivermouth",
        country="US",
        answers={
            code.replace("_", "."): Answer(status=status) for code, status in statuses.items()
        },
    )


def all_of(criterion: str, status: Status = Status.IN_PLACE) -> dict[str, Status]:
    return {code.replace(".", "_"): status for code in CODES[criterion]}


def stage_and_met(document: Document, criterion: str) -> tuple[Stage, bool]:
    card = score(STANDARD, claims(document.answers), {}, Region.NORTH_AMERICA)
    statuses = {code: answer.status for code, answer in document.answers.items()}
    found = progress(STANDARD, statuses, card).criteria[criterion]
    return found.stage, found.met


def test_a_criterion_is_completed_when_everything_has_a_status_met_or_not() -> None:
    assert stage_and_met(document(), "A1") == (Stage.NOT_STARTED, False)
    assert stage_and_met(document(A1_1=Status.UNKNOWN), "A1") == (Stage.IN_PROGRESS, False)
    everywhere = all_of("A1", Status.NOT_IN_PLACE)
    assert stage_and_met(document(**everywhere), "A1") == (Stage.COMPLETED, False)
    assert stage_and_met(document(**all_of("A1")), "A1") == (Stage.COMPLETED, True)


def test_a_note_alone_begins_a_criterion_and_answers_nothing() -> None:
    card = score(STANDARD, Claims(), {}, Region.NORTH_AMERICA)
    found = progress(STANDARD, {"A1.1": None}, card)
    assert found.criteria["A1"].stage is Stage.IN_PROGRESS
    assert (found.answered, found.of, found.completed, found.met) == (0, 16, 0, 0)


def test_old_answers_that_wait_begin_a_criterion_and_are_counted_apart() -> None:
    card = score(STANDARD, Claims(), {}, Region.NORTH_AMERICA)
    found = progress(STANDARD, {"A1.1": Status.IN_PLACE}, card, {"A1.2", "B2.1", "B2.2"})
    assert (found.answered, found.to_confirm, found.completed) == (1, 3, 0)
    assert (found.criteria["B2"].stage, found.criteria["B2"].to_confirm) == (Stage.IN_PROGRESS, 2)
    assert found.criteria["A2"].stage is Stage.NOT_STARTED


def test_what_waits_to_be_confirmed_is_not_among_what_is_missing() -> None:
    given = document(**all_of("A1"), A2_1=Status.IN_PLACE)
    card = score(STANDARD, claims(given.answers), {}, Region.NORTH_AMERICA)
    found = check(STANDARD, given, card, {"A2.2", "B1.1"})
    waiting = {item.criterion: item.requirements for item in found.waiting}
    assert waiting == {"A2": ("A2.2",), "B1": ("B1.1",)}
    missing = {item.criterion: item.requirements for item in found.missing}
    assert missing["A2"] == ("A2.E1", "A2.R1")
    assert (found.to_confirm, found.unanswered) == (2, 16 - 5 - 2)


def test_distance_names_the_level_reached_and_the_one_ahead() -> None:
    levels = {level.code: level for level in STANDARD.levels}
    assert [
        (found.reached, found.ahead, found.missing)
        for found in (distance(STANDARD, points) for points in range(5))
    ] == [
        (None, levels["silver"], 2),
        (None, levels["silver"], 1),
        (levels["silver"], levels["gold"], 1),
        (levels["gold"], levels["platinum"], 1),
        (levels["platinum"], None, 0),
    ]


def test_with_a_criterion_everything_of_it_is_met_also_what_did_not_apply() -> None:
    before = Claims(met=frozenset({"B2.1"}), not_applicable=frozenset({"A1.E1", "A2.E1"}))
    assert with_criterion(STANDARD, before, "A1") == Claims(
        met=frozenset({"B2.1", *CODES["A1"]}), not_applicable=frozenset({"A2.E1"})
    )


def test_nothing_is_found_in_what_is_complete_and_supported() -> None:
    evidence = (Evidence(title="Plan", url="https://city.example.org"),)
    complete = Document(
        standard=STANDARD.code,
        city="Rivermouth",
        country="US",
        answers={
            item.code: Answer(status=Status.IN_PLACE, evidence=evidence)
            for item in STANDARD.requirements
        },
        outcomes={"broadband": Report(value=Decimal(80), year=2024)},
    )
    card = score(STANDARD, claims(complete.answers), complete.outcomes, Region.NORTH_AMERICA)
    found = check(STANDARD, complete, card)
    assert found == Findings(
        missing=(),
        waiting=(),
        unsupported=(),
        blocked=(),
        contradictions=(),
        outcome_open=False,
    )
    assert (found.unanswered, found.without_evidence) == (0, 0)


def test_what_is_missing_unsupported_or_blocked_is_found() -> None:
    given = document(**all_of("A1", Status.UNKNOWN), A2_1=Status.IN_PLACE)
    found = check(STANDARD, given, score(STANDARD, claims(given.answers), {}, Region.NORTH_AMERICA))
    assert found.missing == (
        Missing(criterion="A2", requirements=("A2.2", "A2.E1", "A2.R1")),
        Missing(criterion="B1", requirements=tuple(CODES["B1"])),
        Missing(criterion="B2", requirements=tuple(CODES["B2"])),
    )
    assert found.unsupported == (Unsupported(criterion="A2", requirements=("A2.1",)),)
    assert found.blocked == (Blocked(criterion="A2", blocked_by=("A1",), in_place=1),)
    assert (found.unanswered, found.without_evidence, found.outcome_open) == (11, 1, True)


def test_contradictions_are_evidence_of_nothing_and_groups_that_do_not_apply() -> None:
    evidence = (Evidence(title="Plan", url="https://city.example.org"),)
    given = Document(
        standard=STANDARD.code,
        city="Rivermouth",
        country="US",
        answers={
            "A1.1": Answer(status=Status.NOT_IN_PLACE, evidence=evidence),
            "A1.2": Answer(status=Status.IN_PROGRESS, evidence=evidence),
            "A1.E1": Answer(status=Status.NOT_APPLICABLE, note="None here."),
        },
    )
    found = check(STANDARD, given, score(STANDARD, claims(given.answers), {}, Region.NORTH_AMERICA))
    assert found.contradictions == (
        Contradiction(criterion="A1", requirements=("A1.1",), oddity=Oddity.EVIDENCE_OF_NOTHING),
        Contradiction(criterion="A1", requirements=("A1.E1",), oddity=Oddity.NOTHING_APPLIES),
    )
