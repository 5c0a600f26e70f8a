"""What the core says of answers and results, in the language of whoever reads it."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from pytest_django import Settings

from assessments.forms.answers import what_is_wrong
from assessments.forms.evidence import FIELDS, EvidenceForm
from assessments.forms.faults import add_faults
from assessments.forms.outcomes import rule_in_words
from assessments.models import AuditEvent, Evaluation, Submission, level_name
from assessments.queries import results
from assessments.queries.review import figures
from assessments.queries.submissions import document_of_submission
from assessments.services.evidence import add_file, add_link
from assessments.tests import world
from assessments.tests.town import say, town
from cities.core.errors import Refused
from cities.models import City
from criteria.core.faults import Faulty
from criteria.core.standard import Region
from criteria.tests.catalogue import write_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

SPANISH = {
    "%(number)s percent": "%(number)s por ciento",
    "in the United States and Canada": "en los Estados Unidos y Canadá",
    "%(value)s in %(year)s reaches the %(threshold)s asked for %(place)s.": (
        "%(value)s en %(year)s alcanza el %(threshold)s que se pide %(place)s."
    ),
    "Met when the value is at least %(threshold)s %(place)s.": (
        "Se cumple cuando el valor es al menos %(threshold)s %(place)s."
    ),
    "No figure reported yet.": "Todavía no hay ninguna cifra.",
    "This %(fault)s.": "Esto %(fault)s.",
    "The note %(fault)s.": "La nota %(fault)s.",
    "must say why the requirement does not apply": "debe decir por qué no se aplica",
    "must be a web address that begins with http:// or https://": "debe ser una dirección web",
    "The file is empty.": "El archivo está vacío.",
    "United States": "Estados Unidos",
    "Mexico City": "Ciudad de México",
    "Gold": "Oro",
    "Value": "Valor",
    "Reviewer asked": "Revisor solicitado",
}


@pytest.fixture(autouse=True)
def _catalogue(tmp_path: Path, settings: Settings) -> None:
    write_catalogue(tmp_path, "es", SPANISH)
    settings.LOCALE_PATHS = [tmp_path]


def reasons(evaluation: Evaluation) -> dict[str, str]:
    """Return why each outcome is met or not, as the scorecard's page says it."""
    submission = Submission.objects.get(pk=evaluation.submission_id)
    standard = world.the_standard()
    document = document_of_submission(submission, standard)
    lines = results.outcome_lines(standard, evaluation, {}, document.outcomes, Region.NORTH_AMERICA)
    return {item.code: line.why for item, line in zip(standard.outcomes, lines, strict=True)}


def test_a_stored_reason_is_told_again_in_the_reader_s_language() -> None:
    city = world.city()
    evaluation = world.evaluate(world.submitted(city, world.lead_of(city)))
    stored = evaluation.scorecard["outcomes"]["detail"]["broadband"]["why"]
    assert stored == (
        "82.5 percent in 2024 reaches the 75 percent asked for in the United States and Canada."
    )

    with override("es"):
        told = reasons(evaluation)
    assert told["broadband"] == (
        "82,5 por ciento en 2024 alcanza el 75 por ciento que se pide"
        " en los Estados Unidos y Canadá."
    )
    assert told["pm25"] == "Todavía no hay ninguna cifra."
    with override("en"):
        assert reasons(evaluation)["broadband"] == stored


def test_a_figure_that_counted_as_not_reported_is_told_so() -> None:
    city = world.city()
    evaluation = world.evaluate(world.submitted(city, world.lead_of(city)))
    evaluation.scorecard["outcomes"]["detail"]["broadband"]["why"] = "No figure reported yet."
    with override("es"):
        assert reasons(evaluation)["broadband"] == "Todavía no hay ninguna cifra."


def test_a_stored_reason_that_is_no_longer_said_stays_as_it_stands() -> None:
    city = world.city()
    evaluation = world.evaluate(world.submitted(city, world.lead_of(city)))
    evaluation.scorecard["outcomes"]["detail"]["broadband"]["why"] = "Good enough in 2024."
    with override("es"):
        assert reasons(evaluation)["broadband"] == "Good enough in 2024."


def test_faults_stand_beside_their_field_in_the_reader_s_language() -> None:
    place = town()
    with override("es"):
        saved = say(place, {"DM1.1": "in_place"})
        assert not saved.refused
        code = next(item.code for item in place.standard.requirements if item.may_not_apply)
        refused = say(place, {code: "not_applicable"}).refused[code]
        assert what_is_wrong(refused) == "La nota debe decir por qué no se aplica."
        form = EvidenceForm({}, criterion=place.standard.criteria[0], library={})
        with pytest.raises(Faulty) as faulty:
            add_link(
                assessment_id=place.pk, by=place.lead, title="A", url="ftp://x", requirements=[code]
            )
        form.full_clean()
        add_faults(form, faulty.value.faults, FIELDS)
        assert form.errors["url"][-1] == "Esto debe ser una dirección web."


def test_a_file_is_refused_in_the_reader_s_language() -> None:
    place = town()
    with override("es"), pytest.raises(Refused) as refused:
        add_file(
            assessment_id=place.pk,
            by=place.lead,
            title="Nothing",
            file=ContentFile(b""),
            name="a.txt",
            requirements=["DM1.1"],
        )
    assert refused.value.reasons == ("El archivo está vacío.",)


def test_rules_and_figures_are_written_in_the_reader_s_language() -> None:
    city = world.city()
    assessment = world.submitted(city, world.lead_of(city))
    standard = world.the_standard()
    document = document_of_submission(Submission.objects.get(assessment=assessment), standard)
    with override("es"):
        assert rule_in_words(standard.outcome("broadband"), Region.NORTH_AMERICA) == (
            "Se cumple cuando el valor es al menos 75 por ciento en los Estados Unidos y Canadá."
        )
        (figure,) = figures(standard, document, {})
        assert figure.lines["Valor"] == "82,5 por ciento (2024)"


def test_places_levels_and_events_have_names_in_the_reader_s_language() -> None:
    with override("es"):
        assert City(name="Rivermouth", country="US", subdivision="TX").place == (
            "Rivermouth, TX, Estados Unidos"
        )
        assert City(country="MX", subdivision="09").subdivision_name == "Ciudad de México"
        assert City(country="BR", subdivision="27").subdivision_name == "São Paulo"
        assert (level_name("gold"), level_name("bronze"), level_name("")) == ("Oro", "Bronze", "")
        assert AuditEvent(action="assign").get_action_display() == "Revisor solicitado"
