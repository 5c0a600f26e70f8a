"""Sentences as values: what they say in English, and told by a fake translator."""

import ast
from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from criteria.core.faults import Fault, Faulty, Node
from criteria.core.problems import PROBLEMS
from criteria.core.reading import read_json, read_yaml
from criteria.core.words import Filling, Words, counted

SPANISH = {
    "%(value)s in %(place)s": "%(value)s (en %(place)s)",
    "Latin America": "América Latina",
    "is missing": "falta",
}
FORMS = {"%(n)s year": ("%(n)s año", "%(n)s años")}


TEXTS_OF = {
    **dict.fromkeys(("Words", "fault", "_", "gettext", "gettext_lazy", "gettext_noop"), 1),
    **dict.fromkeys(("counted", "ngettext"), 2),
}
"""How many of a call's first arguments are texts to be translated."""


def in_spanish(words: Words) -> str:
    return words.told(
        lambda text: SPANISH.get(text, text),
        lambda one, _many, count: FORMS[one][count != 1],
        lambda number: str(number).replace(".", ","),
    )


def _places(names: list[str], closing: str) -> str:
    return " ".join([*(f"{name}=%({name})s" for name in names), closing.replace("%", "%%")])


def _words(terms: st.SearchStrategy[Filling]) -> st.SearchStrategy[Words]:
    names = st.sampled_from(["a", "b", "c"])
    return st.builds(
        lambda values, closing, count: Words(
            _places(list(values), closing),
            values,
            plural=_places(list(values), f"{closing} (several)") if count else "",
            count=count,
        ),
        st.dictionaries(names, terms, min_size=1),
        st.text(max_size=5),
        st.integers(0, 3),
    )


LEAVES = st.one_of(st.text(max_size=5), st.integers(), st.decimals(allow_nan=False))
WORDS = _words(st.recursive(LEAVES, _words, max_leaves=8))


@given(WORDS)
def test_told_by_a_translator_that_changes_nothing_words_say_what_they_say(words: Words) -> None:
    told = words.told(lambda text: text, lambda one, many, count: one if count == 1 else many)
    assert told == str(words)


@given(WORDS, WORDS)
def test_words_are_equal_and_ordered_as_their_english_is(one: Words, other: Words) -> None:
    assert (one == other) == (str(one) == str(other))
    assert (one < other, one >= other) == (str(one) < str(other), str(one) >= str(other))
    if one == other:
        assert hash(one) == hash(other)


def test_words_are_no_text() -> None:
    assert Words("is missing") != "is missing"
    with pytest.raises(TypeError):
        _ = Words("is missing") < "is missing"


def test_words_within_words_are_told_too_and_quantities_as_the_language_writes_them() -> None:
    words = Words(
        "%(value)s in %(place)s", {"value": Decimal("82.1"), "place": Words("Latin America")}
    )
    assert str(words) == "82.1 in Latin America"
    assert in_spanish(words) == "82,1 (en América Latina)"


def test_an_int_stands_as_it_is() -> None:
    assert str(Words("%(year)s", {"year": 2022})) == "2022"
    assert Words("%(year)s", {"year": 12345}).told(str, lambda *_: "", lambda _: "?") == "12345"


@pytest.mark.parametrize(
    ("count", "english", "spanish"),
    [(0, "0 years", "0 años"), (1, "1 year", "1 año"), (2, "2 years", "2 años")],
)
def test_a_count_chooses_the_form(count: int, english: str, spanish: str) -> None:
    words = counted("%(n)s year", "%(n)s years", count, n=count)
    assert (str(words), in_spanish(words)) == (english, spanish)


def test_without_values_a_percent_sign_is_a_percent_sign() -> None:
    assert str(Words("is 50% of it")) == "is 50% of it"


def test_faults_of_a_walk_are_found_once_and_told_with_what_stands_in_them() -> None:
    root = Node.root({})
    for _ in range(2):
        root.fault("must be after %(year)s", "year", year=2017)
    root.fault(Words("is missing"))
    with pytest.raises(Faulty) as refused:
        root.settle()
    after, missing = refused.value.faults
    assert str(after) == "$.year: must be after 2017"
    assert in_spanish(missing.message) == "falta"
    assert sorted([after, missing]) == [missing, after]
    assert missing == Fault(path="$", message=Words("is missing"))


@pytest.mark.parametrize("text", ["", "{", '{"a"', '{"a":1', "[1 2]", '"a', '"\t"', "1 2"])
def test_what_is_wrong_with_json_can_be_told_in_other_languages(text: str) -> None:
    assert _problem(read_json, text) in PROBLEMS


@pytest.mark.parametrize(
    "text",
    [
        *("a: b: c", "a: [1", "a: {1", "- a\nb", "\tb", 'a: "x', "@a", 'a: "\\q"', "[a]]"),
        *('key: "a" b', "a: - b", "[,]", "a: *", "x: \x01", 'a: "b\n---\n"', "a: !x!y b"),
        *("a: |x\n b", "a: >\n\tb"),
    ],
)
def test_what_is_wrong_with_yaml_can_be_told_in_other_languages(text: str) -> None:
    assert _problem(read_yaml, text) in PROBLEMS


def _problem(read: object, text: str) -> str:
    assert callable(read)
    with pytest.raises(Faulty) as refused:
        read(text)
    fault = refused.value.faults[0].message.values["fault"]
    assert isinstance(fault, Words)
    return str(fault.values["problem"])


def test_every_text_is_a_literal_that_xgettext_finds() -> None:
    composed = [
        f"{path.relative_to(settings.BASE_DIR)}:{call.lineno}"
        for app in ("criteria", "cities", "assessments", "forum", "wwc")
        for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
        if "tests" not in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for text in call.args[: TEXTS_OF.get(_name(call), 0)]
        if isinstance(text, ast.JoinedStr | ast.BinOp | ast.IfExp)
    ]
    assert composed == []


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")
