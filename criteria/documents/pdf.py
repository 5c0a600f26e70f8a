"""A booklet as a PDF, by the typesetter in a process of its own."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from criteria.documents.booklet import Booklet

TYPESETTING: Final = Path(__file__).with_name("typesetting.py")
LONGEST: Final = 60
"""Seconds; a standard of 43 criteria takes one."""


class NotTypeset(Exception):
    """The typesetter gave up, with its own words."""


def booklet_pdf(booklet: Booklet) -> bytes:
    """Return a tagged PDF: same booklet, same bytes. Raises NotTypeset."""
    try:
        done = subprocess.run(  # noqa: S603 - our own script; texts go to it as data
            [sys.executable, "-I", TYPESETTING],
            input=json.dumps(asdict(booklet)).encode(),
            capture_output=True,
            timeout=LONGEST,
            check=True,
        )
    except subprocess.CalledProcessError as failed:
        raise NotTypeset(failed.stderr.decode(errors="replace")) from failed
    except subprocess.TimeoutExpired as late:
        raise NotTypeset(f"nothing after {LONGEST} seconds") from late
    return done.stdout
