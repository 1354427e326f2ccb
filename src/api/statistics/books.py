"""Closes the books: cuts the log, counts, draws, destroys the keys. Each step stands alone.

A process may die between any two steps: what was recorded stays, and ``finish`` goes on from there.
Nothing is shown before it is recorded, so a draw that was lost told nobody anything.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from api.house import House
from api.statistics import counting
from api.statistics.catalogue import Catalogue, Span, Table, catalogue
from api.statistics.counting import Handed
from api.statistics.drawing import SENSITIVITY, code_version, draw
from api.statistics.reconciling import reconcile
from api.statistics.totals import totals
from ledger import Author, Command, Entry, LedgerError, log
from ledger.errors import Forbidden, Rule, UnknownSubject
from ledger.statistics import (
    STATISTICS,
    Cell,
    KeysDestroyed,
    Period,
    PeriodClosed,
    Released,
    Statistics,
)
from ledger.values import day_of

Cells = tuple[Cell, ...]


def kept_of(house: House) -> Statistics:
    """What was closed and drawn so far."""
    try:
        found: Statistics = house.ledger.subject(Statistics, STATISTICS)
    except UnknownSubject:
        return Statistics(STATISTICS)
    return found


def countable(house: House) -> int:
    """Hand-overs since the last closing: the total that the next one would publish."""
    last = kept_of(house).last
    with house.pool.connection() as connection:
        head = log.head(connection)
    return counting.count(house, last.to_position if last else 0, head)


def close(house: House, author: Author, command: UUID | None = None) -> Period:
    """Cut the log here, and publish what lies before the cut. Sent twice, it is cut once.

    Raises the ``LedgerError`` that says why not, or ``SealBroken``.
    """
    command = command or uuid4()
    if not house.ledger.knows(command):
        finish(house, author)
        known = kept_of(house)
        closed = _cut(house, known.last)
        house.record(Command(command, author, (Entry(STATISTICS, closed, known.version),)))
    finish(house, author)
    last = kept_of(house).last
    assert last  # noqa: S101 (it was recorded above)
    return last


def finish(house: House, author: Author) -> None:
    """Count and draw what was closed and not drawn; destroy the keys whose time has come."""
    for period in kept_of(house).periods.values():
        if not period.counted and not period.released:
            count(house, author, period)
        if period.missing:
            release(house, author, period)
    until = house.today() - house.settings.keys_kept
    for period in kept_of(house).periods.values():
        if not period.missing and not period.destroyed and period.ends_on <= until:
            destroy(house, author, period)


def count(house: House, author: Author, period: Period) -> None:
    """Count what is told exactly, before any table: once it is read, a page never changes."""
    try:
        house.record_events(author, (STATISTICS, totals(house, period, _now(house))))
    except LedgerError:
        if not kept_of(house).periods[period.number].counted:
            raise  # else another process was faster


def release(house: House, author: Author, period: Period) -> None:
    """Draw every table of a closed period, and record them together."""
    plan = catalogue()
    if period.catalogue != plan.sha256:
        raise Forbidden(STATISTICS, Rule.ANOTHER_CATALOGUE)
    handed = counting.collect(house, plan, period.from_position, period.to_position)
    told = [
        Released(
            happened_at=_now(house),
            period=period.number,
            table=table.name,
            cells=_drawn(plan, table, period, handed),
            budget_thousandths=table.budget_thousandths,
            sensitivity=SENSITIVITY,
            code=code_version(),
            catalogue=plan.sha256,
        )
        for table in map(plan.table, period.missing)
    ]
    try:
        house.record_events(author, *((STATISTICS, event) for event in told))
    except LedgerError:
        if kept_of(house).periods[period.number].missing:
            raise  # else another process was faster: its draw is the one that stands


def destroy(house: House, author: Author, period: Period) -> None:
    """Destroy the keys of the orders that ended in a period, then say so.

    Done twice, it destroys what is destroyed: the number is that of the orders.
    """
    orders = counting.ended(house, period.from_position, period.to_position)
    house.vault.destroy_all(orders)
    told = KeysDestroyed(happened_at=_now(house), period=period.number, keys=len(orders))
    try:
        house.record_events(author, (STATISTICS, told))
    except LedgerError:
        if not kept_of(house).periods[period.number].destroyed:
            raise


def destroy_again(house: House) -> None:
    """Destroy the keys of periods whose keys were destroyed: a restored vault brings them back."""
    for period in kept_of(house).periods.values():
        if period.destroyed:
            house.vault.destroy_all(counting.ended(house, period.from_position, period.to_position))


def _cut(house: House, last: Period | None) -> PeriodClosed:
    """The next period, from the last cut up to the newest record."""
    position = last.to_position if last else 0
    with house.pool.connection() as connection:
        head = log.head(connection)
    plan = catalogue()
    begins_on = last.ends_on if last else _first_day(house)
    return PeriodClosed(
        happened_at=_now(house),
        period=last.number + 1 if last else 1,
        from_position=position,
        to_position=head,
        begins_on=begins_on,
        ends_on=max(house.today(), begins_on),
        total=counting.count(house, position, head),
        tables=plan.planned,
        catalogue=plan.sha256,
    )


def _first_day(house: House) -> date:
    """When the first thing of all happened: a structure joined, a place opened."""
    first = house.ledger.since(0, 1)
    return min(day_of(first[0].event.happened_at), house.today()) if first else house.today()


def _drawn(plan: Catalogue, table: Table, period: Period, handed: list[Handed]) -> Cells:
    """Every cell of a table with its noise, and the whole numbers that add up to the total."""
    span = Span(period.begins_on, period.ends_on, period.total)
    counts = counting.tally(plan, table, span, handed)
    noisy = draw([*counts.values()], table.budget_thousandths)
    published = reconcile(noisy, period.total)
    return tuple(
        Cell(name=name, noisy=drawn, count=count)
        for name, drawn, count in zip(counts, noisy, published, strict=True)
    )


def _now(house: House) -> datetime:
    return house.now().astimezone(house.settings.timezone)
