"""Which files may be evidence, and what they are called afterwards."""

import io
import zipfile
from hashlib import sha256

import pytest

from assessments.core.files import Inspected, Unacceptable, inspect, safe_name

MB = 1024 * 1024
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 40
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200


def zipped(*names: str, mimetype: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return held.getvalue()


def office(folder: str) -> bytes:
    return zipped("[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml")


def opened(content: bytes, name: str = "report", *, largest: int = MB) -> Inspected:
    return inspect(name, [content], largest=largest)


@pytest.mark.parametrize(
    ("content", "extension", "media_type"),
    [
        (PDF, "pdf", "application/pdf"),
        (PNG, "png", "image/png"),
        (JPG, "jpg", "image/jpeg"),
        (WEBP, "webp", "image/webp"),
        (
            office("word"),
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            office("xl"),
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            office("ppt"),
            "pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
            "odt",
            "application/vnd.oasis.opendocument.text",
        ),
        (
            zipped("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "ods",
            "application/vnd.oasis.opendocument.spreadsheet",
        ),
    ],
)
def test_a_type_is_told_by_the_content_whatever_the_name(
    content: bytes, extension: str, media_type: str
) -> None:
    for name in ("report", f"report.{extension}", "report.exe", "report.html"):
        found = opened(content, name)
        assert found.media_type == media_type
        assert found.name.endswith(f".{extension}")


def test_size_and_hash_are_those_of_the_whole_file_whatever_the_pieces() -> None:
    content = PDF + b"x" * 100_000
    pieces = [content[place : place + 777] for place in range(0, len(content), 777)]
    found = inspect("a.pdf", pieces, largest=MB)
    assert (found.size, found.sha256) == (len(content), sha256(content).hexdigest())
    assert found == opened(content, "a.pdf")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "city,valor\nMedellín,1\n".encode()), ("a.txt", b"\xef\xbb\xbfplain")],
)
def test_plain_text_is_taken_by_its_name(name: str, content: bytes) -> None:
    assert opened(content, name).media_type in {"text/csv", "text/plain"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", EXE),
        ("a.pdf", EXE),
        ("a.csv", EXE),
        ("a.html", b"<!doctype html><script>alert(1)</script>"),
        ("a.csv", b"  <html><script>alert(1)</script></html>"),
        ("a.txt", b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.csv", b"a,b\n1,\x00\n"),
        ("a.csv", "é".encode("latin-1") * 3),
        ("a.txt", b"cut in a sign: \xc3"),
        ("a.zip", zipped("a.txt")),
        ("a.docx", zipped("a.txt")),
        ("a.pdf", b"just words"),
        ("notes", b"just words"),
        ("a.gif", b"GIF89a" + b"\x00" * 40),
        ("a.txt", b""),
        ("a.pdf", b""),
    ],
)
def test_anything_else_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Unacceptable):
        opened(content, name)


def test_a_mark_late_in_a_text_is_found_too() -> None:
    with pytest.raises(Unacceptable):
        inspect("a.csv", [b"a" * 50_000, b"b\x00"], largest=MB)


def test_a_file_may_be_as_large_as_allowed_and_no_larger() -> None:
    content = PDF + b"x" * (MB - len(PDF))
    assert opened(content).size == MB
    with pytest.raises(Unacceptable, match="larger than 1 MB"):
        opened(content + b"x")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Plan 2026.pdf", "Plan 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ana\\plan.pdf", "plan.pdf"),
        ("plan.docx", "plan.pdf"),
        ("v1.2 plan", "v1.2 plan.pdf"),
        ("a\r\nContent-Type: text/html\r\n\r\n.pdf", "html.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ('<script>"x".pdf', "scriptx.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("plano de ação.PDF", "plano de ação.pdf"),
        ("x" * 500 + ".pdf", "x" * 100 + ".pdf"),
        ("\x00\x01", "file.pdf"),
    ],
)
def test_a_name_is_made_safe_and_gets_the_contents_extension(name: str, safe: str) -> None:
    assert safe_name(name, "pdf") == safe
