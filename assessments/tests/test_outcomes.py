"""Outcome measures: reported one by one, held to the document's contract, taken back again."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import timezone

from assessments.core.document import Figure, Report
from assessments.core.lifecycle import Action
from assessments.models import Assessment, OutcomeReport
from assessments.queries.documents import reports_of
from assessments.services.lifecycle import transition
from assessments.services.outcomes import SavedReport, save_outcome
from assessments.tests.town import Town, browser, say_everywhere, shown, town
from cities.core.errors import Forbidden, Refused
from cities.models import User
from criteria.models import OutcomeMeasure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

Count = Callable[[Callable[[], object]], int]

BROADBAND = {"value": Decimal("82.1"), "year": 2024, "source": "census"}
PM25 = {
    "value": Decimal("10.4"),
    "year": 2024,
    "baseline": {"value": Decimal(12), "year": 2020},
}
PRIORITY = {
    "title": "Time to permit, days",
    "sdg": 11,
    "baseline": {"value": Decimal(40), "year": 2018},
    "target": {"value": Decimal(20), "year": 2026},
    "value": Decimal(29),
    "year": 2022,
}


@pytest.fixture
def place() -> Town:
    return town()


def save(
    place: Town,
    tree: Mapping[str, object] | None,
    *,
    measure: str = "broadband",
    mark: str = "",
    by: User | None = None,
) -> SavedReport:
    return save_outcome(
        assessment_id=place.pk,
        by=by or place.lead,
        measure=measure,
        tree=tree,
        expected_mark=mark,
    )


def mark_of(saved: SavedReport) -> str:
    assert saved.stored is not None
    return saved.stored.mark


def fill(place: Town, measure: str = "broadband", by: User | None = None, **fields: Any) -> Any:
    data = {f"{measure}-{name}": value for name, value in fields.items()}
    return send(place, data, by)


def send(place: Town, data: Mapping[str, str], by: User | None = None) -> Any:
    return browser(by or place.lead).post(place.address("outcomes/"), data)


class Fields(HTMLParser):
    """What a browser would send back of a page, by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and "-" in (given.get("name") or ""):
            self.values[given["name"] or ""] = given.get("value") or ""


def fields_of(place: Town, by: User | None = None) -> dict[str, str]:
    return Fields(shown(browser(by or place.lead).get(place.address("outcomes/")))).values


# --- the service ------------------------------------------------------------------------------


def test_every_kind_of_measure_is_kept_as_it_was_reported(place: Town) -> None:
    for measure, tree in (("broadband", BROADBAND), ("pm25", PM25), ("priority", PRIORITY)):
        assert save(place, tree, measure=measure).is_saved
    assert reports_of(place.assessment) == {
        "broadband": Report(value=Decimal("82.1"), year=2024, source="census"),
        "pm25": Report(
            value=Decimal("10.4"), year=2024, baseline=Figure(value=Decimal(12), year=2020)
        ),
        "priority": Report(
            value=Decimal(29),
            year=2022,
            title="Time to permit, days",
            sdg=11,
            baseline=Figure(value=Decimal(40), year=2018),
            target=Figure(value=Decimal(20), year=2026),
        ),
    }


@pytest.mark.parametrize(
    "value", ["0.123456789012", "999999999999999", "-123456789.12345", "0", "1000", "0.1"]
)
def test_a_number_comes_back_exactly(place: Town, value: str) -> None:
    save(place, {**PRIORITY, "value": Decimal(value)}, measure="priority")
    assert reports_of(place.assessment)["priority"].value == Decimal(value)


