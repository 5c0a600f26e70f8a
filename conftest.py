"""What the tests of several apps begin with."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from criteria.core.standard import Standard
from criteria.queries import STANDARDS
from criteria.services import load_standard


@pytest.fixture
def standard(db: None) -> Standard:
    """The 2022 standard as it comes with the portal, loaded."""
    return load_standard(path=STANDARDS / "wwc-2022" / "standard.yaml").standard


@pytest.fixture
def count_queries(db: None) -> Callable[[Callable[[], object]], int]:
    """Return how many SQL statements a call runs: `count_queries(lambda: client.get(url))`."""

    def count(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count
