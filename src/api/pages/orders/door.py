"""The order of an address, for who may read it; and what its reader is to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException

from api.access import OrderReaderDep, Role, SignedIn
from api.house import House, HouseDep
from api.pages.device.scene import names
from api.pages.reach import Reach
from ledger import Recorded
from ledger.correction import effective, pages_of
from ledger.errors import UnknownSubject
from ledger.order import OPEN, Order, Payer, PaymentReceived, share_cents
from ledger.values import OrganisationId, PlaceId
from projections import orders, organisations, places
from projections.orders import OrderRow
from projections.organisations import OrganisationRow
from projections.places import PlaceRow

NOT_YOURS = "Cette commande est chez une autre structure."
PATH = "/commandes/{order:uuid}"
BESIDE = (Role.OPERATOR, Role.COUNTER)


@dataclass(frozen=True)
class Till:
    """Where a share of this order may be received, and by which structure."""

    place: PlaceId
    organisation: OrganisationId


@dataclass(frozen=True)
class Sight:
    """One order as somebody signed in finds it."""

    signed_in: SignedIn
    order: Order
    row: OrderRow
    life: list[Recorded]
    place: PlaceRow
    """Of the companion: where the person comes."""
    seller: OrganisationRow | None
    tills: tuple[PlaceRow, ...]
    """The places of the seller that take money."""
    names: Mapping[UUID, str]

    @property
    def open(self) -> bool:
        return self.order.stage in OPEN

    @property
    def administers(self) -> bool:
        return self.signed_in.has(Role.ADMINISTRATOR)

    @property
    def coordinates(self) -> bool:
        return self.signed_in.has(Role.COORDINATOR, Role.ADMINISTRATOR)

    @property
    def prescribes(self) -> bool:
        """Whether they are a companion of the place that ordered."""
        return self._holds(self.order.place, Role.PRESCRIBER)

    @property
    def serves(self) -> bool:
        """Whether they work in the place whose devices are promised."""
        here = self.order.origin == self.order.place and self.prescribes
        return here or self._holds(self.order.origin, *BESIDE)

    @property
    def receives(self) -> bool:
        return self.prescribes or self._holds(self.order.place, *BESIDE)

    @property
    def acts(self) -> bool:
        """Who acts on it may read what was declared, while it is open, and nobody else."""
        return self.open and (self.prescribes or self._holds(self.order.origin, *BESIDE))

    def _holds(self, place: UUID | None, *roles: Role) -> bool:
        return any(place in self.signed_in.places(role) for role in roles)

    def due_cents(self, payer: Payer) -> int:
        return share_cents(self.order, payer) - self.order.paid_cents.get(payer, 0)

    @property
    def till(self) -> Till | None:
        """Where they may take money for it: at its own place, or at one of the seller's."""
        ours = {self.place.subject: self.place} if self.place.takes_money else {}
        known = ours | {row.subject: row for row in self.tills}
        mine = {each for role in (Role.PRESCRIBER, *BESIDE) for each in self.signed_in.places(role)}
        found = [row for row in known.values() if self.administers or row.subject in mine]
        here = [row for row in found if row.subject == self.signed_in.place] or found
        if not here:
            return None
        return Till(PlaceId(here[0].subject), OrganisationId(here[0].organisation))

    @property
    def payments(self) -> dict[int, PaymentReceived]:
        """Those that stand, by the version that names them."""
        standing = effective(pages_of(self.life))
        return {at: event for at, event in standing if isinstance(event, PaymentReceived)}

    def recorded(self, command: UUID) -> bool:
        """Whether this command was recorded here before."""
        return any(record.metadata.command == command for record in self.life)


def look(house: House, order: UUID, signed_in: SignedIn) -> Sight:
    """The order as it stands. Raises ``UnknownSubject``, or 403 for another structure's."""
    life = house.ledger.life(order)
    with house.pool.connection() as connection:
        row = orders.read(connection, order)
        place = places.read(connection, row.place) if row else None
        if row is None or place is None:
            raise UnknownSubject(Order.KIND, order)
        reach = Reach(connection, signed_in)
        if not (reach.has_place(row.place) or reach.has_place(row.origin)):
            raise HTTPException(HTTPStatus.FORBIDDEN, NOT_YOURS)
        seller = organisations.read(connection, row.seller) if row.seller else None
        sold_by = places.read_organisation(connection, row.seller) if row.seller else []
        named = names(connection, life)
    tills = tuple(each for each in sold_by if each.open and each.takes_money)
    standing = house.ledger.subject(Order, order)
    return Sight(signed_in, standing, row, life, place, seller, tills, named)


def _own_order(order: UUID, house: HouseDep, signed_in: OrderReaderDep) -> Sight:
    try:
        return look(house, order, signed_in)
    except UnknownSubject:
        house.follow()  # recorded just now, here or by another process, and answered at once
        return look(house, order, signed_in)


OrderDep = Annotated[Sight, Depends(_own_order)]
"""On the pages of an order, which both places and the coordination may read."""