@pytest.mark.parametrize(
    ("measure", "changes", "path"),
    [
        ("broadband", {"value": Decimal("100.1")}, "$.value"),
        ("broadband", {"value": Decimal(-1)}, "$.value"),
        ("broadband", {"year": 1989}, "$.year"),
        ("broadband", {"year": 2101}, "$.year"),
        ("broadband", {"sdg": 11}, "$.sdg"),
        ("broadband", {"source": "x" * 501}, "$.source"),
        ("broadband", {"value": Decimal("1.1234567890123")}, "$.value"),
        ("pm25", {"value": Decimal(-1)}, "$.value"),
        ("pm25", {"baseline": {"value": Decimal(12)}}, "$.baseline.year"),
        ("pm25", {"baseline": {"value": Decimal(12), "year": 2024}}, "$.year"),
        ("priority", {"sdg": 18}, "$.sdg"),
        ("priority", {"value": Decimal("1e16")}, "$.value"),
        ("priority", {"value": Decimal("123456789.1234567")}, "$.value"),
        ("priority", {"target": {"value": Decimal(40), "year": 2026}}, "$.target.value"),
        ("priority", {"target": {"value": Decimal(20), "year": 2018}}, "$.target.year"),
        ("priority", {"year": 2018}, "$.year"),
    ],
)
def test_what_the_contract_does_not_allow_is_refused_with_its_place(
    place: Town, measure: str, changes: dict[str, object], path: str
) -> None:
    tree = {"broadband": BROADBAND, "pm25": PM25, "priority": PRIORITY}[measure]
    saved = save(place, {**tree, **changes}, measure=measure)
    assert [fault.path for fault in saved.faults] == [path]
    assert not OutcomeReport.objects.exists()


def test_a_stale_change_is_a_conflict_and_writes_nothing(place: Town) -> None:
    first = save(place, BROADBAND, by=place.contributor)
    stale = save(place, {**BROADBAND, "value": Decimal(90)})
    assert stale.conflict
    assert stale.stored is not None
    assert stale.stored.by == place.contributor.full_name
    assert reports_of(place.assessment)["broadband"].value == Decimal("82.1")
    assert save(place, {**BROADBAND, "value": Decimal(90)}, mark=mark_of(first)).is_saved


def test_the_same_report_is_no_change_whatever_was_seen(place: Town) -> None:
    first = save(place, BROADBAND)
    again = save(place, BROADBAND, mark="whatever")
    assert mark_of(again) == mark_of(first)


def test_a_report_is_taken_back_and_a_later_one_is_not_mistaken_for_it(place: Town) -> None:
    first = save(place, BROADBAND)
    assert save(place, None, mark="stale").conflict
    assert save(place, None, mark=mark_of(first)).stored is None
    assert save(place, None).is_saved
    save(place, {**BROADBAND, "value": Decimal(70)})
    assert save(place, {**BROADBAND, "value": Decimal(90)}, mark=mark_of(first)).conflict


def test_who_may_not_write_cannot_report(place: Town) -> None:
    with pytest.raises(Forbidden):
        save(place, BROADBAND, by=place.observer)
    with pytest.raises(Assessment.DoesNotExist):
        save(place, BROADBAND, by=town("Hilltop").lead)
    with pytest.raises(OutcomeMeasure.DoesNotExist):
        save(place, BROADBAND, measure="happiness")
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    with pytest.raises(Refused):
        save(place, BROADBAND)


# --- the page ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("country", "rule"),
    [
        ("US", "at least 75 percent in the United States and Canada"),
        ("CO", "at least 65 percent in Latin America"),
    ],
)
def test_the_rule_is_said_with_the_threshold_of_the_citys_region(country: str, rule: str) -> None:
    place = town(country=country, subdivision="TX" if country == "US" else "02")
    page = shown(browser(place.observer).get(f"/en{place.address('outcomes/')}"))
    assert rule in page
    assert "No figure reported yet." in page


def test_a_figure_is_saved_and_judged(place: Town) -> None:
    response = fill(place, value="82.1", year="2024", source="census")
    assert response["Location"] == place.address("outcomes/#broadband")
    page = shown(browser(place.lead).get(place.address("outcomes/")))
    assert (
        "82.1 percent in 2024 reaches the 75 percent asked for in the United States and Canada."
        in page
    )
    assert 'value="82.1"' in page
    assert "Outcome met" in shown(browser(place.lead).get(place.address()))


@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_decimals_are_typed_and_shown_as_the_language_writes_them(
    place: Town, language: str
) -> None:
    client, page = browser(place.lead), f"/{language}{place.address('outcomes/')}"
    asked = Fields(shown(client.get(page))).values
    faulty = client.post(page, asked | {"pm25-value": "10,4"})
    assert faulty.status_code == 422
    typed = Fields(shown(faulty)).values
    assert typed["pm25-value"] == "10,4"
    mended = typed | {"pm25-year": "2024", "pm25-baseline_value": "12.5"}
    assert client.post(page, mended | {"pm25-baseline_year": "2020"}).status_code == 302
    report = reports_of(place.assessment)["pm25"]
    assert (report.value, report.year) == (Decimal("10.4"), 2024)
    assert report.baseline == Figure(value=Decimal("12.5"), year=2020)
    shown_back = Fields(shown(client.get(page))).values
    assert [shown_back[f"pm25-{name}"] for name in ("value", "year", "baseline_value")] == [
        *("10,4", "2024", "12,5")
    ]
    again = client.post(page, shown_back)
    assert again.status_code == 302
    assert OutcomeReport.objects.get().version == 1


