"""What may be posted, and how soon after the last."""

from datetime import UTC, datetime, timedelta

import pytest

from forum.core.writing import (
    Fault,
    Recent,
    rate_faults,
    text_faults,
    tidy_text,
    tidy_title,
    title_faults,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def before(seconds: float, *, number: int = 2, text: str = "other") -> Recent:
    return Recent(posted_at=NOW - timedelta(seconds=seconds), number=number, text=text)


@pytest.mark.parametrize(
    ("length", "faults"),
    [(14, (Fault.TITLE_SHORT,)), (15, ()), (200, ()), (201, (Fault.TITLE_LONG,))],
)
def test_a_title_has_15_to_200_characters(length: int, faults: tuple[Fault, ...]) -> None:
    assert title_faults("é" * length) == faults


@pytest.mark.parametrize(
    ("length", "faults"),
    [(19, (Fault.TEXT_SHORT,)), (20, ()), (12_000, ()), (12_001, (Fault.TEXT_LONG,))],
)
def test_a_text_has_20_to_12000_characters(length: int, faults: tuple[Fault, ...]) -> None:
    assert text_faults("é" * length) == faults


def test_blanks_do_not_make_a_text_longer() -> None:
    assert text_faults(tidy_text(" " * 40 + "x")) == (Fault.TEXT_SHORT,)


def test_line_ends_count_once_and_control_signs_go() -> None:
    assert tidy_text("\r\n\r\n    code\r\nnext\rlast\x00\x1b \n ") == "    code\nnext\nlast"


def test_signs_that_turn_the_direction_of_writing_go() -> None:
    assert tidy_title("abc\u202egnp.exe \u2066x\u2069") == "abcgnp.exe x"


def test_a_title_is_one_line() -> None:
    assert tidy_title("  How do\r\n you\tkeep  it? ") == "How do you keep it?"


@pytest.mark.parametrize(
    ("recent", "begins_topic", "faults"),
    [
        ([], True, ()),
        ([before(4.9)], False, (Fault.POST_TOO_SOON,)),
        ([before(5)], False, ()),
        ([before(5)], True, ()),
        ([before(14.9, number=1)], True, (Fault.TOPIC_TOO_SOON,)),
        ([before(14.9, number=1)], False, ()),
        ([before(15, number=1)], True, ()),
        ([before(299, text="same")], False, (Fault.SAME_TEXT,)),
        ([before(300, text="same")], False, ()),
        ([before(1, text="same")], True, (Fault.POST_TOO_SOON, Fault.SAME_TEXT)),
    ],
)
def test_one_post_in_5_seconds_one_topic_in_15_the_same_text_in_5_minutes(
    recent: list[Recent], begins_topic: bool, faults: tuple[Fault, ...]
) -> None:
    assert rate_faults(recent, text="same", now=NOW, begins_topic=begins_topic) == faults
