"""The core's words in the language of the reader."""

from decimal import Decimal
from pathlib import Path

from django.template import Context, Template
from django.utils.translation import override
from pytest_django import Settings

from criteria.core.words import Words, counted
from criteria.queries import tell
from criteria.tests.catalogue import write_catalogue


def test_words_are_told_in_the_language_that_is_active(tmp_path: Path, settings: Settings) -> None:
    write_catalogue(
        tmp_path,
        "es",
        {
            "has %(part)s": "tiene %(part)s",
            "%(n)s thing\0%(n)s things": "%(n)s cosa\0%(n)s cosas",
        },
    )
    settings.LOCALE_PATHS = [tmp_path]
    words = Words("has %(part)s", {"part": counted("%(n)s thing", "%(n)s things", 2, n=2)})
    with override("es"):
        assert tell(words) == "tiene 2 cosas"
        template = Template("{% load standards %}{{ words|told }}")
        assert template.render(Context({"words": words})) == "tiene 2 cosas"
    with override("en"):
        assert tell(words) == "has 2 things"


def test_quantities_are_written_as_the_language_does_and_years_as_they_are() -> None:
    words = Words("%(value)s (%(year)s)", {"value": Decimal("1082.10"), "year": 2022})
    for language, told in (("en", "1082.1"), ("es", "1082,1"), ("fr", "1082,1"), ("pt", "1082,1")):
        with override(language):
            assert tell(words) == f"{told} (2022)"
            assert tell(Decimal("1082.10")) == told
