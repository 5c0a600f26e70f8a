"""The demo: complete, marked as demo, and only for an empty portal of one's own."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.models import Assessment, Certification
from cities.models import City, User
from cities.services import load_cities
from criteria.core.standard import Standard
from criteria.queries import get_standard
from forum.models import HelpOffer, Topic
from forum.services import ensure_categories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_standards")]


@pytest.fixture
def printed() -> str:
    load_cities()
    standard: Standard = get_standard("wwc-2022")
    ensure_categories(areas=standard.areas)
    output = StringIO()
    call_command("demo", stdout=output)
    return output.getvalue()


def test_everybody_named_can_log_in_with_the_printed_password(printed: str) -> None:
    password = re.search(r"password (\S+)", printed)
    assert password is not None
    emails = re.findall(r"^  (\S+@\S+)", printed, re.MULTILINE)
    assert len(emails) == User.objects.count() == 11
    assert EmailAddress.objects.filter(verified=True).count() == 11

    for email in emails:
        response = Client().post("/accounts/login/", {"login": email, "password": password[1]})
        assert response["Location"] in ("/assessments/", "/admin/")


def test_there_is_a_city_in_every_state_and_all_of_it_says_demo(printed: str) -> None:
    states = sorted(Assessment.objects.values_list("state", flat=True))

    assert states == ["draft", "draft", *["published"] * 4, "submitted"]
    assert not City.objects.filter(demo=True).exclude(name__startswith="Demo ").exists()
    assert not User.objects.exclude(full_name__contains="Demo").exists()
    assert not User.objects.exclude(email__endswith=".example.org").exists()
    decided_here = Certification.objects.filter(source="")
    assert sorted(decided_here.values_list("level", flat=True)) == [
        "gold",
        "gold",
        "platinum",
        "silver",
    ]
    assert not decided_here.filter(demo=False).exists()
    assert HelpOffer.objects.exists()
    assert Topic.objects.count() == 3


def test_one_city_can_carry_what_it_answered_before(printed: str) -> None:
    before = Assessment.objects.get(standard__code="wwc-2018")
    lead = User.objects.get(email="lead@copperfalls.example.org")
    assert before.city.name == "Demo Copper Falls"
    assert before.answers.count() == len(get_standard("wwc-2018").requirements)
    browser = Client()
    browser.force_login(lead)
    assert "Start from your answers of 2021" in browser.get("/assessments/").text
    assert browser.post(f"/assessments/{before.pk}/carry-over/").status_code == 302


def test_a_portal_with_people_gets_no_demo(printed: str) -> None:
    with pytest.raises(CommandError, match="wants it empty"):
        call_command("demo", stdout=StringIO())


def test_a_public_portal_gets_no_demo(settings: LazySettings) -> None:
    settings.SECURE = True
    with pytest.raises(CommandError, match="public installation"):
        call_command("demo", stdout=StringIO())
