"""What orders lean on: a price grid, a fund with money, devices on shelves; and what is asked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import lives as make

from api import ordering
from api.house import House
from api.ordering import Act, Asked, Declared
from ledger import Event
from ledger.fund import Credited, CreditSource, FundOpened
from ledger.order import Order
from ledger.tariff import TARIFF, BandRow, Line, TariffPublished
from ledger.values import Channel, DeviceKind, FundId, Grade, GridId, Use, day_of

GRID = GridId(UUID(int=700))
FUND = FundId(UUID(int=800))
PRICES_CENTS = {Grade.A: 150_00, Grade.B: 120_00, Grade.C: 90_00}
SHARES_CENTS = {1: 1_00, 2: 20_00, 3: 50_00, 4: 90_00}
BANDS = (
    BandRow(band=1, title="Il ne reste rien à la fin du mois"),
    BandRow(band=2, title="Il reste peu de chose"),
    BandRow(band=3, title="On s’en sort sans mettre de côté"),
    BandRow(band=4, title="On peut mettre de côté", precarious=False),
)


def lines() -> tuple[Line, ...]:
    """Every kind that people ask for, in every look, for every band and at the counter."""
    kinds = (DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.TABLET, DeviceKind.SCREEN)
    made = []
    for kind in kinds:
        for grade, price_cents in PRICES_CENTS.items():
            whole = 30_00 if kind is DeviceKind.SCREEN else price_cents
            sale = {"person_cents": whole, "lowest_cents": whole, "highest_cents": whole}
            made.append(
                Line(channel=Channel.SALE, kind=kind, grade=grade, price_cents=whole, **sale)
            )
            for band, share_cents in SHARES_CENTS.items():
                share = min(share_cents, whole)
                made.append(
                    Line(
                        channel=Channel.PURCHASE, kind=kind, grade=grade, band=band,
                        price_cents=whole, person_cents=share,
                        lowest_cents=0, highest_cents=min(share + 10_00, whole),
                    )
                )  # fmt: skip
    return tuple(made)


def published(now: datetime | None = None, **fields: Any) -> TariffPublished:
    now = now or datetime.now(UTC)
    known = {"happened_at": now, "effective_on": day_of(now), "grid": GRID}
    return TariffPublished(**{"bands": BANDS, "lines": lines()} | known | fields)


def fund_opened(now: datetime | None = None, **fields: Any) -> FundOpened:
    now = now or datetime.now(UTC)
    known: dict[str, Any] = {"happened_at": now, "year": now.year, "order_ceiling_cents": 150_00}
    return FundOpened(**known | {"sale_share_percent": 5} | fields)


def granted(amount_cents: int = 1_000_00) -> Credited:
    return Credited(
        happened_at=datetime.now(UTC),
        source=CreditSource.GRANT,
        amount_cents=amount_cents,
        organisation=make.ASSOCIATION,
        convention="2026-041",
    )


def ready(house: House, *, money_cents: int = 1_000_00) -> None:
    """Publish the grid, open this year's fund and credit it."""
    now = house.now()
    entries: list[tuple[UUID, Event]] = [(TARIFF, published(now)), (FUND, fund_opened(now))]
    if money_cents:
        entries.append((FUND, granted(money_cents)))
    house.record_events(make.SOMEBODY, *entries)


def in_stock(house: House, *more: Event, life: tuple[Event, ...] = make.IN_STOCK) -> UUID:
    """One more device on the shelf of the shop in Gap; ``more`` happens to it after."""
    device = uuid4()
    house.record_events(make.SOMEBODY, *((device, event) for event in (*life, *more)))
    return device


def asked(**fields: Any) -> Asked:
    """A laptop for procedures, in band 2: 120 € of which the person pays 20 €."""
    return Asked(
        **dict[str, Any](
            {
                "place": make.DESK,
                "use": Use.PROCEDURES,
                "kind": DeviceKind.LAPTOP,
                "grade": Grade.B,
                "features": frozenset(),
                "declared": Declared(band=2),
                "grid": GRID,
                "price_cents": 120_00,
                "person_cents": 20_00,
                "fund_cents": 100_00,
            }
        )
        | fields
    )


def act(house: House, seen: int | None = None) -> Act:
    return Act(house, make.SOMEBODY, uuid4(), seen)


def ordered(house: House, **fields: Any) -> Order:
    """An order that was made and promised a device."""
    return order_of(house, ordering.submit(act(house), asked(**fields)).order)


def order_of(house: House, order: UUID) -> Order:
    found: Order = house.ledger.subject(Order, order)
    return found


def arrived(house: House, **fields: Any) -> Order:
    """An order whose device stands at the place of the companion."""
    order = ordered(house, **fields)
    ordering.prepare(act(house), order)
    ordering.send(act(house), order_of(house, order.id))
    ordering.arrive(act(house), order_of(house, order.id))
    return order_of(house, order.id)


TOMORROW = timedelta(days=1)
