"""What the readers of JSON and YAML complain of, as words; a complaint not listed stays English."""

from collections.abc import Mapping
from typing import Final

from criteria.core.words import Words

PROBLEMS: Final[Mapping[str, Words]] = {
    str(words): words
    for words in (
        # json
        Words("Expecting value"),
        Words("Expecting property name enclosed in double quotes"),
        Words("Expecting ':' delimiter"),
        Words("Expecting ',' delimiter"),
        Words("Illegal trailing comma before end of object"),
        Words("Illegal trailing comma before end of array"),
        Words("Unterminated string starting at"),
        Words("Invalid \\escape"),
        Words("Invalid \\uXXXX escape"),
        Words("Invalid control character at"),
        Words("Extra data"),
        # libyaml
        Words("mapping values are not allowed in this context"),
        Words("block sequence entries are not allowed in this context"),
        Words("control characters are not allowed"),
        Words("could not find expected ':'"),
        Words("did not find expected <document start>"),
        Words("did not find expected key"),
        Words("did not find expected ',' or ']'"),
        Words("did not find expected ',' or '}'"),
        Words("did not find expected '-' indicator"),
        Words("did not find expected node content"),
        Words("did not find expected alphabetic or numeric character"),
        Words("did not find expected comment or line break"),
        Words("found a tab character where an indentation space is expected"),
        Words("found character that cannot start any token"),
        Words("found undefined tag handle"),
        Words("found unexpected document indicator"),
        Words("found unexpected end of stream"),
        Words("found unknown escape character"),
    )
}


def problem(said: str) -> Words | str:
    """Return a complaint as it can be told in other languages, if it can be."""
    return PROBLEMS.get(said, said)
