"""A device is taken for an order, with the fund's share, whoever else does the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from api.house import House
from api.ordering.act import Act
from ledger import Entry, LedgerError, Receipt
from ledger import device as d
from ledger.errors import (
    CeilingReached,
    ClaimTaken,
    Forbidden,
    NotAllowed,
    NotEnough,
    Outrun,
    PriceRefused,
    SetIncomplete,
)
from ledger.fund import Committed
from ledger.order import DevicesReserved, Routing, Shortage
from ledger.routing import Route, Wish, routes
from ledger.values import OrderId, ReservationId
from projections import catalogue
from projections.seldom import Seldom

TRIES = 12
"""Devices tried in turn: whoever is faster elsewhere takes the first ones."""

GONE = (ClaimTaken, NotAllowed, Outrun, SetIncomplete, Forbidden, PriceRefused)
"""Why a device that a view still offers cannot be had: another is tried."""
NO_MONEY = (CeilingReached, NotEnough)


class NothingSuits(Exception):
    """Nothing can be promised now; nothing was recorded. ``shortage`` says what is missing."""

    def __init__(self, shortage: Shortage, why: LedgerError | None = None) -> None:
        super().__init__(shortage)
        self.shortage = shortage
        self.why = why


@dataclass
class Taking:
    """Taking a device and the fund's share for an order, whoever else does the same.

    Orders of one process take turns (``House.ordering``) until theirs is recorded; the views follow
    for several at once, and what they still offer is left alone (``House.promising``). Other
    processes race, and the ledger tells who came first: another device is tried.
    """

    act: Act
    order: OrderId
    wish: Wish
    fund_cents: int
    first: tuple[Entry, ...] = ()
    """What is recorded before it: the order itself when it is new, what it let go of."""
    only_at: UUID | None = None
    tried: list[UUID] = field(default_factory=list)

    def take(self) -> Route:
        """Record ``first`` with the best route that is still free. Raises ``NothingSuits``."""
        house = self.act.house
        known = self.act.seldom or house.seldom()
        with house.ordering:
            route, receipt = self._taken(known)
            house.promising.update(route.candidate.devices)
        if self.act.at_once:
            house.to_follow.set()
            return route
        try:
            house.show(receipt)
        finally:
            with house.ordering:
                house.promising.difference_update(route.candidate.devices)
        return route

    def _taken(self, known: Seldom) -> tuple[Route, Receipt]:
        house = self.act.house
        for _ in range(TRIES):
            without = [*self.tried, *house.promising]
            found = _routes(house, known, self.wish, without, self.only_at)
            if not found:
                break
            route, devices = found[0], found[0].candidate.devices
            entries = [*self.first, *self._promised(route, known)]
            try:
                return route, house.ledger.record(self.act.command_of(entries))
            except NO_MONEY as why:
                raise NothingSuits(Shortage.MONEY, why) from why
            except GONE as why:
                if _is_about(why, devices):
                    self.tried.extend(devices)
                elif not isinstance(why, Outrun) or self._was_read:
                    raise
        raise NothingSuits(Shortage.STOCK)

    @property
    def _was_read(self) -> bool:
        """Whether the author says which version they looked at: then losing a race is told."""
        return any(seen is not None for seen in (self.act.seen, *(e.seen for e in self.first)))

    def _promised(self, route: Route, known: Seldom) -> Iterator[Entry]:
        house, candidate = self.act.house, route.candidate
        now = house.now()
        place = known.places.get(candidate.place)
        fund = known.fund_on(house.today()) if self.fund_cents else None
        for device in candidate.devices:
            promise = d.Reserved(happened_at=now, reservation=ReservationId(self.order))
            yield Entry(device, promise)
        if fund:
            share = Committed(happened_at=now, order=self.order, amount_cents=self.fund_cents)
            yield Entry(fund.subject, share)
        elif self.fund_cents:
            raise NothingSuits(Shortage.MONEY)
        reserved = {
            "happened_at": now,
            "devices": candidate.devices,
            "origin": candidate.place,
            "seller": place.organisation if place else None,
            "fund": fund.subject if fund else None,
            "routing": Routing.CHOSEN if self.only_at else route.routing,
            "road_min": route.road_min,
        }
        yield Entry(self.order, DevicesReserved.model_validate(reserved), self.act.seen)


def _is_about(why: LedgerError, devices: Sequence[UUID]) -> bool:
    """Whether it is the device that was refused; another may do. Else the order itself is."""
    if isinstance(why, ClaimTaken):
        return why.kind == "promise"
    if isinstance(why, Forbidden):
        return why.subject in devices or why.rule == "seller_not_eligible"
    return isinstance(why, PriceRefused) or getattr(why, "subject", None) in devices


def find_routes(house: House, wish: Wish) -> list[Route]:
    """What could serve this wish now, the one that the rules choose first."""
    return _routes(house, house.seldom(), wish)


def _routes(
    house: House,
    known: Seldom,
    wish: Wish,
    without: Sequence[UUID] = (),
    only_at: UUID | None = None,
) -> list[Route]:
    with house.pool.connection() as connection:
        found = catalogue.candidates(connection, wish, without)
    here = [each for each in found if only_at in {None, each.place}]
    return routes(wish, here, known.runs, house.today())
