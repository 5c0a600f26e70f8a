"""`manage.py load_standard [PATH ...]`: standards' files -> rows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from criteria.core.faults import Faulty
from criteria.queries import standard_files
from criteria.services import load_standard


class Command(BaseCommand):
    help = (
        "Loads standards from their files, by default every one that comes with this portal."
        " Loading twice changes nothing; a faulty file is refused with every fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="*", type=Path, help="a standard.yaml")

    def handle(self, *_args: Any, **options: Any) -> None:
        refused = False
        for path in options["path"] or standard_files():
            try:
                loaded = load_standard(path=path)
            except Faulty as faulty:
                refused = True
                for fault in faulty.faults:
                    self.stderr.write(f"{path}: {fault}")
                continue
            standard = loaded.standard
            self.stdout.write(
                f"{standard.code} revision {standard.revision}: {loaded.change}"
                f" ({len(standard.criteria)} criteria, {len(standard.requirements)} requirements)"
            )
        if refused:
            raise SystemExit(1)
