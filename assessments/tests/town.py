"""An assessment for tests of the workspace, brought about as users would: through services."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.test import Client

from assessments.models import Assessment, Evidence
from assessments.services.answers import Change, Saved, save_answers
from assessments.services.evidence import add_link
from assessments.services.start import start_assessment
from cities.models import City, Membership, User
from cities.tests import world as people
from criteria.core.standard import Standard
from criteria.queries import standard_by_code


@dataclass(frozen=True, kw_only=True)
class Town:
    """A city with a lead, a contributor and an observer, and a draft of the lead's."""

    city: City
    lead: User
    contributor: User
    observer: User
    assessment: Assessment

    @property
    def pk(self) -> int:
        return self.assessment.pk

    @property
    def standard(self) -> Standard:
        return standard_by_code(self.assessment.standard.code)

    def address(self, rest: str = "") -> str:
        return f"/assessments/{self.pk}/{rest}"


def town(name: str = "Rivermouth", *, standard: str = "wwc-2022", **figures: object) -> Town:
    slug = name.lower().replace(" ", "-")
    city = people.city(name, **figures)
    lead = people.lead_of(city, f"lead@{slug}.example.org")
    return Town(
        city=city,
        lead=lead,
        contributor=people.member_of(city, f"contributor@{slug}.example.org"),
        observer=people.member_of(city, f"observer@{slug}.example.org", Membership.Role.OBSERVER),
        assessment=start_assessment(city_id=city.pk, standard_code=standard, by=lead),
    )


def say(
    place: Town,
    statuses: Mapping[str, str],
    *,
    note: str = "",
    by: User | None = None,
    version: int = 0,
) -> Saved:
    """Answer requirements, by default for the first time and by the lead."""
    return save_answers(
        assessment_id=place.pk,
        by=by or place.lead,
        changes=[
            Change(requirement=code, status=status, note=note, expected_version=version)
            for code, status in statuses.items()
        ],
    )


def say_everywhere(place: Town, status: str = "in_place") -> Saved:
    return say(place, {item.code: status for item in place.standard.requirements})


def support(place: Town, *codes: str, title: str = "Data inventory") -> Evidence:
    return add_link(
        assessment_id=place.pk,
        by=place.lead,
        title=title,
        url="https://city.example.org/inventory",
        requirements=codes,
    )


def browser(person: User | None = None) -> Client:
    return people.browser(person)


def shown(response: object) -> str:
    return people.shown(response)
