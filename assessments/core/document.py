"""The assessment document `wwc-assessment/1`: what a city answers, as values and as a plain tree.

`parse_document` refuses with every fault and its place; `to_document` writes what it reads back.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from criteria.core.faults import Absent, Node, quoted, shown
from criteria.core.numbers import compact
from criteria.core.standard import STANDARD_CODE, Outcome, Requirement, RuleKind, Standard

FORMAT: Final = "wwc-assessment/1"
LONGEST_NOTE: Final = 10_000
LONGEST_TITLE: Final = 200
LONGEST_SOURCE: Final = 500
LONGEST_URL: Final = 2_000
MOST_EVIDENCE: Final = 50
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
LARGEST_NUMBER: Final = 10**15
MOST_DECIMALS: Final = 12
GOALS: Final = 17
"""The Sustainable Development Goals of the United Nations."""


class Status(StrEnum):
    """What a city says of a requirement; no answer at all is "unanswered"."""

    IN_PLACE = "in_place"
    IN_PROGRESS = "in_progress"
    NOT_IN_PLACE = "not_in_place"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: Status
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A value in the outcome's unit, and the year it is of."""

    value: Decimal
    year: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a city reports for an outcome; which fields there are depends on the rule's kind."""

    value: Decimal
    year: int
    source: str = ""
    title: str = ""
    sdg: int | None = None
    baseline: Figure | None = None
    target: Figure | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """One city's answers against one standard: answers by requirement, reports by outcome."""

    standard: str
    city: str
    country: str
    answers: Mapping[str, Answer] = field(default_factory=dict, hash=False)
    outcomes: Mapping[str, Report] = field(default_factory=dict, hash=False)


def named_standard(tree: object) -> str | None:
    """Return the code of the standard a document names, if it names one in a well-formed way."""
    code = tree.get("standard") if isinstance(tree, Mapping) else None
    return code if isinstance(code, str) and STANDARD_CODE.fullmatch(code) else None


def parse_document(tree: object, standard: Standard | None, countries: Collection[str]) -> Document:
    """Return the document that a raw tree describes; raises Faulty with every fault in it.

    `standard` is the one the document names, None if there is no such standard: then that is a
    fault, beside whatever else can be told without it. `countries` are the programme's, as ISO
    3166 alpha-2 codes.
    """
    root = Node.root(tree)
    fields = root.fields(required=("format", "standard", "city"), optional=("answers", "outcomes"))
    _check_format(fields["format"])
    code = _parse_standard_code(fields["standard"], standard)
    city = fields["city"].fields(required=("name", "country"))
    document = Document(
        standard=code,
        city=city["name"].text(most=LONGEST_TITLE),
        country=_parse_country(city["country"], countries),
        answers=_parse_answers(fields["answers"], standard),
        outcomes=parse_reports(fields["outcomes"], standard),
    )
    root.settle()
    return document


def parse_answer(tree: object, requirement: Requirement) -> Answer:
    """Return one answer; raises Faulty with every fault in it."""
    root = Node.root(tree)
    answer = _parse_answer(root, requirement)
    root.settle()
    return answer


def parse_report(tree: object, outcome: Outcome) -> Report:
    """Return one outcome's report; raises Faulty with every fault in it."""
    root = Node.root(tree)
    report = _parse_report(root, outcome)
    root.settle()
    return report


def _check_format(node: Node) -> None:
    if node.given and node.value != FORMAT:
        node.fault('must be "%(format)s"', format=FORMAT)


def _parse_standard_code(node: Node, standard: Standard | None) -> str:
    code = node.text(most=LONGEST_TITLE)
    if code and standard is None:
        node.fault("is not a known standard: %(code)s", code=quoted(code))
    elif code and standard is not None and code != standard.code:
        node.fault(
            "must be %(expected)s, not %(given)s",
            expected=quoted(standard.code),
            given=quoted(code),
        )
    return code


def _parse_country(node: Node, countries: Collection[str]) -> str:
    country = node.text(most=LONGEST_TITLE)
    if country and country not in countries:
        node.fault("is not a country of the programme: %(country)s", country=quoted(country))
    return country


def _parse_answers(node: Node, standard: Standard | None) -> Mapping[str, Answer]:
    requirements = {item.code: item for item in standard.requirements} if standard else {}
    answers = {}
    for code, entry in node.entries().items():
        if standard and code not in requirements:
            entry.fault("is not a requirement of %(standard)s", standard=standard.code)
        answers[code] = _parse_answer(entry, requirements.get(code))
    return answers


def _parse_answer(node: Node, requirement: Requirement | None) -> Answer:
    fields = node.fields(required=("status",), optional=("note", "evidence"))
    status = fields["status"].one_of(Status)
    note = fields["note"].text(most=LONGEST_NOTE, lines=True, blank=True)
    if status is Status.NOT_APPLICABLE:
        if requirement and not requirement.may_not_apply:
            fields["status"].fault("must not be not_applicable: this requirement always applies")
        given = fields["note"].value if fields["note"].given else ""
        if isinstance(given, str) and not given.strip():
            fields["note"].fault("must say why the requirement does not apply")
    return Answer(
        status=status or Status.UNKNOWN,
        note=note,
        evidence=tuple(
            _parse_evidence(item) for item in fields["evidence"].items(most=MOST_EVIDENCE)
        ),
    )


def _parse_evidence(node: Node) -> Evidence:
    fields = node.fields(required=("title", "url"))
    url = fields["url"].text(most=LONGEST_URL)
    if url and not is_web_address(url):
        fields["url"].fault("must be a web address that begins with http:// or https://")
    return Evidence(title=fields["title"].text(most=LONGEST_TITLE), url=url)


