"""`manage.py score FILE [--target gold]`: assessment document in, scorecard and roadmap out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments.core.document import Document, named_standard, parse_document
from assessments.core.roadmap import plan
from assessments.core.scoring import claims, score
from assessments.management.files import content_of
from cities.core.countries import COUNTRIES
from criteria.core.faults import Fault, Faulty, quoted
from criteria.core.reading import read_json
from criteria.core.standard import Region, Standard
from criteria.core.words import Words
from criteria.core.writing import write_json
from criteria.queries import read_standard, standard_file


class Command(BaseCommand):
    help = (
        "Scores an assessment document and plans the cheapest way to a level, as JSON."
        " Needs no database: the standard is read from its file."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="an assessment document (wwc-assessment/1), or - for stdin"
        )
        parser.add_argument("--target", help="the level to plan for; by default the next one")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            document, standard = _read(options["file"], options["target"])
        except Faulty as faulty:
            for fault in faulty.faults:
                self.stderr.write(str(fault))
            raise SystemExit(1) from None
        claimed = claims(document.answers)
        region = Region(COUNTRIES[document.country].region)
        scorecard = score(standard, claimed, document.outcomes, region)
        roadmap = plan(standard, claimed, scorecard, options["target"])
        tree = {"scorecard": scorecard.as_dict(), "roadmap": roadmap.as_dict()}
        self.stdout.write(write_json(tree, indent=2))


def _read(name: str, target: str | None) -> tuple[Document, Standard]:
    """Return the document and its standard; raises Faulty with what is wrong in both and beside."""
    tree = read_json(content_of(name))
    standard = _standard(named_standard(tree))
    faults: list[Fault] = []
    if standard and target is not None and target not in {item.code for item in standard.levels}:
        known = ", ".join(level.code for level in standard.levels)
        words = Words(
            "must be one of %(known)s, not %(given)s", {"known": known, "given": quoted(target)}
        )
        faults.append(Fault(path="--target", message=words))
    try:
        document = parse_document(tree, standard, COUNTRIES)
    except Faulty as faulty:
        raise Faulty([*faulty.faults, *faults]) from None
    if standard is None or faults:
        raise Faulty(faults)
    return document, standard


def _standard(code: str | None) -> Standard | None:
    path = standard_file(code) if code else None
    if path is None:
        return None
    try:
        return read_standard(path)
    except Faulty as faulty:
        raise Faulty(
            [Fault(path=f"{path}: {fault.path}", message=fault.message) for fault in faulty.faults]
        ) from None
