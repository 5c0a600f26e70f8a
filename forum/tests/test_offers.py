"""/forum/offers/: a certified city's lead says on which criteria the city helps others."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from assessments.services.announced import load_announced
from assessments.tests import world
from cities.core.errors import Forbidden, Refused
from cities.models import Membership
from cities.services import approve, change_role, request_membership
from forum.models import HelpOffer
from forum.queries import certified_cities_led_by
from forum.services import offer_help
from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
URL = "/forum/offers/"
Count = Callable[[Callable[[], object]], int]


def offered() -> list[str]:
    return list(HelpOffer.objects.order_by("pk").values_list("criterion_code", flat=True))


def test_nothing_is_offered_until_it_is_ticked() -> None:
    gold = village.certified("Goldtown")

    response = village.browser(gold.lead).get(URL)

    assert response.status_code == 200
    assert response.context["form"]["codes"].value() == []
    assert len(response.context["criteria"]) == 43
    assert offered() == []


def test_ticked_criteria_are_offered_and_others_taken_back() -> None:
    gold = village.certified("Goldtown")
    client = village.browser(gold.lead)

    client.post(URL, {"codes": ["DM2", "OD1"]})
    assert offered() == ["DM2", "OD1"]
    first = HelpOffer.objects.get(criterion_code="OD1")
    assert (first.city, first.offered_by) == (gold.city, gold.lead)

    response = client.post(URL, {"codes": ["OD1", "PA1"]}, follow=True)
    assert offered() == ["OD1", "PA1"]
    assert HelpOffer.objects.get(criterion_code="OD1") == first
    assert response.context["form"]["codes"].value() == ["OD1", "PA1"]
    assert "Saved." in response.content.decode()

    client.post(URL, {})
    assert offered() == []


def test_only_what_reviewers_verified_can_be_offered() -> None:
    dm2 = {item.code for item in world.the_standard().criterion("DM2").requirements}
    gold = village.certified("Goldtown", not_met=dm2)

    response = village.browser(gold.lead).post(URL, {"codes": ["DM2"]})
    with pytest.raises(Refused, match="not verified on DM2"):
        offer_help(city=gold.city, codes=["DM1", "DM2"], by=gold.lead)

    codes = [criterion.code for criterion in response.context["criteria"]]
    assert "DM1" in codes
    assert not {"DM2", "CI2"} & set(codes)
    assert list(response.context["form"].errors) == ["codes"]
    assert offered() == []


def test_nobody_but_a_lead_of_a_certified_city_finds_the_page() -> None:
    gold = village.certified("Goldtown")
    colleague = world.person("colleague@goldtown.example.org")
    approve(
        membership=request_membership(city=gold.city, message="", by=colleague),
        by=world.chief(),
        role=Membership.Role.CONTRIBUTOR,
    )
    colleague = world.anew(colleague)

    for person in (colleague, village.practitioner(), village.newcomer(), village.moderator()):
        client = village.browser(person)
        assert client.get(URL).status_code == 404
        assert client.post(URL, {"codes": ["DM2"]}).status_code == 404
        with pytest.raises(Forbidden):
            offer_help(city=gold.city, codes=["DM2"], by=person)
    assert offered() == []


def test_a_lead_who_was_made_observer_meanwhile_offers_nothing() -> None:
    gold = village.certified("Goldtown")
    second = world.person("second@goldtown.example.org")
    asked = request_membership(city=gold.city, message="", by=second)
    approve(membership=asked, by=world.chief(), role=Membership.Role.LEAD)
    assert certified_cities_led_by(gold.lead, timezone.localdate()) == (gold.city,)

    membership = Membership.objects.get(city=gold.city, user=gold.lead)
    change_role(membership=membership, role=Membership.Role.OBSERVER, by=second)

    with pytest.raises(Forbidden):
        offer_help(city=gold.city, codes=["DM2"], by=gold.lead)
    assert offered() == []


def test_the_page_goes_with_the_certification() -> None:
    gold = village.certified("Goldtown")
    assert gold.certification.valid_until is not None

    with time_machine.travel(gold.certification.valid_until + timedelta(days=1)):
        response = village.browser(gold.lead).get(URL)

    assert response.status_code == 404


def test_a_foreign_city_in_the_address_is_not_found() -> None:
    gold = village.certified("Goldtown")
    other = village.certified("Silverton")

    client = village.browser(gold.lead)

    assert client.get(URL, {"city": gold.city.slug}).status_code == 200
    assert client.get(URL, {"city": other.city.slug}).status_code == 404


def test_an_announced_city_learns_why_it_has_nothing_to_tick(tmp_path: Path) -> None:
    place = world.city("Oldcastle")
    place.geoname_id = 12345
    place.save(update_fields=["geoname_id"])
    announced = tmp_path / "announced.csv"
    announced.write_text(
        "geonameid,edition,level,announced,source\n12345,2022,gold,2024-05,press\n"
    )
    load_announced(path=announced)

    response = village.browser(world.lead_of(place)).get(URL)

    assert response.status_code == 200
    assert "announced before this portal verified single criteria" in response.content.decode()


def test_the_page_costs_the_same_for_few_criteria_and_many(count_queries: Count) -> None:
    most = {
        item.code
        for criterion in world.the_standard().criteria[24:]
        for item in criterion.requirements
    }
    many, few = village.certified("Goldtown"), village.certified("Silverton", not_met=most)
    first, second = village.browser(many.lead), village.browser(few.lead)

    costs = [
        count_queries(lambda: first.get(URL)),
        count_queries(lambda: second.get(URL)),
    ]

    assert costs == [6, 6]
