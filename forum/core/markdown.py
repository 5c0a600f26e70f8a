"""Text of a post to safe HTML: CommonMark without HTML, then an allow-list.

Two walls: the parser never passes HTML through, and whatever it wrote is cleaned again by nh3.
Raise `RENDERER_VERSION` with every change that alters the HTML; `manage.py render_posts` then makes
the stored HTML anew.
"""

from collections.abc import Sequence
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

RENDERER_VERSION: Final = 1
LONGEST_TEXT: Final = 12_000
"""Characters; what is longer is refused, so that no crafted text keeps a worker busy."""
LINK_REL: Final = "nofollow ugc noopener"
MOST_TABLE_CELLS: Final = 4_000
"""Short rows are filled up with empty cells, so few characters could become a huge table."""
HEADINGS_START_AT: Final = 3
"""A page's h1 is the topic, its h2 are the posts."""

_TAGS: Final = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "div": {"tabindex"},
}


class TextTooLong(ValueError):
    """More than `LONGEST_TEXT` characters."""


def render(text: str) -> str:
    """Return the HTML of a post; links carry `LINK_REL`, images become links to themselves."""
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(f"{len(text)} characters, {LONGEST_TEXT} at most")
    parser = _parser if _widest_table(text) <= MOST_TABLE_CELLS else _parser_without_tables
    return nh3.clean(
        parser.render(text),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        allowed_classes={"div": {"table-wrap"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
    )


def _widest_table(text: str) -> int:
    lines = text.splitlines()
    return len(lines) * max((line.count("|") for line in lines), default=0)


def _lower_headings(state: StateCore) -> None:
    """Give headings the level of their depth in the outline, so that none is skipped."""
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(HEADINGS_START_AT + len(above) - 1, 6)}"


def _image_as_link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    token = tokens[index]
    source = str(token.attrGet("src") or "")
    words = renderer.renderInlineAsText(token.children, options, env) or source
    return _element("a", words, href=source)


def _code(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    return f'<pre tabindex="0">{_element("code", tokens[index].content)}</pre>\n'


def _table_open(*_: Any) -> str:
    return '<div class="table-wrap" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _element(tag: str, words: str, **attributes: str) -> str:
    written = "".join(f' {name}="{nh3.clean_text(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>{nh3.clean_text(words)}</{tag}>"


def _build(*extras: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True})
    parser.enable(["strikethrough", "linkify", *extras])
    parser.core.ruler.push("lower_headings", _lower_headings)
    for name, rule in (
        ("image", _image_as_link),
        ("fence", _code),
        ("code_block", _code),
        ("table_open", _table_open),
        ("table_close", _table_close),
    ):
        parser.add_render_rule(name, rule)
    return parser


_parser: Final = _build("table")
_parser_without_tables: Final = _build()
