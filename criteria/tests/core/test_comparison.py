"""Rows of a lineage that say same, held against what the editions say."""

from criteria.core.comparison import Disagreement, disagreements
from criteria.core.lineage import parse_lineage
from criteria.core.parsing import parse_standard
from criteria.core.standard import Standard
from criteria.tests.authors import all_the_same, next_tree
from criteria.tests.examples import Tree, small_standard

OLD = small_standard()


def found(tree: Tree, rows: list[Tree] | None = None) -> tuple[Disagreement, ...]:
    newer: Standard = parse_standard(tree)
    lineage = parse_lineage(all_the_same(OLD) if rows is None else rows, OLD, newer)
    return disagreements(OLD, newer, lineage)


def reworded_tree() -> Tree:
    tree = next_tree()
    criterion = tree["areas"][0]["criteria"][0]
    criterion["statement"] = "The city does more."
    criterion["practice"]["requirements"][1]["text"] = "What A1.2 asks for, and more."
    return tree


def test_nothing_disagrees_where_the_texts_are_the_same_but_for_white_space() -> None:
    tree = next_tree()
    tree["areas"][0]["criteria"][0]["statement"] = "The city  does A1."
    assert found(tree) == ()


def test_a_row_that_says_same_of_another_text_is_found_with_both_texts() -> None:
    assert found(reworded_tree()) == (
        Disagreement(
            old="A1", new="A1", old_text="The city does A1.", new_text="The city does more."
        ),
        Disagreement(
            old="A1.2",
            new="A1.2",
            old_text="What A1.2 asks for.",
            new_text="What A1.2 asks for, and more.",
        ),
    )


def test_rows_that_say_reworded_agree() -> None:
    rows = all_the_same(OLD)
    for row in rows:
        if row["from"] in ("A1", "A1.2"):
            row["relation"] = "reworded"
    assert found(reworded_tree(), rows) == ()
