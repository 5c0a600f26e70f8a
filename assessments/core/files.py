"""Which files may be evidence, told by what is in them, and what they are called afterwards."""

import codecs
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Final

import filetype

from criteria.core.words import Words

HEAD: Final = 8192
"""Bytes from which a type is told."""
LONGEST_NAME: Final = 100

BY_CONTENT: Final = ("pdf", "png", "jpg", "webp", "docx", "xlsx", "pptx", "odt", "ods")
TEXTS: Final = {"csv": "text/csv", "txt": "text/plain"}
"""Plain text has no mark of its own: it is told by its name, and read to the end."""
ACCEPTED: Final = (*BY_CONTENT, *TEXTS)
UNKNOWN_KIND: Final = Words(
    "This kind of file cannot be taken. Give a PDF, a Word, Excel, PowerPoint or OpenDocument "
    "file, a picture (PNG, JPEG, WebP), or a text or CSV file."
)


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """A file that may be kept: its safe name, media type, size in bytes and SHA-256 in hex."""

    name: str
    media_type: str
    size: int
    sha256: str


class Unacceptable(ValueError):
    """A file that is no evidence, with the sentence that says why."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason)
        self.reason = reason


def inspect(name: str, chunks: Iterable[bytes], *, largest: int) -> Inspected:
    """Read a file once, piece by piece; raises Unacceptable."""
    digest = sha256()
    size = 0
    pieces = iter(chunks)
    head = b""
    taken = []
    for piece in pieces:
        taken.append(piece)
        head += piece[: HEAD - len(head)]
        if len(head) >= HEAD:
            break
    kind = _told_by_content(head)
    decoder = None
    if kind is None:
        kind = _told_by_name(name, head)
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
    for piece in chain(taken, pieces):
        size += len(piece)
        if size > largest:
            raise Unacceptable(
                Words(
                    "The file is larger than %(megabytes)s MB.",
                    {"megabytes": largest // 1024 // 1024},
                )
            )
        digest.update(piece)
        if decoder is not None:
            _check_text(decoder, piece)
    if decoder is not None:
        _check_text(decoder, b"", final=True)
    if not size:
        raise Unacceptable(Words("The file is empty."))
    extension, media_type = kind
    return Inspected(
        name=safe_name(name, extension),
        media_type=media_type,
        size=size,
        sha256=digest.hexdigest(),
    )


def safe_name(name: str, extension: str) -> str:
    """Return a name fit to be shown and downloaded: no path, no control or direction signs.

    The extension is the content's own, whatever the name said.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(
        " " if unicodedata.category(sign)[0] in "CZ" else sign
        for sign in unicodedata.normalize("NFC", last)
        if unicodedata.category(sign) != "Cf" and sign not in '<>:"|?*'
    )
    stem = " ".join(plain.split())
    before, dot, ending = stem.rpartition(".")
    if dot and ending.lower() in (*ACCEPTED, "jpeg"):
        stem = before
    return f"{stem[:LONGEST_NAME].strip('. ') or 'file'}.{extension}"


def _told_by_content(head: bytes) -> tuple[str, str] | None:
    found = filetype.guess(head)
    if found is None:
        return None
    if found.extension not in BY_CONTENT:
        raise Unacceptable(UNKNOWN_KIND)
    return str(found.extension), str(found.mime)


def _told_by_name(name: str, head: bytes) -> tuple[str, str]:
    extension = name.rpartition(".")[2].lower()
    if extension not in TEXTS or head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise Unacceptable(UNKNOWN_KIND)
    return extension, TEXTS[extension]


def _check_text(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> None:
    try:
        text = decoder.decode(piece, final)
    except UnicodeDecodeError:
        raise Unacceptable(
            Words("The text in this file is not UTF-8. Save it as UTF-8 and try again.")
        ) from None
    if "\0" in text:
        raise Unacceptable(UNKNOWN_KIND)