def is_web_address(url: str) -> bool:
    """Tell whether a text is an http or https address with a host."""
    if re.search(r"[\s\\<>\"]", url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and any(sign.isalnum() for sign in host)


def parse_reports(node: Node, standard: Standard | None) -> Mapping[str, Report]:
    """Return the reports of a place in a tree, by outcome; its faults go to the node's walk."""
    outcomes = {item.code: item for item in standard.outcomes} if standard else {}
    reports = {}
    for code, entry in node.entries().items():
        if standard and code not in outcomes:
            entry.fault("is not an outcome of %(standard)s", standard=standard.code)
        reports[code] = _parse_report(entry, outcomes.get(code))
    return reports


ALWAYS: Final = ("value", "year")
BY_KIND: Final[Mapping[RuleKind | None, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    RuleKind.AT_LEAST: (ALWAYS, ("source",)),
    RuleKind.AT_MOST_OR_FALLING: (ALWAYS, ("source", "baseline")),
    RuleKind.ON_PACE: (("baseline", "target", *ALWAYS), ("source", "title", "sdg")),
    None: (ALWAYS, ("source", "title", "sdg", "baseline", "target")),
}
"""By the rule's kind: the fields a report must have, and those it may have."""


def _parse_report(node: Node, outcome: Outcome | None) -> Report:
    required, optional = BY_KIND[outcome.kind if outcome else None]
    fields = node.fields(required=required, optional=optional)
    absent = Node(value=Absent.ABSENT, path=node.path, found=node.found)
    value = _parse_value(fields["value"], outcome)
    year = _parse_year(fields["year"])
    baseline = _parse_figure(fields.get("baseline", absent), outcome)
    target = _parse_figure(fields.get("target", absent), outcome)
    if baseline and year and year <= baseline.year:
        fields["year"].fault("must be after %(year)s, the baseline's year", year=baseline.year)
    if baseline and target and target.year <= baseline.year:
        fields["target"].fault(
            "must be after %(year)s, the baseline's year", "year", year=baseline.year
        )
    if baseline and target and target.value == baseline.value:
        fields["target"].fault("must not be the baseline's value", "value")
    return Report(
        value=value or Decimal(0),
        year=year or 0,
        source=fields["source"].text(most=LONGEST_SOURCE, blank=True),
        title=fields.get("title", absent).text(most=LONGEST_TITLE),
        sdg=fields.get("sdg", absent).whole(least=1, most=GOALS),
        baseline=baseline,
        target=target,
    )


def _parse_figure(node: Node, outcome: Outcome | None) -> Figure | None:
    if not node.given:
        return None
    fields = node.fields(required=ALWAYS)
    value = _parse_value(fields["value"], outcome)
    year = _parse_year(fields["year"])
    return None if value is None or year is None else Figure(value=value, year=year)


def _parse_year(node: Node) -> int | None:
    return node.whole(least=FIRST_YEAR, most=LAST_YEAR)


def _parse_value(node: Node, outcome: Outcome | None) -> Decimal | None:
    """Return a value in the outcome's unit, without zeros that say nothing."""
    number = node.number()
    if number is None:
        return None
    if number.copy_abs() > LARGEST_NUMBER:
        node.fault(
            "must be from %(least)s to %(most)s, not %(given)s",
            least=-LARGEST_NUMBER,
            most=LARGEST_NUMBER,
            given=shown(number),
        )
    elif number != round(number, MOST_DECIMALS):
        node.fault(
            "must have at most %(most)s decimals, not %(given)s",
            most=MOST_DECIMALS,
            given=shown(number),
        )
    elif outcome and outcome.unit == "percent" and not 0 <= number <= 100:
        node.fault("must be a percentage from 0 to 100, not %(given)s", given=shown(number))
    elif outcome and number < 0 and _is_concentration(outcome):
        node.fault("must not be negative, as %(given)s is", given=shown(number))
    else:
        return number.normalize() + 0
    return None


def _is_concentration(outcome: Outcome) -> bool:
    return outcome.kind is RuleKind.AT_MOST_OR_FALLING or "/m" in outcome.unit


def to_document(document: Document) -> dict[str, object]:
    """Return a document's plain tree, ordered by code; `parse_document` reads it as the same.

    A value that no float holds exactly stands in it as a Decimal: write the tree with
    `criteria.core.writing`.
    """
    return {
        "format": FORMAT,
        "standard": document.standard,
        "city": {"name": document.city, "country": document.country},
        "answers": {
            code: answer_document(answer) for code, answer in sorted(document.answers.items())
        },
        "outcomes": {
            code: report_document(report) for code, report in sorted(document.outcomes.items())
        },
    }


def answer_document(answer: Answer) -> dict[str, object]:
    """Return the plain tree of one answer."""
    tree: dict[str, object] = {"status": str(answer.status)}
    if answer.note:
        tree["note"] = answer.note
    if answer.evidence:
        tree["evidence"] = [{"title": item.title, "url": item.url} for item in answer.evidence]
    return tree


def report_document(report: Report) -> dict[str, object]:
    """Return the plain tree of one outcome's report."""
    tree: dict[str, object] = {
        "title": report.title,
        "sdg": report.sdg,
        "baseline": report.baseline and _figure_document(report.baseline),
        "target": report.target and _figure_document(report.target),
        "source": report.source,
    }
    given = {key: value for key, value in tree.items() if value not in ("", None)}
    return {**given, "value": compact(report.value), "year": report.year}


def _figure_document(figure: Figure) -> dict[str, object]:
    return {"value": compact(figure.value), "year": figure.year}
