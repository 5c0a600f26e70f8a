from cities.core.countries import COUNTRIES, countries_in, country_name
from cities.core.languages import LANGUAGES


def test_the_english_names_are_those_of_the_list() -> None:
    assert {code: country_name(code, "en") for code in COUNTRIES} == {
        code: country.name for code, country in COUNTRIES.items()
    }


def test_countries_have_their_names_in_each_language() -> None:
    assert [country_name("BR", code) for code in LANGUAGES] == [
        *("Brazil", "Brasil", "Brasil", "Brésil")
    ]
    assert country_name("US", "es") == "Estados Unidos"
    assert country_name("CA", "pt") == "Canadá"


def test_countries_stand_in_the_order_of_their_names_whatever_the_accents() -> None:
    french = [name for _code, name in countries_in("fr")]
    assert french[french.index("Équateur") - 1 :][:3] == ["Costa Rica", "Équateur", "États-Unis"]
    assert [code for code, _name in countries_in("es")][:3] == ["AR", "BZ", "BO"]
    for language in LANGUAGES:
        assert dict(countries_in(language)).keys() == COUNTRIES.keys()
