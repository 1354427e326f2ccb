"""The drawer is counted, and what differs stays written."""

from uuid import UUID

from api.ordering import Act
from api.selling.tills import opening, till_at
from ledger import Entry
from ledger.errors import CommandReused
from ledger.till import TillCounted


def count(
    act: Act, place: UUID, *, expected_cents: int, counted_cents: int, kept_cents: int
) -> None:
    """Record what is in the drawer, of which ``kept_cents`` stay for tomorrow. Sent twice, once.

    Raises the ``LedgerError`` that refuses, such as when somebody sold something meanwhile.
    """
    house = act.house
    till = till_at(house, place)
    counted = TillCounted(
        happened_at=house.now(),
        day=house.today(),
        expected_cents=expected_cents,
        counted_cents=counted_cents,
        kept_cents=kept_cents,
    )
    try:
        act.record([*opening(house, place, till), Entry(till.id, counted)])
    except CommandReused:
        return