@pytest.mark.parametrize("typed", ["1.250", "1,250", "12,345"])
def test_what_may_be_thousands_or_a_fraction_is_asked_about(place: Town, typed: str) -> None:
    client, page = browser(place.lead), f"/pt{place.address('outcomes/')}"
    asked = Fields(shown(client.get(page))).values
    sent = asked | {"pm25-value": typed, "pm25-year": "2024"}
    assert client.post(page, sent).status_code == 422
    assert not OutcomeReport.objects.exists()
    assert client.post(page, sent | {"pm25-value": "12,3450"}).status_code == 302
    again = Fields(shown(client.get(page))).values
    assert again["pm25-value"] == "12,3450"
    assert client.post(page, again | {"pm25-year": "2023"}).status_code == 302
    assert reports_of(place.assessment)["pm25"].value == Decimal("12.345")


def test_a_number_with_two_marks_is_not_guessed_at(place: Town) -> None:
    client, page = browser(place.lead), f"/es{place.address('outcomes/')}"
    typed = {"pm25-value": "1.234,5", "pm25-year": "2024"}
    response = client.post(page, typed)
    assert response.status_code == 422
    assert Fields(shown(response)).values["pm25-value"] == "1.234,5"


def test_a_city_reports_its_own_priority(place: Town) -> None:
    response = fill(
        place,
        "priority",
        title="Days to a permit",
        sdg="11",
        baseline_value="40",
        baseline_year="2018",
        target_value="20",
        target_year="2026",
        value="29",
        year="2022",
    )
    assert response.status_code == 302
    page = shown(browser(place.lead).get(place.address("outcomes/")))
    assert "is on pace from 40 in 2018 to 20 in 2026" in page


