"""What everybody may know of the stock: three states, as the ledger stood on Monday morning.

Exact stock beside what came in would tell, by subtraction, who left with a device and where. So
the public map has words and no number; it is read off the ledger at one position a week, and what
is recorded afterwards changes nothing of it (decision 0044).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api import weekly
from api.house import House
from api.weekly import Reading
from ledger.territory import intercommunalities
from ledger.values import DeviceKind
from projections import stock


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


def told(house: House) -> Told | None:
    """What is told this week; None in the first week of a ledger, of which nothing is told yet."""
    return weekly.told(house, read)


def read(house: House, week: Reading) -> Told:
    return Told(week.moment, _states(house, week.position))


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
