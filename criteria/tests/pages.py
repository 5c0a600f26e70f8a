"""Standards stored for the tests of pages."""

from pathlib import Path

from criteria.core.writing import write_json
from criteria.services import load_standard
from criteria.tests.examples import Tree, small_tree


def store(folder: Path, tree: Tree | None = None, **changes: object) -> None:
    """Load a small standard, with what is given instead."""
    path = folder / "standard.yaml"
    path.write_text(write_json(tree or small_tree(**changes)), encoding="utf-8")
    load_standard(path=path)
