"""`manage.py standard_schema [standard|texts|changes|cases]`: a JSON Schema on stdout."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.core.management.base import BaseCommand

from assessments.core.cases.schema import cases_schema
from criteria.core.schema import Schema, changes_schema, standard_schema, texts_schema
from criteria.core.writing import write_json
from criteria.queries import STANDARDS

SCHEMAS: Final[Mapping[str, Callable[[], Schema]]] = {
    "standard": standard_schema,
    "texts": texts_schema,
    "changes": changes_schema,
    "cases": cases_schema,
}


class Command(BaseCommand):
    help = (
        "Prints the JSON Schema of a standard's file, or of a file beside it, so that editors can"
        " complete and check. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", choices=SCHEMAS, default="standard")
        parser.add_argument(
            "--write",
            action="store_true",
            help="write all of them into criteria/standards/ instead of printing one",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(text(options["file"]), ending="")
            return
        for name in SCHEMAS:
            path = STANDARDS / f"{name}.schema.json"
            path.write_text(text(name), encoding="utf-8", newline="\n")
            self.stdout.write(f"{path.name}: written")


def text(name: str) -> str:
    """Return the text of a schema's file."""
    return write_json(SCHEMAS[name](), indent=2) + "\n"
