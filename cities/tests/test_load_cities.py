from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cities.core.gazetteer import COLUMNS, FaultyGazetteer
from cities.models import City, ContextScale
from cities.services import Loaded, load_cities
from cities.tests import world

pytestmark = pytest.mark.django_db

SAN_ANTONIO = "4726206,San Antonio,US,TX,1434625,29.42412,-98.49363,America/Chicago"
MONTREAL = "6077243,Montréal,CA,10,1762949,45.50884,-73.58781,America/Toronto"
NAMESAKE = "9000001,San Antonio,US,TX,30000,29.1,-98.1,America/Chicago"


@pytest.fixture
def load(tmp_path: Path) -> "Loader":
    return Loader(tmp_path / "cities.csv")


class Loader:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, *lines: str) -> Loaded:
        self.path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n")
        return load_cities(path=self.path)


def counts(created: int, changed: int, unlisted: int, unchanged: int) -> Loaded:
    return Loaded(created=created, changed=changed, unlisted=unlisted, unchanged=unchanged)


def test_a_place_of_the_list_becomes_a_city(load: Loader) -> None:
    assert load(MONTREAL) == counts(1, 0, 0, 0)
    city = City.objects.get()
    assert (city.slug, city.search_name, city.language, city.place, city.listed, city.demo) == (
        "montreal-10-ca",
        "montreal",
        "fr",
        "Montréal, Quebec, Canada",
        True,
        False,
    )


def test_a_second_loading_of_our_own_file_writes_nothing() -> None:
    assert load_cities() == counts(4531, 0, 0, 0)
    with CaptureQueriesContext(connection) as statements:
        assert load_cities() == counts(0, 0, 0, 4531)
    assert [s["sql"].split()[0] for s in statements] == ["SAVEPOINT", "SELECT", "SELECT", "RELEASE"]


def test_addresses_are_unique_and_namesakes_carry_their_number(load: Loader) -> None:
    load(NAMESAKE, SAN_ANTONIO)
    assert dict(City.objects.values_list("geoname_id", "slug")) == {
        4726206: "san-antonio-tx-us",
        9000001: "san-antonio-tx-us-9000001",
    }


def test_a_changed_line_changes_the_city_and_keeps_its_address_and_context(load: Loader) -> None:
    load(SAN_ANTONIO, MONTREAL)
    City.objects.filter(geoname_id=4726206).update(density=Decimal("1200.5"), listed=False)
    renamed = SAN_ANTONIO.replace("San Antonio", "Santo Antonio").replace("1434625", "1500000")
    assert load(renamed, MONTREAL) == counts(0, 1, 0, 1)
    city = City.objects.get(geoname_id=4726206)
    assert (city.slug, city.name, city.search_name, city.population) == (
        "san-antonio-tx-us",
        "Santo Antonio",
        "santo antonio",
        1500000,
    )
    assert (city.density, city.listed) == (Decimal("1200.5"), False)


def test_a_city_that_left_the_list_is_kept_but_no_longer_listed(load: Loader) -> None:
    load(SAN_ANTONIO, MONTREAL)
    assert load(MONTREAL) == counts(0, 0, 1, 1)
    assert load(MONTREAL) == counts(0, 0, 0, 1)
    assert list(City.objects.listed().values_list("name", flat=True)) == ["Montréal"]
    assert City.objects.count() == 2


def test_a_city_entered_by_hand_is_left_alone(load: Loader) -> None:
    by_hand = world.city("Rivermouth")
    load(MONTREAL)
    by_hand.refresh_from_db()
    assert (by_hand.listed, by_hand.slug) == (True, "rivermouth-tx-us")


def test_scales_are_stored_for_known_variables_and_follow_a_change(load: Loader) -> None:
    load(SAN_ANTONIO, MONTREAL)
    scales = {scale.variable: scale for scale in ContextScale.objects.all()}
    assert sorted(scales) == ["latitude", "longitude", "population"]
    assert scales["latitude"].count == 2
    assert scales["latitude"].centre == pytest.approx((29.42412 + 45.50884) / 2)
    load(SAN_ANTONIO.replace("29.42412", "30.42412"), MONTREAL)
    assert ContextScale.objects.get(variable="latitude").centre == pytest.approx(
        (30.42412 + 45.50884) / 2
    )


def test_made_up_and_unlisted_cities_do_not_move_the_scales(load: Loader) -> None:
    load(SAN_ANTONIO)
    world.city("Made Up", demo=True, population=5)
    world.city("Taken Off", listed=False, population=5)
    assert ContextScale.objects.get(variable="population").count == 1


def test_a_faulty_file_changes_nothing(load: Loader) -> None:
    load(MONTREAL)
    with pytest.raises(FaultyGazetteer):
        load(SAN_ANTONIO, MONTREAL.replace("CA", "FR"))
    assert City.objects.get().name == "Montréal"


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    said = StringIO()
    path = tmp_path / "cities.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{MONTREAL}\n")
    call_command("load_cities", path, stdout=said)
    assert said.getvalue() == (
        "cities: 1 created, 0 changed, 0 taken off the list, 0 as they were\n"
    )


def test_the_command_names_file_line_and_column_of_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "cities.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{MONTREAL.replace('CA', 'FR')}\n1,2\n")
    with pytest.raises(CommandError) as refused:
        call_command("load_cities", path)
    assert str(refused.value).splitlines() == [
        f"{path}: line 2, column country: 'FR' is not a country of the programme",
        f"{path}: line 3: 2 cells instead of 8",
    ]


def test_the_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_cities", tmp_path / "none.csv")


def test_a_city_entered_twice_by_hand_gets_another_address() -> None:
    assert [world.city("Rivermouth").slug for _ in range(3)] == [
        "rivermouth-tx-us",
        "rivermouth-tx-us-2",
        "rivermouth-tx-us-3",
    ]
