"""Kinds by channel, made of the two protected tables: what the impact of a period is made from.

The tables are published apart and never crossed. Their proportions are: each kind is shared out
over the channels as all hand-overs are. It looks at nothing but what was published, and at no
figure that is shown as fewer than eleven: no division of kilograms gives one back (decision 0043).
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from ledger.values import Channel, DeviceKind

Shown = Mapping[str, int | None]
"""What is shown of each cell of a table; None for fewer than eleven."""


def crossed(kinds: Shown, channels: Shown) -> dict[tuple[DeviceKind, Channel], int]:
    """Whole numbers that add up to each kind. Nothing where no channel is shown."""
    by_channel = Counter[Channel]()
    for cell, count in channels.items():
        by_channel[Channel(cell.partition("/")[0])] += count or 0
    found = {}
    for cell, count in kinds.items():
        kind = counted_as(cell)
        if kind is None or not count or not by_channel.total():
            continue
        shares = shared_out(count, [by_channel[channel] for channel in Channel])
        for channel, share in zip(Channel, shares, strict=True):
            if share:
                found[kind, channel] = share
    return found


def counted_as(cell: str) -> DeviceKind | None:
    """The kind whose factors a group of kinds takes; None for the others together."""
    return DeviceKind(cell) if cell in set(DeviceKind) else None


def shared_out(count: int, weights: Sequence[int]) -> list[int]:
    """The count in proportion to the weights: what does not divide goes to the largest remainders.

    The first of equals first. Raises ``ZeroDivisionError`` when nothing weighs.
    """
    total = sum(weights)
    shares = [count * weight // total for weight in weights]
    rests = sorted(range(len(weights)), key=lambda rank: (-(count * weights[rank] % total), rank))
    for rank in rests[: count - sum(shares)]:
        shares[rank] += 1
    return shares
