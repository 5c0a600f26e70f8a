from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from criteria.core.faults import Faulty
from criteria.core.lineage import lineage_document, parse_lineage, unchanged
from criteria.core.meaning import to_document
from criteria.core.parsing import parse_standard
from criteria.core.reading import read_yaml
from criteria.core.schema import changes_schema, standard_schema, texts_schema
from criteria.core.texts import parse_texts, stamped
from criteria.queries import STANDARDS
from criteria.tests.examples import Tree, small_standard, small_tree

STANDARD = Draft202012Validator(standard_schema())
TEXTS = Draft202012Validator(texts_schema())
CHANGES = Draft202012Validator(changes_schema())


def complaints(validator: Draft202012Validator, tree: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(tree)]


def refused(parse: Callable[[], object]) -> bool:
    try:
        parse()
    except Faulty:
        return True
    return False


@pytest.mark.parametrize("schema", [standard_schema(), texts_schema(), changes_schema()])
def test_a_schema_is_one(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


def files(name: str) -> list[Any]:
    return [read_yaml(path.read_bytes()) for path in sorted(STANDARDS.glob(f"*/{name}.yaml"))]


def test_what_comes_with_the_portal_is_valid() -> None:
    standards = files("standard")
    texts = [tree for language in ("es", "pt", "fr") for tree in files(language)]
    assert (len(standards), len(texts)) == (2, 6)
    assert [found for tree in standards for found in complaints(STANDARD, tree)] == []
    assert [found for tree in texts for found in complaints(TEXTS, tree)] == []
    assert [found for tree in files("changes") for found in complaints(CHANGES, tree)] == []


def test_every_field_of_the_standard_is_described() -> None:
    bare = [
        path
        for path, field in _fields(standard_schema(), "")
        if not field.get("description") and "const" not in field
    ]
    assert bare == []


def _fields(schema: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, list):
        for item in schema:
            yield from _fields(item, path)
    if not isinstance(schema, dict):
        return
    for key, item in schema.items():
        if key in ("allOf", "if", "then"):
            continue
        if key == "properties":
            for name, field in item.items():
                yield f"{path}.{name}", field
                yield from _fields(field, f"{path}.{name}")
        else:
            yield from _fields(item, path)


def _places(tree: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a tree below its top."""
    items = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for key, item in items:
        yield (*path, key)
        yield from _places(item, (*path, key))


ODD = (
    st.none()
    | st.booleans()
    | st.integers(-3, 2500)
    | st.decimals(-2, 200, places=3)
    | st.sampled_from(["", " ", "a", "A1", "A1.7", "percent", "draft", "two\nlines", "x" * 4001])
    | st.sampled_from([[], {}, ["A1"], {"a": "b"}])
)


def changed(tree: Any, place: tuple[Any, ...], value: object) -> Any:
    made = deepcopy(tree)
    at = made
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return made


BASES = (
    small_tree(),
    small_tree(edition=2018, revision=2, reason="It was dull."),
    to_document(small_standard(supersedes="old", status="draft")),
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(BASES), st.data())
def test_what_the_parser_takes_the_schema_takes(base: Tree, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(list(_places(base))))
    tree = changed(base, place, data.draw(ODD))
    if not refused(lambda: parse_standard(tree)):
        assert complaints(STANDARD, tree) == []


def without(key: str) -> Tree:
    return {name: item for name, item in small_tree().items() if name != key}


def with_criterion(**parts: object) -> Tree:
    tree = small_tree()
    tree["areas"][1]["criteria"][1].update(parts)
    return tree


def with_rule(rule: object, unit: str = "percent") -> Tree:
    measure = {"code": "m", "title": "M", "unit": unit, "rule": rule}
    return small_tree(outcomes={"at_least": 1, "measures": [measure]})


def thresholds(north: object) -> Tree:
    return {"kind": "at_least", "thresholds": {"north-america": north, "latin-america": 5}}


def lacking(*keys: str) -> Tree:
    tree = small_tree()
    for key in keys:
        del tree["areas"][0]["criteria"][0][key]
    return tree


BROKEN: dict[str, object] = {
    "nothing": None,
    "a list": [],
    "no levels": without("levels"),
    "unknown key": small_tree(colour="red"),
    "code with capitals": small_tree(code="WWC 2022"),
    "edition as text": small_tree(edition="2022"),
    "blank title": small_tree(title="  "),
    "title of two lines": small_tree(title="One\ntwo"),
    "long title": small_tree(title="x" * 201),
    "unknown status": small_tree(status="final"),
    "revision without reason": small_tree(revision=2),
    "no effort 5": small_tree(efforts={"1": "a", "2": "b", "3": "c", "8": "d"}),
    "level without points": small_tree(levels=[{"code": "silver", "title": "Silver"}]),
    "no areas": small_tree(areas=[]),
    "area without criteria": small_tree(areas=[{"code": "A", "title": "A", "criteria": []}]),
    "no equity since 2022": lacking("equity"),
    "no practice": lacking("practice"),
    "no statement": lacking("statement"),
    "unknown source": with_criterion(source="memory"),
    "evidence as text": with_criterion(evidence="a paper"),
    "at_least of none": with_criterion(practice={"at_least": 0, "requirements": []}),
    "effort 4": with_criterion(
        equity={"at_least": 1, "requirements": [{"code": "B2.E1", "text": "x", "effort": 4}]}
    ),
    "may_not_apply as text": with_criterion(
        equity={
            "at_least": 1,
            "requirements": [{"code": "B2.E1", "text": "x", "effort": 1, "may_not_apply": "yes"}],
        }
    ),
    "rule without kind": with_rule({"thresholds": {}}),
    "unknown rule": with_rule({"kind": "most"}),
    "a region missing": with_rule({"kind": "at_least", "thresholds": {"north-america": 5}}),
    "more than all": with_rule(thresholds(101)),
    "less than nothing": with_rule(thresholds(-1), unit="days"),
    "fields of another rule": with_rule({"kind": "on_pace", "at_most": 5}),
    "a fall of years missing": with_rule(
        {"kind": "at_most_or_falling", "at_most": 5, "falling_by_percent": 5}
    ),
}


@pytest.mark.parametrize("tree", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_neither_takes(tree: object) -> None:
    assert refused(lambda: parse_standard(tree))
    assert complaints(STANDARD, tree)


@pytest.mark.parametrize(
    "tree",
    [
        small_tree(),
        {**lacking("equity", "engagement"), "edition": 2018},
        with_rule(thresholds(Decimal("64.5"))),
        with_rule(thresholds(1000), unit="days"),
    ],
)
def test_what_is_sound_both_take(tree: object) -> None:
    assert not refused(lambda: parse_standard(tree))
    assert complaints(STANDARD, tree) == []


def translation(texts: object, **parts: object) -> Tree:
    return {"standard": "small-2022", "language": "es", "texts": texts, **parts}


def test_translations_are_valid_before_stamping_and_after() -> None:
    tree = translation({"title": "Una", "A1.1": {"of": "", "text": "Lo"}, "A1.2": {"text": "x"}})
    after = stamped(tree, small_standard())
    assert complaints(TEXTS, tree) == complaints(TEXTS, after) == []
    assert not refused(lambda: parse_texts(after, small_standard()))


@pytest.mark.parametrize(
    "tree",
    [
        translation({"title": 5}),
        translation({"title": {"of": "12345678"}}),
        translation({"title": {"of": "123456789", "text": "x"}}),
        translation({}, language="en"),
        translation({}, by="me"),
        {"language": "es", "texts": {}},
    ],
)
def test_a_broken_translation_neither_takes(tree: object) -> None:
    assert complaints(TEXTS, tree)
    assert refused(lambda: parse_texts(tree, small_standard()))


def test_a_lineage_is_valid() -> None:
    standard = small_standard()
    assert complaints(CHANGES, lineage_document(unchanged(standard))) == []


@pytest.mark.parametrize(
    "row",
    [
        {"from": "A1", "to": "A1"},
        {"from": "A1", "relation": "same"},
        {"to": "A1", "relation": "dropped"},
        {"from": "A1", "to": "A1", "relation": "dropped"},
        {"from": "A1", "to": "A1", "relation": "new"},
        {"from": "A1", "to": "A1", "relation": "copied"},
        {"from": "A1", "to": "A1", "relation": "same", "why": "x"},
        "A1",
    ],
)
def test_a_broken_row_of_changes_neither_takes(row: object) -> None:
    standard = small_standard()
    assert complaints(CHANGES, [row])
    assert refused(lambda: parse_lineage([row], standard, standard))