@pytest.mark.parametrize(
    ("measure", "fields", "said"),
    [
        ("broadband", {"value": "101", "year": "2024"}, "This must be a percentage from 0 to 100"),
        ("broadband", {"value": "82,1", "year": "2024"}, "Enter a number."),
        ("broadband", {"value": "NaN", "year": "2024"}, "Enter a number."),
        ("broadband", {"value": "1e999999999", "year": "2024"}, "This must be"),
        ("broadband", {"value": "82.1"}, "This is missing."),
        ("broadband", {"year": "2024"}, "This is missing."),
        ("broadband", {"value": "82.1", "year": "9" * 5000}, "Enter a whole number."),
        ("pm25", {"value": "9", "year": "2024", "baseline_year": "2020"}, "This is missing."),
        ("priority", {"value": "9", "year": "2024"}, "This is missing."),
        ("priority", {"value": "9", "year": "2024", "sdg": "18"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    place: Town, measure: str, fields: dict[str, Any], said: str
) -> None:
    response = fill(place, measure, **fields)
    page = shown(response)
    assert response.status_code == 422
    assert said in page
    assert "There is a problem" in page
    assert all(f'value="{text}"' in page for name, text in fields.items() if name != "sdg")
    assert not OutcomeReport.objects.exists()


def test_theirs_stands_beside_what_was_typed_and_saving_again_keeps_mine(place: Town) -> None:
    stored = save(place, BROADBAND, by=place.contributor)
    response = fill(place, value="90", year="2024")
    page = shown(response)
    assert response.status_code == 409
    assert place.contributor.full_name in page
    assert "82.1" in page
    assert 'value="90"' in page
    assert f'value="{mark_of(stored)}"' in page
    assert fill(place, value="90", year="2024", mark=mark_of(stored)).status_code == 302
    assert reports_of(place.assessment)["broadband"].value == 90


def test_all_measures_are_saved_together(place: Town) -> None:
    typed = fields_of(place) | {
        "broadband-value": "82.1",
        "broadband-year": "2024",
        "pm25-value": "9.5",
        "pm25-year": "2024",
    }
    response = send(place, typed)
    assert response["Location"] == place.address("outcomes/")
    assert reports_of(place.assessment).keys() == {"broadband", "pm25"}


def test_a_fault_in_one_measure_leaves_the_others_saved_and_what_was_typed_standing(
    place: Town,
) -> None:
    typed = fields_of(place) | {
        "broadband-value": "101",
        "broadband-year": "2024",
        "pm25-value": "9.5",
        "pm25-year": "2024",
    }
    response = send(place, typed)
    assert response.status_code == 422
    assert reports_of(place.assessment).keys() == {"pm25"}
    back = Fields(shown(response)).values
    assert (back["broadband-value"], back["pm25-value"]) == ("101", "9.5")
    assert "This must be a percentage from 0 to 100" in shown(response)
    mended = send(place, back | {"broadband-value": "82"})
    assert mended["Location"] == place.address("outcomes/#broadband")


def test_what_a_colleague_saved_in_a_measure_left_alone_is_no_conflict(place: Town) -> None:
    typed = fields_of(place) | {"broadband-value": "82.1", "broadband-year": "2024"}
    save(place, PM25, measure="pm25", by=place.contributor)
    assert send(place, typed).status_code == 302
    assert reports_of(place.assessment).keys() == {"broadband", "pm25"}


def test_a_stored_report_sent_back_as_it_was_shown_is_left_alone(place: Town) -> None:
    for measure, tree in (("broadband", BROADBAND), ("pm25", PM25)):
        save(place, tree, measure=measure)
    shown_then = fields_of(place)
    save(
        place,
        {**BROADBAND, "value": Decimal(90)},
        mark=shown_then["broadband-mark"],
        by=place.contributor,
    )
    assert send(place, shown_then).status_code == 302
    assert reports_of(place.assessment)["broadband"].value == 90


def test_emptying_every_field_takes_the_figure_back(place: Town) -> None:
    stored = save(place, BROADBAND)
    assert fill(place, mark=mark_of(stored)).status_code == 302
    assert not OutcomeReport.objects.exists()


def test_a_conflict_with_oneself_says_so(place: Town) -> None:
    save(place, BROADBAND)
    response = fill(place, value="90", year="2024")
    assert response.status_code == 409
    assert "You changed this in another window on" in shown(response)


def test_a_figure_taken_back_meanwhile_is_said(place: Town) -> None:
    stored = save(place, BROADBAND)
    save(place, None, mark=mark_of(stored))
    response = fill(place, value="90", year="2024", mark=mark_of(stored))
    assert response.status_code == 409
    assert "A colleague took this figure back" in shown(response)


def test_who_may_not_write_cannot_use_the_form(place: Town) -> None:
    figures: dict[str, Any] = {"value": "82.1", "year": "2024"}
    assert fill(place, by=place.observer, **figures).status_code == 403
    assert fill(place, by=town("Hilltop").lead, **figures).status_code == 404
    say_everywhere(place)
    transition(assessment_id=place.pk, action=Action.SUBMIT, by=place.lead)
    closed = fill(place, **figures)
    assert closed.status_code == 409
    assert "closed for changes now" in shown(closed)
    assert "<dd>82.1</dd>" in shown(closed)
    assert not OutcomeReport.objects.exists()


def test_the_page_asks_as_much_for_one_report_as_for_three(
    place: Town, count_queries: Count
) -> None:
    client = browser(place.lead)
    save(place, BROADBAND)
    one = count_queries(lambda: client.get(place.address("outcomes/")))
    save(place, PM25, measure="pm25")
    save(place, PRIORITY, measure="priority")
    three = count_queries(lambda: client.get(place.address("outcomes/")))
    assert one == three
    assert three <= 6


def test_nothing_was_measured_in_a_year_to_come_but_a_target_may_be_set_for_one(
    place: Town,
) -> None:
    next_year = timezone.now().year + 1

    refused = save(place, {**BROADBAND, "year": next_year})
    assert [fault.path for fault in refused.faults] == ["$.year"]
    assert not OutcomeReport.objects.exists()

    target = {"value": Decimal(20), "year": next_year + 5}
    assert not save(place, {**PRIORITY, "target": target}, measure="priority").faults
