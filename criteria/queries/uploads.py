"""Files that an author sends -> an edition with what lies beside it; nothing is stored here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from criteria.core.faults import Fault, Faulty
from criteria.core.lineage import Lineage, is_of_another_edition, parse_lineage
from criteria.core.parsing import parse_standard
from criteria.core.reading import read_yaml
from criteria.core.standard import Standard
from criteria.core.texts import Texts, parse_texts
from criteria.core.words import Words
from criteria.core.workbook import WorkbookTree, read_workbook
from criteria.models import Standard as StandardRow
from criteria.queries.stored import parsed

WORKBOOK: Final = ".xlsx"
CHANGES: Final = "changes.yaml"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Upload:
    """An edition's file, a workbook by its name's end, and what lies beside it; texts by name."""

    name: str
    content: bytes
    changes: bytes | None = None
    texts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def is_workbook(self) -> bool:
        return self.name.lower().endswith(WORKBOOK)


@dataclass(frozen=True, kw_only=True)
class Draft:
    standard: Standard
    lineage: Lineage | None = None
    texts: tuple[Texts, ...] = ()


def read_upload(upload: Upload) -> Draft:
    """Return what an upload holds; raises Faulty with every fault that can be told.

    Faults of a workbook are at its cells; those of a file beside the edition's own begin with its
    name. What lies beside an edition is held against it, so it has to be sound first.
    """
    workbook = read_workbook(upload.content) if upload.is_workbook else None
    standard = workbook.standard() if workbook else parse_standard(_tree(upload))
    faults: list[Fault] = []
    lineage = _lineage(upload, workbook, standard, faults)
    texts: list[Texts] = []
    for name, content in upload.texts.items():
        found = _beside(name, lambda: parse_texts(read_yaml(content), standard), faults)  # noqa: B023 - called at once
        if found is not None and found.language in [item.language for item in texts]:
            faults.append(Fault(path=f"{name} $.language", message=Words("has texts already")))
        elif found is not None:
            texts.append(found)
    if faults:
        raise Faulty(faults)
    return Draft(standard=standard, lineage=lineage, texts=tuple(texts))


def _tree(upload: Upload) -> object:
    """Return what a YAML file holds; where it is none, the fault names the file."""
    try:
        return read_yaml(upload.content)
    except Faulty as faulty:
        raise Faulty(_named(upload.name, faulty)) from None


def _lineage(
    upload: Upload, workbook: WorkbookTree | None, standard: Standard, faults: list[Fault]
) -> Lineage | None:
    place = workbook.placed if workbook else _as_it_is
    in_sheet = workbook is not None and workbook.has_changes
    if upload.changes is not None and in_sheet:
        words = Words("says what the sheet Changes says too")
        faults.append(Fault(path=CHANGES, message=words))
        return None
    if not standard.supersedes:
        if upload.changes is not None or in_sheet:
            words = Words("is missing: what were the changes from?")
            faults.append(place(Fault(path="$.supersedes", message=words)))
        return None
    row = StandardRow.objects.filter(code=standard.supersedes).first()
    if row is None:
        words = Words("is not an edition of this portal: %(code)s", {"code": standard.supersedes})
        faults.append(place(Fault(path="$.supersedes", message=words)))
        return None
    older = parsed(row)
    if upload.changes is not None:
        return _lineage_in_file(upload.changes, older, standard, faults)
    if workbook is None or not in_sheet:
        return None
    if is_of_another_edition(workbook.trees.changes, older):
        faults.append(place(_of_another_edition(older, "$.supersedes")))
        return None
    try:
        return workbook.lineage(older, standard)
    except Faulty as faulty:
        faults += faulty.faults
        return None


def _lineage_in_file(
    content: bytes, older: Standard, newer: Standard, faults: list[Fault]
) -> Lineage | None:
    def read() -> Lineage:
        tree = read_yaml(content)
        if is_of_another_edition(tree, older):
            raise Faulty([_of_another_edition(older, "$")])
        return parse_lineage(tree, older, newer)

    return _beside(CHANGES, read, faults)


def _of_another_edition(older: Standard, path: str) -> Fault:
    words = Words(
        "Supersedes says %(code)s, but Changes still describes the step from another edition",
        {"code": older.code},
    )
    return Fault(path=path, message=words)


def _named(name: str, faulty: Faulty) -> list[Fault]:
    return [replace(fault, path=f"{name} {fault.path}") for fault in faulty.faults]


def _as_it_is(fault: Fault) -> Fault:
    return fault


def _beside(name: str, read: Callable[[], T], faults: list[Fault]) -> T | None:
    try:
        return read()
    except Faulty as faulty:
        faults += _named(name, faulty)
        return None
