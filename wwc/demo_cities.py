"""The made-up cities of the demo, and how far each has come."""

from dataclasses import dataclass, field
from typing import Final

DRAFT, SUBMITTED, CERTIFIED = "draft", "submitted", "certified"
OLDER = "answered under the edition before, to be carried over"


@dataclass(frozen=True, kw_only=True)
class DemoCity:
    """A made-up city. `lacks`: criteria that it does not earn; `until`: how far it has come.

    Where it has come only until OLDER, `lacks` is of the edition before.
    """

    name: str
    host: str
    country: str
    subdivision: str
    population: int
    latitude: str
    longitude: str
    timezone: str
    lead: str
    lacks: frozenset[str] = field(default_factory=frozenset)
    until: str = CERTIFIED
    broadband: float | None = 81.4


CITIES: Final = (
    DemoCity(
        name="Demo Riverbend",
        host="riverbend",
        country="US",
        subdivision="TX",
        population=118_000,
        latitude="30.1",
        longitude="-97.3",
        timezone="America/Chicago",
        lead="Lena Demo-Rivers",
        lacks=frozenset({"RDC7", "EVAL4", "OD4"}),
    ),
    DemoCity(
        name="Demo Maple Harbour",
        host="mapleharbour",
        country="CA",
        subdivision="08",
        population=310_000,
        latitude="43.9",
        longitude="-79.0",
        timezone="America/Toronto",
        lead="Marc Demo-Tremblay",
        lacks=frozenset({"DM9", "PA4", "RDC3", "RDC6", "RDC8", "EVAL1", "EVAL4", "BF3", "CI2"}),
    ),
    DemoCity(
        name="Demo Puerto Claro",
        host="puertoclaro",
        country="MX",
        subdivision="30",
        population=905_000,
        latitude="19.2",
        longitude="-96.1",
        timezone="America/Mexico_City",
        lead="Paula Demo-Salas",
        lacks=frozenset(
            {"DM6", "DM9", "LC6", "OD4", "PA4", "PA5", "BF2", "BF3", "RDC3", "RDC5", "RDC6"}
            | {"RDC7", "CI2", "EVAL2", "EVAL3"}
        ),
    ),
    DemoCity(
        name="Demo Vila Serena",
        host="vilaserena",
        country="BR",
        subdivision="27",
        population=94_000,
        latitude="-23.1",
        longitude="-46.9",
        timezone="America/Sao_Paulo",
        lead="Vitor Demo-Lima",
        lacks=frozenset({"DM8", "LC7", "RDC2", "RDC3", "RDC4", "RDC5", "RDC6", "EVAL2", "EVAL3"}),
    ),
    DemoCity(
        name="Demo Hillcrest",
        host="hillcrest",
        country="US",
        subdivision="OH",
        population=38_000,
        latitude="40.2",
        longitude="-82.4",
        timezone="America/New_York",
        lead="Hana Demo-Hill",
        lacks=frozenset(
            {"DM2", "DM7", "DM8", "DM9", "LC3", "LC6", "LC7", "OD2", "OD4", "PA1", "PA4", "PA5"}
            | {"BF2", "BF3", "RDC1", "RDC7", "RDC8", "CI1", "CI3", "EVAL1", "EVAL2", "EVAL4"}
        ),
        until=SUBMITTED,
        broadband=71.8,
    ),
    DemoCity(
        name="Demo San Lucero",
        host="sanlucero",
        country="CO",
        subdivision="02",
        population=241_000,
        latitude="6.3",
        longitude="-75.5",
        timezone="America/Bogota",
        lead="Sara Demo-Luz",
        lacks=frozenset({"RDC1", "EVAL1", "EVAL2", "EVAL4", "PA4", "LC6"}),
        until=DRAFT,
        broadband=None,
    ),
    DemoCity(
        name="Demo Copper Falls",
        host="copperfalls",
        country="US",
        subdivision="MN",
        population=67_000,
        latitude="45.2",
        longitude="-93.9",
        timezone="America/Chicago",
        lead="Clara Demo-Copper",
        lacks=frozenset({"DG3", "EVAL2", "EVAL5", "RDC2", "RDC7", "PA3"}),
        until=OLDER,
    ),
)
