"""A standard -> plain trees: all of it, and what of it may never change once published."""

from collections.abc import Mapping
from hashlib import sha256

from criteria.core.faults import Fault, step
from criteria.core.numbers import compact
from criteria.core.standard import (
    AtLeast,
    AtMostOrFalling,
    Criterion,
    OnPace,
    Rule,
    Standard,
)
from criteria.core.words import Words
from criteria.core.writing import write_json


def to_document(standard: Standard) -> dict[str, object]:
    """Return the plain tree of a standard, which `parse_standard` reads back as the same."""
    return _given(
        {
            "code": standard.code,
            "title": standard.title,
            "edition": standard.edition,
            "revision": standard.revision,
            "reason": standard.reason,
            "status": str(standard.status),
            "supersedes": standard.supersedes,
            "efforts": {str(effort): text for effort, text in standard.efforts.items()},
            "levels": [
                {"code": level.code, "title": level.title, "points": level.points}
                for level in standard.levels
            ],
            "outcomes": {
                "at_least": standard.outcomes_required,
                "measures": [
                    _given(
                        {
                            "code": outcome.code,
                            "title": outcome.title,
                            "about": outcome.about,
                            "unit": outcome.unit,
                            "rule": rule_document(outcome.rule),
                        }
                    )
                    for outcome in standard.outcomes
                ],
            },
            "areas": [
                _given(
                    {
                        "code": area.code,
                        "title": area.title,
                        "about": area.about,
                        "criteria": [_criterion_document(item) for item in area.criteria],
                    }
                )
                for area in standard.areas
            ],
        }
    )


def _given(fields: dict[str, object]) -> dict[str, object]:
    """Leave out optional fields that say nothing."""
    return {key: value for key, value in fields.items() if value not in ("", {})}


def rule_document(rule: Rule) -> dict[str, object]:
    """Return the plain tree of an outcome's rule."""
    kind = str(rule.kind)
    match rule:
        case AtLeast():
            thresholds = {str(region): compact(value) for region, value in rule.thresholds.items()}
            return {"kind": kind, "thresholds": thresholds}
        case AtMostOrFalling():
            return {
                "kind": kind,
                "at_most": compact(rule.at_most),
                "falling_by_percent": compact(rule.falling_by_percent),
                "over_years": rule.over_years,
            }
        case OnPace():
            return {"kind": kind}


def _criterion_document(criterion: Criterion) -> dict[str, object]:
    groups: dict[str, object] = {
        str(group.lens): {
            "at_least": group.at_least,
            "requirements": [
                {
                    "code": requirement.code,
                    "text": requirement.text,
                    "effort": requirement.effort,
                    "may_not_apply": requirement.may_not_apply,
                }
                for requirement in group.requirements
            ],
        }
        for group in criterion.groups
    }
    return _given(
        {
            "code": criterion.code,
            "title": criterion.title,
            "source": str(criterion.source or ""),
            "statement": criterion.statement,
            "why": criterion.why,
            "evidence": list(criterion.evidence),
            "prerequisites": list(criterion.prerequisites),
            **groups,
        }
    )


def meaning(standard: Standard) -> dict[str, object]:
    """Return the plain tree of what may never change once published: everything but texts.

    The order of a group's requirements is part of it, because a roadmap follows that order.
    """
    return {
        "code": standard.code,
        "edition": standard.edition,
        "levels": {level.code: level.points for level in standard.levels},
        "outcomes": {
            "at_least": standard.outcomes_required,
            "measures": {
                outcome.code: {"unit": outcome.unit, "rule": rule_document(outcome.rule)}
                for outcome in standard.outcomes
            },
        },
        "criteria": {
            criterion.code: {
                "area": criterion.area,
                "prerequisites": sorted(criterion.prerequisites),
                "groups": {
                    str(group.lens): {
                        "at_least": group.at_least,
                        "order": [requirement.code for requirement in group.requirements],
                        "requirements": {
                            requirement.code: {
                                "effort": requirement.effort,
                                "may_not_apply": requirement.may_not_apply,
                            }
                            for requirement in group.requirements
                        },
                    }
                    for group in criterion.groups
                },
            }
            for criterion in standard.criteria
        },
    }


def differences(old: object, new: object, path: str = "$") -> tuple[Fault, ...]:
    """Return what differs between two plain trees, place by place."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: list[Fault] = []
        for key in dict.fromkeys((*old, *new)):
            at = step(path, str(key))
            if key not in new:
                found.append(Fault(path=at, message=Words("was taken away")))
            elif key not in old:
                found.append(Fault(path=at, message=Words("was added")))
            else:
                found += differences(old[key], new[key], at)
        return tuple(found)
    before, after = write_json(old), write_json(new)
    if before == after:
        return ()
    words = Words("was %(before)s, is now %(after)s", {"before": before, "after": after})
    return (Fault(path=path, message=words),)


def fingerprint(tree: object) -> str:
    """Return the SHA-256, in hex, of a plain tree: the same for 75, 75.0 and Decimal("75.00")."""
    return sha256(write_json(tree, sort_keys=True).encode()).hexdigest()
