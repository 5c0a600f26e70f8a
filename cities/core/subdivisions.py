"""Names for the first-level subdivisions that the gazetteer numbers, to tell namesakes apart.

Source: GeoNames admin1 codes (geonames.org, CC BY 4.0). The United States use postal codes, which
people know; countries that are not listed here have few namesakes.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cities.core.names import gettext_noop

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AR": (
            "01 Buenos Aires Province|02 Catamarca|03 Chaco|04 Chubut|05 Córdoba|06 Corrientes|"
            "07 City of Buenos Aires|08 Entre Ríos|09 Formosa|10 Jujuy|11 La Pampa|12 La Rioja|"
            "13 Mendoza|14 Misiones|15 Neuquén|16 Río Negro|17 Salta|18 San Juan|19 San Luis|"
            "20 Santa Cruz|21 Santa Fe|22 Santiago del Estero|23 Tierra del Fuego|24 Tucumán"
        ),
        "BR": (
            "01 Acre|02 Alagoas|03 Amapá|04 Amazonas|05 Bahia|06 Ceará|07 Distrito Federal|"
            "08 Espírito Santo|11 Mato Grosso do Sul|13 Maranhão|14 Mato Grosso|15 Minas Gerais|"
            "16 Pará|17 Paraíba|18 Paraná|20 Piauí|21 Rio de Janeiro|22 Rio Grande do Norte|"
            "23 Rio Grande do Sul|24 Rondônia|25 Roraima|26 Santa Catarina|27 São Paulo|"
            "28 Sergipe|29 Goiás|30 Pernambuco|31 Tocantins"
        ),
        "CA": (
            "01 Alberta|02 British Columbia|03 Manitoba|04 New Brunswick|"
            "05 Newfoundland and Labrador|07 Nova Scotia|08 Ontario|09 Prince Edward Island|"
            "10 Quebec|11 Saskatchewan|12 Yukon|13 Northwest Territories|14 Nunavut"
        ),
        "CL": (
            "01 Valparaíso|02 Aysén|03 Antofagasta|04 Araucanía|05 Atacama|06 Biobío|07 Coquimbo|"
            "08 O'Higgins|10 Magallanes|11 Maule|12 Santiago Metropolitan|14 Los Lagos|"
            "15 Tarapacá|16 Arica y Parinacota|17 Los Ríos|18 Ñuble"
        ),
        "CO": (
            "01 Amazonas|02 Antioquia|03 Arauca|04 Atlántico|08 Caquetá|09 Cauca|10 Cesar|"
            "11 Chocó|12 Córdoba|14 Guaviare|16 Huila|17 La Guajira|19 Meta|20 Nariño|"
            "21 Norte de Santander|22 Putumayo|23 Quindío|24 Risaralda|25 San Andrés|"
            "26 Santander|27 Sucre|28 Tolima|29 Valle del Cauca|32 Casanare|33 Cundinamarca|"
            "34 Bogotá D.C.|35 Bolívar|36 Boyacá|37 Caldas|38 Magdalena"
        ),
        "MX": (
            "01 Aguascalientes|02 Baja California|03 Baja California Sur|04 Campeche|05 Chiapas|"
            "06 Chihuahua|07 Coahuila|08 Colima|09 Mexico City|10 Durango|11 Guanajuato|"
            "12 Guerrero|13 Hidalgo|14 Jalisco|15 State of Mexico|16 Michoacán|17 Morelos|"
            "18 Nayarit|19 Nuevo León|20 Oaxaca|21 Puebla|22 Querétaro|23 Quintana Roo|"
            "24 San Luis Potosí|25 Sinaloa|26 Sonora|27 Tabasco|28 Tamaulipas|29 Tlaxcala|"
            "30 Veracruz|31 Yucatán|32 Zacatecas"
        ),
        "PE": (
            "01 Amazonas|02 Áncash|03 Apurímac|04 Arequipa|05 Ayacucho|06 Cajamarca|07 Callao|"
            "08 Cusco|09 Huancavelica|10 Huánuco|11 Ica|12 Junín|13 La Libertad|14 Lambayeque|"
            "15 Lima|16 Loreto|17 Madre de Dios|18 Moquegua|19 Pasco|20 Piura|21 Puno|"
            "22 San Martín|23 Tacna|24 Tumbes|25 Ucayali|LMA Lima"
        ),
        "VE": (
            "01 Amazonas|02 Anzoátegui|03 Apure|04 Aragua|05 Barinas|06 Bolívar|07 Carabobo|"
            "08 Cojedes|09 Delta Amacuro|11 Falcón|12 Guárico|13 Lara|14 Mérida|15 Miranda|"
            "16 Monagas|17 Nueva Esparta|18 Portuguesa|19 Sucre|20 Táchira|21 Trujillo|"
            "22 Yaracuy|23 Zulia|25 Distrito Capital|26 La Guaira"
        ),
    }
)

ENGLISH: Final = (
    gettext_noop("British Columbia"),
    gettext_noop("Buenos Aires Province"),
    gettext_noop("City of Buenos Aires"),
    gettext_noop("Mexico City"),
    gettext_noop("New Brunswick"),
    gettext_noop("Newfoundland and Labrador"),
    gettext_noop("Northwest Territories"),
    gettext_noop("Nova Scotia"),
    gettext_noop("Prince Edward Island"),
    gettext_noop("Quebec"),
    gettext_noop("Santiago Metropolitan"),
    gettext_noop("State of Mexico"),
)
"""Names that are not the place's own in every language of the portal."""

SUBDIVISIONS: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        (country, line.split(" ", 1)[0]): line.split(" ", 1)[1]
        for country, lines in _NAMES.items()
        for line in lines.split("|")
    }
)
"""(country, code of the gazetteer): the subdivision's name."""


def subdivision_name(country: str, code: str) -> str:
    """Return what a subdivision is called in English; "" where only its number is known."""
    if country == "US":
        return code
    return SUBDIVISIONS.get((country, code), "")
