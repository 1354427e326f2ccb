"""Pieces of a JSON file of which nothing is taken for granted: sections, lists, counts, texts."""

import re
from collections.abc import Iterator
from typing import Any

Section = dict[str, Any]

_DIGITS = re.compile(r"[0-9]{1,15}")


def section(content: Section, name: str) -> Section:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def entries(content: Section, name: str) -> Iterator[Section]:
    return sections(content.get(name))


def sections(found: object) -> Iterator[Section]:
    """The sections of a list; none of anything else."""
    return (each for each in (found if isinstance(found, list) else []) if isinstance(each, dict))


def whole(value: object) -> int | None:
    """A number from zero on, written as one or as digits; ``None`` for anything else."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer() and 0 <= value < 10**15:
        return int(value)
    number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return int(value) if number and isinstance(value, int) else None


def count(value: object) -> int:
    """A number above zero; 0 for anything else."""
    return whole(value) or 0


def percent_left(pairs: list[tuple[int, int]]) -> int | None:
    """What all batteries together still hold, of what they held when new; 100 at most."""
    new = sum(design for design, _ in pairs)
    return min(100, round(100 * sum(full for _, full in pairs) / new)) if new else None
