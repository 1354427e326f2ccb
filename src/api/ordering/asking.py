"""An order is made and, at once, promised a device and the fund's share; or it waits."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from api.house import House
from api.ordering.act import Act
from api.ordering.declared import NOT_FOR_GIFTS, Declared, seal_declared
from api.ordering.taking import NothingSuits, Taking
from ledger import Entry, LedgerError
from ledger.codes import new_slip
from ledger.errors import ClaimTaken
from ledger.order import Order, Shortage, Submitted, Waitlisted
from ledger.routing import Route, Wish
from ledger.tariff import TARIFF, Grid
from ledger.values import (
    DeviceKind,
    Feature,
    Grade,
    GridId,
    OrderId,
    OrganisationId,
    PlaceId,
    Use,
)
from projections.seldom import Seldom

SLIPS = 5
"""Drawn again at most: a sixth that is taken too is no chance any more."""


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
    order = order_of(act.command)
    try:
        return _with_a_slip_of_its_own(act, order, asked, wait)
    except (NothingSuits, LedgerError):
        if act.house.ledger.subject_version(order):  # what it asked for is gone: to itself
            return Placed(order, None)
        raise


def _with_a_slip_of_its_own(
    act: Act, order: OrderId, asked: Asked, wait: Shortage | None
) -> Placed:
    """A slip is short: of thousands of open orders, two come to draw the same."""
    for _ in range(SLIPS):
        try:
            return _placed(act, order, asked, wait)
        except ClaimTaken as taken:
            if taken.kind != "slip":
                raise
    return _placed(act, order, asked, wait)


def _placed(act: Act, order: OrderId, asked: Asked, wait: Shortage | None) -> Placed:
    submitted = _submitted(act.house, order, asked)
    if wait is not None:
        waits = Waitlisted(happened_at=submitted.happened_at, shortage=wait)
        act.record([Entry(order, submitted), Entry(order, waits)])
        return Placed(order, None)
    wish = wish_of(act.house, asked, act.seldom)
    taking = Taking(act, order, wish, asked.fund_cents, (Entry(order, submitted),))
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


def wish_of(house: House, asked: Asked, known: Seldom | None = None) -> Wish:
    """What the rules of routing look at; who may have a public body's gift is said by the grid."""
    known = known or house.seldom()
    grid, place = known.grid_on(house.today()), known.places.get(asked.place)
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
    return taking.take()
