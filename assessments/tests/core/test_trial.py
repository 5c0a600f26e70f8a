"""Answers under one edition, scored under the next: certain, likely, and why."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assessments.core.document import Report, Status
from assessments.core.scoring import claims, score
from assessments.core.trial import GAINS, KEEPS, LOSES, change_of_level, try_on
from assessments.tests.core.strategies import QUICK, documents, standards
from assessments.tests.stage import ROWS, new_tree
from criteria.core.lineage import Lineage, parse_lineage, unchanged
from criteria.core.parsing import parse_standard
from criteria.core.standard import Region, Standard
from criteria.tests.examples import criterion, group, requirement, small_standard

HERE = Region.NORTH_AMERICA
OLDER = small_standard()
NEWER = parse_standard(new_tree())
WAY = parse_lineage(ROWS, OLDER, NEWER)
BROADBAND = {"broadband": Report(value=Decimal(80), year=2024)}


def said(*criteria: str, **statuses: Status) -> Mapping[str, Status]:
    in_place = {
        item.code: Status.IN_PLACE if item.criterion in criteria else Status.NOT_IN_PLACE
        for item in OLDER.requirements
    }
    return {**in_place, **{code.replace("_", "."): status for code, status in statuses.items()}}


def tried(statuses: Mapping[str, Status], newer: Standard = NEWER, way: Lineage = WAY) -> Any:
    return try_on(OLDER, newer, way, statuses, BROADBAND, HERE)


def test_what_is_asked_as_before_is_certain_and_what_changed_is_likely() -> None:
    found = tried(said("A1", "A2", "B1", "B2"))
    assert (found.before.level, found.before.points) == ("platinum", 4)
    assert (found.certain.standing.level, found.certain.standing.points) == ("", 1)
    assert (found.likely.standing.level, found.likely.standing.points) == ("gold", 3)
    assert (found.certain.change, found.likely.change) == (LOSES, LOSES)


def test_every_lost_criterion_says_what_it_lacks() -> None:
    why = tried(said("A1", "A2", "B1", "B2")).certain.why
    assert why == {
        "reached": "",
        "withheld": "points",
        "outcomes": {"required": 1, "met": ["broadband"]},
        "lost": [
            {
                "from": ["A2"],
                "criterion": "A2",
                "blocked_by": [],
                "groups": {"practice": {"met": 0, "needed": 1, "open": ["A2.1", "A2.2"]}},
            },
            {"from": ["B1"], "criterion": "B1", "blocked_by": ["A2"], "groups": {}},
        ],
        "not_earned": ["C1"],
        "gained": [],
        "dropped": ["B2"],
    }


def test_a_level_that_depends_on_what_changed_may_be_lost() -> None:
    found = tried(said("A1", "A2"))
    assert found.before.level == found.likely.standing.level == "silver"
    assert found.likely.change == KEEPS
    assert found.certain.change == LOSES


def test_a_lower_bar_is_a_gain() -> None:
    levels = [{"code": "silver", "title": "Silver", "points": 1}]
    newer = parse_standard(new_tree(levels=levels))
    found = tried(said("A1"), newer, parse_lineage(ROWS, OLDER, newer))
    assert (found.before.level, found.certain.standing.level) == ("", "silver")
    assert (found.certain.change, found.likely.change) == (GAINS, GAINS)


def test_without_an_outcome_the_points_alone_are_told() -> None:
    found = try_on(OLDER, NEWER, WAY, said("A1", "A2", "B1", "B2"), {}, HERE)
    assert (found.before.level, found.before.reached) == ("", "platinum")
    assert found.likely.standing.level == ""
    assert (found.likely.why["reached"], found.likely.why["withheld"]) == ("gold", "outcomes")
    assert found.likely.change == KEEPS


def test_a_figure_is_judged_by_the_draft_and_left_out_where_it_asks_for_another() -> None:
    stricter = new_tree()
    stricter["outcomes"]["measures"][0]["rule"]["thresholds"]["north-america"] = 90
    other = new_tree()
    other["outcomes"]["measures"][0]["unit"] = "households"
    for tree in (stricter, other):
        newer = parse_standard(tree)
        way = parse_lineage(ROWS, OLDER, newer)
        found = tried(said("A1", "A2"), newer, way)
        assert found.likely.why["outcomes"] == {"required": 1, "met": []}
    assert tried(said("A1")).likely.why["outcomes"] == {"required": 1, "met": ["broadband"]}


def one(code: str, *codes: str) -> Standard:
    """A standard of one criterion with these practice requirements, all of them needed."""
    item = criterion(code)
    item["practice"] = group(len(codes), *(requirement(name) for name in codes))
    del item["equity"], item["engagement"]
    return small_standard(
        code=f"one-{code.lower()}",
        edition=2018,
        levels=[{"code": "silver", "title": "Silver", "points": 1}],
        outcomes={"at_least": 0, "measures": []},
        areas=[{"code": "Z", "title": "Area", "criteria": [item]}],
    )


def merged(statuses: Mapping[str, Status]) -> tuple[int, int]:
    older, newer = one("A", "A.1", "A.2"), one("B", "B.1")
    rows = [
        {"from": "A", "to": "B", "relation": "reworded"},
        {"from": "A.1", "to": "B.1", "relation": "merged"},
        {"from": "A.2", "to": "B.1", "relation": "merged"},
    ]
    found = try_on(older, newer, parse_lineage(rows, older, newer), statuses, {}, HERE)
    return found.certain.standing.points, found.likely.standing.points


def test_what_was_merged_is_likely_when_all_of_it_was_met() -> None:
    assert merged({"A.1": Status.IN_PLACE, "A.2": Status.IN_PLACE}) == (0, 1)
    assert merged({"A.1": Status.IN_PLACE, "A.2": Status.NOT_IN_PLACE}) == (0, 0)
    assert merged({"A.1": Status.IN_PLACE}) == (0, 0)
    assert merged({}) == (0, 0)


def test_what_was_split_is_likely_in_each_part() -> None:
    older, newer = one("A", "A.1"), one("B", "B.1", "B.2")
    rows = [
        {"from": "A", "to": "B", "relation": "reworded"},
        {"from": "A.1", "to": "B.1", "relation": "split"},
        {"from": "A.1", "to": "B.2", "relation": "split"},
    ]
    way = parse_lineage(rows, older, newer)
    found = try_on(older, newer, way, {"A.1": Status.IN_PLACE}, {}, HERE)
    assert (found.certain.standing.points, found.likely.standing.points) == (0, 1)


def test_what_did_not_apply_does_not_apply_where_the_draft_allows_it() -> None:
    statuses = said("A1", A1_E1=Status.NOT_APPLICABLE)
    assert tried(statuses).certain.standing.points == 1
    tree = new_tree()
    tree["areas"][0]["criteria"][0]["equity"]["requirements"][0]["may_not_apply"] = False
    newer = parse_standard(tree)
    found = tried(statuses, newer, parse_lineage(ROWS, OLDER, newer))
    assert found.certain.standing.points == 0


def test_levels_are_compared_by_code_and_a_vanished_one_by_its_place() -> None:
    newer = parse_standard(new_tree(levels=[{"code": "gold", "title": "Gold", "points": 1}]))
    assert change_of_level(OLDER, "gold", newer, "gold") == KEEPS
    assert change_of_level(OLDER, "", newer, "gold") == GAINS
    assert change_of_level(OLDER, "silver", newer, "") == LOSES
    assert change_of_level(OLDER, "platinum", newer, "gold") == LOSES


@QUICK
@given(st.data())
def test_an_edition_tried_on_itself_changes_nothing(data: st.DataObject) -> None:
    standard = data.draw(standards())
    document = data.draw(documents(standard))
    statuses = {code: answer.status for code, answer in document.answers.items()}
    found = try_on(standard, standard, unchanged(standard), statuses, document.outcomes, HERE)
    card = score(standard, claims(document.answers), document.outcomes, HERE)
    for after in (found.certain, found.likely):
        assert after.standing == found.before
        assert after.change == KEEPS
        assert after.why["lost"] == after.why["gained"] == after.why["dropped"] == []
    assert (found.before.level or None, found.before.points) == (card.level, card.points)


@QUICK
@given(
    st.dictionaries(
        st.sampled_from([item.code for item in OLDER.requirements]), st.sampled_from(Status)
    )
)
def test_what_is_likely_is_never_less_than_what_is_certain(statuses: dict[str, Status]) -> None:
    found = tried(statuses)
    assert found.likely.standing.points >= found.certain.standing.points
    assert found.likely.change >= found.certain.change
