"""`manage.py import_assessment FILE --city SLUG --year 2021 --by EMAIL`: old answers -> a draft."""

from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.core.document import FIRST_YEAR, Document, named_standard, parse_document
from assessments.management.files import content_of
from assessments.services.imports import import_assessment
from cities.core.countries import COUNTRIES
from cities.core.errors import Forbidden, Refused
from cities.models import City, User
from criteria.core.faults import Fault, Faulty, quoted
from criteria.core.reading import read_json
from criteria.core.words import Words
from criteria.models import Standard
from criteria.queries import parsed


class Command(BaseCommand):
    help = (
        "Brings in what a city answered elsewhere under a superseded edition, as a draft that it"
        " can read and carry over. Prints the assessment's id; a faulty document is refused with"
        " every fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="an assessment document (wwc-assessment/1), or - for stdin"
        )
        parser.add_argument("--city", required=True, help="the city's short name in addresses")
        parser.add_argument("--year", required=True, type=int, help="the year of the answers")
        parser.add_argument("--by", required=True, help="e-mail address of a program manager")

    def handle(self, *_args: Any, **options: Any) -> None:
        faults: list[Fault] = []
        city = City.objects.filter(slug=options["city"]).first()
        if city is None:
            words = Words(
                "is not a city's short name: %(given)s", {"given": quoted(options["city"])}
            )
            faults.append(Fault(path="--city", message=words))
        by = User.objects.filter(email__iexact=options["by"]).first()
        if by is None:
            words = Words("is nobody's address here: %(given)s", {"given": quoted(options["by"])})
            faults.append(Fault(path="--by", message=words))
        faults += _faults_of_year(options["year"])
        try:
            document = _read(options["file"], city)
        except Faulty as faulty:
            self._refuse(*faulty.faults, *faults)
        if faults or city is None or by is None:
            self._refuse(*faults)
        try:
            assessment = import_assessment(
                city_id=city.pk, document=document, cycle=options["year"], by=by
            )
        except Forbidden:
            self._refuse(f"--by: {Words('is not a manager of the program')}")
        except Refused as refusal:
            self._refuse(*refusal.reasons)
        self.stdout.write(str(assessment.pk))

    def _refuse(self, *reasons: object) -> NoReturn:
        for reason in reasons:
            self.stderr.write(str(reason))
        raise SystemExit(1)


def _read(name: str, city: City | None) -> Document:
    """Return the document under an edition of this portal; raises Faulty with all that is wrong."""
    tree = read_json(content_of(name))
    row = Standard.objects.filter(code=named_standard(tree) or "").first()
    document = parse_document(tree, parsed(row) if row else None, COUNTRIES)
    if city and document.country != city.country:
        words = Words(
            "must be %(expected)s, not %(given)s",
            {"expected": quoted(city.country), "given": quoted(document.country)},
        )
        raise Faulty([Fault(path="$.city.country", message=words)])
    return document


def _faults_of_year(year: int) -> list[Fault]:
    last = timezone.now().year
    if FIRST_YEAR <= year <= last:
        return []
    words = Words(
        "must be from %(least)s to %(most)s, not %(given)s",
        {"least": FIRST_YEAR, "most": last, "given": year},
    )
    return [Fault(path="--year", message=words)]
