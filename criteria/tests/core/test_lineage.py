import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.core.faults import Faulty
from criteria.core.lineage import (
    Lineage,
    Link,
    Relation,
    codes_of,
    composed,
    lineage_document,
    parse_lineage,
    unchanged,
)
from criteria.core.standard import Standard
from criteria.tests.examples import Tree, criterion, group, requirement, small_standard


def edition(code: str, **criteria: int) -> Standard:
    """Return a standard of criteria with so many practice requirements each."""
    return small_standard(
        code=code,
        edition=2018,
        levels=[{"code": "silver", "title": "Silver", "points": 1}],
        areas=[
            {
                "code": "Z",
                "title": "Area",
                "criteria": [_criterion(name, count) for name, count in criteria.items()],
            }
        ],
    )


def _criterion(code: str, count: int) -> Tree:
    tree = criterion(code)
    tree["practice"] = group(1, *(requirement(f"{code}.{n + 1}") for n in range(count)))
    del tree["equity"], tree["engagement"]
    return tree


OLD = edition("old", A1=3, A2=1)
NEW = edition("new", B1=4, B2=1)
ROWS = [
    {"from": "A1", "to": "B1", "relation": "reworded"},
    {"from": "A2", "relation": "dropped"},
    {"to": "B2", "relation": "new"},
    {"from": "A1.1", "to": "B1.1", "relation": "same"},
    {"from": "A1.2", "to": "B1.2", "relation": "split"},
    {"from": "A1.2", "to": "B1.3", "relation": "split"},
    {"from": "A1.3", "to": "B1.4", "relation": "merged"},
    {"from": "A2.1", "to": "B1.4", "relation": "merged"},
    {"to": "B2.1", "relation": "new"},
]


def faults(rows: object) -> set[tuple[str, str]]:
    with pytest.raises(Faulty) as refused:
        parse_lineage(rows, OLD, NEW)
    return {(fault.path, str(fault.message)) for fault in refused.value.faults}


def without(place: int) -> list[dict[str, str]]:
    return [row for index, row in enumerate(ROWS) if index != place]


def test_a_complete_lineage_is_read_and_written_back() -> None:
    lineage = parse_lineage(ROWS, OLD, NEW)
    assert lineage_document(lineage) == ROWS
    assert [link.new for link in lineage.successors("A1.2")] == ["B1.2", "B1.3"]
    assert [link.old for link in lineage.predecessors("B1.4")] == ["A1.3", "A2.1"]
    assert lineage.predecessors("B9") == ()


@pytest.mark.parametrize("place", [1, 2, 3, 8])
def test_no_code_of_either_edition_may_be_left_out(place: int) -> None:
    row = ROWS[place]
    left_out = {f"left this standard for old: {row['from']}"} if "from" in row else set()
    left_out |= {f"came into new: {row['to']}"} if "to" in row else set()
    assert faults(without(place)) == {("$", f"does not say what {what}") for what in left_out}


def test_a_split_or_merge_of_one_is_no_such_thing() -> None:
    assert ("$[4]", "says that A1.2 is split, but no other row names it") in faults(without(5))
    assert ("$[6]", "says that B1.4 is merged, but no other row names it") in faults(without(7))


def test_only_split_and_merged_codes_are_named_twice() -> None:
    rows = [*ROWS, {"from": "A1.1", "to": "B2.1", "relation": "moved"}]
    found = faults(rows)
    twice = "which another row names too: only"
    assert ("$[3]", f"names A1.1, {twice} split may do so") in found
    assert ("$[9]", f"names B2.1, {twice} merged may do so") in found


def test_faulty_rows_are_all_named() -> None:
    assert faults(
        [
            {"from": "A1", "to": "B1.1", "relation": "same"},
            {"from": "A9", "to": "B1", "relation": "reworded"},
            {"from": "A1", "relation": "same"},
            {"from": "A1", "to": "B1", "relation": "dropped"},
            {"from": "A1", "to": "B1", "relation": "renamed"},
            {"to": "B1", "relation": "new", "why": "?"},
        ]
    ) == {
        ("$[0]", "joins a criterion to a requirement: A1 to B1.1"),
        ("$[1].from", "is no code of old: A9"),
        ("$[2].to", "is missing"),
        ("$[3].to", "does not go with dropped"),
        (
            "$[4].relation",
            'must be one of same, reworded, split, merged, moved, dropped, new, not "renamed"',
        ),
        ("$[5].why", "is not a known key; known here: relation, from, to"),
    }


def test_an_edition_is_the_same_as_itself() -> None:
    itself = unchanged(NEW)
    lineage = parse_lineage(ROWS, OLD, NEW)
    assert {link.relation for link in itself.links} == {Relation.SAME}
    assert set(composed(lineage, itself).links) == set(lineage.links)
    assert set(composed(unchanged(OLD), lineage).links) == set(lineage.links)


def test_lineages_that_do_not_meet_are_not_composed() -> None:
    with pytest.raises(ValueError, match="new is not old"):
        composed(unchanged(NEW), unchanged(OLD))


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("same", "same", "same"),
        ("same", "moved", "moved"),
        ("reworded", "same", "reworded"),
        ("moved", "reworded", "reworded"),
    ],
)
def test_what_changed_on_either_way_is_said(first: str, second: str, joined: str) -> None:
    one = Lineage(older="a", newer="b", links=(Link(old="A", new="B", relation=Relation(first)),))
    two = Lineage(older="b", newer="c", links=(Link(old="B", new="C", relation=Relation(second)),))
    assert composed(one, two).links == (Link(old="A", new="C", relation=Relation(joined)),)


@st.composite
def lineages(draw: st.DrawFn, older: Standard, newer: Standard) -> Lineage:
    """Complete lineages of requirements only, one to one, dropped or new."""
    olds = [item.code for item in older.requirements]
    news = draw(st.permutations([item.code for item in newer.requirements]))
    pairs = draw(st.integers(0, min(len(olds), len(news))))
    kinds = st.sampled_from([Relation.SAME, Relation.REWORDED, Relation.MOVED])
    links = [
        Link(old=old, new=new, relation=draw(kinds))
        for old, new in zip(olds[:pairs], news[:pairs], strict=True)
    ]
    links += [Link(old=code, relation=Relation.DROPPED) for code in olds[pairs:]]
    links += [Link(new=code, relation=Relation.NEW) for code in news[pairs:]]
    return Lineage(older=older.code, newer=newer.code, links=tuple(links))


LATEST = edition("latest", C1=2, C2=2)


@given(lineages(OLD, NEW), lineages(NEW, LATEST))
def test_over_two_editions_no_requirement_is_lost(first: Lineage, second: Lineage) -> None:
    whole = composed(first, second)
    requirements = (
        {item.code for item in OLD.requirements},
        {item.code for item in LATEST.requirements},
    )
    assert (
        {link.old for link in whole.links if link.old},
        {link.new for link in whole.links if link.new},
    ) == requirements
    assert sum(link.relation is Relation.DROPPED for link in whole.links) == sum(
        not any(on.new for link in first.successors(code) for on in second.successors(link.new))
        for code in requirements[0]
    )


def test_criteria_stand_before_requirements_among_the_codes() -> None:
    assert codes_of(OLD) == ("A1", "A2", "A1.1", "A1.2", "A1.3", "A2.1")
