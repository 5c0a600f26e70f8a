from typing import Any

import pytest

from criteria.core.parsing import parse_standard
from criteria.core.standard import Standard
from criteria.core.wording import hints
from criteria.queries import read_standard, standard_files
from criteria.tests.examples import Tree, criterion, group, requirement, small_tree

SOUND: Tree = {"why": "Because.", "evidence": ["The paper"]}


def standard(**parts: Any) -> Standard:
    areas = [{"code": "A", "title": "A", "criteria": [criterion("A1", **{**SOUND, **parts})]}]
    levels = [{"code": "silver", "title": "Silver", "points": 1}]
    return parse_standard(small_tree(areas=areas, levels=levels))


def test_a_sound_criterion_gives_no_hint() -> None:
    assert hints(standard()) == ()


def test_reasons_and_evidence_are_missed() -> None:
    tree = small_tree(
        areas=[{"code": "A", "title": "A", "criteria": [criterion("A1")]}],
        levels=[{"code": "silver", "title": "Silver", "points": 1}],
    )
    assert hints(parse_standard(tree)) == (
        "A1: does not say why (why)",
        "A1: names no evidence (evidence)",
    )


def test_asking_for_one_of_many_is_pointed_at() -> None:
    three = group(1, *(requirement(f"A1.{number}") for number in (1, 2, 3)))
    assert hints(standard(practice=three)) == ("A1: practice asks for only 1 of 3 (at_least)",)
    assert hints(standard(practice={**three, "at_least": 2})) == ()


def test_the_same_text_twice_is_pointed_at_whatever_its_case_and_space() -> None:
    first, second = requirement("A1.1"), requirement("A1.2")
    first["text"], second["text"] = "A written list.", "a  written List."
    assert hints(standard(practice=group(1, first, second))) == ("A1.2: has the same text as A1.1",)


def test_a_long_text_is_pointed_at() -> None:
    assert hints(standard(why="x" * 401)) == (
        "A1.why: is long, 401 characters; 400 are enough for one fact",
    )


@pytest.mark.parametrize("word", ["ensures", "Ensuring", "strive", "endeavor", "where possible"])
def test_words_of_intention_are_pointed_at(word: str) -> None:
    assert hints(standard(statement=f"The city {word} it.")) == (
        f'A1.statement: says "{word}"; say what can be seen in a document instead',
    )


def test_words_that_only_look_like_it_are_not() -> None:
    assert hints(standard(statement="A licensure ensureth.")) == ()


def test_the_standards_that_come_with_the_portal_give_no_hint() -> None:
    assert {path: hints(read_standard(path)) for path in standard_files()} == dict.fromkeys(
        standard_files(), ()
    )
