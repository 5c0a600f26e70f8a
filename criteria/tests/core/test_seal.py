from dataclasses import replace

import pytest

from criteria.core.faults import Faulty
from criteria.core.lineage import Lineage, parse_lineage
from criteria.core.seal import (
    Seal,
    breaches,
    lineage_breaches,
    parse_seal,
    resealed,
    seal_document,
    sealed,
)
from criteria.core.standard import Standard, Status
from criteria.tests.authors import all_the_same
from criteria.tests.examples import small_standard

STANDARD = small_standard()
SEAL = sealed(STANDARD, None)
CORRECTED = replace(STANDARD, title="Another title", revision=2, reason="It was dull.")


def found(standard: Standard) -> list[tuple[str, str]]:
    return [(fault.path, str(fault.message)) for fault in breaches(SEAL, standard)]


def test_what_was_sealed_fits_its_seal_superseded_too() -> None:
    assert found(STANDARD) == found(replace(STANDARD, status=Status.SUPERSEDED)) == []


def test_another_meaning_breaks_the_seal() -> None:
    levels = (replace(STANDARD.levels[0], points=1), *STANDARD.levels[1:])
    assert found(replace(STANDARD, levels=levels)) == [
        ("$", "has another meaning than what was published; that is a new edition"),
        ("$.revision", "must be raised, because the texts differ from those published"),
    ]


def test_another_text_breaks_the_seal_until_the_revision_is_raised_and_sealed() -> None:
    assert found(replace(STANDARD, title="Another title")) == [
        ("$.revision", "must be raised, because the texts differ from those published")
    ]
    assert found(CORRECTED) == [("$.revision", "is not sealed: 2")]
    again = sealed(CORRECTED, None, SEAL)
    assert breaches(again, CORRECTED) == breaches(again, STANDARD) == ()


def test_the_seal_of_another_edition_does_not_fit() -> None:
    assert ("$.code", "is not the sealed small-2022") in found(small_standard(code="other-2022"))


def test_what_was_read_is_written_back_the_same() -> None:
    seal = sealed(CORRECTED, None, SEAL)
    assert parse_seal(seal_document(seal)) == seal


def test_faults_of_a_seal_are_named() -> None:
    with pytest.raises(Faulty) as refused:
        parse_seal({"standard": "a", "revisions": {"first": "abc"}})
    assert {str(fault) for fault in refused.value.faults} == {
        "$.meaning: is missing",
        "$.revisions.first: is not the number of a revision",
    }


def refusals(
    standard: Standard, before: Seal | None = SEAL, lineage: Lineage | None = None
) -> set[str]:
    with pytest.raises(Faulty) as refused:
        resealed(standard, lineage, before)
    return {str(fault) for fault in refused.value.faults}


def test_what_is_published_is_sealed_and_the_next_revision_extends_its_seal() -> None:
    assert resealed(STANDARD, None, None) == resealed(STANDARD, None, SEAL) == SEAL
    assert resealed(CORRECTED, None, SEAL) == sealed(CORRECTED, None, SEAL)


def test_a_draft_is_not_sealed() -> None:
    assert refusals(replace(STANDARD, status=Status.DRAFT), None) == {
        "$.status: is draft; only what is published is sealed"
    }


def test_what_was_sealed_is_never_sealed_as_something_else() -> None:
    assert refusals(replace(STANDARD, title="Another title")) == {
        "$.revision: must be raised, because the texts differ from those published"
    }
    levels = (replace(STANDARD.levels[0], points=1), *STANDARD.levels[1:])
    assert refusals(replace(CORRECTED, levels=levels)) == {
        "$: has another meaning than what was published; that is a new edition"
    }


def test_revisions_are_sealed_upward() -> None:
    third = sealed(replace(CORRECTED, revision=3), None, SEAL)
    assert refusals(CORRECTED, third) == {"$.revision: must be above the sealed 3"}


LATER = small_standard(code="small-2026", edition=2026, supersedes="small-2022")
ROWS = all_the_same(STANDARD)
LINEAGE = parse_lineage(ROWS, STANDARD, LATER)
OTHER = parse_lineage([*ROWS[:-1], {**ROWS[-1], "relation": "reworded"}], STANDARD, LATER)
IS_FIXED = "changes: differs from what was published with small-2026, and is fixed since"


def test_a_lineage_is_sealed_too_whatever_the_order_of_its_rows() -> None:
    seal = sealed(LATER, LINEAGE)
    turned = parse_lineage(ROWS[::-1], STANDARD, LATER)
    assert lineage_breaches(seal, LINEAGE) == lineage_breaches(seal, turned) == ()
    for other in (OTHER, None):
        assert [str(fault) for fault in lineage_breaches(seal, other)] == [IS_FIXED]
    assert lineage_breaches(SEAL, None) == ()
    assert lineage_breaches(SEAL, LINEAGE) != ()
    assert parse_seal(seal_document(seal)) == seal


def test_another_lineage_is_never_sealed_over_the_first() -> None:
    assert refusals(LATER, sealed(LATER, LINEAGE), OTHER) == {IS_FIXED}
