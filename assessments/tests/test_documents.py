"""What is frozen, exported and scored: rows read as the assessment document."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from assessments.core.document import (
    Answer,
    Document,
    Evidence,
    Report,
    Status,
    parse_document,
    to_document,
)
from assessments.core.scoring import Claims, claims
from assessments.queries.documents import document_of, file_hashes_of
from assessments.services.evidence import add_file
from assessments.services.outcomes import save_outcome
from assessments.tests.core.test_files import PDF
from assessments.tests.town import Town, say, say_everywhere, support, town
from cities.core.countries import COUNTRIES
from criteria.core.reading import read_json
from criteria.core.writing import write_json

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

Count = Callable[[Callable[[], object]], int]


@pytest.fixture
def place() -> Town:
    return town()


def reread(place: Town, document: Document) -> Document:
    tree = read_json(write_json(to_document(document)))
    return parse_document(tree, place.standard, COUNTRIES)


def test_an_assessment_without_answers_is_an_empty_document(place: Town) -> None:
    document = document_of(place.assessment)
    assert document == Document(standard="wwc-2022", city="Rivermouth", country="US")
    assert reread(place, document) == document


@override_settings(SITE_URL="https://portal.example.org")
def test_everything_answered_is_in_the_document_and_parses_to_the_same(place: Town) -> None:
    say(place, {"DM2.1": "in_place"}, note="See\nthe minutes.")
    say(place, {"DM2.2": "unknown"})
    say(place, {"DM2.3": ""}, note="Not yet answered")
    support(place, "DM2.1", "DM2.3", title="Inventory")
    file = add_file(
        assessment_id=place.pk,
        by=place.lead,
        title="The plan",
        file=SimpleUploadedFile("plan.pdf", PDF),
        name="plan.pdf",
        requirements=["DM2.1"],
    )
    save_outcome(
        assessment_id=place.pk,
        by=place.lead,
        measure="broadband",
        tree={"value": Decimal("82.1"), "year": 2024},
        expected_mark="",
    )
    address = f"https://portal.example.org/assessments/evidence/{file.pk}/"
    document = document_of(place.assessment)
    assert document.answers == {
        "DM2.1": Answer(
            status=Status.IN_PLACE,
            note="See\nthe minutes.",
            evidence=(
                Evidence(title="Inventory", url="https://city.example.org/inventory"),
                Evidence(title="The plan", url=address),
            ),
        ),
        "DM2.2": Answer(status=Status.UNKNOWN),
    }
    assert document.outcomes == {"broadband": Report(value=Decimal("82.1"), year=2024)}
    assert reread(place, document) == document
    assert file_hashes_of(place.assessment) == {address: file.sha256}


def test_every_status_and_every_answer_parses(place: Town) -> None:
    say_everywhere(place)
    may_not = next(item.code for item in place.standard.requirements if item.may_not_apply)
    say(place, {may_not: "not_applicable"}, note="We have none.", version=1)
    document = document_of(place.assessment)
    assert len(document.answers) == len(place.standard.requirements)
    assert reread(place, document) == document
    claimed = claims(document.answers)
    everything = {item.code for item in place.standard.requirements}
    assert claimed == Claims(
        met=frozenset(everything - {may_not}), not_applicable=frozenset({may_not})
    )


def test_a_document_takes_three_queries_however_much_is_in_it(
    place: Town, count_queries: Count
) -> None:
    say(place, {"DM1.1": "in_place"})
    support(place, "DM1.1", title="One")
    one = count_queries(lambda: document_of(place.assessment))
    say_everywhere(place, "in_progress")
    support(place, "DM1.2", "DM2.1", title="Two")
    support(place, "DM1.3", title="Three")
    assert one == count_queries(lambda: document_of(place.assessment)) == 3
