"""An order is made and, at once, promised a device and the fund's share; or it waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from api.house import House
from api.ordering.act import Act
from api.ordering.declared import NOT_FOR_GIFTS, Declared, seal_declared
from ledger import Entry, LedgerError
from ledger import device as d
from ledger.codes import new_slip
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
from ledger.order import DevicesReserved, Order, Routing, Shortage, Submitted, Waitlisted
from ledger.routing import Route, Run, Wish, routes
from ledger.tariff import TARIFF, Grid
from ledger.values import (
    DeviceKind,
    Feature,
    Grade,
    GridId,
    OrderId,
    OrganisationId,
    PlaceId,
    ReservationId,
    Use,
)
from projections import catalogue, funds, places, rounds, tariffs

TRIES = 12
"""Devices tried in turn: whoever is faster elsewhere takes the first ones."""

GONE = (ClaimTaken, NotAllowed, Outrun, SetIncomplete, Forbidden, PriceRefused)
"""Why a device that a view still offers cannot be had: another is tried."""
NO_MONEY = (CeilingReached, NotEnough)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a companion asks for, and who pays what. ``grid`` is the one the price was read in."""

    place: PlaceId
    use: Use
    kind: DeviceKind
    grade: Grade
    features: frozenset[Feature]
    declared: Declared
    grid: UUID
    price_cents: int
    person_cents: int
    third_party: OrganisationId | None = None
    third_party_cents: int = 0
    fund_cents: int = 0


class NothingSuits(Exception):
    """Nothing can be promised now; nothing was recorded. ``shortage`` says what is missing."""

    def __init__(self, shortage: Shortage, why: LedgerError | None = None) -> None:
        super().__init__(shortage)
        self.shortage = shortage
        self.why = why


@dataclass(frozen=True, slots=True)
class Placed:
    """The order as it stands: promised by ``route``, or waiting."""

    order: OrderId
    route: Route | None


def order_of(command: UUID) -> OrderId:
    """The order that a command makes: sent twice, it is the same order."""
    return OrderId(uuid5(command, "order"))


def submit(act: Act, asked: Asked, *, wait: Shortage | None = None) -> Placed:
    """Record the order with its device and the fund's share, all of it or nothing.

    With ``wait``, it goes on the waiting list instead. Sent again it is found and answered.
    Raises ``NothingSuits``, or the ``LedgerError`` that refuses the order itself.
    """
    house, order = act.house, order_of(act.command)
    if house.ledger.subject_version(order):
        return Placed(order, None)
    submitted = _submitted(house, order, asked)
    if wait is not None:
        waits = Waitlisted(happened_at=submitted.happened_at, shortage=wait)
        act.record([Entry(order, submitted), Entry(order, waits)])
        return Placed(order, None)
    wish = wish_of(house, asked)
    taking = Taking(act, order, wish, asked.fund_cents, (Entry(order, submitted),))
    with house.ordering:
        return Placed(order, taking.take())


def _submitted(house: House, order: OrderId, asked: Asked) -> Submitted:
    return Submitted(
        happened_at=house.now(),
        place=asked.place,
        use=asked.use,
        kind=asked.kind,
        grade=asked.grade,
        features=asked.features,
        slip=new_slip(),
        declared=seal_declared(house.vault, order, asked.declared),
        tariff=TARIFF,
        grid=GridId(asked.grid),
        price_cents=asked.price_cents,
        person_cents=asked.person_cents,
        third_party=asked.third_party,
        third_party_cents=asked.third_party_cents,
        fund_cents=asked.fund_cents,
    )


def wish_of(house: House, asked: Asked) -> Wish:
    """What the rules of routing look at; who may have a public body's gift is said by the grid."""
    with house.pool.connection() as connection:
        grid = tariffs.in_force(connection, house.today())
        place = places.read(connection, asked.place)
    return Wish(
        asked.place,
        place.commune if place else "",
        asked.use,
        asked.kind,
        asked.grade,
        asked.features,
        public_gifts=may_have_gifts(grid, asked.declared),
    )


def may_have_gifts(grid: Grid | None, declared: Declared) -> bool:
    """Whether the law lets somebody who declared this have a public body's free gift (law 5)."""
    precarious = {row.band for row in grid.bands if row.precarious} if grid else set()
    return declared.band in precarious and not declared.situations & NOT_FOR_GIFTS


def reserve(act: Act, order: Order, wish: Wish, *, only_at: UUID | None = None) -> Route:
    """Promise a device to an order that has none, from ``only_at`` when a coordinator chose it.

    Raises ``NothingSuits``.
    """
    taking = Taking(act, OrderId(order.id), wish, order.fund_cents, only_at=only_at)
    with act.house.ordering:
        return taking.take()


@dataclass
class Taking:
    """Taking a device and the fund's share for an order, whoever else does the same.

    Orders of one process take turns (``House.ordering``). Other processes race, and the ledger
    tells who came first: another device is tried.
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
        for _ in range(TRIES):
            found = find_routes(self.act.house, self.wish, self.tried, self.only_at)
            if not found:
                break
            route, devices = found[0], found[0].candidate.devices
            try:
                self.act.record([*self.first, *self._promised(route)])
            except NO_MONEY as why:
                raise NothingSuits(Shortage.MONEY, why) from why
            except GONE as why:
                if _is_about(why, devices):
                    self.tried.extend(devices)
                elif not isinstance(why, Outrun) or self._was_read:
                    raise
            else:
                return route
        raise NothingSuits(Shortage.STOCK)

    @property
    def _was_read(self) -> bool:
        """Whether the author says which version they looked at: then losing a race is told."""
        return any(seen is not None for seen in (self.act.seen, *(e.seen for e in self.first)))

    def _promised(self, route: Route) -> Iterator[Entry]:
        house, candidate = self.act.house, route.candidate
        now = house.now()
        with house.pool.connection() as connection:
            place = places.read(connection, candidate.place)
            fund = funds.open_on(connection, house.today()) if self.fund_cents else None
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


def find_routes(
    house: House, wish: Wish, without: Sequence[UUID] = (), only_at: UUID | None = None
) -> list[Route]:
    """What could serve this wish now, the one that the rules choose first."""
    with house.pool.connection() as connection:
        found = catalogue.candidates(connection, wish, without)
        runs = [
            Run(tuple(row.stops), row.first_on, row.every_days)
            for row in rounds.read_all(connection)
        ]
    here = [each for each in found if only_at in {None, each.place}]
    return routes(wish, here, runs, house.today())
