"""Who works at the counter of a place, its receipts, and amounts as people type them."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException
from starlette.datastructures import FormData

from api.access import CounterDep
from api.access.doors import text_of
from api.house import HouseDep
from api.selling import Sold, sold
from api.units import read_quantity
from projections import places, tills
from projections.places import PlaceRow
from projections.tills import TillRow


def _own_counter(house: HouseDep, signed_in: CounterDep) -> PlaceRow:
    place = signed_in.place
    with house.pool.connection() as connection:
        row = places.read(connection, place) if place else None
    if row is None:
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return row


OwnPlaceDep = Annotated[PlaceRow, Depends(_own_counter)]
"""The place at whose counter somebody works now."""


@dataclass(frozen=True)
class OwnSale:
    """A sale of this till."""

    till: TillRow
    place: PlaceRow
    sold: Sold


def _own_sale(sale: UUID, house: HouseDep, place: OwnPlaceDep) -> OwnSale:
    with house.pool.connection() as connection:
        found = sold(tills.read_sale(connection, sale))
        till = tills.read_at(connection, place.subject)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Ce reçu n’existe pas.")
    if till is None or found.sale.subject != till.subject:
        raise HTTPException(HTTPStatus.FORBIDDEN, "Ce reçu est d’une autre caisse.")
    return OwnSale(till, place, found)


OwnSaleDep = Annotated[OwnSale, Depends(_own_sale)]
"""A receipt, for who works at the counter that made it."""


def cents_in(form: FormData, name: str) -> int:
    """An amount in euros as cents, 0 when nothing is typed.

    Raises ``ValueError`` with the French sentence that says why not.
    """
    text = text_of(form, name)
    return int(read_quantity(f"{name}_cents", text, whole=True)) if text.strip() else 0
