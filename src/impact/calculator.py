"""The one calculator: every page, file, report and command that tells an impact calls it.

    avoided = count × factor a year × credited years × displacement
    after new parts = avoided less (new parts × their factor), CO₂e only

Totals are the sums of the lines that stand beside them; nothing is rounded on the way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from impact.quantities import NOTHING, Amount, Measure, NewPart, Span, times
from impact.sets import Factor, FactorSet, NotCounted
from ledger.values import Channel, DeviceKind


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """What devices of one kind that left by one channel come to; a measure may be missing."""

    kind: DeviceKind
    channel: Channel
    count: int
    avoided: Mapping[Measure, Amount]


@dataclass(frozen=True, slots=True)
class PartLine:
    """What new parts of one kind cost; nothing is known of those without a factor."""

    part: NewPart
    count: int
    co2e: Amount | None


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Devices or parts that a total leaves out, and why. Parts are only ever missing of CO₂e."""

    what: DeviceKind | NewPart
    measure: Measure
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """An impact with all that it was made from, but the counts' own protection."""

    factors: str
    factors_sha256: str
    years: Span
    displacement: Mapping[Channel, Span]
    devices: tuple[DeviceLine, ...]
    parts: tuple[PartLine, ...]
    uncounted: tuple[Uncounted, ...]
    avoided: Mapping[Measure, Amount]
    """Before new parts are taken away."""
    new_parts: Amount
    after_new_parts: Amount
    """CO₂e once new parts are taken away: the prudent variant."""


def figures(
    factors: FactorSet,
    devices: Mapping[tuple[DeviceKind, Channel], int],
    parts: Mapping[NewPart, int] | None = None,
    *,
    years: Span | None = None,
    displacement: Mapping[Channel, Span] | None = None,
) -> Figures:
    """What these devices and parts come to. Counts of devices are protected ones already.

    Raises ``OutOfBounds`` for an assumption that the set does not allow, ``ValueError`` for a
    negative count.
    """
    if any(count < 0 for count in (*devices.values(), *(parts or {}).values())):
        raise ValueError("a count is negative")
    credited = factors.years.chosen(years)
    replaced = {
        channel: each.chosen((displacement or {}).get(channel))
        for channel, each in factors.displacement.items()
    }
    lines = [
        DeviceLine(
            kind,
            channel,
            count,
            {
                measure: times(entry, count).times(credited).times(replaced[channel])
                for measure in Measure
                if isinstance(entry := factors.of(kind, measure), Factor)
            },
        )
        for (kind, channel), count in sorted(devices.items())
    ]
    fitted = [
        PartLine(part, count, times(entry, count) if isinstance(entry, Factor) else None)
        for part, count in sorted((parts or {}).items())
        for entry in (factors.parts[part],)
    ]
    total = {
        measure: sum((line.avoided[measure] for line in lines if measure in line.avoided), NOTHING)
        for measure in Measure
    }
    debit = sum((line.co2e for line in fitted if line.co2e), NOTHING)
    return Figures(
        factors=factors.version,
        factors_sha256=factors.sha256,
        years=credited,
        displacement=replaced,
        devices=tuple(lines),
        parts=tuple(fitted),
        uncounted=tuple(_uncounted(factors, lines, fitted)),
        avoided=total,
        new_parts=debit,
        after_new_parts=total[Measure.CO2E] - debit,
    )


def _uncounted(
    factors: FactorSet, lines: Iterable[DeviceLine], parts: Iterable[PartLine]
) -> Iterator[Uncounted]:
    """What the totals leave out, kind by kind; what there is none of is not worth a word."""
    of_kind: Counter[DeviceKind] = Counter()
    for line in lines:
        of_kind[line.kind] += line.count
    for kind, count in of_kind.items():
        for measure in Measure:
            if count and isinstance(entry := factors.of(kind, measure), NotCounted):
                yield Uncounted(kind, measure, count, entry.not_counted)
    for part in parts:
        if part.count and isinstance(entry := factors.parts[part.part], NotCounted):
            yield Uncounted(part.part, Measure.CO2E, part.count, entry.not_counted)
