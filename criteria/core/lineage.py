"""What became of a standard's parts in a later edition: links between codes, complete both ways.

Links join requirements to requirements and criteria to criteria. `same`, `reworded` and `moved`
are one to one; a `split` code has several successors, a `merged` one several predecessors;
`dropped` and `new` codes have none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from criteria.core.faults import Node
from criteria.core.standard import CODE, CODE_LIKE, Standard

MOST_LINKS: Final = 10_000


class Relation(StrEnum):
    SAME = "same"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    MOVED = "moved"
    DROPPED = "dropped"
    NEW = "new"


ONE_TO_ONE: Final = (Relation.SAME, Relation.REWORDED, Relation.MOVED)


@dataclass(frozen=True, kw_only=True)
class Link:
    """One row: `old` became `new`; `old` is empty for what is new, `new` for what was dropped."""

    old: str = ""
    new: str = ""
    relation: Relation


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """Every link from one edition to a later one, requirements and criteria alike."""

    older: str
    newer: str
    links: tuple[Link, ...]

    @cached_property
    def _by_old(self) -> Mapping[str, tuple[Link, ...]]:
        return _grouped((link.old, link) for link in self.links if link.old)

    @cached_property
    def _by_new(self) -> Mapping[str, tuple[Link, ...]]:
        return _grouped((link.new, link) for link in self.links if link.new)

    def successors(self, code: str) -> tuple[Link, ...]:
        """Return the links from a code of the older edition; none for an unknown code."""
        return self._by_old.get(code, ())

    def predecessors(self, code: str) -> tuple[Link, ...]:
        """Return the links to a code of the newer edition; none for an unknown code."""
        return self._by_new.get(code, ())


def parse_lineage(tree: object, older: Standard, newer: Standard) -> Lineage:
    """Return the links that a raw tree holds; raises Faulty with every fault in it.

    Faults are also codes of either edition that no row names, and rows that contradict each other.
    """
    root = Node.root(tree)
    rows = [_parse_link(item, older, newer) for item in root.items(most=MOST_LINKS)]
    whole = [(link, node) for link, node in rows if link is not None]
    for side in ("old", "new"):
        _check_side(whole, side)
    if len(whole) == len(rows):
        _check_complete(root, [link for link, _ in whole], older, newer)
    root.settle()
    return Lineage(older=older.code, newer=newer.code, links=tuple(link for link, _ in whole))


def is_of_another_edition(tree: object, older: Standard) -> bool:
    """Tell whether most rows of a raw tree name codes that the older edition does not have."""
    known = set(codes_of(older))
    rows = [row for row in tree if isinstance(row, Mapping)] if isinstance(tree, list) else []
    named = [row["from"] for row in rows if isinstance(row.get("from"), str)]
    return 2 * sum(code not in known for code in named) > len(named)


def codes_of(standard: Standard) -> tuple[str, ...]:
    """Return the codes that a lineage must name: criteria, then requirements."""
    return (
        *(item.code for item in standard.criteria),
        *(item.code for item in standard.requirements),
    )


def lineage_document(lineage: Lineage) -> list[dict[str, str]]:
    """Return the plain tree of a lineage, as the file writes it."""
    return [
        {
            key: value
            for key, value in (
                ("from", link.old),
                ("to", link.new),
                ("relation", str(link.relation)),
            )
            if value
        }
        for link in lineage.links
    ]


def _parse_link(node: Node, older: Standard, newer: Standard) -> tuple[Link | None, Node]:
    fields = node.fields(required=("relation",), optional=("from", "to"))
    relation = fields["relation"].one_of(Relation)
    wanted = {"from": relation is not Relation.NEW, "to": relation is not Relation.DROPPED}
    sound = relation is not None
    kinds = set()
    codes = {}
    for key, standard in (("from", older), ("to", newer)):
        codes[key] = fields[key].code(CODE, most=30, like=CODE_LIKE)
        if relation is not None and fields[key].given is not wanted[key]:
            if wanted[key]:
                fields[key].fault("is missing")
            else:
                fields[key].fault("does not go with %(relation)s", relation=relation)
            sound = False
        elif codes[key]:
            kind = _kind(standard, codes[key])
            if kind is None:
                fields[key].fault(
                    "is no code of %(standard)s: %(code)s", standard=standard.code, code=codes[key]
                )
                sound = False
            kinds.add(kind)
        elif fields[key].given:
            sound = False
    if sound and len(kinds) > 1:
        node.fault(
            "joins a criterion to a requirement: %(old)s to %(new)s",
            old=codes["from"],
            new=codes["to"],
        )
        sound = False
    if not sound or relation is None:
        return None, node
    return Link(old=codes["from"], new=codes["to"], relation=relation), node


def _kind(standard: Standard, code: str) -> str | None:
    if any(item.code == code for item in standard.criteria):
        return "criterion"
    return "requirement" if any(item.code == code for item in standard.requirements) else None


def _check_side(rows: Collection[tuple[Link, Node]], side: str) -> None:
    """Hold the rows of each code of one side against each other."""
    several = Relation.SPLIT if side == "old" else Relation.MERGED
    named: dict[str, list[tuple[Link, Node]]] = {}
    for link, node in rows:
        if code := getattr(link, side):
            named.setdefault(code, []).append((link, node))
    for code, its in named.items():
        if len(its) > 1:
            for link, node in its:
                if link.relation is not several:
                    node.fault(
                        "names %(code)s, which another row names too: only %(several)s may do so",
                        code=code,
                        several=several,
                    )
        elif its[0][0].relation is several:
            its[0][1].fault(
                "says that %(code)s is %(several)s, but no other row names it",
                code=code,
                several=several,
            )


def _check_complete(root: Node, links: Collection[Link], older: Standard, newer: Standard) -> None:
    """Look for codes of either edition that no row names."""
    named = {link.old for link in links}
    for code in codes_of(older):
        if code not in named:
            root.fault(
                "does not say what left this standard for %(standard)s: %(code)s",
                standard=older.code,
                code=code,
            )
    named = {link.new for link in links}
    for code in codes_of(newer):
        if code not in named:
            root.fault(
                "does not say what came into %(standard)s: %(code)s",
                standard=newer.code,
                code=code,
            )


def composed(first: Lineage, second: Lineage) -> Lineage:
    """Return the links from the first's older edition straight to the second's newer one.

    A code that has several ends is split, one with several beginnings merged; otherwise what
    changed on either way is said.
    """
    if first.newer != second.older:
        raise ValueError(f"{first.newer} is not {second.older}")
    ways: dict[tuple[str, str], set[Relation]] = {}
    for link in first.links:
        if link.old and link.new:
            for on in second.successors(link.new):
                if on.new:
                    ways.setdefault((link.old, on.new), set()).update((link.relation, on.relation))
    ends = _counted(old for old, _ in ways)
    beginnings = _counted(new for _, new in ways)
    links = [
        Link(old=old, new=new, relation=_joined(relations, ends[old], beginnings[new]))
        for (old, new), relations in ways.items()
    ]
    links += [
        Link(old=code, relation=Relation.DROPPED)
        for code in dict.fromkeys(link.old for link in first.links)
        if code and code not in ends
    ]
    links += [
        Link(new=code, relation=Relation.NEW)
        for code in dict.fromkeys(link.new for link in second.links)
        if code and code not in beginnings
    ]
    return Lineage(older=first.older, newer=second.newer, links=tuple(links))


def unchanged(standard: Standard) -> Lineage:
    """Return the lineage of an edition to itself: everything is the same."""
    return Lineage(
        older=standard.code,
        newer=standard.code,
        links=tuple(
            Link(old=code, new=code, relation=Relation.SAME) for code in codes_of(standard)
        ),
    )


def _joined(relations: Collection[Relation], ends: int, beginnings: int) -> Relation:
    if ends > 1:
        return Relation.SPLIT
    if beginnings > 1:
        return Relation.MERGED
    if any(relation not in (Relation.SAME, Relation.MOVED) for relation in relations):
        return Relation.REWORDED
    return Relation.MOVED if Relation.MOVED in relations else Relation.SAME


def _counted(codes: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for code in codes:
        counts[code] = counts.get(code, 0) + 1
    return counts


def _grouped(pairs: Iterable[tuple[str, Link]]) -> dict[str, tuple[Link, ...]]:
    groups: dict[str, list[Link]] = {}
    for code, link in pairs:
        groups.setdefault(code, []).append(link)
    return {code: tuple(links) for code, links in groups.items()}
