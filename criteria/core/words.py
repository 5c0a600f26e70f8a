"""Sentences that the core composes, as values: the language is chosen where they are shown.

A sentence is an English text with %(name)s places, and what stands in them. xgettext finds the
texts by the keywords `Words:1`, `counted:1,2` and `fault:1`, so each is written as a literal.
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from decimal import Decimal
from functools import total_ordering
from typing import TypeAlias

from criteria.core.numbers import plain

Filling: TypeAlias = "str | int | Decimal | Words"
Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]
Number = Callable[[Decimal], str]


@total_ordering
@dataclass(frozen=True, eq=False)
class Words:
    """A sentence or a part of one; equal and ordered by what it says in English.

    A Decimal is a quantity and written as the language writes numbers. An int (a year, a count)
    and a text stand as they are; Words are told in the language too. With a `plural`, `count`
    says which form is meant.
    """

    text: str
    values: Mapping[str, Filling] = field(default_factory=dict)
    _: KW_ONLY
    plural: str = ""
    count: int = 1

    def told(self, gettext: Gettext, ngettext: Ngettext, number: Number = plain) -> str:
        """Return the sentence in the language of the translators; `number` writes quantities."""
        form = ngettext(self.text, self.plural, self.count) if self.plural else gettext(self.text)
        if not self.values:
            return form
        return form % {
            name: told(value, gettext, ngettext, number) for name, value in self.values.items()
        }

    def __str__(self) -> str:
        return self.told(_english, _english_form)

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, Words) else NotImplemented

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other) if isinstance(other, Words) else NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))


def counted(singular: str, plural: str, count: int, /, **values: Filling) -> Words:
    """Return a sentence whose form follows a count."""
    return Words(singular, values, plural=plural, count=count)


def told(value: Filling, gettext: Gettext, ngettext: Ngettext, number: Number) -> str:
    """Return what may stand in a sentence in the language of the translators."""
    if isinstance(value, Words):
        return value.told(gettext, ngettext, number)
    return number(value) if isinstance(value, Decimal) else str(value)


def _english(text: str) -> str:
    return text


def _english_form(singular: str, plural: str, count: int) -> str:
    return singular if count == 1 else plural
