"""What becomes of old answers: nothing is lost, nothing is claimed that nobody said."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.core.carry import (
    NOTHING_SAID,
    Item,
    Kind,
    OldAnswer,
    Plan,
    carry,
    certain_claims,
    forecast,
    provisional_claims,
)
from assessments.core.document import LONGEST_NOTE, MOST_EVIDENCE, Status
from assessments.core.scoring import Claims
from assessments.tests.core.strategies import QUICK, standards
from assessments.tests.editions import lineage, newer, older
from criteria.core.lineage import Lineage, Link, Relation, codes_of, parse_lineage, unchanged
from criteria.core.standard import Region, Standard

OLDER, NEWER, LINEAGE = older(), newer(), lineage()
IN_PLACE = OldAnswer(status=Status.IN_PLACE, note="Here.", evidence=(1,))


def planned(**answers: OldAnswer) -> Plan:
    """Return the plan for answers by code, dots written as underscores."""
    return carry(
        OLDER, NEWER, LINEAGE, {code.replace("_", "."): said for code, said in answers.items()}
    )


def item(plan: Plan, code: str) -> Item:
    return next(item for item in plan.items if item.requirement == code)


def said(status: Status, note: str = "") -> OldAnswer:
    return OldAnswer(status=status, note=note)


def test_the_same_is_kept_with_note_and_evidence_and_counts_at_once() -> None:
    plan = planned(O1_1=IN_PLACE)
    kept = item(plan, "A1.1")
    assert (kept.kind, kept.status, kept.note, kept.evidence) == (
        Kind.KEPT,
        Status.IN_PLACE,
        "Here.",
        (1,),
    )
    assert certain_claims(plan) == Claims(met=frozenset({"A1.1"}))


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ("O1.3", "A1.R1", Relation.REWORDED),
        ("O1.4", "A2.1", Relation.SPLIT),
        ("O1.4", "A2.2", Relation.SPLIT),
        ("O1.5", "B1.1", Relation.MOVED),
    ],
)
def test_what_is_not_quite_the_same_is_proposed_and_counts_only_if_confirmed(
    old: str, new: str, relation: Relation
) -> None:
    plan = carry(OLDER, NEWER, LINEAGE, {old: IN_PLACE})
    proposed = item(plan, new)
    assert (proposed.kind, proposed.relation) == (Kind.TO_CONFIRM, relation)
    assert (proposed.status, proposed.note, proposed.evidence) == (Status.IN_PLACE, "Here.", (1,))
    assert [source.code for source in proposed.sources] == [old]
    assert certain_claims(plan) == Claims()
    assert new in provisional_claims(plan).met


def test_a_split_answer_says_how_many_parts_it_became() -> None:
    assert item(planned(O1_4=IN_PLACE), "A2.1").sources[0].parts == 2


IN, GOING, NOT, UNKNOWN, NONE = (
    Status.IN_PLACE,
    Status.IN_PROGRESS,
    Status.NOT_IN_PLACE,
    Status.UNKNOWN,
    Status.NOT_APPLICABLE,
)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (IN, IN, IN),
        (IN, GOING, GOING),
        (IN, NOT, NOT),
        (GOING, UNKNOWN, UNKNOWN),
        (UNKNOWN, NOT, NOT),
        (IN, None, UNKNOWN),
        (NOT, None, NOT),
        (IN, NONE, UNKNOWN),
        (NONE, NONE, NONE),
    ],
)
def test_merged_answers_say_no_more_than_the_weakest_of_them(
    first: Status, second: Status | None, together: Status
) -> None:
    answers = {"O2_1": said(first, "One."), "O2_2": said(second, "Two.") if second else None}
    plan = planned(**{code: answer for code, answer in answers.items() if answer})
    assert item(plan, "B1.E1").kind is Kind.TO_CONFIRM
    assert item(plan, "B1.E1").status is together


def test_merged_notes_name_where_they_stood_and_evidence_is_linked_once() -> None:
    plan = planned(
        O2_1=OldAnswer(status=IN, note="One.", evidence=(3, 1)),
        O2_2=OldAnswer(status=IN, note="Two.", evidence=(1, 2)),
    )
    merged = item(plan, "B1.E1")
    assert merged.note == "O2.1: One.\n\nO2.2: Two."
    assert merged.evidence == (3, 1, 2)
    alone = item(planned(O2_1=said(IN), O2_2=said(IN, "Two.")), "B1.E1")
    assert alone.note == "O2.2: Two."


def test_notes_that_are_too_long_together_are_cut_to_what_an_answer_holds() -> None:
    long = said(IN, "x" * (LONGEST_NOTE - 10))
    merged = item(planned(O2_1=long, O2_2=long), "B1.E1")
    assert len(merged.note) == LONGEST_NOTE
    assert merged.note.endswith("…")
    assert merged.sources[1].answer == long


def test_documents_beyond_what_a_requirement_can_have_are_named() -> None:
    many = tuple(range(MOST_EVIDENCE))
    merged = item(
        planned(
            O2_1=OldAnswer(status=IN, evidence=many),
            O2_2=OldAnswer(status=IN, evidence=(7, 100, 101)),
        ),
        "B1.E1",
    )
    assert (merged.evidence, merged.too_many) == (many, (100, 101))


def test_what_did_not_apply_is_proposed_as_unknown_where_it_always_applies() -> None:
    reworded = item(planned(O1_3=said(NONE, "No port.")), "A1.R1")
    assert (reworded.kind, reworded.status) == (Kind.TO_CONFIRM, UNKNOWN)
    assert reworded.note == "No port."


def test_the_same_is_not_kept_where_the_new_one_always_applies() -> None:
    asked_too = item(planned(O1_1=said(NONE, "No port.")), "A1.1")
    assert (asked_too.kind, asked_too.status) == (Kind.TO_CONFIRM, UNKNOWN)
    kept = item(planned(O1_2=said(NONE, "No port.")), "A1.E1")
    assert (kept.kind, kept.status) == (Kind.KEPT, NONE)


def test_the_unanswered_stays_open_and_keeps_its_note_and_evidence() -> None:
    plan = planned(O1_1=OldAnswer(note="Ask Ana.", evidence=(4,)))
    opened = item(plan, "A1.1")
    assert (opened.kind, opened.status) == (Kind.OPEN, None)
    assert (opened.note, opened.evidence) == ("Ask Ana.", (4,))
    assert opened.brings
    assert not item(plan, "A1.E1").brings


def test_the_new_is_open_and_the_dropped_is_listed_with_its_answer() -> None:
    plan = planned(O2_4=IN_PLACE)
    assert item(plan, "B2.1") == Item(
        requirement="B2.1", kind=Kind.OPEN, relation=Relation.NEW, sources=()
    )
    assert [(source.code, source.answer) for source in plan.dropped] == [
        ("O2.4", IN_PLACE),
        ("O3.1", NOTHING_SAID),
    ]
    assert not plan.is_empty
    assert planned().is_empty


def test_the_forecast_has_both_scores() -> None:
    plan = planned(O1_1=said(IN), O1_2=said(IN), O1_3=said(IN))
    both = forecast(plan, NEWER, {}, Region.NORTH_AMERICA)
    assert both.certain.earned == frozenset()
    assert both.provisional.earned == frozenset({"A1"})


def test_another_lineage_is_refused() -> None:
    with pytest.raises(ValueError, match="another lineage"):
        carry(NEWER, OLDER, LINEAGE, {})


# --- whatever the editions and the answers ----------------------------------------------------


@st.composite
def lineages(draw: st.DrawFn, older: Standard, newer: Standard) -> Lineage:
    """Random maps between the requirements of two standards, as sound as a file's must be."""
    rows: list[tuple[str, str, Relation]] = []
    old = list(draw(st.permutations([item.code for item in older.requirements])))
    new = list(draw(st.permutations([item.code for item in newer.requirements])))
    while old and new:
        relation = draw(st.sampled_from(list(Relation)))
        if relation is Relation.SPLIT and len(new) > 1:
            code = old.pop()
            rows += [(code, new.pop(), relation) for _ in range(draw(st.integers(2, len(new))))]
        elif relation is Relation.MERGED and len(old) > 1:
            code = new.pop()
            rows += [(old.pop(), code, relation) for _ in range(draw(st.integers(2, len(old))))]
        elif relation in (Relation.SAME, Relation.REWORDED, Relation.MOVED):
            rows.append((old.pop(), new.pop(), relation))
        elif relation is Relation.DROPPED:
            rows.append((old.pop(), "", relation))
        elif relation is Relation.NEW:
            rows.append(("", new.pop(), relation))
    rows += [(code, "", Relation.DROPPED) for code in (*old, *(c.code for c in older.criteria))]
    rows += [("", code, Relation.NEW) for code in (*new, *(c.code for c in newer.criteria))]
    tree = [
        {key: value for key, value in (("from", a), ("to", b), ("relation", str(r))) if value}
        for a, b, r in rows
    ]
    return parse_lineage(tree, older, newer)


