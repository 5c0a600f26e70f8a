"""What may be written in the forum: tidied first, then judged, alike for forms and services."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from forum.core.markdown import LONGEST_TEXT

SHORTEST_TITLE: Final = 15
LONGEST_TITLE: Final = 200
SHORTEST_TEXT: Final = 20
BETWEEN_POSTS: Final = timedelta(seconds=5)
BETWEEN_TOPICS: Final = timedelta(seconds=15)
SAME_TEXT_AGAIN: Final = timedelta(minutes=5)

_TURNS_DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that can make a line read otherwise than it is written."""


class Fault(StrEnum):
    """Why something may not be posted."""

    TITLE_SHORT = "title_short"
    TITLE_LONG = "title_long"
    TEXT_SHORT = "text_short"
    TEXT_LONG = "text_long"
    POST_TOO_SOON = "post_too_soon"
    TOPIC_TOO_SOON = "topic_too_soon"
    SAME_TEXT = "same_text"


@dataclass(frozen=True, kw_only=True)
class Recent:
    """One of a person's own latest posts; number 1 began a topic."""

    posted_at: datetime
    number: int
    text: str


def tidy_text(text: str) -> str:
    """Return a text with plain line ends and without control and direction marks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )
    return _TURNS_DIRECTION.sub("", kept).lstrip("\n").rstrip()


def tidy_title(title: str) -> str:
    """Return a title on one line, with single spaces."""
    return " ".join(tidy_text(title).split())


def title_faults(title: str) -> tuple[Fault, ...]:
    """Judge a tidied title by its length in characters."""
    if len(title) < SHORTEST_TITLE:
        return (Fault.TITLE_SHORT,)
    return (Fault.TITLE_LONG,) if len(title) > LONGEST_TITLE else ()


def text_faults(text: str) -> tuple[Fault, ...]:
    """Judge a tidied text by its length in characters."""
    if len(text.strip()) < SHORTEST_TEXT:
        return (Fault.TEXT_SHORT,)
    return (Fault.TEXT_LONG,) if len(text) > LONGEST_TEXT else ()


def rate_faults(
    recent: list[Recent], *, text: str, now: datetime, begins_topic: bool
) -> tuple[Fault, ...]:
    """Judge a post by what the same person posted lately; `recent` in any order."""
    faults = []
    if any(now - post.posted_at < BETWEEN_POSTS for post in recent):
        faults.append(Fault.POST_TOO_SOON)
    elif begins_topic and any(
        post.number == 1 and now - post.posted_at < BETWEEN_TOPICS for post in recent
    ):
        faults.append(Fault.TOPIC_TOO_SOON)
    if any(post.text == text and now - post.posted_at < SAME_TEXT_AGAIN for post in recent):
        faults.append(Fault.SAME_TEXT)
    return tuple(faults)
