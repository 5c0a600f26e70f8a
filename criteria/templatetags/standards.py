"""What a standard asks and what became of it, in words; its terms explained; its graph."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from criteria.core.comparison import MinimumChange
from criteria.core.glossary import Glossary
from criteria.core.graph import Graph
from criteria.core.lineage import Relation
from criteria.core.standard import Area, Criterion, Standard
from criteria.core.texts import Foreign, texts_of_criterion
from criteria.core.words import Words
from criteria.documents import sentences
from criteria.queries import glossary, reading_language, tell

register = template.Library()

for sentence in (
    sentences.lens_question,
    sentences.lens_title,
    sentences.minimum,
    sentences.rule_in_words,
    sentences.source_mark,
    sentences.source_meaning,
):
    register.filter(sentence)
for composed in (
    sentences.effort_in_words,
    sentences.levels_line,
    sentences.outcomes_needed,
    sentences.points_rules,
    sentences.summary,
):
    register.simple_tag(composed)

RELATION_TITLES: Final[Mapping[Relation, Any]] = {
    Relation.SAME: gettext_lazy("Unchanged"),
    Relation.REWORDED: gettext_lazy("Reworded"),
    Relation.SPLIT: gettext_lazy("Split"),
    Relation.MERGED: gettext_lazy("Merged"),
    Relation.MOVED: gettext_lazy("Moved"),
    Relation.DROPPED: gettext_lazy("Dropped"),
    Relation.NEW: gettext_lazy("New"),
}
RELATION_MEANINGS: Final[Mapping[Relation, Any]] = {
    Relation.SAME: gettext_lazy("It asks the same as before."),
    Relation.REWORDED: gettext_lazy("The subject is the same, the bar or the wording is another."),
    Relation.SPLIT: gettext_lazy("One requirement became several."),
    Relation.MERGED: gettext_lazy("Several requirements became one."),
    Relation.MOVED: gettext_lazy("It asks the same, in another place."),
    Relation.DROPPED: gettext_lazy("It is no longer asked for."),
    Relation.NEW: gettext_lazy("It was not asked for before."),
}
RELATION_PILLS: Final[Mapping[Relation, str]] = {
    Relation.SAME: "ok",
    Relation.REWORDED: "going",
    Relation.SPLIT: "going",
    Relation.MERGED: "going",
    Relation.MOVED: "info",
    Relation.DROPPED: "stop",
    Relation.NEW: "wait",
}
NODE_WIDTH: Final = 84
NODE_HEIGHT: Final = 34
GAP_ACROSS: Final = 14
GAP_DOWN: Final = 30


@register.filter
def spoken(text: str) -> SafeString:
    """Show a standard's text; one that is not in the reader's language is marked as such."""
    if not isinstance(text, Foreign):
        return conditional_escape(text)
    return format_html(
        '<span class="foreign"><span lang="{}">{}</span> <abbr class="foreign__mark" title="{}">{}'
        "</abbr></span>",
        text.language,
        str(text),
        _("Not translated yet"),
        text.language.upper(),
    )


class TermsHere:
    """The terms that a page explains, and those of them that its texts have led to so far."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.terms = _reading_glossary().found_in(texts)
        self.known: set[str] = set()


@register.simple_tag
def terms_of(*criteria: Criterion) -> TermsHere:
    """Find the terms in the texts of a page's criterion."""
    return TermsHere(text for item in criteria for text in texts_of_criterion(item).values())


@register.simple_tag
def terms_in_statements(area: Area) -> TermsHere:
    """Find the terms in the statements of an area's criteria."""
    return TermsHere(criterion.statement for criterion in area.criteria)


@register.filter
def explained(text: str, here: TermsHere) -> SafeString:
    """Show a standard's text with its terms leading to their explanation on the same page.

    The first time a term stands on the page, it leads there; components/terms.html holds it.
    """
    if isinstance(text, Foreign):
        return spoken(text)
    pieces = _reading_glossary().linked(text, here.known)
    here.known.update(piece.term.key for piece in pieces if piece.term)
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(
                    '<a class="term" href="#term-{}" title="{}">{}</a>',
                    piece.term.key,
                    piece.term.text,
                    piece.text,
                )
                if piece.term
                else piece.text,
            )
            for piece in pieces
        ),
    )


def _reading_glossary() -> Glossary:
    return glossary(reading_language())


@register.simple_tag
def term(key: str) -> str:
    """Return the explanation of a term of the portal's own, such as "effort"."""
    return _reading_glossary().by_key[key].text


@register.filter
def relation_title(relation: Relation) -> str:
    return str(RELATION_TITLES[relation])


@register.filter
def relation_meaning(relation: Relation) -> str:
    return str(RELATION_MEANINGS[relation])


@register.filter
def relation_pill(relation: Relation) -> str:
    """Return the kind of pill that shows a relation."""
    return RELATION_PILLS[relation]


@register.filter
def minimum_in_words(change: MinimumChange) -> str:
    """Say how many of a lens's requirements are needed now, and how many were."""
    if change.new is None:
        return _("nothing is asked for any more")
    needed, of = change.new
    if change.old is None:
        return _("%(needed)d of %(of)d needed, not asked for before") % {
            "needed": needed,
            "of": of,
        }
    was, was_of = change.old
    return _("%(needed)d of %(of)d needed, before %(was)d of %(was_of)d") % {
        "needed": needed,
        "of": of,
        "was": was,
        "was_of": was_of,
    }


@register.inclusion_tag("criteria/graph.html")
def prerequisite_graph(standard: Standard, graph: Graph, here: str) -> dict[str, Any]:
    """Draw a criterion's neighbourhood from top to bottom: what comes first stands above."""
    width = graph.rows * (NODE_WIDTH + GAP_ACROSS) - GAP_ACROSS
    nodes: dict[str, dict[str, Any]] = {}
    for place in graph.places:
        in_line = sum(other.column == place.column for other in graph.places)
        line = in_line * (NODE_WIDTH + GAP_ACROSS) - GAP_ACROSS
        nodes[place.criterion.code] = {
            "criterion": place.criterion,
            "here": place.criterion.code == here,
            "x": (width - line) // 2 + place.row * (NODE_WIDTH + GAP_ACROSS),
            "y": place.column * (NODE_HEIGHT + GAP_DOWN),
        }
    edges = [
        {
            "x1": nodes[needed]["x"] + NODE_WIDTH // 2,
            "y1": nodes[needed]["y"] + NODE_HEIGHT,
            "x2": nodes[code]["x"] + NODE_WIDTH // 2,
            "y2": nodes[code]["y"],
        }
        for needed, code in graph.edges
    ]
    return {
        "standard": standard,
        "nodes": list(nodes.values()),
        "edges": edges,
        "width": width,
        "height": graph.columns * (NODE_HEIGHT + GAP_DOWN) - GAP_DOWN,
        "node_width": NODE_WIDTH,
        "node_height": NODE_HEIGHT,
        "middle_x": NODE_WIDTH // 2,
        "middle_y": NODE_HEIGHT // 2,
    }


@register.simple_tag(takes_context=True)
def printed_address(context: dict[str, Any]) -> str:
    """Return where a page stands, for those who hold it on paper."""
    request: HttpRequest = context["request"]
    return f"{settings.SITE_URL}{request.path}"


@register.filter
def told(words: Words) -> str:
    """Say the core's words in the reader's language."""
    return tell(words)
