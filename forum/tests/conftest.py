"""What every test of the forum's pages stands on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from criteria.core.standard import Standard
from forum.tests import village


@pytest.fixture
def forum(standard: Standard) -> None:
    """The 2022 standard and the forum's rooms."""
    village.rooms()


@pytest.fixture
def strict_about_nul(db: None) -> Iterator[None]:
    """Refuse text with a NUL in a statement, as PostgreSQL does and SQLite does not."""

    def run(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if any(isinstance(value, str) and "\0" in value for value in params or ()):
            raise ValueError("A string literal cannot contain NUL (0x00) characters.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield
