from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from criteria.core.writing import write_json
from criteria.models import Standard
from criteria.queries import (
    editions,
    get_standard,
    parsed,
    revisions,
    standard_by_code,
    standard_file,
    standard_files,
)
from criteria.services import load_standard
from criteria.tests.examples import small_standard, small_tree

pytestmark = pytest.mark.django_db


def load(folder: Path, **changes: object) -> None:
    path = folder / "standard.yaml"
    path.write_text(write_json(small_tree(**changes)), encoding="utf-8")
    load_standard(path=path)


def test_a_stored_standard_is_the_one_in_the_file(tmp_path: Path) -> None:
    load(tmp_path)
    assert standard_by_code("small-2022") == small_standard()
    assert get_standard("small-2022") == small_standard()
    assert parsed(Standard.objects.get()) == small_standard()


def test_a_standard_takes_one_query_at_first_and_again(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(tmp_path, title="Asked for twice")
    with django_assert_num_queries(1):
        first = standard_by_code("small-2022")
    with django_assert_num_queries(1):
        again = standard_by_code("small-2022")
    assert again is first


def test_a_revised_standard_is_seen_at_once(tmp_path: Path) -> None:
    load(tmp_path)
    assert standard_by_code("small-2022").title == "A small standard"
    load(tmp_path, title="Another title", revision=2, reason="It was dull.")
    assert standard_by_code("small-2022").title == "Another title"


def test_a_row_whose_values_are_known_costs_no_query(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(tmp_path, title="Known by now")
    expected = standard_by_code("small-2022")
    row = Standard.objects.public().get()
    with django_assert_num_queries(0):
        assert parsed(row) is expected


def test_a_draft_is_found_by_the_program_and_not_by_the_public(tmp_path: Path) -> None:
    load(tmp_path, status="draft")
    assert standard_by_code("small-2022").code == "small-2022"
    assert editions().rows == {}
    assert list(editions(drafts=True).rows) == ["small-2022"]
    assert not revisions("small-2022").exists()
    with pytest.raises(Standard.DoesNotExist):
        get_standard("small-2022")


def test_an_unknown_standard_does_not_exist() -> None:
    with pytest.raises(Standard.DoesNotExist):
        standard_by_code("none")
    with pytest.raises(Standard.DoesNotExist):
        get_standard("none")


def test_published_standards_come_newest_first_in_one_query(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    load(tmp_path, code="b-2022")
    with django_assert_num_queries(1):
        assert list(editions().rows) == ["b-2022"]
    load(tmp_path, code="a-2022", status="superseded")
    load(tmp_path, code="c-2026", edition=2026)
    with django_assert_num_queries(1):
        codes = list(editions().rows)
    assert codes == ["c-2026", "a-2022", "b-2022"]


def test_revisions_come_newest_first(tmp_path: Path) -> None:
    load(tmp_path)
    load(tmp_path, title="Another title", revision=2, reason="It was dull.")
    assert [item.revision for item in revisions("small-2022")] == [2, 1]


@pytest.mark.parametrize("code", ["../criteria", "wwc-2022/", "", "wwc-1999", "WWC-2022", "a\x00"])
def test_a_code_that_names_no_file_has_none(code: str) -> None:
    assert standard_file(code) is None


def test_every_file_of_the_portal_is_found_by_its_code() -> None:
    assert standard_files()
    for path in standard_files():
        assert standard_file(path.parent.name) == path
