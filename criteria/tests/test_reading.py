import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.core.faults import Faulty, Misread, Table
from criteria.core.reading import DEEPEST, LARGEST, read_json, read_yaml
from criteria.core.words import Words


def refusal(read: object, text: bytes | str) -> str:
    assert callable(read)
    with pytest.raises(Faulty) as refused:
        read(text)
    assert [fault.path for fault in refused.value.faults] == ["$"]
    return str(refused.value.faults[0].message)


def test_json_numbers_stay_exactly_as_they_were_written() -> None:
    assert read_json("[1, 0.10, 1e2, -0.30000000000000004]") == [
        1,
        Decimal("0.10"),
        Decimal("1e2"),
        Decimal("-0.30000000000000004"),
    ]


def test_json_keys_given_twice_are_remembered() -> None:
    tree = read_json('{"a": 1, "b": 2, "a": 3, "a": 4}')
    assert isinstance(tree, Table)
    assert tree == {"a": 4, "b": 2}
    assert tree.repeated == ("a",)


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity"])
def test_json_without_a_finite_number_keeps_its_place_in_the_tree(literal: str) -> None:
    assert read_json(f'{{"a": {literal}}}') == {
        "a": Misread(reason=Words(f"is not a number that can be used: {literal}"))
    }


@pytest.mark.parametrize("literal", ["1" * 5000, "0." + "1" * 5000, "1e99999999999999999999"])
def test_a_number_beyond_use_is_misread_and_nothing_breaks(literal: str) -> None:
    for read in (read_json, read_yaml):
        tree = read(f'{{"a": {literal}}}')
        assert isinstance(tree, Table)
        assert isinstance(tree["a"], Misread)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not valid JSON: Expecting value (line 1, column 1)"),
        ('{\n "a": ]', "is not valid JSON: Expecting value (line 2, column 7)"),
        (b'{"a":\n"\xff"}', "is not UTF-8 text (line 2, column 2)"),
        ('"\ud800"', "is not UTF-8 text (line 1, column 2)"),
    ],
)
def test_what_is_not_json_is_refused_with_line_and_column(text: bytes | str, message: str) -> None:
    assert refusal(read_json, text) == message


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_json(b"\xef\xbb\xbf[1]") == [1]
    assert read_json("\ufeff[1]") == [1]


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_twenty_levels_are_read_and_one_more_is_refused(read: object) -> None:
    assert callable(read)
    assert read("[" * DEEPEST + "]" * DEEPEST)
    message = refusal(read, "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    assert message == "is nested deeper than 20 (line 1, column 21)"


@pytest.mark.parametrize("read", [read_json, read_yaml])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_hundred_thousand_levels_are_refused_without_recursion(
    read: object, opening: str
) -> None:
    assert refusal(read, opening * 100_000).startswith("is nested deeper than 20")


def test_brackets_inside_texts_are_not_levels() -> None:
    text = "[" * 100 + '\\"' + "{" * 100
    assert read_json(json.dumps([text])) == [text]


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_five_megabytes_are_read_and_one_byte_more_is_refused(read: object) -> None:
    assert callable(read)
    largest = b'"' + b"x" * (LARGEST - 2) + b'"'
    assert len(read(largest)) == LARGEST - 2
    assert refusal(read, largest + b" ") == "is larger than 5 MB"
    assert refusal(read, '"' + "é" * (LARGEST // 2) + '"') == "is larger than 5 MB"


def test_yaml_words_mean_what_json_would_mean_by_them() -> None:
    text = """
        a: [no, yes, on, off, 2022-01-01, 1_000, 010, 0x1F, 12:30:00]
        b: [true, False, null, ~]
        c: [12, -0.50, "12", 'true']
        1: one
    """
    assert read_yaml(text) == {
        "a": ["no", "yes", "on", "off", "2022-01-01", "1_000", "010", "0x1F", "12:30:00"],
        "b": [True, False, None, None],
        "c": [12, Decimal("-0.50"), "12", "true"],
        "1": "one",
    }


def test_yaml_keys_given_twice_are_remembered_whatever_their_style() -> None:
    tree = read_yaml('1: a\n"1": b\n')
    assert isinstance(tree, Table)
    assert tree.repeated == ("1",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1", "has an anchor, which is not taken (line 1, column 4)"),
        ("a: 1\nb: *x", "has an alias, which is not taken (line 2, column 4)"),
        ("a: !!python/name:os.system x", "has a tag, which is not taken (line 1, column 4)"),
        ("a: 1\n---\nb: 2", "has more than one document (line 2, column 1)"),
        ("[a]: b", "has a list or an object as a key (line 1, column 1)"),
        ("a: \x01", "is not valid YAML: control characters are not allowed (line 1, column 4)"),
    ],
)
def test_what_a_standard_does_not_need_of_yaml_is_refused(text: str, message: str) -> None:
    assert refusal(read_yaml, text) == message


def test_what_is_not_yaml_is_refused_with_line_and_column() -> None:
    message = refusal(read_yaml, "a: 1\nb: [1, 2\n")
    assert message.startswith("is not valid YAML: ")
    assert message.endswith("(line 3, column 1)")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text(alphabet='[]{}:,"-\\ \n\tae1.&*!#|>?%\ud800', max_size=40))
def test_whatever_is_read_either_gives_a_tree_or_is_faulty(text: bytes | str) -> None:
    for read in (read_json, read_yaml):
        with suppress(Faulty):
            read(text)
