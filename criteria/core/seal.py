"""A seal on what was published: fingerprints that tell a file that was tampered with.

The database refuses a changed meaning only where the edition was loaded before. The seal lies
beside the file and travels with it, so that a new installation refuses it as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from criteria.core.faults import Fault, Node
from criteria.core.meaning import fingerprint, meaning, to_document
from criteria.core.standard import STANDARD_CODE, STANDARD_CODE_LIKE, Standard, Status
from criteria.core.words import Words

FINGERPRINT_LENGTH: Final = 64
MOST_REVISIONS: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Seal:
    """SHA-256 of a published edition's meaning, and of its content by revision, in hex."""

    standard: str
    meaning: str
    revisions: Mapping[int, str] = field(hash=False)


def content(standard: Standard) -> str:
    """Return the fingerprint of everything but the status, which changes without a revision."""
    return fingerprint(to_document(replace(standard, status=Status.PUBLISHED)))


def sealed(standard: Standard, before: Seal | None = None) -> Seal:
    """Return a seal that holds a standard beside its earlier revisions."""
    return Seal(
        standard=standard.code,
        meaning=fingerprint(meaning(standard)),
        revisions={
            **(before.revisions if before else {}),
            standard.revision: content(standard),
        },
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


def resealed(standard: Standard, before: Seal | None) -> Seal:
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
        last = max(before.revisions, default=0)
        if not known and standard.revision < last:
            root.fault("must be above the sealed %(last)s", "revision", last=last)
    root.settle()
    return sealed(standard, before)


def parse_seal(tree: object) -> Seal:
    """Return the seal in a raw tree; raises Faulty with every fault in it."""
    root = Node.root(tree)
    fields = root.fields(required=("standard", "meaning", "revisions"))
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
    )
    root.settle()
    return seal


def seal_document(seal: Seal) -> dict[str, object]:
    """Return the plain tree of a seal, which `parse_seal` reads back as the same."""
    return {
        "standard": seal.standard,
        "meaning": seal.meaning,
        "revisions": {str(number): value for number, value in sorted(seal.revisions.items())},
    }
