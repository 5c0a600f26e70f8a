"""Text of a post to HTML: what is allowed comes through, nothing else does, and never slowly."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core.markdown import LONGEST_TEXT, TextTooLong, render

BARE = (
    *("p", "br", "hr", "em", "strong", "s", "code", "blockquote", "ul", "li"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
)
ALLOWED = {
    **{tag: set[str]() for tag in BARE},
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "div": {"class", "tabindex"},
}

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    '![x](http://a.example/"onerror="alert(1))',
    '![" onerror="alert(1)](http://a.example/x.png)',
    "![<img src=x onerror=alert(1)>](http://a.example/x.png)",
    "[x](http://a.example '\"onmouseover=\"alert(1)')",
    '[x](http://a.example "<table><img src=x onerror=alert(1)>")',
    '[x](http://a.example "<pre><script>alert(1)</script>")',
    "<javascript:alert(1)>",
    "<http://a.example/?\"onmouseover='alert(1)'>",
    "[x]: javascript:alert(1)\n\n[x]",
    '```"><script>alert(1)</script>\nx\n```',
    "```x onmouseover=alert(1)\nx\n```",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "http://a.example/<script>alert(1)</script>",
    'http://a.example/"onmouseover="alert(1)',
    "www.a.example/'><script>alert(1)</script>",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<style>@import '//evil.example'</style>",
    "<form action=//evil.example><input name=q></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<p style='position:fixed' class='btn' id='main'>x</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


class Inspector(HTMLParser):
    """Fails on any element, attribute or address that a post may not have."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        for name, value in attrs:
            if name == "href":
                assert urlsplit(value or "").scheme in {"http", "https", "mailto", ""}
            if name == "class":
                assert value == "table-wrap"
        if tag == "a":
            assert dict(attrs)["rel"] == "nofollow ugc noopener"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"instruction: {data}")


def inspect(html: str) -> None:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()


@pytest.mark.parametrize("text", ATTACKS)
def test_no_attack_becomes_an_element_an_attribute_or_an_address(text: str) -> None:
    inspect(render(text))
    inspect(render(f"- > {text}\n\n{text} *x*"))


@given(
    st.lists(
        st.one_of(
            st.sampled_from(ATTACKS),
            st.text(alphabet="<>\"'`=&#;:/()[]!*_~|\\-\n\t a1", max_size=30),
        ),
        max_size=6,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_mixture_of_attacks_does_either(pieces: list[str]) -> None:
    inspect(render("".join(pieces)))


def test_html_is_shown_as_it_was_typed() -> None:
    assert render("<b>bold?</b>") == "<p>&lt;b&gt;bold?&lt;/b&gt;</p>\n"


def test_ordinary_markdown_is_rendered() -> None:
    assert render("**a** *b* ~~c~~ `d`") == (
        "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>\n"
    )
    assert render("3. x\n4. y") == '<ol start="3">\n<li>x</li>\n<li>y</li>\n</ol>\n'


def test_addresses_become_links_that_search_engines_do_not_follow() -> None:
    assert render("See https://data.example.org/a?b=c&d=e") == (
        '<p>See <a href="https://data.example.org/a?b=c&amp;d=e" rel="nofollow ugc noopener">'
        "https://data.example.org/a?b=c&amp;d=e</a></p>\n"
    )


def test_an_image_becomes_a_link_to_itself() -> None:
    assert render("![a *map*](https://a.example/map.png)") == (
        '<p><a href="https://a.example/map.png" rel="nofollow ugc noopener">a map</a></p>\n'
    )
    assert ">https://a.example/map.png</a>" in render("![](https://a.example/map.png)")


def test_headings_stand_below_those_of_the_page_and_skip_no_level() -> None:
    assert render("## a\n\n#### b\n\n## c\n\n# d") == (
        "<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>\n<h3>d</h3>\n"
    )
    assert render("\n\n".join("#" * n + " x" for n in range(1, 7))).endswith(
        "<h5>x</h5>\n<h6>x</h6>\n<h6>x</h6>\n<h6>x</h6>\n"
    )


def test_what_scrolls_sideways_can_be_reached_by_keyboard() -> None:
    assert render("    code") == '<pre tabindex="0"><code>code\n</code></pre>\n'
    table = render("|a|b|\n|-|-:|\n|1|2|")
    assert table.startswith('<div class="table-wrap" tabindex="0"><table>')
    assert "<td>2</td>" in table


def test_a_text_at_the_limit_is_rendered_and_one_above_is_refused() -> None:
    assert render("a" * LONGEST_TEXT) == f"<p>{'a' * LONGEST_TEXT}</p>\n"
    with pytest.raises(TextTooLong):
        render("a" * (LONGEST_TEXT + 1))


def test_a_table_that_would_grow_huge_stays_text() -> None:
    html = render(("a|" * 2000 + "\n" + "-|" * 2000 + "\n" + "a\n" * 2000)[:LONGEST_TEXT])

    assert "<table>" not in html
    assert len(html) < 3 * LONGEST_TEXT


N = LONGEST_TEXT
SLOW = {
    "open brackets": "[" * N,
    "open links": "[a](" * (N // 4),
    "open images": "![" * (N // 2),
    "nested images": "![" * 2000 + "a" + "](b)" * 2000,
    "emphasis": "*a " * (N // 3),
    "mixed emphasis": "*_" * (N // 2),
    "strong": "**a _a " * (N // 7),
    "backticks": "".join("`" * n + " " for n in range(1, 154)),
    "quotations": ">" * N,
    "lists": "- " * (N // 2),
    "numbered lists": "1) " * (N // 3),
    "deep lists": "".join(" " * 2 * n + "- a\n" for n in range(105)),
    "lists in quotations": "> - " * (N // 4),
    "less-than": "<" * N,
    "comments": "<!--" * (N // 4),
    "character data": "<![CDATA[" * (N // 9),
    "entities": "&#x" * (N // 3),
    "strikes": "~~a" * (N // 3),
    "references": "[a]: u\n" + "[a]" * ((N - 8) // 3),
    "definitions": "[a]: b\n" * (N // 7),
    "wide table": "a|" * 2000 + "\n" + "-|" * 2000 + "\n" + "a\n" * 1999,
    "long table": "a|" * 100 + "\n" + "-|" * 100 + "\n" + "a\n" * 5700,
    "bare names": "www." * (N // 4),
    "host names": "a." * (N // 2),
    "host names with dashes": "a-" * (N // 2),
    "mail addresses": "a@" * (N // 2),
    "schemes": "http://" * (N // 7),
    "brackets in an address": "http://a" + "/(" * ((N - 8) // 2),
    "queries in an address": "http://a.example/" + "?a=" * ((N - 17) // 3),
    "escapes": "\\" * N,
    "lines": "\n" * N,
    "tabs": "\t" * N,
    "underlines": "a\n=" * (N // 3),
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_no_crafted_text_is_slow(text: str) -> None:
    started = time.process_time()
    inspect(render(text[:N]))

    assert time.process_time() - started < 1.5  # 0.2 s at worst on an idle machine
