"""Small random standards, and what cities might answer to them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st

from assessments.core.document import Answer, Document, Evidence, Figure, Report, Status
from criteria.core.parsing import parse_standard
from criteria.core.standard import Standard
from criteria.tests.examples import OUTCOMES, Tree, group, requirement

QUICK: Final = settings(max_examples=60, deadline=None)
CODES: Final = ("A1", "A10", "A2", "B1", "B10", "B2", "a1", "C1")
COUNTRIES: Final = {"US": "north-america", "BR": "latin-america"}


@st.composite
def standards(draw: st.DrawFn, *, most: int = 7) -> Standard:
    """Standards of up to `most` criteria whose prerequisites are a random graph without cycle."""
    codes = draw(st.permutations(CODES))[: draw(st.integers(1, most))]
    order = draw(st.permutations(codes))
    place = {code: index for index, code in enumerate(order)}
    criteria = []
    for code in codes:
        before = [other for other in order if place[other] < place[code]]
        needs = draw(st.lists(st.sampled_from(before), unique=True, max_size=3)) if before else []
        criteria.append(draw(_criteria(code, needs)))
    tops = sorted(draw(st.sets(st.integers(1, len(codes)), min_size=1, max_size=3)))
    return parse_standard(
        {
            "code": "random",
            "title": "Random",
            "edition": 2018,
            "levels": [
                {"code": f"level-{points}", "title": "Level", "points": points} for points in tops
            ],
            "outcomes": {**OUTCOMES, "at_least": draw(st.integers(0, 3))},
            "areas": [{"code": "A", "title": "Area", "criteria": criteria}],
        }
    )


@st.composite
def _criteria(draw: st.DrawFn, code: str, needs: list[str]) -> Tree:
    tree: Tree = {
        "code": code,
        "title": code,
        "statement": "The city does it.",
        "prerequisites": needs,
        "practice": draw(_groups(code, "", 3)),
    }
    if draw(st.booleans()):
        tree["equity"] = draw(_groups(code, "E", 2))
    return tree


@st.composite
def _groups(draw: st.DrawFn, code: str, letter: str, most: int) -> Tree:
    count = draw(st.integers(1, most))
    return group(
        draw(st.integers(1, count)),
        *(
            requirement(
                f"{code}.{letter}{number + 1}",
                draw(st.sampled_from((1, 2, 3, 5, 8))),
                may_not_apply=draw(st.booleans()),
            )
            for number in range(count)
        ),
    )


YEARS: Final = st.integers(2000, 2030)
VALUES: Final = st.decimals(0, 100, places=2)
TEXTS: Final = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))


@st.composite
def documents(draw: st.DrawFn, standard: Standard) -> Document:
    """Sound documents for a standard, some of it answered."""
    answers = {}
    for item in standard.requirements:
        statuses = [None, *Status, Status.IN_PLACE, Status.IN_PLACE]
        if not item.may_not_apply:
            statuses.remove(Status.NOT_APPLICABLE)
        status = draw(st.sampled_from(statuses))
        if status:
            answers[item.code] = draw(_answers(status))
    reports = {
        "broadband": st.builds(Report, value=VALUES, year=YEARS, source=TEXTS.map(_short)),
        "pm25": st.builds(
            Report,
            value=VALUES,
            year=YEARS,
            baseline=st.none() | st.builds(Figure, value=VALUES, year=st.integers(1990, 1999)),
        ),
        "priority": _on_pace(),
    }
    return Document(
        standard=standard.code,
        city=draw(TEXTS.filter(str.strip).map(_short)),
        country=draw(st.sampled_from(list(COUNTRIES))),
        answers=answers,
        outcomes={code: draw(report) for code, report in reports.items() if draw(st.booleans())},
    )


def _short(text: str) -> str:
    return text[:200].strip() or "x"


@st.composite
def _answers(draw: st.DrawFn, status: Status) -> Answer:
    note = draw(TEXTS)
    if status is Status.NOT_APPLICABLE and not note.strip():
        note = "The city has none."
    evidence = (Evidence(title="The report", url="https://example.org/report"),)
    return Answer(status=status, note=note, evidence=draw(st.sampled_from(((), evidence))))


@st.composite
def _on_pace(draw: st.DrawFn) -> Report:
    baseline = Figure(value=draw(VALUES), year=draw(st.integers(1990, 2010)))
    value = draw(VALUES.filter(lambda value: value != baseline.value))
    return Report(
        value=draw(st.decimals(-1000, 1000, places=3)),
        year=draw(st.integers(baseline.year + 1, 2040)),
        title="Our own",
        sdg=draw(st.none() | st.integers(1, 17)),
        baseline=baseline,
        target=Figure(value=value, year=draw(st.integers(baseline.year + 1, 2040))),
    )


@dataclass(frozen=True, kw_only=True)
class Case:
    standard: Standard
    document: Document


@st.composite
def cases(draw: st.DrawFn, *, most: int = 7) -> Case:
    standard = draw(standards(most=most))
    return Case(standard=standard, document=draw(documents(standard)))


def figure(value: str, year: int) -> Figure:
    return Figure(value=Decimal(value), year=year)