def answers_to(standard: Standard) -> st.SearchStrategy[dict[str, OldAnswer]]:
    """Return what a city may have said: does not apply only where that may be, with a note."""
    notes = st.text("ab ", max_size=8).map(str.strip)
    evidence = st.lists(st.integers(1, 9), unique=True, max_size=3).map(tuple)

    def of(may_not_apply: bool) -> st.SearchStrategy[OldAnswer]:
        statuses = [None, *Status] if may_not_apply else [None, IN, GOING, NOT, UNKNOWN]
        return st.builds(
            OldAnswer, status=st.sampled_from(statuses), note=notes, evidence=evidence
        ).map(
            lambda answer: OldAnswer(
                status=answer.status,
                note=answer.note or ("Why." if answer.status is NONE else ""),
                evidence=answer.evidence,
            )
        )

    return st.fixed_dictionaries(
        {}, optional={item.code: of(item.may_not_apply) for item in standard.requirements}
    )


@st.composite
def carried(draw: st.DrawFn) -> tuple[Standard, Mapping[str, OldAnswer], Plan]:
    older = draw(standards(most=3))
    newer = draw(standards(most=3))
    answers = draw(answers_to(older))
    return newer, answers, carry(older, newer, draw(lineages(older, newer)), answers)


@QUICK
@given(carried())
def test_every_old_answer_is_accounted_for_and_in_one_way(
    case: tuple[Standard, Mapping[str, OldAnswer], Plan],
) -> None:
    _newer, answers, plan = case
    dropped = {source.code: source.answer for source in plan.dropped}
    found: dict[str, set[Kind]] = {}
    for entry in plan.items:
        for source in entry.sources:
            found.setdefault(source.code, set()).add(entry.kind)
            assert source.answer == answers.get(source.code, NOTHING_SAID)
    for code, answer in answers.items():
        assert (code in dropped) is (code not in found)
        if code in dropped:
            assert dropped[code] == answer
        elif answer.status is not None:
            assert found[code] in ({Kind.KEPT}, {Kind.TO_CONFIRM})


