"""/forum/preview/: a text as it would stand in the forum."""

import pytest
from django.test import Client

from forum.tests import village

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forum")]
URL = "/forum/preview/"


def test_the_preview_is_what_the_post_will_be() -> None:
    response = village.browser(village.practitioner()).post(
        URL, {"text": "- <b>x</b>\n- ![map](https://a.example/map.png) and more"}
    )

    page = response.content.decode()
    assert "<li>&lt;b&gt;x&lt;/b&gt;</li>" in page
    assert "<img" not in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "20 characters or more"), ("x" * 12_001, "12000 characters or less")],
)
def test_the_preview_says_what_would_be_refused(text: str, sentence: str) -> None:
    response = village.browser(village.practitioner()).post(URL, {"text": text})

    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_the_preview_is_asked_by_post_and_only_by_those_who_may_write() -> None:
    assert village.browser(village.practitioner()).get(URL).status_code == 405
    assert village.browser(village.newcomer()).post(URL, {"text": "x"}).status_code == 403
    assert Client().post(URL, {"text": "x"}).status_code == 302
