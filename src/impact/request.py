"""A calculation as a file: counts in, and the assumptions that differ from those of the set."""

from collections import Counter
from typing import Annotated

from pydantic import Field

from impact.calculator import Figures, figures
from impact.quantities import NewPart, Span
from impact.sets import FactorSet
from ledger.values import Channel, DeviceKind, Value

Count = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]


class Devices(Value):
    """So many devices of a kind that left by a channel."""

    kind: DeviceKind
    channel: Channel
    count: Count


class Parts(Value):
    """So many new parts of a kind."""

    part: NewPart
    count: Count


class Request(Value):
    """What one asks of the calculator."""

    devices: tuple[Devices, ...]
    new_parts: tuple[Parts, ...] = ()
    years: Span | None = None
    displacement: dict[Channel, Span] = Field(default_factory=dict)

    def figures(self, factors: FactorSet) -> Figures:
        """What it comes to with these factors; a kind that is told twice adds up."""
        devices: Counter[tuple[DeviceKind, Channel]] = Counter()
        for row in self.devices:
            devices[row.kind, row.channel] += row.count
        parts: Counter[NewPart] = Counter()
        for part in self.new_parts:
            parts[part.part] += part.count
        return figures(factors, devices, parts, years=self.years, displacement=self.displacement)