@QUICK
@given(carried())
def test_every_new_requirement_stands_once_and_in_order(
    case: tuple[Standard, Mapping[str, OldAnswer], Plan],
) -> None:
    newer, _answers, plan = case
    assert [entry.requirement for entry in plan.items] == [item.code for item in newer.requirements]
    assert sorted([*plan.kept, *plan.to_confirm, *plan.open], key=plan.items.index) == list(
        plan.items
    )


@QUICK
@given(carried())
def test_nothing_is_said_that_may_not_be_said_or_that_nobody_said(
    case: tuple[Standard, Mapping[str, OldAnswer], Plan],
) -> None:
    newer, _answers, plan = case
    for entry in plan.items:
        statuses = [source.answer.status for source in entry.sources]
        assert (entry.status is None) is (entry.kind is Kind.OPEN)
        if entry.status is NONE:
            assert newer.requirement(entry.requirement).may_not_apply
            assert entry.note
        if entry.status is IN:
            assert set(statuses) == {IN}
        if entry.kind is Kind.KEPT:
            assert (entry.relation, statuses) == (Relation.SAME, [entry.status])


@QUICK
@given(carried())
def test_no_evidence_and_no_note_is_lost(
    case: tuple[Standard, Mapping[str, OldAnswer], Plan],
) -> None:
    _newer, _answers, plan = case
    for entry in plan.items:
        given_before = {key for source in entry.sources for key in source.answer.evidence}
        assert given_before == {*entry.evidence, *entry.too_many}
        for source in entry.sources:
            assert source.answer.note in entry.note


@QUICK
@given(st.data())
def test_an_edition_carried_to_itself_keeps_everything(data: st.DataObject) -> None:
    standard = data.draw(standards(most=3))
    answers = data.draw(answers_to(standard))
    plan = carry(standard, standard, unchanged(standard), answers)
    assert not plan.to_confirm
    assert not plan.dropped
    assert {
        entry.requirement: OldAnswer(status=entry.status, note=entry.note, evidence=entry.evidence)
        for entry in plan.items
        if entry.brings
    } == {code: answer for code, answer in answers.items() if not answer.is_empty}


def test_the_links_of_criteria_carry_nothing() -> None:
    alone = Lineage(
        older=OLDER.code,
        newer=NEWER.code,
        links=(Link(old="O1", new="A1", relation=Relation.SAME),),
    )
    plan = carry(OLDER, NEWER, alone, {"O1.1": IN_PLACE})
    assert not plan.kept
    assert "O1.1" in {source.code for source in plan.dropped}
    assert set(codes_of(NEWER)) > {entry.requirement for entry in plan.items}


def test_claims_of_a_plan_are_those_of_the_answers_it_gives() -> None:
    plan = planned(O1_1=said(IN), O1_2=said(NONE, "No port."), O2_3=said(GOING))
    assert certain_claims(plan) == Claims(
        met=frozenset({"A1.1"}), not_applicable=frozenset({"A1.E1"})
    )
