"""The files of a standard: the edition itself, what it says in other languages, where it came from.

`standard.yaml` stands alone in its folder or beside `es.yaml`, `pt.yaml`, `fr.yaml` (texts),
`changes.yaml` (from the edition it supersedes) and `seal.yaml` (what was published).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from criteria.core.faults import Fault, Faulty
from criteria.core.lineage import Lineage, parse_lineage
from criteria.core.parsing import parse_standard
from criteria.core.reading import LARGEST, read_yaml
from criteria.core.seal import Seal, breaches, parse_seal
from criteria.core.standard import STANDARD_CODE, Standard, Status
from criteria.core.texts import LANGUAGES, Texts, parse_texts
from criteria.core.words import Words

STANDARDS: Final = Path(__file__).parent.parent / "standards"
CHANGES: Final = "changes.yaml"
SEAL: Final = "seal.yaml"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A standard with what lies beside it."""

    standard: Standard
    texts: tuple[Texts, ...] = ()
    seal: Seal | None = None


def standard_file(code: str) -> Path | None:
    """Return the file of a standard that comes with this portal; `code` may be anybody's text."""
    if not STANDARD_CODE.fullmatch(code):
        return None
    path = STANDARDS / code / "standard.yaml"
    return path if path.is_file() else None


def standard_files() -> list[Path]:
    """Return the files of every standard that comes with this portal, by code."""
    return sorted(STANDARDS.glob("*/standard.yaml"))


def read_standard(path: Path) -> Standard:
    """Return the standard in a file; raises Faulty with every fault in it."""
    return parse_standard(read_tree(path))


def read_edition(path: Path) -> Edition:
    """Return the standard in a file with its texts and seal; raises Faulty with every fault.

    Of the standards that come with this portal (below STANDARDS), what was published must have its
    seal; a file from elsewhere may lack one. A file beside the standard's own is named before the
    place of its fault.
    """
    standard = read_standard(path)
    faults: list[Fault] = []
    texts = [
        found
        for language in LANGUAGES
        if (found := _beside(path, f"{language}.yaml", _texts_in(standard, language), faults))
    ]
    seal = _beside(path, SEAL, parse_seal, faults)
    if standard.status is not Status.DRAFT:
        if seal is not None:
            faults += breaches(seal, standard)
        elif _comes_with_the_portal(path) and not path.with_name(SEAL).exists():
            words = Words("is missing: what comes with the portal and is published must be sealed")
            faults.append(Fault(path=SEAL, message=words))
    if faults:
        raise Faulty(faults)
    return Edition(standard=standard, texts=tuple(texts), seal=seal)


def read_lineage(path: Path, older: Standard, newer: Standard) -> Lineage:
    """Return the lineage that lies beside a standard's file; raises Faulty with every fault."""
    faults: list[Fault] = []
    lineage = _beside(path, CHANGES, lambda tree: parse_lineage(tree, older, newer), faults)
    if lineage is None:
        words = Words("is missing: what became of %(standard)s", {"standard": older.code})
        raise Faulty(faults or [Fault(path=CHANGES, message=words)])
    return lineage


def read_tree(path: Path) -> object:
    """Return the raw tree in a YAML file; raises Faulty."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        words = Words("cannot be read: %(reason)s", {"reason": str(error.strerror)})
        raise Faulty([Fault(path="$", message=words)]) from None
    return read_yaml(content)


def _comes_with_the_portal(path: Path) -> bool:
    return path.resolve().is_relative_to(STANDARDS.resolve())


def _texts_in(standard: Standard, language: str) -> Callable[[object], Texts]:
    def read(tree: object) -> Texts:
        texts = parse_texts(tree, standard)
        if texts.language != language:
            words = Words("must be %(language)s, as the file's name says", {"language": language})
            raise Faulty([Fault(path="$.language", message=words)])
        return texts

    return read


def _beside(path: Path, name: str, read: Callable[[object], T], faults: list[Fault]) -> T | None:
    """Read a file beside another, if it is there; its faults are added to `faults`."""
    file = path.with_name(name)
    if not file.exists():
        return None
    try:
        return read(read_tree(file))
    except Faulty as faulty:
        faults += [replace(fault, path=f"{name} {fault.path}") for fault in faulty.faults]
        return None
