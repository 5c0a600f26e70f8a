"""The schemas of the files beside a standard's own: translations and changes."""

from collections.abc import Collection, Mapping
from typing import Final

from criteria.core.lineage import ONE_TO_ONE, Relation
from criteria.core.schema.parts import Schema, code_, listed, one_of, prose, table, top
from criteria.core.standard import CODE, STANDARD_CODE
from criteria.core.texts import DIGEST_LENGTH, LANGUAGES

RELATIONS: Final[Mapping[Relation, str]] = {
    Relation.SAME: "asks the same; answers are kept",
    Relation.REWORDED: "same subject, another bar; answers are to be confirmed",
    Relation.SPLIT: "became several, a row for each",
    Relation.MERGED: "several became one, a row for each",
    Relation.MOVED: "asks the same in another place",
    Relation.DROPPED: "is asked no more; has no `to`",
    Relation.NEW: "was not asked before; has no `from`",
}


def texts_schema() -> Schema:
    """Return the schema of `es.yaml`, `pt.yaml` and `fr.yaml`, before stamping and after."""
    entry = {
        "anyOf": [
            prose("The text alone; check_standard --stamp notes its English."),
            table(
                required={"text": prose("The text in this language.")},
                optional={
                    "of": {
                        "type": "string",
                        "maxLength": DIGEST_LENGTH,
                        "description": "Digest of the English; empty it once the text is renewed.",
                    }
                },
                told="A text, and the digest of the English it was made from.",
            ),
        ]
    }
    return top(
        "Texts of a standard in another language",
        "Texts by key: title, levels.gold.title, DM1.statement, DM1.evidence.2, DM1.1 and so on.",
        table(
            required={
                "standard": code_(STANDARD_CODE, "Code of the standard."),
                "language": {"enum": list(LANGUAGES), "description": "Language of the texts."},
                "texts": {"type": "object", "additionalProperties": entry},
            }
        ),
    )


def changes_schema() -> Schema:
    """Return the schema of `changes.yaml`."""
    relations = "; ".join(f"{relation}: {told}" for relation, told in RELATIONS.items())
    row = table(
        required={"relation": one_of(Relation, relations)},
        optional={
            "from": code_(CODE, "Code in the edition before: a criterion or a requirement.", 30),
            "to": code_(CODE, "Code in this edition: a criterion or a requirement.", 30),
        },
    )
    both = [*ONE_TO_ONE, Relation.SPLIT, Relation.MERGED]
    row["oneOf"] = [
        _ends(both, required=["from", "to"]),
        _ends([Relation.DROPPED], required=["from"], without="to"),
        _ends([Relation.NEW], required=["to"], without="from"),
    ]
    told = "What became of each criterion and requirement of the edition before, row by row."
    return top("Changes", told, listed(row, told, 0, None))


def _ends(relations: Collection[Relation], *, required: list[str], without: str = "") -> Schema:
    rule: Schema = {
        "properties": {"relation": {"enum": [str(item) for item in relations]}},
        "required": required,
    }
    if without:
        rule["properties"][without] = False
    return rule
