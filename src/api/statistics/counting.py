"""Counts the hand-overs of a period from the log and the live keys: each is in one cell a table."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from api.house import House
from api.ordering.declared import NAME, Declared
from api.statistics.catalogue import TIMES, Catalogue, Span, Table, time_of
from ledger import log
from ledger.correction import effective
from ledger.device import Device
from ledger.order import (
    OPEN,
    Cancelled,
    Expired,
    OrderHandedOver,
    Submitted,
    Unmet,
)
from ledger.place import PlaceChanged, PlaceOpened
from ledger.territory import commune
from ledger.till import SaleMade, TillOpened
from ledger.values import Channel, day_of

UNSAID, SEVERAL, OUTSIDE = "unsaid", "several", "outside"
COUNTED = (OrderHandedOver.TOPIC, SaleMade.TOPIC)
ENDED = (OrderHandedOver.TOPIC, Cancelled.TOPIC, Expired.TOPIC, Unmet.TOPIC)


@dataclass(frozen=True, slots=True)
class Handed:
    """One hand-over as far as it is counted: no id, no device, no price, no place."""

    day: date
    channel: str
    territory: str
    situation: str
    kind: str


def count(house: House, position: int, upto: int) -> int:
    """How many hand-overs were recorded between two positions."""
    with house.pool.connection() as connection:
        row = connection.execute(
            "SELECT count(*) FROM ledger.event WHERE position > %s AND position <= %s"
            " AND (topic = %s OR topic = %s AND jsonb_array_length(state -> 'devices') > 0)",
            [position, upto, *COUNTED],
        ).fetchone()
    return int(row[0]) if row else 0


def collect(house: House, catalogue: Catalogue, position: int, upto: int) -> list[Handed]:
    """What was handed over or sold between two positions, whenever it happened.

    Raises ``SealBroken`` when the master key is not the one that sealed.
    """
    with house.pool.connection() as connection:
        rows = log.of_topics(connection, COUNTED, position, upto)
        begun = {row[1]: row[4] for row in log.first_pages(connection, {row[1] for row in rows})}
    orders = {
        UUID(bytes=subject): Submitted.model_validate_json(begun[subject])
        for _, subject, _, topic, _ in rows
        if topic == OrderHandedOver.TOPIC
    }
    sales = [
        (UUID(bytes=subject), sale)
        for _, subject, _, topic, state in rows
        if topic == SaleMade.TOPIC and (sale := SaleMade.model_validate_json(state)).devices
    ]
    tills = {each: TillOpened.model_validate_json(begun[each.bytes]) for each, _ in sales}
    territory = _territories(
        house,
        {order.place for order in orders.values()} | {till.place for till in tills.values()},
    )
    opened = house.vault.open_all(NAME, {each: order.declared for each, order in orders.items()})
    kinds = _kinds(house, [line.device for _, sale in sales for line in sale.devices])
    handed = []
    for _, subject, _, topic, state in rows:
        if topic != OrderHandedOver.TOPIC:
            continue
        order = orders[UUID(bytes=subject)]
        moment = OrderHandedOver.model_validate_json(state).happened_at
        situation = _situation(catalogue, opened.get(UUID(bytes=subject)))
        kind = catalogue.groups["kind"][order.kind]
        handed.append(
            Handed(day_of(moment), Channel.PURCHASE, territory[order.place], situation, kind)
        )
    for till, sale in sales:
        kind = _main(catalogue, [kinds[line.device] for line in sale.devices])
        place = tills[till].place
        day = day_of(sale.happened_at)
        handed.append(Handed(day, Channel.SALE, territory[place], UNSAID, kind))
    return handed


def tally(
    catalogue: Catalogue, table: Table, span: Span, handed: Iterable[Handed]
) -> dict[str, int]:
    """How many are in each cell of a table, those with nobody too.

    Raises ``ValueError`` for somebody who is in no cell of the list: a cell that is there only when
    somebody is in it would tell of them, whatever noise is added.
    """
    counts = Counter(cell_of(table, span, each) for each in handed)
    cells = catalogue.cells(table, span)
    if unlisted := counts.keys() - {*cells}:
        raise ValueError(f"{table.name}: not in the catalogue: {sorted(unlisted)}")
    return {cell: counts[cell] for cell in cells}


def cell_of(table: Table, span: Span, handed: Handed) -> str:
    """The one cell that it is in. What happened before the period counts on its first day."""
    day = min(max(handed.day, span.begins_on), span.ends_on)
    return "/".join(
        time_of(name, day) if name in TIMES else str(getattr(handed, name))
        for name in table.dimensions(span)
    )


def ended(house: House, position: int, upto: int) -> set[UUID]:
    """The orders that ended between two positions, and did not begin again."""
    with house.pool.connection() as connection:
        rows = log.of_topics(connection, ENDED, position, upto)
    over = {UUID(bytes=row[1]) for row in rows if row[3] != Unmet.TOPIC}
    unmet = {UUID(bytes=row[1]) for row in rows if row[3] == Unmet.TOPIC}
    stand = house.ledger.subjects(unmet)
    return over | {each for each in unmet if stand[each].stage not in OPEN}


def _situation(catalogue: Catalogue, opened: bytes | None) -> str:
    """One cell, whatever a person said: two groups are "several" (decision 0041)."""
    if opened is None:
        return UNSAID
    group = catalogue.groups["situation"]
    said = {group[each] for each in Declared.model_validate_json(opened).situations}
    if len(said) > 1:
        return SEVERAL
    return said.pop() if said else UNSAID


def _main(catalogue: Catalogue, kinds: Sequence[str]) -> str:
    """The kind of a whole sale: the first of the catalogue that was in the basket."""
    sold = {catalogue.groups["kind"][kind] for kind in kinds}
    return next(kind for kind in catalogue.values["kind"] if kind in sold)


def _kinds(house: House, devices: Collection[UUID]) -> dict[UUID, str]:
    return {
        subject: device.kind
        for subject, device in house.ledger.subjects(devices).items()
        if isinstance(device, Device)
    }


def _territories(house: House, places: Collection[UUID]) -> dict[UUID, str]:
    """The intercommunalité of each place, in its part in the department."""
    found = {}
    for place, life in house.ledger.pages(places).items():
        for _, told in effective(life):
            if isinstance(told, PlaceOpened | PlaceChanged):
                town = commune(told.commune)
                found[place] = OUTSIDE if town.outside else town.epci
    return found
