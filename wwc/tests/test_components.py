from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from pytest_django import Settings
from pytest_django.asserts import assertInHTML

from wwc.gallery import LEVELS
from wwc.templatetags.components import ICONS, PILLS, STATES, WrongUse


def render(source: str, **context: Any) -> str:
    return Template("{% load components %}" + source).render(Context(context))


def strip(state: str, url: str = "") -> str:
    cell = {"code": "DM1", "title": "Strategy", "state": state, "url": url}
    area = {"code": "DM", "title": "Data Management", "cells": [cell]}
    return render("{% heat_strip areas %}", areas=[area])


def test_an_icon_beside_words_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in render('{% icon "check" %}')


def test_an_icon_alone_says_its_label() -> None:
    drawn = render("{% icon 'check' label %}", label='Met & "done"')
    assert 'role="img" aria-label="Met &amp; &quot;done&quot;"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize("name", ["no-such-icon", "", "../icons/check", "LICENSE"])
def test_an_unknown_icon_is_refused(name: str) -> None:
    with pytest.raises(WrongUse):
        render("{% icon name %}", name=name)


def test_every_icon_that_a_component_needs_is_vendored() -> None:
    for path in ICONS.glob("*.svg"):
        assert "<path" in render("{% icon name %}", name=path.stem)
    for kind in PILLS:
        assert "<svg" in render("{% pill kind 'Word' %}", kind=kind)


def test_a_pill_says_its_state_in_words_and_escapes_them() -> None:
    shown = render("{% pill 'ok' text %}", text="Met <b>")
    assert 'class="pill pill--ok"' in shown
    assert "Met &lt;b&gt;" in shown


@pytest.mark.parametrize(("kind", "text"), [("good", "Met"), ("", "Met"), ("ok", "")])
def test_a_pill_without_known_kind_or_words_is_refused(kind: str, text: str) -> None:
    with pytest.raises(WrongUse):
        render("{% pill kind text %}", kind=kind, text=text)


def test_a_level_badge_reads_its_title() -> None:
    shown = render("{% level_badge 'gold' 'Gold' %}")
    assert 'class="level level--gold"' in shown
    assert shown.endswith("Gold</span>")


@pytest.mark.parametrize(("code", "title"), [("bronze", "Bronze"), (None, "None"), ("gold", "")])
def test_a_level_badge_of_no_known_level_is_refused(code: str | None, title: str) -> None:
    with pytest.raises(WrongUse):
        render("{% level_badge code title %}", code=code, title=title)


@pytest.mark.parametrize("state", STATES)
def test_a_heat_strip_says_each_state_by_symbol_in_words_and_in_its_table(state: str) -> None:
    shown = strip(state)
    assert f'class="heat__cell heat__cell--{state}"' in shown
    assertInHTML(f"<td>{STATES[state]}</td>", shown, count=1)
    assertInHTML(f'<span class="visually-hidden">Strategy: {STATES[state]}</span>', shown, count=1)


def test_a_heat_strip_links_cells_that_have_an_address() -> None:
    assert 'href="/there/"' in strip("earned", "/there/")
    assert "<a " not in strip("earned")


def test_a_heat_strip_counts_what_is_earned() -> None:
    assertInHTML('<p class="heat__count">1 of 1</p>', strip("earned"), count=1)
    assertInHTML('<p class="heat__count">0 of 1</p>', strip("blocked"), count=1)


def test_a_heat_strip_of_unknown_states_is_refused() -> None:
    with pytest.raises(WrongUse):
        strip("green")


def test_a_bullet_bar_says_all_of_it_in_words() -> None:
    shown = render("{% bullet_bar 24 43 levels 30 %}", levels=LEVELS)
    words = Template("{{ html|striptags }}").render(Context({"html": shown}))
    said = " ".join(words.split())
    assert said.startswith(
        "24 of 43 points, 30 after the roadmap; Silver 22, Gold 30, Platinum 37 "
    )


def test_a_bullet_bar_draws_points_and_levels_to_scale() -> None:
    shown = render("{% bullet_bar 10 40 levels %}", levels=LEVELS[:1])
    assert 'class="bullet__now" x="0" y="18" width="25.00%"' in shown
    assert 'class="bullet__mark" x1="55.00%"' in shown
    assert "bullet__after" not in shown


@pytest.mark.parametrize(
    ("points", "available", "after"),
    [(-1, 43, None), (44, 43, None), (0, 0, None), (24, 43, 23), (1, 43, 44)],
)
def test_a_bullet_bar_of_impossible_points_is_refused(
    points: int, available: int, after: int | None
) -> None:
    with pytest.raises(WrongUse):
        render(
            "{% bullet_bar points available levels after %}",
            points=points,
            available=available,
            after=after,
            levels=LEVELS,
        )


def test_a_bullet_bar_of_unknown_levels_is_refused() -> None:
    with pytest.raises(WrongUse):
        render(
            "{% bullet_bar 1 43 levels %}",
            levels=[{"code": "bronze", "title": "Bronze", "points": 9}],
        )


class Form(forms.Form):
    name = forms.CharField(label="City")
    answer = forms.ChoiceField(
        label="In place?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )

    def clean(self) -> None:
        self.add_error(None, "Both at once cannot be <right>.")


def test_an_error_summary_links_each_fault_to_its_field() -> None:
    form = Form({})
    shown = render("{% error_summary form %}", form=form)
    assertInHTML('<a href="#id_name">City: This field is required.</a>', shown, count=1)
    assertInHTML('<a href="#id_answer_0">In place? This field is required.</a>', shown, count=1)
    assert 'id="id_answer_0"' in str(form["answer"])


def test_an_error_summary_escapes_faults_of_the_form_as_a_whole() -> None:
    assert "Both at once cannot be &lt;right&gt;." in render("{% error_summary f %}", f=Form({}))


def test_an_error_summary_gathers_several_forms_and_passes_over_none() -> None:
    first, second = Form({}, prefix="a"), Form({}, prefix="b")
    shown = render("{% error_summary a none b %}", a=first, b=second, none=None)
    assert shown.count("There is a problem") == 1
    assert 'href="#id_a-name"' in shown
    assert 'href="#id_b-name"' in shown


def test_nothing_is_shown_for_a_form_that_is_new_or_right() -> None:
    class Easy(forms.Form):
        name = forms.CharField()

    for form in (Form(), Easy({"name": "Austin"})):
        assert render("{% error_summary form %}", form=form).strip() == ""


def test_the_version_is_the_one_that_pyproject_names(settings: Settings) -> None:
    pyproject = (settings.BASE_DIR / "pyproject.toml").read_text()
    version = render("{% portal_version %}")
    assert version
    assert f'version = "{version}"' in pyproject
