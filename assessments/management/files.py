"""Files that commands are given by name."""

import sys
from pathlib import Path

from criteria.core.faults import Fault, Faulty
from criteria.core.reading import LARGEST
from criteria.core.words import Words


def content_of(name: str) -> bytes:
    """Return what a file or, for "-", stdin holds, but no more than shows that it is too much.

    Raises Faulty when it cannot be read.
    """
    try:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        words = Words("cannot be read: %(reason)s", {"reason": str(error.strerror)})
        raise Faulty([Fault(path="$", message=words)]) from None
