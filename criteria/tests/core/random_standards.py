"""Random standards whose texts hold whatever a file may hold."""

from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from criteria.core.lineage import Lineage, Link, Relation, codes_of
from criteria.core.parsing import parse_standard
from criteria.core.standard import EFFORTS, Lens, Standard
from criteria.tests.examples import Tree, requirement

EDGES: Final = st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "'", "_x000D_", "1e3", "no", "2030", " x ", "\ufeff", "\uffff"]
)


def _texts(also: str) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters=also)
    wild = st.text(letters, min_size=1, max_size=30)
    return st.one_of(EDGES, wild.map(lambda text: text if text.strip() else f"{text}x"))


PROSE: Final = _texts("\t\n\r\x85\u2028").map(str.strip)
LINE: Final = _texts("")
AMOUNTS: Final = st.decimals(0, 99, places=6)


@st.composite
def standards(draw: st.DrawFn) -> Standard:
    """Drafts of one to three criteria in one or two areas."""
    areas: list[Tree] = [
        {"code": code, "title": draw(LINE), "criteria": []}
        for code in draw(st.sampled_from((("A",), ("A", "B"))))
    ]
    codes = ["A1", "B1", "A2"][: draw(st.integers(len(areas), 3))]
    for number, code in enumerate(codes):
        areas[number % len(areas)]["criteria"].append(draw(_criteria(code, codes[:number])))
    if draw(st.booleans()):
        areas[0]["about"] = draw(PROSE)
    tree: Tree = {
        "code": "random",
        "title": draw(LINE),
        "edition": draw(st.sampled_from((2018, 2026))),
        "levels": [{"code": "silver", "title": draw(LINE), "points": 1}],
        "outcomes": {"at_least": draw(st.integers(0, 1)), "measures": draw(_measures())},
        "areas": areas,
    }
    if draw(st.booleans()):
        tree["efforts"] = {str(effort): draw(PROSE) for effort in EFFORTS}
    if draw(st.booleans()):
        tree |= {"revision": 2, "reason": draw(PROSE), "supersedes": "before"}
    return parse_standard(tree)


@st.composite
def _criteria(draw: st.DrawFn, code: str, before: list[str]) -> Tree:
    tree: Tree = {
        "code": code,
        "title": draw(LINE),
        "statement": draw(PROSE),
        "evidence": draw(st.lists(PROSE, max_size=7)),
        "prerequisites": draw(st.lists(st.sampled_from(before), unique=True)) if before else [],
    }
    if draw(st.booleans()):
        tree |= {"source": draw(st.sampled_from(["public", "reconstructed"])), "why": draw(PROSE)}
    for lens in Lens:
        count = draw(st.integers(1, 3))
        items = [
            {**draw(_requirements(f"{code}.{lens[:2]}{number}")), "text": draw(PROSE)}
            for number in range(count)
        ]
        tree[lens] = {"at_least": draw(st.integers(1, count)), "requirements": items}
    return tree


def _requirements(code: str) -> st.SearchStrategy[Tree]:
    return st.builds(
        lambda effort, may_not_apply: requirement(code, effort, may_not_apply=may_not_apply),
        st.sampled_from(EFFORTS),
        st.booleans(),
    )


@st.composite
def _measures(draw: st.DrawFn) -> list[Tree]:
    rule = draw(
        st.one_of(
            st.fixed_dictionaries(
                {
                    "kind": st.just("at_least"),
                    "thresholds": st.fixed_dictionaries(
                        {"north-america": AMOUNTS, "latin-america": AMOUNTS}
                    ),
                }
            ),
            st.fixed_dictionaries(
                {
                    "kind": st.just("at_most_or_falling"),
                    "at_most": st.one_of(AMOUNTS, st.just(Decimal("999999999.999999"))),
                    "falling_by_percent": AMOUNTS,
                    "over_years": st.integers(1, 50),
                }
            ),
            st.just({"kind": "on_pace"}),
        )
    )
    measure: Tree = {"code": "one", "title": draw(LINE), "rule": rule}
    if draw(st.booleans()):
        measure |= {"about": draw(PROSE), "unit": draw(LINE)}
    return [measure]


def lineages(older: Standard, newer: Standard) -> st.SearchStrategy[Lineage]:
    """Lineages that say of every code that it is the same where both have it, else dropped, new."""
    old, new = codes_of(older), codes_of(newer)
    links = [
        *(
            Link(old=code, new=code, relation=Relation.SAME)
            if code in new
            else Link(old=code, relation=Relation.DROPPED)
            for code in old
        ),
        *(Link(new=code, relation=Relation.NEW) for code in new if code not in old),
    ]
    return st.permutations(links).map(
        lambda shuffled: Lineage(older=older.code, newer=newer.code, links=tuple(shuffled))
    )
