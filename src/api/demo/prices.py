"""The two price grids of the demonstration: the proposed one, and one a little dearer later."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.demo.places import named
from api.pages.tariffs import proposal
from ledger.tariff import BandRow, Line, TariffPublished
from ledger.values import Channel, DeviceKind, Grade, GridId

BANDS = proposal.BANDS
CHANGED_AFTER = timedelta(days=390)
DEARER_PERCENT = 90
"""The first grid asked that much of what the second one does."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Which grid holds when, and what its lines say."""

    since: date

    @property
    def changed_on(self) -> date:
        return self.since + CHANGED_AFTER

    def grid_on(self, day: date) -> GridId:
        return GridId(named("second grid" if day >= self.changed_on else "first grid"))

    def line(
        self, day: date, channel: Channel, kind: DeviceKind, grade: Grade, band: int | None = None
    ) -> Line | None:
        wanted = channel, kind, grade, band
        lines = proposal.lines() if day >= self.changed_on else first_lines()
        return next((line for line in lines if line.key == wanted), None)

    def publications(self, since: datetime) -> tuple[TariffPublished, TariffPublished]:
        """The second one is published a month before it holds."""
        bands: tuple[BandRow, ...] = BANDS
        return (
            TariffPublished(
                happened_at=since,
                grid=self.grid_on(self.since),
                effective_on=self.since,
                bands=bands,
                lines=first_lines(),
            ),
            TariffPublished(
                happened_at=since + CHANGED_AFTER - timedelta(days=30),
                grid=self.grid_on(self.changed_on),
                effective_on=self.changed_on,
                bands=bands,
                lines=proposal.lines(),
            ),
        )


def first_lines() -> tuple[Line, ...]:
    return tuple(_cheaper(line) for line in proposal.lines())


def _cheaper(line: Line) -> Line:
    price_cents = line.price_cents * DEARER_PERCENT // 100 // 100 * 100
    shares = {
        name: min(getattr(line, name), price_cents)
        for name in ("person_cents", "lowest_cents", "highest_cents")
    }
    if line.channel is Channel.SALE:
        shares = dict.fromkeys(shares, price_cents)
    return line.model_copy(update={"price_cents": price_cents} | shares)
