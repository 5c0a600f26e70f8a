"""Sets a booklet in type, as a process of its own: JSON on standard input, PDF on standard output.

The typesetter keeps some 80 MB of what it worked out for each document, for as long as its process
lives; the portal's processes must not grow by it. Hence nothing of the portal is imported here.
"""

import sys
from pathlib import Path
from typing import Final, Literal

import typst

TEMPLATE: Final = Path(__file__).with_name("standard.typ")


def typeset(booklet: str) -> bytes:
    """Return a tagged PDF (PDF/UA-1): same input, same bytes.

    PDF/UA-1 forbids letters that no font has. The fonts that come with the typesetter have Latin,
    Greek, Cyrillic, Hebrew and Arabic letters; where a text has others, boxes stand for them, and
    the file, tagged all the same, does not claim conformance.
    """
    try:
        return _typeset(booklet, "ua-1")
    except typst.TypstError as error:
        if not error.message.startswith("PDF/UA-1 error"):
            raise
        return _typeset(booklet, None)


def _typeset(booklet: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"booklet": booklet},
        pdf_standards=standard,
        timestamp=0,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode()))
