"""What everybody may know of the stock: three states, as the ledger stood on Monday morning.

Exact stock beside what came in would tell, by subtraction, who left with a device and where. So
the public map has words and no number; it is read off the ledger at one position a week, and what
is recorded afterwards changes nothing of it (decision 0045).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import cast
from zoneinfo import ZoneInfo

from api import statistics
from api.house import House
from ledger import log, reading
from ledger.territory import intercommunalities
from ledger.values import DeviceKind
from projections import stock

OPENS = time(6)
"""On Mondays, before the first door opens."""
SETTLES = timedelta(minutes=10)
"""Whatever was being written at six o'clock is written by then: all processes read the same."""
WEEK = timedelta(days=7)


class State(StrEnum):
    """From what there is most of to what there is none of."""

    AVAILABLE = "available"
    LIMITED = "limited"
    NONE = "none"


SORTS: Mapping[str, frozenset[DeviceKind]] = {
    "laptop": frozenset({DeviceKind.LAPTOP}),
    "desktop": frozenset({DeviceKind.DESKTOP, DeviceKind.ALL_IN_ONE, DeviceKind.MINI_PC}),
    "tablet": frozenset({DeviceKind.TABLET}),
    "smartphone": frozenset({DeviceKind.SMARTPHONE}),
    "screen": frozenset({DeviceKind.SCREEN}),
}
"""What a visitor comes for. Each device is of one sort, and serves several uses: told by use, it
would move several words."""

States = dict[tuple[str, str], State]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told until next Monday: the state of each sort in each intercommunalité."""

    read_at: datetime
    states: States

    def state(self, siren: str, sort: str = "") -> State:
        """Of a sort; of the one there is most of, when none is named."""
        return min((self.states[siren, each] for each in ([sort] if sort else SORTS)), key=_rank)


def _rank(state: State) -> int:
    return [*State].index(state)


def last_monday(moment: datetime, zone: ZoneInfo) -> datetime:
    """The last Monday at six, where the filière is, that lies before this moment."""
    local = moment.astimezone(zone)
    day = local.date() - timedelta(days=local.weekday())
    opened = datetime.combine(day, OPENS, zone)
    if opened > local:
        opened = datetime.combine(day - WEEK, OPENS, zone)
    return opened


def told(house: House) -> Told | None:
    """What is told this week; None in the first week of a ledger, of which nothing is told yet."""
    monday = last_monday(house.now() - SETTLES, house.settings.timezone)
    answers = house.weekly.answers({})
    if monday not in answers:
        if (read := before(house, monday) or _at_the_first_closing(house)) is None:
            return None
        answers[monday] = read
    return cast("Told", answers[monday])


def next_reading(house: House) -> datetime:
    """When the words may change next."""
    monday = last_monday(house.now() - SETTLES, house.settings.timezone)
    return datetime.combine(monday.date() + WEEK, OPENS, house.settings.timezone)


def before(house: House, moment: datetime) -> Told | None:
    """The shelves as the ledger stood at a moment; None when it had not begun."""
    with house.pool.connection() as connection:
        position = log.before(connection, moment)
    return Told(moment, _states(house, position)) if position else None


def _at_the_first_closing(house: House) -> Told | None:
    """A ledger that began after Monday is told of where it closed its first books.

    So is the demonstration, whose eighteen months are recorded within a minute.
    """
    first = statistics.kept_of(house).periods.get(1)
    if first is None:
        return None
    with house.pool.connection() as connection:
        mark = reading.mark(connection, first.to_position)
    return Told(mark[1], _states(house, mark[0])) if mark else None


def _states(house: House, position: int) -> States:
    with house.pool.connection() as connection:
        counts = stock.on_shelves_at(connection, position)
    sums = Counter[tuple[str, str]]()
    for (siren, kind), count in counts.items():
        for sort, kinds in SORTS.items():
            if kind in kinds:
                sums[siren, sort] += count
    return {
        (each.siren, sort): _state(house, sums[each.siren, sort])
        for each in intercommunalities()
        for sort in SORTS
    }


def _state(house: House, count: int) -> State:
    if count >= house.settings.public_stock_available:
        return State.AVAILABLE
    return State.LIMITED if count >= house.settings.public_stock_limited else State.NONE
