"""What the tests of several apps begin with."""

from collections.abc import Callable
from functools import cache

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from criteria.core.standard import Standard
from criteria.queries import STANDARDS, read_standard, standard_files
from criteria.services import load_standard, store_edition


@cache
def _standard_2022() -> Standard:
    return read_standard(STANDARDS / "wwc-2022" / "standard.yaml")


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
