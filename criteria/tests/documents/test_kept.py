"""Documents are written once, however many ask."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep
from uuid import uuid4

import pytest
from django.core.cache import cache

from criteria.documents import kept as module
from criteria.documents.kept import kept


class Writer:
    """Writes a document slowly, and counts how often."""

    def __init__(self, content: bytes = b"document") -> None:
        self.content = content
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        sleep(0.2)
        return self.content


@pytest.fixture
def digest() -> str:
    return uuid4().hex


def test_it_is_written_once(digest: str) -> None:
    writer = Writer()
    assert [kept(digest, writer), kept(digest, writer)] == [b"document"] * 2
    assert writer.times == 1


def test_many_who_ask_at_once_wait_for_one(digest: str) -> None:
    writer = Writer()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: kept(digest, writer), range(8)))
    assert answers == [b"document"] * 8
    assert writer.times == 1


def test_whoever_waited_long_enough_writes_it_too(digest: str) -> None:
    cache.add(f"document:{digest}:writing", 1)
    writer = Writer()
    assert kept(digest, writer, patience=0.15) == b"document"
    assert writer.times == 1


def test_a_failure_lets_the_next_one_try(digest: str) -> None:
    def fails() -> bytes:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        kept(digest, fails)
    assert kept(digest, Writer(), patience=0) == b"document"


def test_what_is_too_large_is_not_kept(digest: str) -> None:
    writer = Writer(b"x" * (module.LARGEST + 1))
    kept(digest, writer)
    kept(digest, writer)
    assert writer.times == 2
