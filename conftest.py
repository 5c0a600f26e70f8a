"""What the tests of several apps begin with."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import trans_real

from criteria.core.standard import Standard
from criteria.queries import STANDARDS, read_standard, standard_files
from criteria.services import load_standard, store_edition
from wwc.messages import compile_messages


@cache
def _standard_2022() -> Standard:
    return read_standard(STANDARDS / "wwc-2022" / "standard.yaml")


@pytest.fixture(scope="session", autouse=True)
def _messages() -> None:
    """Compile what translators wrote, before anything is said in their languages."""
    compile_messages()


@pytest.fixture
def catalogue(tmp_path: Path, settings: LazySettings) -> Callable[[str, Mapping[str, str]], None]:
    """Let the portal say these texts, and no others: `catalogue("es", {"Save": "Guardar"})`."""
    settings.LOCALE_PATHS = [tmp_path / "locale"]

    def write(language: str, texts: Mapping[str, str]) -> None:
        path = tmp_path / "locale" / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        head = {"": "Content-Type: text/plain; charset=UTF-8\n"}
        lines = [
            f"msgid {json.dumps(text)}\nmsgstr {json.dumps(said, ensure_ascii=False)}\n"
            for text, said in {**head, **texts}.items()
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        compile_messages()
        trans_real._translations = {}  # type: ignore[attr-defined]  # what Django keeps of before

    return write


@pytest.fixture
def standard(db: None) -> Standard:
    """The 2022 standard as it comes with the portal, loaded in English and without its lineage."""
    return store_edition(standard=_standard_2022()).standard


@pytest.fixture
def both_standards(db: None) -> Standard:
    """Both standards that come with the portal, in every language; the 2022 one is returned."""
    for path in standard_files():
        standard = load_standard(path=path).standard
    return standard


@pytest.fixture
def count_queries(db: None) -> Callable[[Callable[[], object]], int]:
    """Return how many SQL statements a call runs: `count_queries(lambda: client.get(url))`."""

    def count(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count
