"""What a correction of a published edition's texts may not do: change a number."""

import re
from collections import Counter
from typing import Final

from criteria.core.faults import Fault, step
from criteria.core.standard import Standard
from criteria.core.words import Words

DIGITS: Final = re.compile(r"[0-9]+")


def changed_numbers(old: Standard, new: Standard) -> tuple[Fault, ...]:
    """Return a fault for each requirement of both whose text has other groups of digits now.

    Where they stand in the text does not count, only how often each is there.
    """
    before = {item.code: item.text for item in old.requirements}
    found = []
    for item in new.requirements:
        if item.code in before:
            words = _changed(item.code, _numbers(before[item.code]), _numbers(item.text))
            if words is not None:
                found.append(Fault(path=step("$", item.code), message=words))
    return tuple(found)


def _numbers(text: str) -> Counter[str]:
    return Counter(DIGITS.findall(text))


def _changed(code: str, before: Counter[str], after: Counter[str]) -> Words | None:
    gone = ", ".join((before - after).elements())
    come = ", ".join((after - before).elements())
    if gone and come:
        return Words(
            "changes a number in %(code)s (%(before)s became %(after)s): that is another meaning,"
            " and takes a new edition",
            {"code": code, "before": gone, "after": come},
        )
    if gone:
        return Words(
            "takes a number out of %(code)s (%(before)s): that is another meaning, and takes a new"
            " edition",
            {"code": code, "before": gone},
        )
    if come:
        return Words(
            "puts a number into %(code)s (%(after)s): that is another meaning, and takes a new"
            " edition",
            {"code": code, "after": come},
        )
    return None
