"""The round of an address, for who plans rounds and for those it stops at or who drive it."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, HTTPException
from psycopg import Connection

from api.access import Role, SignedIn, SignedInDep
from api.access.roles import granted_places
from api.house import HouseDep
from ledger.errors import UnknownSubject
from projections import rounds
from projections.orders import OrderRow
from projections.rounds import RoundRow

ELSEWHERE = "Cette tournée ne s’arrête pas chez vous."


def plans(who: SignedIn) -> bool:
    return who.has(Role.COORDINATOR, Role.ADMINISTRATOR)


def may_read(who: SignedIn, row: RoundRow) -> bool:
    """Whether they plan rounds, work at one of its stops, or for who drives it."""
    mine = granted_places(who.grants)
    return plans(who) or bool(mine & {*row.stops}) or row.organisation == who.organisation


def may_open(who: SignedIn, order: OrderRow) -> bool:
    """Whether the page of this order opens to them; the round tells the rest what travels."""
    return plans(who) or bool({order.place, order.origin} & granted_places(who.grants))


def _reader(who: SignedInDep) -> SignedIn:
    if not plans(who) and not granted_places(who.grants):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return who


ReaderDep = Annotated[SignedIn, Depends(_reader)]
"""Coordinators and administrators, and whoever works in a place; a funder reads no round."""


def read_mine(connection: Connection[Any], who: SignedIn) -> list[RoundRow]:
    return [row for row in rounds.read_all(connection) if may_read(who, row)]


def _round(tour: UUID, house: HouseDep, who: ReaderDep) -> RoundRow:
    with house.pool.connection() as connection:
        row = rounds.read(connection, tour)
    if row is None:
        raise UnknownSubject("round", tour)
    if not may_read(who, row):
        raise HTTPException(HTTPStatus.FORBIDDEN, ELSEWHERE)
    return row


RoundDep = Annotated[RoundRow, Depends(_round)]
