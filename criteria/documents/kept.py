"""What was written once and is wanted again: documents are kept in the cache by their digest."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.core.cache import cache

KEPT_FOR: Final = timedelta(days=7).total_seconds()
LARGEST: Final = 8 * 1024 * 1024
"""Bytes; what is larger is written each time."""
PAUSE: Final = 0.1
PATIENCE: Final = 5.0
"""Seconds to wait for somebody else who is writing the same."""
WRITING_FOR: Final = 60
"""Seconds after which whoever was writing is taken to have died."""


def kept(digest: str, write: Callable[[], bytes], *, patience: float = PATIENCE) -> bytes:
    """Return what is kept under a digest; the first who asks writes it, and the others wait.

    Whoever waited long enough writes it too: a cache that is down costs time, never an answer.
    """
    key = f"document:{digest}"
    writing = f"{key}:writing"
    last = time.monotonic() + patience
    while True:
        found: bytes | None = cache.get(key)
        if found is not None:
            return found
        if cache.add(writing, 1, WRITING_FOR) or time.monotonic() >= last:
            break
        time.sleep(PAUSE)
    try:
        written = write()
        if len(written) <= LARGEST:
            cache.set(key, written, KEPT_FOR)
    finally:
        cache.delete(writing)
    return written
