"""Two small editions, one before the other: every relation once, and a city's answers to carry."""

from criteria.core.lineage import Lineage, parse_lineage
from criteria.core.parsing import parse_standard
from criteria.core.standard import Standard
from criteria.services import store_edition
from criteria.tests.examples import Tree, group, requirement, small_tree

OLD, NEW = "small-2018", "small-2022"


def old_tree(**changes: object) -> Tree:
    """Return an edition of three criteria with practices alone: O1 has five, O2 four, O3 one."""
    return {
        "code": OLD,
        "title": "The small standard before",
        "edition": 2018,
        "revision": 1,
        "status": "published",
        "levels": [{"code": "silver", "title": "Silver", "points": 2}],
        "outcomes": {"at_least": 0, "measures": []},
        "areas": [
            {
                "code": "O",
                "title": "Old area",
                "criteria": [
                    _criterion("O1", 5),
                    _criterion("O2", 4, "O2.1", "O2.2"),
                    _criterion("O3", 1),
                ],
            }
        ],
        **changes,
    }


def _criterion(code: str, count: int, *may_not_apply: str) -> Tree:
    codes = [f"{code}.{number + 1}" for number in range(count)]
    return {
        "code": code,
        "title": f"Old {code}",
        "statement": f"The city did {code}.",
        "practice": group(
            1, *(requirement(item, may_not_apply=item in may_not_apply) for item in codes)
        ),
    }


CHANGES = [
    {"from": "O1", "to": "A1", "relation": "split"},
    {"from": "O1", "to": "A2", "relation": "split"},
    {"from": "O2", "to": "B1", "relation": "reworded"},
    {"from": "O3", "relation": "dropped"},
    {"to": "B2", "relation": "new"},
    {"from": "O1.1", "to": "A1.1", "relation": "same"},
    {"from": "O1.2", "to": "A1.E1", "relation": "same"},
    {"from": "O1.3", "to": "A1.R1", "relation": "reworded"},
    {"from": "O1.4", "to": "A2.1", "relation": "split"},
    {"from": "O1.4", "to": "A2.2", "relation": "split"},
    {"from": "O1.5", "to": "B1.1", "relation": "moved"},
    {"from": "O2.1", "to": "B1.E1", "relation": "merged"},
    {"from": "O2.2", "to": "B1.E1", "relation": "merged"},
    {"from": "O2.3", "to": "A1.2", "relation": "same"},
    {"from": "O2.4", "relation": "dropped"},
    {"from": "O3.1", "relation": "dropped"},
    *(
        {"to": code, "relation": "new"}
        for code in ("A2.E1", "A2.R1", "B1.2", "B1.R1", "B2.1", "B2.2", "B2.E1", "B2.R1")
    ),
]


def older() -> Standard:
    return parse_standard(old_tree())


def newer() -> Standard:
    return parse_standard(small_tree(supersedes=OLD))


def lineage() -> Lineage:
    return parse_lineage(CHANGES, older(), newer())


def publish_old() -> None:
    store_edition(standard=older())


def publish_new() -> None:
    """Publish the newer edition; from then on the older one is superseded."""
    store_edition(standard=parse_standard(old_tree(status="superseded")))
    store_edition(standard=newer(), lineage=lineage())
