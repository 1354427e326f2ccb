"""Does what nobody should have to think of: serves the waiting list, tells and ends old orders.

It acts as the system, through the same commands as everybody. One process at a time does it; what
it records bears an id that follows from what it answers to, so that nothing is done twice.
"""

import logging
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from api import notices, ordering, statistics
from api.background import repeated
from api.house import House
from api.ordering import Act, NothingSuits
from ledger import ActorKind, Author, Command, Entry, LedgerError, log
from ledger.order import NOTICE, ExpiryAnnounced, Order, OrderStage, Shortage
from ledger.vault import SealBroken
from projections import orders
from projections.orders import OrderRow

PERIOD_SECONDS = 2.0
TENDING = 0x4D454E44
"""The lock of whoever does it."""
NAMESPACE = UUID("6d656c65-7a65-4000-8000-737465776172")
STEWARD = Author(ActorKind.SYSTEM, uuid5(NAMESPACE, "steward"))
MOST = 1_000
"""Waiting orders looked at in one go, the oldest first."""

logger = logging.getLogger("meleze")


def tend(house: House) -> int:
    """Serve who waits, announce and end what nobody fetches; return how many orders moved."""
    with house.pool.connection() as connection, connection.transaction():
        row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [TENDING]).fetchone()
        if not (row and row[0]):
            return 0
        waiting = orders.read_at(connection, None, [OrderStage.WAITING], MOST)
        arrived = orders.read_at(connection, None, [OrderStage.ARRIVED], MOST)
        return _serve(house, waiting) + _remind(house, arrived)


def _serve(house: House, waiting: list[OrderRow]) -> int:
    """The oldest first. What cannot be had for one is not looked for again for its likes.

    Whether the law allows a gift is sealed in each order: it is opened once a shelf has something
    for such an order at all.
    """
    served = 0
    in_vain: set[tuple[Any, ...]] = set()
    for row in waiting:
        like = (row.use, row.kind, row.grade, *row.features)
        if {like, (*like, row.fund_cents)} & in_vain:
            continue
        order = house.ledger.subject(Order, row.subject)
        wish = ordering.wish_again(house, order)
        if not ordering.find_routes(house, replace(wish, public_gifts=True)):
            in_vain.add(like)
            continue
        mine = (*like, wish.public_gifts)
        if mine in in_vain:
            continue
        act = Act(house, STEWARD, _command(order), order.version)
        try:
            ordering.reserve(act, order, wish)
            served += 1
        except NothingSuits as nothing:
            money = nothing.shortage is Shortage.MONEY
            in_vain.add((*like, row.fund_cents) if money else mine)
        except LedgerError:
            logger.info("order %s moved while it was served", row.subject)
    return served


def _remind(house: House, arrived: list[OrderRow]) -> int:
    """Announce the end of what waits too long for its person; end what was announced."""
    moved = 0
    today = house.today()
    for row in arrived:
        arrived_on = (row.arrived_at or row.moved_at).astimezone(house.settings.timezone).date()
        if today < (row.expires_on or arrived_on + house.settings.order_kept):
            continue
        order = house.ledger.subject(Order, row.subject)
        act = Act(house, STEWARD, _command(order), order.version)
        try:
            if row.expires_on is None:
                announced = ExpiryAnnounced(happened_at=house.now(), expires_on=today + NOTICE)
                house.record(Command(act.command, STEWARD, (Entry(order.id, announced, act.seen),)))
                moved += 1
            else:
                ordering.expire(act, order)
                moved += 1
        except LedgerError:
            logger.info("order %s moved while it was looked at", row.subject)
    return moved


def _command(order: Order) -> UUID:
    """The same for the same order as it stands: whoever tends answers once."""
    return uuid5(NAMESPACE, f"{order.id} {order.version}")


def _keep_books(house: House) -> None:
    """Finish what was closed: keys go on their day, without anybody having to think of it."""
    try:
        statistics.finish(house, STEWARD)
    except (LedgerError, SealBroken):
        logger.exception("a period that was closed could not be finished")


def tending(house: House) -> AbstractContextManager[None]:
    """Tend in a thread until the block ends: after each event, and each new day."""
    seen: tuple[int, date] | None = None

    def work() -> None:
        nonlocal seen
        with house.pool.connection() as connection:
            now = (log.head(connection), house.today())
        if now != seen:
            tend(house)
            _keep_books(house)
            seen = now
        notices.tell(house)

    return repeated(work, "steward", PERIOD_SECONDS, "the steward could not do all its work")
