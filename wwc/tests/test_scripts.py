"""What the browser's scripts may not hold."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "js").glob("*.js"))
STRINGS = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_say_nothing_of_their_own(path: Path) -> None:
    """Sentences come from the page, in its language: data attributes."""
    code = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.MULTILINE)
    said = [first or second for first, second in STRINGS.findall(code)]
    assert [text for text in said if re.search(r"[A-Za-z]{2,} [a-z]{2,}", text)] == ["use strict"]
