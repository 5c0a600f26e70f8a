"""In which language letters about an assessment are written."""

from collections.abc import Callable, Mapping

import pytest
from django.core import mail
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import translation

from assessments.core.lifecycle import Action
from assessments.queries.documents import address_of_file
from assessments.services.lifecycle import transition
from assessments.tests import world
from cities.models import City, User
from cities.services import update_profile
from cities.tests import world as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]
SUBJECT = "Received: the self-assessment of %(city)s"


@pytest.fixture(autouse=True)
def _words(catalogue: Callable[[str, Mapping[str, str]], None]) -> None:
    catalogue("es", {SUBJECT: "Recibida: la autoevaluación de %(city)s"})
    catalogue("pt", {SUBJECT: "Recebida: a autoavaliação de %(city)s"})


def prefer(person: User, language: str) -> None:
    update_profile(
        person=person, full_name=person.full_name, job_title="", language=language, by=person
    )


def second_lead(place: City) -> User:
    return people.member_of(place, "second@example.org", "lead")


def test_each_lead_is_written_to_in_their_own_language_or_the_citys() -> None:
    place = world.city("Valle Claro", country="MX", subdivision="14")
    lead = world.lead_of(place)
    prefer(second_lead(place), "pt")
    assessment = world.draft(place, lead)
    world.answer_all(assessment, lead)
    mail.outbox.clear()
    with translation.override("fr"):
        transition(assessment_id=assessment.pk, action=Action.SUBMIT, by=lead)
    assert {message.to[0]: message.subject for message in mail.outbox} == {
        lead.email: "Recibida: la autoevaluación de Valle Claro",
        "second@example.org": "Recebida: a autoavaliação de Valle Claro",
    }


def test_letters_lead_to_no_prefix_wherever_they_were_written() -> None:
    place = world.city()
    lead = world.lead_of(place)
    assessment = world.draft(place, lead)
    world.answer_all(assessment, lead)
    mail.outbox.clear()
    sent = people.browser(lead).post(
        f"/es/assessments/{assessment.pk}/submit/",
        {"confirmed": "on", "version": assessment.version},
    )
    assert sent["Location"] == f"/es/assessments/{assessment.pk}/scorecard/"
    assert people.link_in_last_mail("assessments/") == f"/assessments/{assessment.pk}/"


def test_the_address_of_a_file_in_a_document_is_the_same_in_every_language() -> None:
    plain, outside = address_of_file(7), get_script_prefix()
    set_script_prefix("/es/")
    try:
        assert reverse("home") == "/es/"
        assert address_of_file(7) == plain
    finally:
        set_script_prefix(outside)
