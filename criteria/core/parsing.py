"""A raw tree -> a standard, with every fault named. The file's shape is the contract in docs."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from criteria.core.faults import Node
from criteria.core.standard import (
    ALL_LENSES_SINCE,
    CODE,
    CODE_LIKE,
    EFFORTS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_CRITERIA,
    RESERVED_CODES,
    STANDARD_CODE,
    STANDARD_CODE_LIKE,
    Area,
    AtLeast,
    AtMostOrFalling,
    Criterion,
    Group,
    Lens,
    Level,
    OnPace,
    Outcome,
    Region,
    Requirement,
    Rule,
    RuleKind,
    Source,
    Standard,
    Status,
    cycles,
)
from criteria.core.words import Words


def parse_standard(tree: object) -> Standard:
    """Return the standard that a raw tree describes; raises Faulty with every fault in it."""
    root = Node.root(tree)
    fields = root.fields(
        required=("code", "title", "edition", "levels", "outcomes", "areas"),
        optional=("revision", "reason", "status", "supersedes", "efforts"),
    )
    edition = fields["edition"].whole(least=1990, most=2100)
    outcomes_required, outcomes = _parse_outcomes(fields["outcomes"])
    areas = _parse_areas(fields["areas"], edition)
    standard = Standard(
        code=fields["code"].code(STANDARD_CODE, most=41, like=STANDARD_CODE_LIKE),
        title=fields["title"].text(most=LONGEST_TITLE),
        edition=edition or 0,
        revision=fields["revision"].whole(least=1, most=30_000) or 1,
        reason=_prose(fields["reason"]),
        status=fields["status"].one_of(Status) or Status.DRAFT,
        supersedes=fields["supersedes"].code(STANDARD_CODE, most=41, like=STANDARD_CODE_LIKE),
        efforts=_parse_efforts(fields["efforts"]),
        outcomes_required=outcomes_required,
        levels=_parse_levels(fields["levels"], sum(len(area.criteria) for area in areas)),
        outcomes=outcomes,
        areas=areas,
    )
    if standard.revision > 1 and not fields["reason"].given:
        fields["reason"].fault("is missing; a revision above 1 names its reason")
    if standard.code in RESERVED_CODES:
        fields["code"].fault("is taken by an address of the portal: %(code)s", code=standard.code)
    if standard.supersedes and standard.supersedes == standard.code:
        fields["supersedes"].fault("is the standard itself")
    _check_prerequisites(fields["areas"], standard)
    root.settle()
    return standard


def _prose(node: Node) -> str:
    return node.text(most=LONGEST_TEXT, lines=True).strip()


def _parse_efforts(node: Node) -> Mapping[int, str]:
    if not node.given:
        return {}
    fields = node.fields(required=[str(effort) for effort in EFFORTS])
    return {effort: _prose(fields[str(effort)]) for effort in EFFORTS}


def _parse_levels(node: Node, available: int) -> tuple[Level, ...]:
    levels = []
    codes = []
    below = 0
    for item in node.items(least=1, most=10):
        fields = item.fields(required=("code", "title", "points"))
        codes.append((fields["code"].code(CODE, most=20, like=CODE_LIKE), fields["code"]))
        points = fields["points"].whole(least=1, most=MOST_CRITERIA)
        if points is not None:
            if points <= below:
                fields["points"].fault(
                    "must be more than the %(below)s of the level before", below=below
                )
            if 0 < available < points:
                fields["points"].fault(
                    "cannot be reached: there are %(available)s criteria", available=available
                )
            below = points
        levels.append(
            Level(
                code=codes[-1][0],
                title=fields["title"].text(most=LONGEST_TITLE),
                points=points or 0,
            )
        )
    _check_unique(codes)
    return tuple(levels)


def _parse_outcomes(node: Node) -> tuple[int, tuple[Outcome, ...]]:
    fields = node.fields(required=("at_least", "measures"))
    outcomes = []
    codes = []
    for item in fields["measures"].items(most=30):
        measure = item.fields(required=("code", "title", "rule"), optional=("about", "unit"))
        codes.append((measure["code"].code(CODE, most=30, like=CODE_LIKE), measure["code"]))
        unit = measure["unit"].text(most=30)
        outcomes.append(
            Outcome(
                code=codes[-1][0],
                title=measure["title"].text(most=LONGEST_TITLE),
                about=_prose(measure["about"]),
                unit=unit,
                rule=_parse_rule(measure["rule"], unit),
            )
        )
    _check_unique(codes)
    measured = isinstance(fields["measures"].value, list | tuple)
    required = fields["at_least"].whole(least=0, most=len(outcomes) if measured else 30)
    return required or 0, tuple(outcomes)


def _parse_rule(node: Node, unit: str) -> Rule:
    kind_alone = node.value.get("kind") if isinstance(node.value, Mapping) else None
    match kind_alone:
        case RuleKind.AT_LEAST:
            fields = node.fields(required=("kind", "thresholds"))
            by_region = fields["thresholds"].fields(required=tuple(Region))
            most = Decimal(100) if unit == "percent" else None
            return AtLeast(
                thresholds={region: _amount(by_region[region], most=most) for region in Region}
            )
        case RuleKind.AT_MOST_OR_FALLING:
            fields = node.fields(required=("kind", "at_most", "falling_by_percent", "over_years"))
            return AtMostOrFalling(
                at_most=_amount(fields["at_most"]),
                falling_by_percent=_amount(fields["falling_by_percent"], most=Decimal(100)),
                over_years=fields["over_years"].whole(least=1, most=50) or 0,
            )
        case RuleKind.ON_PACE:
            node.fields(required=("kind",))
            return OnPace()
        case _:
            others = ("thresholds", "at_most", "falling_by_percent", "over_years")
            node.fields(required=("kind",), optional=others)["kind"].one_of(RuleKind)
            return OnPace()


def _amount(node: Node, *, most: Decimal | None = None) -> Decimal:
    """Return a number from 0 that a float holds exactly, so that any JSON store keeps it."""
    number = node.number()
    if number is None:
        return Decimal(0)
    if most is not None and not 0 <= number <= most:
        node.fault("must be from 0 to %(most)s", most=most)
    elif number < 0:
        node.fault("must not be negative")
    elif number >= 10**9 or number != round(number, 6):
        node.fault("must be below 1000000000 and have at most 6 decimals")
    else:
        return number.normalize() + 0
    return Decimal(0)


def _parse_areas(node: Node, edition: int | None) -> tuple[Area, ...]:
    areas = []
    codes: list[tuple[str, Node]] = []
    criteria_codes: list[tuple[str, Node]] = []
    requirement_codes: list[tuple[str, Node]] = []
    for item in node.items(least=1, most=100):
        fields = item.fields(required=("code", "title", "criteria"), optional=("about",))
        code = fields["code"].code(CODE, most=20, like=CODE_LIKE)
        codes.append((code, fields["code"]))
        criteria = [
            _parse_criterion(criterion_node, code, edition, criteria_codes, requirement_codes)
            for criterion_node in fields["criteria"].items(least=1, most=100)
        ]
        areas.append(
            Area(
                code=code,
                title=fields["title"].text(most=LONGEST_TITLE),
                about=_prose(fields["about"]),
                criteria=tuple(criteria),
            )
        )
    if len(criteria_codes) > MOST_CRITERIA:
        node.fault("must hold at most %(most)s criteria", most=MOST_CRITERIA)
    # Areas and criteria are read at addresses of the same form.
    _check_unique([*codes, *criteria_codes])
    _check_unique(requirement_codes)
    return tuple(areas)


def _parse_criterion(
    node: Node,
    area: str,
    edition: int | None,
    codes: list[tuple[str, Node]],
    requirement_codes: list[tuple[str, Node]],
) -> Criterion:
    every_lens = edition is None or edition >= ALL_LENSES_SINCE
    lenses = tuple(Lens)
    fields = node.fields(
        required=("code", "title", "statement", *(lenses if every_lens else lenses[:1])),
        optional=("source", "why", "evidence", "prerequisites", *lenses),
    )
    code = fields["code"].code(CODE, most=20, like=CODE_LIKE)
    codes.append((code, fields["code"]))
    return Criterion(
        code=code,
        area=area,
        title=fields["title"].text(most=LONGEST_TITLE),
        source=fields["source"].one_of(Source),
        statement=_prose(fields["statement"]),
        why=_prose(fields["why"]),
        evidence=tuple(_prose(item) for item in fields["evidence"].items(most=20)),
        prerequisites=tuple(
            item.code(CODE, most=20, like=CODE_LIKE)
            for item in fields["prerequisites"].items(most=MOST_CRITERIA)
        ),
        groups=tuple(
            _parse_group(fields[lens], lens, code, requirement_codes)
            for lens in lenses
            if fields[lens].given
        ),
    )


def _parse_group(node: Node, lens: Lens, criterion: str, codes: list[tuple[str, Node]]) -> Group:
    fields = node.fields(required=("at_least", "requirements"))
    requirements = []
    for item in fields["requirements"].items(least=1, most=20):
        given = item.fields(required=("code", "text", "effort"), optional=("may_not_apply",))
        code = given["code"].code(CODE, most=30, like=CODE_LIKE)
        codes.append((code, given["code"]))
        if code and criterion and not code.startswith(f"{criterion}."):
            given["code"].fault('must start with "%(criterion)s."', criterion=criterion)
        effort = given["effort"].whole(least=EFFORTS[0], most=EFFORTS[-1])
        if effort is not None and effort not in EFFORTS:
            given["effort"].fault("must be 1, 2, 3, 5 or 8, not %(effort)s", effort=effort)
        requirements.append(
            Requirement(
                code=code,
                criterion=criterion,
                lens=lens,
                text=_prose(given["text"]),
                effort=effort or 0,
                may_not_apply=given["may_not_apply"].flag(),
            )
        )
    at_least = fields["at_least"].whole(least=1, most=len(requirements) or 20)
    return Group(lens=lens, at_least=at_least or 0, requirements=tuple(requirements))


def _check_unique(codes: Iterable[tuple[str, Node]]) -> None:
    first: dict[str, Node] = {}
    for code, node in codes:
        if code and code in first:
            node.fault("is used already, at %(place)s", place=first[code].path)
        first.setdefault(code, node)


def _check_prerequisites(node: Node, standard: Standard) -> None:
    needs = {criterion.code: criterion.prerequisites for criterion in standard.criteria}
    places = {}
    for area_place, area in enumerate(standard.areas):
        for place, criterion in enumerate(area.criteria):
            path = f"{node.path}[{area_place}].criteria[{place}].prerequisites"
            places[criterion.code] = path
            for index, code in enumerate(criterion.prerequisites):
                at = Node(value=code, path=f"{path}[{index}]", found=node.found)
                if not code:
                    continue
                if code == criterion.code:
                    at.fault("is the criterion itself")
                elif code not in needs:
                    at.fault("is not a criterion of this standard: %(code)s", code=code)
                elif code in criterion.prerequisites[:index]:
                    at.fault("is named already: %(code)s", code=code)
    for cycle in cycles(needs):
        Node(value=None, path=places[cycle[0]], found=node.found).fault(
            "go round in a circle: %(round_trip)s", round_trip=_round_trip(cycle)
        )


def _round_trip(cycle: Sequence[str]) -> Words:
    """Return "A needs B needs A"."""
    *others, last = cycle
    trip = Words("%(code)s needs %(needed)s", {"code": last, "needed": cycle[0]})
    for code in reversed(others):
        trip = Words("%(code)s needs %(needed)s", {"code": code, "needed": trip})
    return trip
