"""Standards stored for the tests of pages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from criteria.core.lineage import unchanged
from criteria.core.parsing import parse_standard
from criteria.core.texts import digest, texts_of
from criteria.core.writing import write_json
from criteria.services import load_standard, store_edition
from criteria.tests.examples import Tree, criterion, group, requirement, small_tree


def store(folder: Path, tree: Tree | None = None, **changes: object) -> None:
    """Load a small standard, with what is given instead."""
    path = folder / "standard.yaml"
    path.write_text(write_json(tree or small_tree(**changes)), encoding="utf-8")
    load_standard(path=path)


def translate(folder: Path, language: str, texts: Mapping[str, str], **changes: Any) -> None:
    """Load a small standard with some of its texts in another language."""
    english = texts_of(parse_standard(small_tree(**changes)))
    document = {
        "standard": "small-2022",
        "language": language,
        "texts": {key: {"of": digest(english[key]), "text": text} for key, text in texts.items()},
    }
    (folder / f"{language}.yaml").write_text(write_json(document), encoding="utf-8")
    store(folder, **changes)


def main_part(response: Any) -> str:
    """Return a page without its frame, which names the page's own address."""
    _head, _main, rest = response.content.decode().partition("<main")
    return str(rest.partition("</main>")[0])


def older_tree(**changes: object) -> Tree:
    """Return the edition before the small one: O1 became A1, O2 was dropped."""
    criteria = []
    for code, count in (("O1", 3), ("O2", 1)):
        tree = criterion(code)
        tree["practice"] = group(1, *(requirement(f"{code}.{n + 1}") for n in range(count)))
        del tree["equity"], tree["engagement"]
        criteria.append(tree)
    return {
        **small_tree(
            code="small-2018",
            edition=2018,
            status="superseded",
            title="The standard before",
            levels=[{"code": "silver", "title": "Silver", "points": 1}],
            areas=[{"code": "O", "title": "Old area", "criteria": criteria}],
        ),
        **changes,
    }


LINEAGE: Sequence[Mapping[str, str]] = (
    {"from": "O1", "to": "A1", "relation": "reworded"},
    {"from": "O2", "relation": "dropped"},
    *({"to": code, "relation": "new"} for code in ("A2", "B1", "B2")),
    {"from": "O1.1", "to": "A1.1", "relation": "same"},
    {"from": "O1.2", "to": "A1.2", "relation": "reworded"},
    {"from": "O1.3", "relation": "dropped"},
    {"from": "O2.1", "relation": "dropped"},
    *({"to": f"A1.{end}", "relation": "new"} for end in ("E1", "R1")),
    *(
        {"to": f"{code}.{end}", "relation": "new"}
        for code in ("A2", "B1", "B2")
        for end in ("1", "2", "E1", "R1")
    ),
)


def store_two(folder: Path, lineage: Sequence[Mapping[str, str]] = LINEAGE) -> None:
    """Load two small editions, the later of which says what became of the earlier."""
    for code, tree in (
        ("small-2018", older_tree()),
        ("small-2022", small_tree(supersedes="small-2018")),
    ):
        place = folder / code
        place.mkdir()
        (place / "standard.yaml").write_text(write_json(tree), encoding="utf-8")
        if code == "small-2022":
            (place / "changes.yaml").write_text(write_json(list(lineage)), encoding="utf-8")
        load_standard(path=place / "standard.yaml")


def store_next(folder: Path) -> None:
    """Load the edition after the small one, which asks the same."""
    tree = small_tree(code="small-2026", edition=2026, supersedes="small-2022")
    standard = parse_standard(tree)
    store_edition(standard=standard, lineage=replace(unchanged(standard), older="small-2022"))
