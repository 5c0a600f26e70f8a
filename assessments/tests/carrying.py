"""Cities with older answers, for the tests of carrying over, and ways to look at their pages."""

from collections.abc import Callable, Mapping
from typing import Any

from assessments.core.document import Answer as CoreAnswer
from assessments.core.document import Document, Evidence, Status
from assessments.models import Answer, Assessment, CarriedAnswer
from assessments.services.carry import carry_over
from assessments.services.imports import import_assessment
from assessments.tests.editions import NEW, OLD, publish_new, publish_old
from assessments.tests.town import Town, browser, say, shown, support, town
from cities.models import User
from cities.tests import world as people
from criteria.queries import standard_by_code

Count = Callable[[Callable[[], object]], int]

ANSWERS = {
    "O1.1": "in_place",
    "O1.2": "in_place",
    "O1.3": "in_place",
    "O1.4": "in_progress",
    "O1.5": "in_place",
    "O2.1": "in_place",
    "O2.2": "in_progress",
    "O2.4": "in_place",
}


def answered(name: str = "Rivermouth") -> Town:
    place = town(name, standard=OLD)
    say(place, ANSWERS, note="As we said.")
    support(place, "O1.1", "O1.3")
    return place


def place_with_old_answers() -> Town:
    """A city that answered under the edition before, when that was the current one."""
    publish_old()
    made = answered()
    publish_new()
    return made


def begun(place: Town) -> Town:
    """The same city with an assessment that began with its older answers."""
    done = carry_over(city_id=place.city.pk, source_id=place.pk, standard_code=NEW, by=place.lead)
    return Town(
        city=place.city,
        lead=place.lead,
        contributor=place.contributor,
        observer=place.observer,
        assessment=done.assessment,
    )


def get(place: Town, rest: str = "", by: User | None = None) -> str:
    return shown(browser(by or place.lead).get(place.address(rest)))


def section(page: str, name: str) -> str:
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def beside(page: str, code: str) -> str:
    """Return what stands about one requirement."""
    return page.partition(f'id="answer-{code.replace(".", "_")}"')[2].partition('id="answer-')[0]


def confirm(
    here: Town, criterion: str, fields: Mapping[str, str], *, by: User | None = None
) -> Any:
    """Send a criterion's form as a browser without JavaScript does: with all of its fields."""
    data = {}
    for item in here.standard.criterion(criterion).requirements:
        answer = Answer.objects.filter(
            assessment=here.assessment, requirement__code=item.code
        ).first()
        waiting = CarriedAnswer.objects.waiting().filter(requirement__code=item.code).first()
        data[f"{item.code}-status"] = answer.status if answer else ""
        data[f"{item.code}-note"] = answer.note if answer else waiting.note if waiting else ""
        data[f"{item.code}-version"] = str(answer.version) if answer else "0"
    return browser(by or here.lead).post(here.address(f"{criterion}/"), {**data, **fields})


def statuses(here: Town) -> dict[str, str]:
    rows = Answer.objects.filter(assessment=here.assessment)
    return dict(rows.values_list("requirement__code", "status"))


def brought_in(name: str) -> tuple[Assessment, User]:
    """Old answers that the program brought in, complete, and the lead of their city."""
    manager = User.objects.filter(email="manager@program.example.org").first() or people.staff()
    city = people.city(name)
    assessment = import_assessment(
        city_id=city.pk, document=document_under(OLD), cycle=2019, by=manager
    )
    return assessment, people.lead_of(city, f"lead@{name.lower()}.example.org")


def document_under(code: str) -> Document:
    """Return a complete document: everything is in place, with a note and evidence."""
    return Document(
        standard=code,
        city="Somewhere",
        country="US",
        answers={
            item.code: CoreAnswer(
                status=Status.IN_PLACE,
                note=f"Note on {item.code}.",
                evidence=(
                    Evidence(
                        title=f"Folder {item.criterion}",
                        url=f"https://city.example.org/{item.criterion}",
                    ),
                ),
            )
            for item in standard_by_code(code).requirements
        },
    )
