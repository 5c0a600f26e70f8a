"""Workbooks for tests: made by the portal and changed as authors would, or written by hand."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook

from criteria.core.lineage import Lineage
from criteria.core.standard import Standard
from criteria.documents.workbook import standard_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def changed(
    standard: Standard, change: Callable[[Any], object], lineage: Lineage | None = None
) -> bytes:
    """Return a standard's workbook after `change(book)`, saved as Excel would."""
    book = load_workbook(BytesIO(standard_workbook(standard, lineage)))
    change(book)
    return saved(book)


def filled(standard: Standard, **cells: object) -> bytes:
    """Return a standard's workbook with cells typed over: `Levels_C2=5`."""

    def change(book: Any) -> None:
        for place, value in cells.items():
            sheet, cell = place.split("_")
            book[sheet][cell] = value

    return changed(standard, change)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of parts."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def by_hand(
    rows: str = "",
    *,
    name: str = "About",
    strings: str | None = None,
    styles: str | None = None,
    after: str = "",
    prolog: str = "",
    **parts: str | bytes,
) -> bytes:
    """Return a workbook of one sheet whose `sheetData` is written out; `parts` replace whole parts:
    sheet, workbook, links, roots.
    """
    links = [("sheet", "worksheet", "worksheets/sheet1.xml")]
    content: dict[str, str | bytes] = {
        "_rels/.rels": _relations([("book", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="sheet"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
        ),
    }
    if strings is not None:
        links.append(("strings", "sharedStrings", "sharedStrings.xml"))
        content["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles is not None:
        links.append(("styles", "styles", "/xl/styles.xml"))
        content["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    content["xl/_rels/workbook.xml.rels"] = _relations(links)
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "workbook": "xl/workbook.xml",
        "links": "xl/_rels/workbook.xml.rels",
        "roots": "_rels/.rels",
    }
    return package({**content, **{names[part]: text for part, text in parts.items()}})


def _relations(links: list[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{name}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for name, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'
