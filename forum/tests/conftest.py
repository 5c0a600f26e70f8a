"""What every test of the forum's pages stands on."""

import pytest

from criteria.core.standard import Standard
from forum.tests import village


@pytest.fixture
def forum(standard: Standard) -> None:
    """The 2022 standard and the forum's rooms."""
    village.rooms()
