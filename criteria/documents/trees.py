"""A standard as a plain tree for programs: what JSON and YAML hold."""

from collections.abc import Mapping

from criteria.core.meaning import to_document
from criteria.core.standard import ENGLISH, Standard
from criteria.core.texts import Foreign, texts_of


def standard_tree(standard: Standard) -> Mapping[str, object]:
    """Return the tree of a standard in its language.

    In English it is the standard's file, which `parse_standard` reads back as the same. In another
    language it also says which, and by their keys what is not translated and stands in English.
    """
    tree = to_document(standard)
    if standard.language == ENGLISH:
        return tree
    untranslated = [key for key, text in texts_of(standard).items() if isinstance(text, Foreign)]
    return {"language": standard.language, "untranslated": untranslated, **tree}
