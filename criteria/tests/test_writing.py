import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.core.meaning import fingerprint
from criteria.core.numbers import compact, exact, plain
from criteria.core.reading import read_json
from criteria.core.writing import ExactDecoder, ExactEncoder, write_json

DECIMALS = st.decimals(-(10**15), 10**15, places=12)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | DECIMALS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(TREES, st.none() | st.integers(0, 3))
def test_a_written_tree_is_read_as_the_same(tree: object, indent: int | None) -> None:
    text = write_json(tree, indent=indent)
    assert json.loads(text, parse_float=Decimal) == tree
    assert json.dumps(tree, cls=ExactEncoder) == write_json(tree)
    assert json.loads(text, cls=ExactDecoder) == tree


@settings(max_examples=200, deadline=None)
@given(DECIMALS)
def test_a_compact_number_is_the_same_number(number: Decimal) -> None:
    assert exact(compact(number)) == number
    assert read_json(write_json(compact(number))) == number


def test_a_compact_number_is_plain_json_where_it_can_be() -> None:
    assert repr(compact(Decimal("82.10"))) == "82.1"
    assert repr(compact(Decimal("1E+2"))) == "100"
    assert compact(Decimal("123456789012345.123456789")) == Decimal("123456789012345.123456789")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("1E+2"), "100"),
        (Decimal("0.500"), "0.5"),
        (Decimal("-0"), "0"),
        (Decimal("1E-9"), "0.000000001"),
        (1200, "1200"),
        (1e22, "10000000000000000000000"),
    ],
)
def test_a_plain_number_has_no_exponent_and_no_idle_zeros(
    number: float | Decimal, text: str
) -> None:
    assert plain(number) == text


def test_the_layout_is_that_of_the_json_module() -> None:
    tree = {"a": [1, {"b": None}], "c": [], "d": {}, "é": "ñ\n"}
    assert write_json(tree, indent=2) == json.dumps(tree, indent=2, ensure_ascii=False)
    assert write_json(tree) == json.dumps(tree, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize("value", [float("nan"), Decimal("Infinity"), float("-inf")])
def test_what_is_no_number_in_json_is_not_written(value: object) -> None:
    with pytest.raises(ValueError, match="not a number in JSON"):
        write_json(value)


def test_what_is_not_plain_is_not_written() -> None:
    with pytest.raises(TypeError, match="set is not part of a plain tree"):
        write_json({"a": {1}})


def test_a_fingerprint_does_not_depend_on_key_order_or_on_how_a_number_is_held() -> None:
    one = {"a": 75, "b": [Decimal("0.10")]}
    other = {"b": [0.1], "a": Decimal("75.00")}
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint({"a": 75, "b": [Decimal("0.11")]})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert fingerprint({"a": 1}) != fingerprint({"a": True})
