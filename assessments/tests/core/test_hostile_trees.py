"""Whatever stands in a tree, and wherever: it is read, or it is Faulty with places; never more."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.core.document import parse_document
from assessments.tests.core.strategies import COUNTRIES
from assessments.tests.core.test_document import SMALL, document
from criteria.core.faults import Faulty, Misread
from criteria.core.parsing import parse_standard
from criteria.core.words import Words
from criteria.tests.examples import small_tree

NASTY: st.SearchStrategy[object] = st.sampled_from(
    [
        None,
        True,
        "",
        "\ud800",
        "a\u2028b",
        "not_applicable",
        "at_least",
        "A1.1",
        -1,
        0,
        10**5000,
        float("nan"),
        float("inf"),
        1e300,
        Decimal("sNaN"),
        Decimal("-Infinity"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"),
        Misread(reason=Words("is not to be used")),
        [],
        [[]],
        {},
        {"kind": []},
        {3: 4},
        {"\ud800": 1},
    ]
)


def replace_somewhere(data: st.DataObject, node: object) -> object:
    """Return a copy of a tree in which one value, anywhere, is another."""
    if isinstance(node, dict) and node and data.draw(st.integers(0, 6)):
        key = data.draw(st.sampled_from([*node, "unexpected"]))
        return {**node, key: replace_somewhere(data, node.get(key))}
    if isinstance(node, list) and node and data.draw(st.integers(0, 6)):
        place = data.draw(st.integers(0, len(node) - 1))
        return [*node[:place], replace_somewhere(data, node[place]), *node[place + 1 :]]
    return data.draw(NASTY)


@pytest.mark.parametrize(
    ("tree", "parse"),
    [
        (document(), lambda tree: parse_document(tree, SMALL, COUNTRIES)),
        (document(), lambda tree: parse_document(tree, None, COUNTRIES)),
        (small_tree(), parse_standard),
    ],
    ids=["document", "document of an unknown standard", "standard"],
)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_tree_is_read_or_faulty(
    tree: object, parse: Callable[[object], object], data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        tree = replace_somewhere(data, tree)
    try:
        parse(tree)
    except Faulty as faulty:
        lines = str(faulty).splitlines()
        assert len(lines) == len(faulty.faults) > 0  # noqa: PT017 - being read is right as well
        assert all(line.startswith("$") for line in lines)
        str(faulty).encode()
