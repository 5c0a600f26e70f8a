"""How many statements carrying over takes, and bringing in what was answered elsewhere."""

from decimal import Decimal

import pytest
from django.conf import LazySettings

from assessments.core.document import Document, Report
from assessments.models import Assessment, CarriedAnswer
from assessments.services.imports import import_assessment
from assessments.tests.carrying import (
    Count,
    answered,
    brought_in,
    document_under,
    place_with_old_answers,
)
from assessments.tests.editions import NEW, OLD, publish_new, publish_old
from assessments.tests.town import Town, browser, say, say_everywhere, shown, support, town
from cities.core.errors import Forbidden, Refused
from cities.services import approve, request_membership
from cities.tests import world as people
from criteria.core.standard import Standard
from criteria.queries import standard_by_code
from criteria.services import store_edition
from criteria.tests.examples import small_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return place_with_old_answers()


@pytest.fixture(autouse=True)
def _small_is_current(settings: LazySettings) -> None:
    settings.CURRENT_STANDARD = NEW


# --- statements -------------------------------------------------------------------------------


def test_no_page_asks_more_for_many_answers_than_for_few(count_queries: Count) -> None:
    publish_old()
    medium = answered("Lakeside")
    little, much = town(standard=OLD), town("Hilltop", standard=OLD)
    say(little, {"O1.1": "in_place", "O1.3": "in_place"})
    support(little, "O1.1", "O1.3")
    say_everywhere(much)
    for title in ("Inventory", "Minutes", "Plan"):
        support(much, *(item.code for item in much.standard.requirements), title=title)
    publish_new()

    def asked(source: Town) -> list[int]:
        client = browser(source.lead)
        counts = [count_queries(lambda: client.get(source.address("carry-over/")))]
        counts.append(count_queries(lambda: client.post(source.address("carry-over/"))))
        new = Assessment.objects.latest("pk").get_absolute_url()
        counts += [
            count_queries(lambda address=new + rest: client.get(address))  # type: ignore[misc]
            for rest in ("", "A1/", "check/", "carried/")
        ]
        return counts

    asked(medium)  # both editions are read once
    few, many = asked(little), asked(much)
    assert few == many
    assert few[1] <= 21
    assert max(few[2:]) <= 10


def test_the_list_asks_as_much_for_one_city_with_older_answers_as_for_three(
    place: Town, count_queries: Count
) -> None:
    client = browser(place.lead)
    one = count_queries(lambda: client.get("/assessments/"))
    for name in ("Hilltop", "Lakeside"):
        other, _lead = brought_in(name)
        membership = request_membership(city=other.city, message="Hello", by=place.lead)
        approve(membership=membership, by=people.chief(), role="lead")
    three = count_queries(lambda: client.get("/assessments/"))
    assert shown(client.get("/assessments/")).count("Start from your answers") == 3
    assert one == three
    assert three <= 7


# --- bringing in ------------------------------------------------------------------------------


def test_the_program_brings_in_what_was_answered_elsewhere(place: Town) -> None:
    assessment, lead = brought_in("Hilltop")
    assert (assessment.state, assessment.cycle) == ("draft", 2019)
    asked = len(standard_by_code(OLD).requirements)
    assert assessment.answers.count() == assessment.evidence_uses.count() == asked
    assert assessment.city.evidence.count() == 3
    assert list(assessment.events.values_list("action", "role")) == [("import", "manager")]
    assert "Start from your answers of 2019" in shown(browser(lead).get("/assessments/"))


def test_figures_for_outcomes_are_brought_in_too() -> None:
    store_edition(standard=small_standard(status="superseded"))
    city = people.city()
    assessment = import_assessment(
        city_id=city.pk,
        document=Document(
            standard=NEW,
            city=city.name,
            country="US",
            outcomes={"broadband": Report(value=Decimal("82.5"), year=2021, source="survey")},
        ),
        cycle=2021,
        by=people.staff(),
    )
    figure = assessment.outcomes.get()
    assert (figure.measure.code, figure.value, figure.source) == (
        "broadband",
        Decimal("82.5"),
        "survey",
    )


def test_only_the_program_brings_in_and_only_under_a_superseded_edition(place: Town) -> None:
    manager = people.staff()
    hilltop = people.city("Hilltop")
    with pytest.raises(Forbidden):
        import_assessment(
            city_id=hilltop.pk, document=document_under(OLD), cycle=2019, by=place.lead
        )
    with pytest.raises(Refused, match="superseded edition"):
        import_assessment(city_id=hilltop.pk, document=document_under(NEW), cycle=2019, by=manager)
    with pytest.raises(Refused, match="already has an assessment"):
        import_assessment(
            city_id=place.city.pk, document=document_under(OLD), cycle=2019, by=manager
        )
    assert Assessment.objects.count() == 1


# --- the real editions ------------------------------------------------------------------------


def test_a_complete_2018_assessment_is_carried_to_2022_with_at_most_30_statements(
    settings: LazySettings, both_standards: Standard, count_queries: Count
) -> None:
    settings.CURRENT_STANDARD = "wwc-2022"
    city = people.city()
    lead = people.lead_of(city)
    source = import_assessment(
        city_id=city.pk, document=document_under("wwc-2018"), cycle=2021, by=people.staff()
    )
    client = browser(lead)
    report = shown(client.get(f"/assessments/{source.pk}/carry-over/"))
    assert "Start with these answers" in report
    assert "You had 45 of 45 points under the 2018 standard." in report
    assert "of 43 practice groups would be in place." in report
    assert (
        "Equity and resident engagement are new and every criterion needs them, "
        "so no point is complete yet." in report
    )
    address = f"/assessments/{source.pk}/carry-over/"
    assert count_queries(lambda: client.post(address)) == 21
    new = Assessment.objects.get(standard__code="wwc-2022")
    older, newer = standard_by_code("wwc-2018"), both_standards
    left = {entry["code"] for entry in new.carry_over.left_behind["answers"]}
    brought = {
        source["code"]
        for sources in new.carried_answers.values_list("sources", flat=True)
        for source in sources
    }
    assert left | brought == {item.code for item in older.requirements}
    assert not left & brought
    kept = new.answers.filter(status="in_place").count()
    waiting = CarriedAnswer.objects.waiting().filter(assessment=new).count()
    assert kept + waiting == new.carried_answers.count() > 0
    page = shown(client.get(new.get_absolute_url()))
    assert f"{kept} answers were kept." in page
    assert f"{waiting} old answers were proposed" in page
    assert "Provisional: " in page
    assert f"of {len(newer.requirements)} requirements answered" in page
