"""Texts of a standard in the language of its reader."""

from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from criteria.core.faults import Faulty
from criteria.core.standard import Standard
from criteria.core.texts import Foreign, texts_of
from criteria.models import Criterion, StandardTexts
from criteria.models import Standard as StandardRow
from criteria.queries import editions, get_standard, parsed
from criteria.services import Change, load_standard
from criteria.tests.pages import store, translate

pytestmark = pytest.mark.django_db
TEXTS = {"title": "Un estándar pequeño", "A1.title": "Título de A1", "A1.1": "Lo que pide A1.1."}


def test_texts_beside_a_standard_are_read_with_it(tmp_path: Path) -> None:
    translate(tmp_path, "es", TEXTS)
    spoken = get_standard("small-2022", "es")
    assert spoken.title == "Un estándar pequeño"
    assert spoken.criterion("A1").title == "Título de A1"
    assert isinstance(spoken.criterion("A2").title, Foreign)
    assert get_standard("small-2022").title == "A small standard"
    assert parsed(StandardRow.objects.get(), "es") is spoken
    assert editions().standard("small-2022", "es") is spoken


def test_a_known_translation_costs_no_statement_of_its_own(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    translate(tmp_path, "es", {**TEXTS, "title": "Preguntado dos veces"})
    get_standard("small-2022", "es")
    with django_assert_num_queries(1):
        assert get_standard("small-2022", "es").title == "Preguntado dos veces"


def test_a_renewed_translation_is_seen_at_once(tmp_path: Path) -> None:
    translate(tmp_path, "es", TEXTS)
    assert get_standard("small-2022", "es").title == "Un estándar pequeño"
    translate(tmp_path, "es", {**TEXTS, "title": "Otro título"})
    assert get_standard("small-2022", "es").title == "Otro título"
    (tmp_path / "es.yaml").unlink()
    store(tmp_path)
    assert isinstance(get_standard("small-2022", "es").title, Foreign)
    assert not StandardTexts.objects.exists()


def test_rows_have_their_titles_in_other_languages(tmp_path: Path) -> None:
    translate(tmp_path, "es", TEXTS)
    with override("es"):
        assert StandardRow.objects.get().shown_title == "Un estándar pequeño"
        assert str(Criterion.objects.get(code="A1")) == "A1 Título de A1"
        assert isinstance(Criterion.objects.get(code="A2").shown_title, Foreign)
    with override("fr"):
        assert isinstance(StandardRow.objects.get().shown_title, Foreign)
    assert StandardRow.objects.get().shown_title == "A small standard"


def test_loading_the_same_texts_again_changes_nothing(tmp_path: Path) -> None:
    translate(tmp_path, "es", TEXTS)
    assert load_standard(path=tmp_path / "standard.yaml").change is Change.UNCHANGED


def test_a_faulty_translation_is_refused_with_its_file_and_place(tmp_path: Path) -> None:
    (tmp_path / "fr.yaml").write_text("{standard: small-2022, language: es, texts: {}}")
    with pytest.raises(Faulty) as refused:
        store(tmp_path)
    assert [str(fault) for fault in refused.value.faults] == [
        "fr.yaml $.language: must be fr, as the file's name says"
    ]
    assert not StandardRow.objects.exists()


def test_a_text_that_stands_in_is_marked_as_english(tmp_path: Path) -> None:
    translate(tmp_path, "es", TEXTS)
    page = Template("{% load standards %}{{ standard.title|spoken }}, {{ area.title|spoken }}")
    spoken = get_standard("small-2022", "es")
    shown = page.render(Context({"standard": spoken, "area": spoken.area("A")}))
    assert shown.startswith('Un estándar pequeño, <span class="foreign"><span lang="en">Area A<')


@pytest.mark.parametrize("language", ["es", "pt", "fr"])
def test_both_standards_speak_every_language_completely(
    both_standards: Standard, language: str
) -> None:
    for code in ("wwc-2018", both_standards.code):
        texts = texts_of(get_standard(code, language))
        assert [key for key, text in texts.items() if isinstance(text, Foreign)] == []
