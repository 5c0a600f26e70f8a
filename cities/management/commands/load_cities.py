"""`manage.py load_cities [PATH]`: bring the cities in line with a list; says every fault of it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cities.core.gazetteer import FaultyGazetteer
from cities.services import load_cities
from cities.services.directory import CITIES_FILE


class Command(BaseCommand):
    help = "Load the cities of the programme's countries; writes nothing where nothing changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=CITIES_FILE, metavar="PATH")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            loaded = load_cities(path=path)
        except FaultyGazetteer as faulty:
            raise CommandError("\n".join(f"{path}: {fault}" for fault in faulty.faults)) from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        self.stdout.write(
            f"cities: {loaded.created} created, {loaded.changed} changed, "
            f"{loaded.unlisted} taken off the list, {loaded.unchanged} as they were"
        )
