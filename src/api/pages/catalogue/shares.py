"""What a person pays for a solidarity purchase, by kind and look, whatever their band."""

from typing import NamedTuple

from ledger.tariff import Grid
from ledger.values import Channel


class Range(NamedTuple):
    """From the band that is asked least to the one that is asked most."""

    low_cents: int
    high_cents: int


def ranges(grid: Grid) -> dict[tuple[str, str], Range]:
    """By kind and look."""
    found: dict[tuple[str, str], Range] = {}
    for line in grid.lines:
        if line.channel is Channel.PURCHASE:
            key, cents = (line.kind, line.grade), line.person_cents
            known = found.get(key, Range(cents, cents))
            found[key] = Range(min(known.low_cents, cents), max(known.high_cents, cents))
    return found
