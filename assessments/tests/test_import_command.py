"""`manage.py import_assessment`: who may, what is refused and where, and what then is there."""

import json
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from assessments.models import Assessment
from assessments.tests.editions import NEW, OLD, publish_new, publish_old
from cities.models import City, ProgramRole, User
from cities.tests import world as people
from cities.tests.world import browser, shown

pytestmark = pytest.mark.django_db

DOCUMENT: dict[str, Any] = {
    "format": "wwc-assessment/1",
    "standard": OLD,
    "city": {"name": "Rivermouth", "country": "US"},
    "answers": {
        "O1.1": {
            "status": "in_place",
            "note": "Since 2019.",
            "evidence": [{"title": "Inventory", "url": "https://city.example.org/inventory"}],
        },
        "O1.2": {"status": "not_in_place"},
    },
}


@pytest.fixture
def city() -> City:
    publish_old()
    publish_new()
    return people.city()


@pytest.fixture
def manager() -> User:
    return people.staff()


def write(folder: Path, tree: object = DOCUMENT) -> str:
    path = folder / "assessment.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return str(path)


def run(file: str, *, city: str = "", year: int = 2021, by: str = "") -> str:
    out = StringIO()
    call_command(
        "import_assessment",
        file,
        f"--city={city or City.objects.get().slug}",
        f"--year={year}",
        f"--by={by or 'manager@program.example.org'}",
        stdout=out,
    )
    return out.getvalue()


def refusal(capsys: pytest.CaptureFixture[str], file: str, **options: Any) -> list[str]:
    """Return what is said on stderr when nothing is brought in."""
    before = Assessment.objects.count()
    with pytest.raises(SystemExit) as ended:
        run(file, **options)
    assert ended.value.code == 1
    assert Assessment.objects.count() == before
    return capsys.readouterr().err.splitlines()


def test_a_document_becomes_a_draft_that_the_city_can_carry_over(
    settings: LazySettings, tmp_path: Path, city: City, manager: User
) -> None:
    settings.CURRENT_STANDARD = NEW
    printed = run(write(tmp_path), by=manager.email.upper())
    assessment = Assessment.objects.get(pk=int(printed))
    assert (assessment.city, assessment.standard.code, assessment.cycle) == (city, OLD, 2021)
    assert dict(assessment.answers.values_list("requirement__code", "status")) == {
        "O1.1": "in_place",
        "O1.2": "not_in_place",
    }
    assert assessment.evidence_uses.get().evidence.title == "Inventory"
    assert assessment.events.get().actor == manager
    lead = people.lead_of(city)
    assert "Start from your answers of 2021" in shown(browser(lead).get("/assessments/"))


def test_a_document_comes_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, city: City, manager: User
) -> None:
    given = TextIOWrapper(BytesIO(json.dumps(DOCUMENT).encode()))
    monkeypatch.setattr("sys.stdin", given)
    assert Assessment.objects.get(pk=int(run("-"))).answers.count() == 2


def test_everything_that_is_wrong_is_said_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], city: City
) -> None:
    wrong = {**DOCUMENT, "answers": {"O1.1": {"status": "done"}, "X9": {"status": "in_place"}}}
    said = refusal(
        capsys, write(tmp_path, wrong), city="atlantis", year=1066, by="nobody@example.org"
    )
    assert [line.partition(": ")[0] for line in said] == [
        '$.answers["O1.1"].status',
        "$.answers.X9",
        "--city",
        "--by",
        "--year",
    ]
    assert said[2:4] == [
        '--city: is not a city\'s short name: "atlantis"',
        '--by: is nobody\'s address here: "nobody@example.org"',
    ]


def test_a_city_of_another_country_is_not_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], city: City, manager: User
) -> None:
    elsewhere = {**DOCUMENT, "city": {"name": "Rio", "country": "BR"}}
    assert refusal(capsys, write(tmp_path, elsewhere)) == ['$.city.country: must be "US", not "BR"']


def test_only_a_manager_may_and_only_what_the_service_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], city: City, manager: User
) -> None:
    reviewer = people.staff(ProgramRole.Role.REVIEWER)
    file = write(tmp_path)
    assert refusal(capsys, file, by=reviewer.email) == ["--by: is not a manager of the program"]
    run(file)
    assert "already has an assessment" in refusal(capsys, file)[0]
    current = write(tmp_path, {**DOCUMENT, "standard": NEW, "answers": {}})
    assert "superseded edition" in refusal(capsys, current)[0]
    unknown = write(tmp_path, {**DOCUMENT, "standard": "small-1999"})
    assert refusal(capsys, unknown) == ['$.standard: is not a known standard: "small-1999"']
    assert refusal(capsys, str(tmp_path / "none.json")) == [
        "$: cannot be read: No such file or directory"
    ]
