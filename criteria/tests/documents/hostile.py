"""Texts that would break a document which took them for more than text."""

from criteria.core.parsing import parse_standard
from criteria.core.standard import LONGEST_TITLE, Standard
from criteria.tests.examples import criterion, group, requirement, small_tree

TEXTS = {
    "markup": "<script>alert(1)</script> & <b>x</b> ]]> &amp; <!-- {{ settings }} {% now %} -->",
    "typesetting": '#let x = 1; #panic("no") $x^2$ \\ \\u{41} *a* _b_ `c` @ref <label> = ~ // /*',
    "arabic": "مرحبا بالعالم 123 (نص)",
    "hebrew": "שלום עולם",
    "accents": "áéíóúñçãõâêôàèùïüœ ¿¡«»“” — · µg/m³ ≥ ≤ € º ª",
    "long": f"{'palabra ' * 499}ultima",
    "without a space": "x" * 4000,
    "formula": '=HYPERLINK("https://example.org")',
    "lines": "one\ntwo\n\nfour",
    "letters that no font has": "日本語 😀 ไทย",
    "joiners": "e\u0301 \u200b\u200d\ufeff\u202eabc\u202c",
}


def saying(text: str) -> Standard:
    """Return a standard of one criterion that says a text wherever it may say one."""
    line = " ".join(text.split())
    title = line[:LONGEST_TITLE]
    tree = small_tree(
        title=title,
        efforts=dict.fromkeys(("1", "2", "3", "5", "8"), title),
        levels=[{"code": "silver", "title": title, "points": 1}],
        areas=[
            {
                "code": "A",
                "title": title,
                "about": line,
                "criteria": [
                    criterion(
                        "A1",
                        title=title,
                        statement=line,
                        why=line,
                        evidence=[line, line],
                        practice=group(1, {**requirement("A1.1"), "text": line}),
                    )
                ],
            }
        ],
    )
    for measure in tree["outcomes"]["measures"]:
        measure |= {"title": title, "about": line}
    return parse_standard(tree)
