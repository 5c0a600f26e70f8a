from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from criteria.core.canonical import heading_of, quoted, seal_text, texts_text
from criteria.core.faults import UNFIT
from criteria.core.reading import read_yaml
from criteria.core.seal import Seal, parse_seal
from criteria.core.texts import Text, Texts, digest, parse_texts, texts_of
from criteria.queries import STANDARDS, read_standard
from criteria.tests.examples import small_standard

STANDARD = small_standard()


def texts(**said: str) -> Texts:
    return Texts(
        standard="small-2022",
        language="es",
        texts={key: Text(text=text, of=digest("x")) for key, text in said.items()},
    )


def test_each_text_stands_on_a_line_of_its_own_in_the_standard_s_order() -> None:
    entries = {"A1.1": "Lo que pide.", "title": 'Una "norma"'}
    made = Texts(
        standard="small-2022",
        language="es",
        texts={key: Text(text=text, of="1a2b3c4d") for key, text in entries.items()},
    )
    assert texts_text(made, STANDARD, "# Textos.\n") == (
        "# Textos.\n"
        "standard: small-2022\n"
        "language: es\n"
        "texts:\n"
        '  title: {of: "1a2b3c4d", text: "Una \\"norma\\""}\n'
        '  A1.1: {of: "1a2b3c4d", text: "Lo que pide."}\n'
    )


def test_a_translation_without_texts_is_written_too() -> None:
    assert parse_texts(read_yaml(texts_text(texts(), STANDARD)), STANDARD) == texts()


@given(st.text(max_size=300))
def test_any_text_is_read_back_as_the_same(text: str) -> None:
    clean = UNFIT.sub("", text)
    assert read_yaml(f"text: {quoted(clean)}\n") == {"text": clean}


@given(st.dictionaries(st.sampled_from(list(texts_of(STANDARD))), st.text(min_size=1, max_size=50)))
def test_a_translation_is_read_back_as_the_same(said: dict[str, str]) -> None:
    clean = {key: UNFIT.sub("", text).strip() or "x" for key, text in said.items()}
    made = texts(**clean)
    assert parse_texts(read_yaml(texts_text(made, STANDARD)), STANDARD) == made


def test_the_translations_that_come_with_the_portal_are_in_this_form() -> None:
    files = [path for path in STANDARDS.glob("*/*.yaml") if path.stem in ("es", "pt", "fr")]
    assert len(files) >= 3
    for path in files:
        text = path.read_text(encoding="utf-8")
        standard = read_standard(path.with_name("standard.yaml"))
        made = parse_texts(read_yaml(text), standard)
        assert texts_text(made, standard, heading_of(text)) == text


def test_a_seal_is_read_back_as_the_same_with_its_revisions_in_order() -> None:
    seal = Seal(standard="small-2022", meaning="0" * 64, revisions={10: "b" * 64, 2: "1" * 64})
    text = seal_text(seal)
    assert parse_seal(read_yaml(text)) == seal
    of_the_next = replace(seal, lineage="e" * 64)
    assert parse_seal(read_yaml(seal_text(of_the_next))) == of_the_next
    assert text.index("  2:") < text.index("  10:")


def test_the_heading_of_a_file_is_the_comments_at_its_top() -> None:
    assert heading_of("# One\n#\n# Two\nstandard: x\n# Three\n") == "# One\n#\n# Two\n"
    assert heading_of("standard: x\n") == heading_of("") == ""
