"""A raw tree -> cases, with every fault named. The shape is in docs/authoring-a-standard.md."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from assessments.core.cases.case import Case, Expected, Given, Topic
from assessments.core.document import Status, parse_reports
from assessments.core.scoring import Withheld
from criteria.core.faults import Absent, Node, quoted
from criteria.core.standard import (
    STANDARD_CODE,
    STANDARD_CODE_LIKE,
    Criterion,
    Region,
    RuleKind,
    Standard,
)
from criteria.core.words import Words

NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME: Final = 60
LONGEST_REASON: Final = 400
MOST_CASES: Final = 2_000
EXPECTATIONS: Final = (
    "earned",
    "not_earned",
    "blocked_by",
    "points",
    "level",
    "withheld",
    "outcomes_met",
    "outcomes_not_met",
)


def parse_cases(tree: object, standard: Standard, regions: Mapping[str, str]) -> tuple[Case, ...]:
    """Return the cases that a raw tree holds; raises Faulty with every fault in it.

    `regions` are those of the programme's countries, by ISO 3166 alpha-2 code.
    """
    root = Node.root(tree)
    fields = root.fields(required=("standard", "cases"))
    code = fields["standard"].code(STANDARD_CODE, most=41, like=STANDARD_CODE_LIKE)
    if code and code != standard.code:
        fields["standard"].fault(
            "must be %(expected)s, not %(given)s", expected=standard.code, given=code
        )
    names: dict[str, str] = {}
    cases = tuple(
        _parse_case(item, standard, regions, names)
        for item in fields["cases"].items(most=MOST_CASES)
    )
    root.settle()
    return cases


def _parse_case(
    node: Node, standard: Standard, regions: Mapping[str, str], names: dict[str, str]
) -> Case:
    fields = node.fields(required=("name", "about", "reason", "given", "expect"))
    name = fields["name"].code(NAME, most=LONGEST_NAME)
    if name in names:
        fields["name"].fault("is used already, at %(place)s", place=names[name])
    elif name:
        names[name] = fields["name"].path
    about = fields["about"].text(most=LONGEST_NAME)
    if about and about not in (*Topic, *_codes_of(standard.criteria)):
        topics = ", ".join(Topic)
        fields["about"].fault(
            "must be a criterion of %(standard)s or one of %(topics)s, not %(given)s",
            standard=standard.code,
            topics=topics,
            given=quoted(about),
        )
        about = ""
    case = Case(
        name=name,
        about=about,
        reason=fields["reason"].text(most=LONGEST_REASON, lines=True).strip(),
        given=_parse_given(fields["given"], standard, regions),
        expected=_parse_expected(fields["expect"], standard),
        path=node.path,
    )
    if about and fields["expect"].given:
        _check_subject(case, fields, standard)
    return case


def _codes_of(criteria: Collection[Criterion]) -> tuple[str, ...]:
    return tuple(item.code for item in criteria)


def _parse_given(node: Node, standard: Standard, regions: Mapping[str, str]) -> Given:
    fields = node.fields(optional=("country", "points", "enough_for", *Status, "outcomes"))
    country = fields["country"].text(most=LONGEST_NAME)
    if country and country not in regions:
        fields["country"].fault(
            "is not a country of the programme: %(country)s", country=quoted(country)
        )
    reports = parse_reports(fields["outcomes"], standard)
    for outcome in standard.outcomes:
        regional = outcome.kind is RuleKind.AT_LEAST and outcome.code in reports
        if regional and not fields["country"].given:
            fields["country"].fault(
                "is missing: what %(outcome)s asks for differs by region", outcome=outcome.code
            )
    return Given(
        region=Region(regions.get(country, Region.NORTH_AMERICA)),
        answers=_parse_answers(fields, standard),
        outcomes=reports,
    )


def _parse_answers(fields: Mapping[str, Node], standard: Standard) -> Mapping[str, Status]:
    requirements = {item.code: item for item in standard.requirements}
    known = _codes_of(standard.criteria)
    no_criterion = Words("is not a criterion of %(standard)s", {"standard": standard.code})
    enough = _parse_codes(fields["enough_for"], known, no_criterion)
    points = fields["points"].whole(least=0, most=len(known)) or 0
    first = _codes_of(standard.prerequisites_first[:points])
    answers = {
        requirement.code: Status.IN_PLACE
        for criterion in standard.criteria
        if criterion.code in enough or criterion.code in first
        for group in criterion.groups
        for requirement in group.requirements[: group.at_least]
    }
    named: dict[str, Status] = {}
    for status in Status:
        for node in fields[status].items(most=len(requirements)):
            code = node.text(most=LONGEST_NAME)
            if not code:
                continue
            if code not in requirements:
                node.fault(
                    "is not a requirement of %(standard)s: %(code)s",
                    standard=standard.code,
                    code=quoted(code),
                )
            elif code in named:
                node.fault(
                    "is named already, as %(status)s: %(code)s", status=named[code], code=code
                )
            elif code in answers and status is not Status.IN_PLACE:
                node.fault("is in place already, by points or enough_for: %(code)s", code=code)
            elif status is Status.NOT_APPLICABLE and not requirements[code].may_not_apply:
                node.fault("must not be not_applicable: %(code)s always applies", code=code)
            else:
                named[code] = status
    return {**answers, **named}


def _parse_codes(node: Node, known: Collection[str], unknown: Words) -> tuple[str, ...]:
    codes: list[str] = []
    for item in node.items(most=len(known)):
        code = item.text(most=LONGEST_NAME)
        if not code:
            continue
        if code not in known:
            item.fault("%(unknown)s: %(code)s", unknown=unknown, code=quoted(code))
        elif code in codes:
            item.fault("is named already: %(code)s", code=code)
        else:
            codes.append(code)
    return tuple(codes)


def _parse_expected(node: Node, standard: Standard) -> Expected:
    fields = node.fields(optional=EXPECTATIONS)
    criteria = _codes_of(standard.criteria)
    outcomes = tuple(item.code for item in standard.outcomes)
    named = {"standard": standard.code}
    no_criterion = Words("is not a criterion of %(standard)s", named)
    no_outcome = Words("is not an outcome of %(standard)s", named)
    expected = Expected(
        earned=_parse_codes(fields["earned"], criteria, no_criterion),
        not_earned=_parse_codes(fields["not_earned"], criteria, no_criterion),
        blocked_by=_parse_blocked(fields["blocked_by"], standard),
        points=fields["points"].whole(least=0, most=len(criteria)),
        level=_parse_level(fields["level"], standard),
        withheld=_parse_withheld(fields["withheld"]),
        outcomes_met=_parse_codes(fields["outcomes_met"], outcomes, no_outcome),
        outcomes_not_met=_parse_codes(fields["outcomes_not_met"], outcomes, no_outcome),
    )
    for code in set(expected.earned) & set(expected.not_earned):
        fields["not_earned"].fault("contradicts earned: %(code)s", code=code)
    for code in set(expected.outcomes_met) & set(expected.outcomes_not_met):
        fields["outcomes_not_met"].fault("contradicts outcomes_met: %(code)s", code=code)
    for code in expected.blocked_by:
        if code not in expected.not_earned:
            fields["blocked_by"].fault(
                "names %(code)s, which must stand under not_earned as well", code=code
            )
    return expected


def _parse_blocked(node: Node, standard: Standard) -> Mapping[str, tuple[str, ...]]:
    blocked = {}
    criteria = {item.code: item for item in standard.criteria}
    for code, entry in node.entries().items():
        if code not in criteria:
            entry.fault("is not a criterion of %(standard)s", standard=standard.code)
        else:
            needed = criteria[code].prerequisites
            unneeded = Words("is not a prerequisite of %(criterion)s", {"criterion": code})
            blocked[code] = _parse_codes(entry, needed, unneeded)
    return blocked


def _parse_level(node: Node, standard: Standard) -> str | Absent | None:
    if not node.given:
        return Absent.ABSENT
    if node.value is None:
        return None
    level = node.text(most=LONGEST_NAME)
    known = tuple(item.code for item in standard.levels)
    if level and level not in known:
        node.fault(
            "must be one of %(known)s or null, not %(given)s",
            known=", ".join(known),
            given=quoted(level),
        )
    return level


def _parse_withheld(node: Node) -> Withheld | Absent | None:
    if not node.given:
        return Absent.ABSENT
    return None if node.value is None else node.one_of(Withheld)


def _check_subject(case: Case, fields: Mapping[str, Node], standard: Standard) -> None:
    """A case must say something of what it is about, and of nothing that it leaves untouched."""
    expected, given, expect = case.expected, case.given, fields["expect"]
    told = (*expected.earned, *expected.not_earned)
    match case.about:
        case Topic.LEVELS:
            if expected.level is Absent.ABSENT:
                expect.fault("says nothing about levels: it must name the level, or null")
        case Topic.OUTCOMES:
            judged = expected.outcomes_met or expected.outcomes_not_met
            if not judged and expected.withheld is Absent.ABSENT:
                expect.fault(
                    "says nothing about outcomes: it must have outcomes_met, outcomes_not_met"
                    " or withheld"
                )
        case Topic.NOT_APPLICABLE:
            left = {standard.requirement(code).criterion for code in given.not_applicable}
            if not left.intersection(told):
                expect.fault(
                    "says nothing about a criterion with a requirement that does not apply"
                )
        case code:
            if code not in told:
                expect.fault(
                    "says nothing about %(code)s: it must be earned or not_earned", code=code
                )
            own = standard.criterion(code).requirements
            if not any(item.code in given.answers for item in own):
                fields["given"].fault("answers no requirement of %(code)s", code=code)
