"""A seal on what was published: fingerprints that tell a file that was tampered with.

The database refuses a changed meaning only where the edition was loaded before. The seal lies
beside the file and travels with it, so that a new installation refuses it as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from criteria.core.faults import Fault, Node
from criteria.core.lineage import Lineage, lineage_document
from criteria.core.meaning import fingerprint, meaning, to_document
from criteria.core.standard import STANDARD_CODE, STANDARD_CODE_LIKE, Standard, Status
from criteria.core.words import Words

FINGERPRINT_LENGTH: Final = 64
MOST_REVISIONS: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Seal:
    """SHA-256 in hex: of a published edition's meaning, of its content by revision, and of its
    lineage, which is empty where the edition supersedes nothing.
    """

    standard: str
    meaning: str
    revisions: Mapping[int, str] = field(hash=False)
    lineage: str = ""


def content(standard: Standard) -> str:
    """Return the fingerprint of everything but the status, which changes without a revision."""
    return fingerprint(to_document(replace(standard, status=Status.PUBLISHED)))


def lineage_print(lineage: Lineage | None) -> str:
    """Return the fingerprint of a lineage; empty for none."""
    return rows_print(lineage_document(lineage)) if lineage else ""


def rows_print(rows: Iterable[Mapping[str, str]]) -> str:
    """Return the fingerprint of a lineage's rows, in whatever order they stand."""
    return fingerprint(sorted(rows, key=lambda row: (row.get("from", ""), row.get("to", ""))))


def sealed(standard: Standard, lineage: Lineage | None, before: Seal | None = None) -> Seal:
    """Return a seal that holds a standard beside its earlier revisions."""
    return Seal(
        standard=standard.code,
        meaning=fingerprint(meaning(standard)),
        revisions={
            **(before.revisions if before else {}),
            standard.revision: content(standard),
        },
        lineage=lineage_print(lineage),
    )


def breaches(seal: Seal, standard: Standard) -> tuple[Fault, ...]:
    """Return how a standard's file differs from what was published; nothing when it fits."""
    faults = []
    if seal.standard != standard.code:
        faults.append(
            Fault(
                path="$.code",
                message=Words("is not the sealed %(standard)s", {"standard": seal.standard}),
            )
        )
    if seal.meaning != fingerprint(meaning(standard)):
        faults.append(
            Fault(
                path="$",
                message=Words("has another meaning than what was published; that is a new edition"),
            )
        )
    known = seal.revisions.get(standard.revision)
    if known is None:
        faults.append(
            Fault(
                path="$.revision",
                message=Words("is not sealed: %(revision)s", {"revision": standard.revision}),
            )
        )
    elif known != content(standard):
        faults.append(
            Fault(
                path="$.revision",
                message=Words("must be raised, because the texts differ from those published"),
            )
        )
    return tuple(faults)


def lineage_breaches(seal: Seal, lineage: Lineage | None) -> tuple[Fault, ...]:
    """Return how a lineage differs from the one that was published; nothing when it fits."""
    if seal.lineage == lineage_print(lineage):
        return ()
    return (other_lineage(seal.standard),)


def other_lineage(code: str) -> Fault:
    """Return the fault of a lineage that is not the one published with an edition."""
    words = Words(
        "differs from what was published with %(code)s, and is fixed since", {"code": code}
    )
    return Fault(path="changes", message=words)


def resealed(standard: Standard, lineage: Lineage | None, before: Seal | None) -> Seal:
    """Return the seal to lie beside a standard's file from now on.

    Raises Faulty for a draft, and for what differs from what was sealed before: a seal is only
    ever extended by the next revision.
    """
    root = Node.root(None)
    if standard.status is Status.DRAFT:
        root.fault("is draft; only what is published is sealed", "status")
    if before is not None:
        known = standard.revision in before.revisions
        root.found.extend(
            fault for fault in breaches(before, standard) if known or fault.path != "$.revision"
        )
        root.found.extend(lineage_breaches(before, lineage))
        last = max(before.revisions, default=0)
        if not known and standard.revision < last:
            root.fault("must be above the sealed %(last)s", "revision", last=last)
    root.settle()
    return sealed(standard, lineage, before)


def parse_seal(tree: object) -> Seal:
    """Return the seal in a raw tree; raises Faulty with every fault in it."""
    root = Node.root(tree)
    fields = root.fields(required=("standard", "meaning", "revisions"), optional=("lineage",))
    revisions = {}
    for key, node in fields["revisions"].entries().items():
        if key.isascii() and key.isdigit() and 0 < int(key[:6]) <= MOST_REVISIONS:
            revisions[int(key)] = node.text(most=FINGERPRINT_LENGTH)
        else:
            node.fault("is not the number of a revision")
    seal = Seal(
        standard=fields["standard"].code(STANDARD_CODE, most=41, like=STANDARD_CODE_LIKE),
        meaning=fields["meaning"].text(most=FINGERPRINT_LENGTH),
        revisions=revisions,
        lineage=fields["lineage"].text(most=FINGERPRINT_LENGTH) if fields["lineage"].given else "",
    )
    root.settle()
    return seal


def seal_document(seal: Seal) -> dict[str, object]:
    """Return the plain tree of a seal, which `parse_seal` reads back as the same."""
    document: dict[str, object] = {
        "standard": seal.standard,
        "meaning": seal.meaning,
        "revisions": {str(number): value for number, value in sorted(seal.revisions.items())},
    }
    return {**document, "lineage": seal.lineage} if seal.lineage else document
