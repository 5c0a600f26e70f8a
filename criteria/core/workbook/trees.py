"""Rows by heading -> the raw trees of a standard's file and of its changes, and where each value
stands in the workbook.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from criteria.core.faults import Fault, Misread, Table, shown, step
from criteria.core.spreadsheet_parts import Value
from criteria.core.standard import Lens, Status
from criteria.core.words import Words
from criteria.core.workbook.cells import Row, typed
from criteria.core.workbook.columns import (
    ABOUT,
    ABOUT_FIELDS,
    AREAS,
    CHANGES,
    CRITERIA,
    EFFORTS_SHEET,
    LEVELS,
    MOST_EVIDENCE,
    OUTCOMES,
    REQUIREMENTS,
    RULE_FIELDS,
    Kind,
    at_least,
    evidence,
)

Tree = dict[str, Any]

ABOUT_KEYS = {
    "Code": "code",
    "Title": "title",
    "Edition": "edition",
    "Revision": "revision",
    "Reason": "reason",
    "Supersedes": "supersedes",
}
CRITERION_KEYS = {
    "Code": "code",
    "Title": "title",
    "Source": "source",
    "Statement": "statement",
    "Why": "why",
}


@dataclass(frozen=True, kw_only=True)
class Trees:
    """Raw trees; `places` and `change_places` lead from a path in one to a cell."""

    standard: Tree = field(hash=False)
    changes: list[Tree] = field(hash=False)
    places: Mapping[str, str] = field(hash=False)
    change_places: Mapping[str, str] = field(hash=False)


def build(rows: Mapping[str, Sequence[Row]], found: list[Fault]) -> Trees:
    """Return the trees of the rows of every sheet; what joins nothing is added to `found`."""
    places: dict[str, str] = {}
    builder = _Builder(places=places, found=found)
    required = builder.about(rows[ABOUT])
    builder.tree["levels"] = builder.rows(
        "$.levels", LEVELS, rows[LEVELS], {"Code": "code", "Title": "title", "Points": "points"}
    )
    builder.tree["outcomes"] = {**required, "measures": builder.measures(rows[OUTCOMES])}
    builder.efforts(rows[EFFORTS_SHEET])
    areas = builder.rows(
        "$.areas", AREAS, rows[AREAS], {"Code": "code", "Title": "title", "About": "about"}
    )
    builder.tree["areas"] = areas
    criteria = builder.criteria(areas, rows[CRITERIA])
    builder.requirements(criteria, rows[REQUIREMENTS])
    changes = _Builder(places={}, found=found)
    links = changes.rows(
        "$", CHANGES, rows[CHANGES], {"From": "from", "To": "to", "Relation": "relation"}
    )
    return Trees(standard=builder.tree, changes=links, places=places, change_places=changes.places)


@dataclass(kw_only=True)
class _Builder:
    places: dict[str, str]
    found: list[Fault]
    tree: Tree = field(default_factory=lambda: {"status": str(Status.DRAFT)})

    def put(self, node: Tree, path: str, key: str, row: Row, heading: str) -> None:
        """Note where a key of a node stands, and take its value if there is one."""
        self.places[step(path, key)] = row.place(heading)
        if heading in row.values:
            node[key] = row.values[heading]

    def rows(
        self, path: str, sheet: str, rows: Sequence[Row], keys: Mapping[str, str]
    ) -> list[Tree]:
        self.places[path] = sheet
        nodes = []
        for index, row in enumerate(rows):
            at = f"{path}[{index}]"
            node: Tree = {}
            self.places[at] = row.place()
            for heading, key in keys.items():
                self.put(node, at, key, row, heading)
            nodes.append(node)
        return nodes

    def about(self, rows: Sequence[Row]) -> Tree:
        """Take the fields of the edition itself; return what of them belongs to the outcomes."""
        self.places["$"] = self.places["$.outcomes"] = self.places["$.outcomes.at_least"] = ABOUT
        for key in ABOUT_KEYS.values():
            self.places[step("$", key)] = ABOUT
        known = {name.casefold(): name for name in ABOUT_FIELDS}
        required: Tree = {}
        seen = set()
        for row in rows:
            name = known.get(str(row.values.get("Field")).casefold())
            if name is None:
                names = {"known": ", ".join(ABOUT_FIELDS)}
                self.note(row, "Field", Words("is not a known field; known: %(known)s", names))
                continue
            if name in seen:
                self.note(row, "Field", Words("is given already: %(name)s", {"name": name}))
            seen.add(name)
            if name == "Outcomes required":
                self.about_field(required, "$.outcomes", "at_least", row, ABOUT_FIELDS[name])
            elif name in ABOUT_KEYS:
                self.about_field(self.tree, "$", ABOUT_KEYS[name], row, ABOUT_FIELDS[name])
        return required

    def about_field(self, node: Tree, path: str, key: str, row: Row, kind: Kind) -> None:
        self.places[step(path, key)] = row.place("Value")
        if "Value" in row.values:
            value: Value = row.values["Value"]  # type: ignore[assignment]  # of Kind.ANY
            node[key] = typed(value, kind)

    def measures(self, rows: Sequence[Row]) -> list[Tree]:
        path = "$.outcomes.measures"
        keys = {"Code": "code", "Title": "title", "About": "about", "Unit": "unit"}
        measures = self.rows(path, OUTCOMES, rows, keys)
        for index, (measure, row) in enumerate(zip(measures, rows, strict=True)):
            at = f"{path}[{index}].rule"
            rule: Tree = {}
            self.places[at] = row.place("Rule")
            self.put(rule, at, "kind", row, "Rule")
            for heading, (*above, key) in RULE_FIELDS.items():
                node, below = rule, at
                for name in above:
                    below = step(below, name)
                    self.places.setdefault(below, row.place(heading))
                    if heading in row.values:
                        node = node.setdefault(name, {})
                self.put(node if heading in row.values else {}, below, key, row, heading)
            measure["rule"] = rule
        return measures

    def efforts(self, rows: Sequence[Row]) -> None:
        self.places["$.efforts"] = EFFORTS_SHEET
        pairs = []
        for row in rows:
            effort = row.values.get("Effort")
            if isinstance(effort, Misread):
                self.note(row, "Effort", effort.reason)
            elif effort is None:
                self.note(row, "Effort", Words("is missing"))
            elif "Meaning" in row.values:
                pairs.append((str(effort), row.values["Meaning"]))
                self.places.setdefault(step("$.efforts", str(effort)), row.place("Meaning"))
        if pairs:
            self.tree["efforts"] = Table(pairs)

    def criteria(self, areas: list[Tree], rows: Sequence[Row]) -> dict[str, tuple[Tree, str]]:
        """Hang the criteria into their areas; return each with its path, the first of a code."""
        index = {area.get("code"): number for number, area in reversed(list(enumerate(areas)))}
        for area in areas:
            area["criteria"] = []
        by_code: dict[str, tuple[Tree, str]] = {}
        for row in rows:
            area = self.joined(row, "Area", index, AREAS)
            # One without an area is kept aside, so that its requirements are not faults as well.
            siblings = [] if area is None else areas[area]["criteria"]
            path = f"$.areas[{area}].criteria[{len(siblings)}]"
            node = self.criterion(row, path)
            siblings.append(node)
            if isinstance(node.get("code"), str):
                by_code.setdefault(node["code"], (node, path))
        return by_code

    def criterion(self, row: Row, path: str) -> Tree:
        node: Tree = {}
        self.places[path] = row.place("Code")
        for heading, key in CRITERION_KEYS.items():
            self.put(node, path, key, row, heading)
        self.put(node, path, "prerequisites", row, "Prerequisites")
        prerequisites = node.get("prerequisites")
        for index in range(len(prerequisites) if isinstance(prerequisites, tuple) else 0):
            self.places[f"{path}.prerequisites[{index}]"] = row.place("Prerequisites")
        items: list[object] = []
        for number in range(1, MOST_EVIDENCE + 1):
            heading = evidence(number).heading
            if heading in row.values:
                self.places[f"{path}.evidence[{len(items)}]"] = row.place(heading)
                items.append(row.values[heading])
        if items:
            node["evidence"] = items
        for lens in Lens:
            heading = at_least(lens).heading
            for below in ("", ".at_least", ".requirements"):
                self.places[f"{path}.{lens}{below}"] = row.place(heading)
            if heading in row.values:
                node[lens] = {"at_least": row.values[heading], "requirements": []}
        return node

    def requirements(self, criteria: Mapping[str, tuple[Tree, str]], rows: Sequence[Row]) -> None:
        lenses = {str(lens): lens for lens in Lens}
        for row in rows:
            criterion = self.joined(row, "Criterion", criteria, CRITERIA)
            lens = self.joined(row, "Lens", lenses, "")
            if criterion is None or lens is None:
                continue
            node, above = criterion
            requirements = node.setdefault(lens, {"requirements": []})["requirements"]
            path = f"{above}.{lens}.requirements[{len(requirements)}]"
            requirement: Tree = {}
            self.places[path] = row.place("Code")
            for heading, key in (
                ("Code", "code"),
                ("Text", "text"),
                ("Effort", "effort"),
                ("May not apply", "may_not_apply"),
            ):
                self.put(requirement, path, key, row, heading)
            requirements.append(requirement)

    def joined(self, row: Row, heading: str, to: Mapping[Any, Any], sheet: str) -> Any:
        """Return what a cell refers to; a fault and None if that is nothing."""
        value = row.values.get(heading)
        if isinstance(value, Misread):
            self.note(row, heading, value.reason)
        elif value is None:
            self.note(row, heading, Words("is missing"))
        elif isinstance(value, str) and value in to:
            return to[value]
        elif sheet:
            self.note(
                row,
                heading,
                Words(
                    "does not stand on the sheet %(sheet)s: %(given)s",
                    {"sheet": sheet, "given": shown(value)},
                ),
            )
        else:
            self.note(
                row,
                heading,
                Words(
                    "must be one of %(known)s, not %(given)s",
                    {"known": ", ".join(to), "given": shown(value)},
                ),
            )
        return None

    def note(self, row: Row, heading: str, words: Words) -> None:
        self.found.append(Fault(path=row.place(heading), message=words))
