"""The lifecycle as data, and its picture in the docs."""

from pathlib import Path

from assessments.core.lifecycle import ENDED, TABLE, Action, State, actions_from, diagram

ARCHITECTURE = Path(__file__).parents[3] / "docs" / "architecture.md"


def test_every_action_has_its_edge_and_every_state_its_way_in() -> None:
    assert set(TABLE) == set(Action)
    assert {edge.target for edge in TABLE.values()} == set(State)


def test_only_ended_assessments_have_no_way_out() -> None:
    assert {state for state in State if not actions_from(state)} == set(ENDED)


def test_the_diagram_in_the_docs_is_drawn_from_the_table() -> None:
    assert diagram() in ARCHITECTURE.read_text(encoding="utf-8")
