"""The price grid: published with a day from which it holds, never edited in place.

A line says, for a kind of device, a look and a way to leave, what it costs; on prescription, what
a person is asked by the resources they declare, and the room the companion has around that. The
rest of the price is paid by a third party or the fund (law 6).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from ledger.correction import Correction, stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Event, Subjects
from ledger.values import (
    Cents,
    Channel,
    Day,
    DeviceKind,
    Grade,
    GridId,
    ShortText,
    TariffId,
    Value,
    day_of,
)

TARIFF = TariffId(UUID("74617269-6600-4000-8000-000000000001"))
"""The one price grid of a ledger; its versions are its life."""

FLOOR_CENTS = 100
"""A price is at least 1 €: a solidarity purchase is no gift (law 6)."""

Band = Annotated[int, Field(ge=1, le=4)]
"""A resource band, declared by word, 1 for those who have least."""


class TariffStage(StrEnum):
    UNBORN = UNBORN
    PUBLISHED = "published"


class BandRow(Value):
    """A band as the companion reads it aloud."""

    band: Band
    title: ShortText
    precarious: bool = True
    """Whether the law lets them have a free gift of a public body (law 5)."""


class Line(Value):
    """One price. ``band`` is None for a sale at the counter, where the person pays it all."""

    channel: Channel
    kind: DeviceKind
    grade: Grade
    band: Band | None = None
    price_cents: Annotated[int, Field(ge=FLOOR_CENTS, le=1_000_000)]
    person_cents: Cents
    lowest_cents: Cents
    highest_cents: Cents

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.band is None) != (self.channel is Channel.SALE):
            raise ValueError("a purchase has a band, a sale has none")
        if not self.lowest_cents <= self.person_cents <= self.highest_cents <= self.price_cents:
            raise ValueError("lowest, asked, highest and price must not cross")
        return self

    @property
    def key(self) -> tuple[Channel, DeviceKind, Grade, int | None]:
        return self.channel, self.kind, self.grade, self.band


@dataclass(frozen=True, slots=True)
class Grid:
    """One published version of the price grid."""

    id: UUID
    effective_on: date
    bands: tuple[BandRow, ...]
    lines: tuple[Line, ...]

    def line(
        self, channel: Channel, kind: DeviceKind, grade: Grade, band: int | None = None
    ) -> Line | None:
        wanted = channel, kind, grade, band
        return next((line for line in self.lines if line.key == wanted), None)

    def offers(self, channel: Channel, kind: DeviceKind, grade: Grade) -> tuple[Line, ...]:
        """The lines of every band: what an order may say without telling its band."""
        return tuple(line for line in self.lines if line.key[:3] == (channel, kind, grade))


@dataclass(slots=True)
class Tariff(Aggregate):
    """The price grids that were published, each with the day from which it holds."""

    KIND: ClassVar[str] = "tariff"

    grids: tuple[Grid, ...] = field(default=())

    def grid(self, wanted: UUID) -> Grid | None:
        return next((grid for grid in self.grids if grid.id == wanted), None)

    def in_force(self, day: date) -> Grid | None:
        """The last published of those that hold on that day."""
        return newest(self.grids, day)


def newest(grids: Iterable[Grid], day: date) -> Grid | None:
    held = [grid for grid in grids if grid.effective_on <= day][::-1]  # of two, the last said
    return max(held, key=lambda grid: grid.effective_on, default=None)


class TariffPublished(Event):
    """A price grid holds from a day on; the one before holds until then."""

    TOPIC: ClassVar = "tariff.published.v1"
    OF: ClassVar = Tariff
    moves: ClassVar = {TariffStage.UNBORN: TariffStage.PUBLISHED, **stays([TariffStage.PUBLISHED])}

    grid: GridId
    effective_on: Day
    bands: Annotated[tuple[BandRow, ...], Field(min_length=3, max_length=4)]
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=300)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        numbers = [row.band for row in self.bands]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("bands are numbered from 1, each once")
        keys = [line.key for line in self.lines]
        if len(set(keys)) != len(keys):
            raise ValueError("one price for each kind, look, channel and band")
        if {line.band for line in self.lines if line.band} - set(numbers):
            raise ValueError("a line names a band that is not in the grid")
        return self

    def fits(self, subject: Tariff, others: Subjects) -> LedgerError | None:
        del others
        if self.effective_on < day_of(self.happened_at):
            return Forbidden(subject.id, Rule.GRID_IN_THE_PAST)
        if any(grid.id == self.grid for grid in subject.grids):
            return Forbidden(subject.id, Rule.GRID_PUBLISHED)
        return None

    def change(self, subject: Tariff) -> None:
        grid = Grid(self.grid, self.effective_on, self.bands, self.lines)
        subject.grids = (*subject.grids, grid)


class TariffCorrected(Correction):
    """A grid that does not hold yet was wrong. One that holds is replaced by publishing another."""

    TOPIC: ClassVar = "tariff.corrected.v1"
    OF: ClassVar = Tariff
    moves: ClassVar = stays(TariffStage)

    def may_correct(self, subject: UUID, concerned: Event) -> LedgerError | None:
        in_force = isinstance(concerned, TariffPublished) and concerned.effective_on <= day_of(
            self.happened_at
        )
        return Forbidden(subject, Rule.GRID_IN_FORCE) if in_force else None
