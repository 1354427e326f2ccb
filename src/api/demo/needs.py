"""Needs of the demonstration that nothing covers: told at a desk, waiting, or ended unmet."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from api.demo.life import Happening
from api.demo.orders import PARIS, Asking, Telling
from api.demo.places import DESKS, named
from ledger import order as o
from ledger.need import NeedNoted, Obstacle
from ledger.values import DeviceKind, Feature, Grade, OrderId, Use

SOUTH = tuple(
    desk for desk in DESKS if desk.commune in {"05070", "05126", "05179", "05010", "05166"}
)
"""Where needs are told most, and stock is least."""
NEVER_IN_STOCK = (
    (DeviceKind.LAPTOP, frozenset({Feature.TOUCHSCREEN}), Use.LEARNING),
    (DeviceKind.SMARTPHONE, frozenset({Feature.SCREEN_READER}), Use.PROCEDURES),
)
"""What the shops of the demonstration never have: orders for it wait, or end unmet."""


def needs(telling: Telling, since: datetime, until: datetime) -> Iterator[Happening]:
    """Needs that were told and not ordered, orders that wait, and some that ended unmet."""
    chance = telling.chance
    span = until - since
    for rank in range(40):
        desk = chance.choice(SOUTH if rank % 3 else DESKS)
        moment = _working_hour(chance, since + span * chance.random())
        kinds = [DeviceKind.LAPTOP, DeviceKind.LAPTOP, DeviceKind.TABLET, None]
        need = NeedNoted(
            happened_at=moment,
            place=desk.id,
            use=chance.choice(list(Use)),
            kind=chance.choice(kinds),
            obstacle=chance.choice(list(Obstacle)),
        )
        yield moment, desk.id, named(f"need {rank}"), need
    for rank in range(22):
        recent = rank < 9  # noqa: PLR2004 (these still wait)
        ago = timedelta(days=chance.uniform(2, 75) if recent else chance.uniform(90, 420))
        moment = _working_hour(chance, until - ago)
        desk = chance.choice(SOUTH if rank % 4 else DESKS)
        kind, features, use = NEVER_IN_STOCK[rank % 2]
        order = OrderId(named(f"waiting order {rank}"))
        asking = Asking(telling, order, desk, moment, kind, Grade.C, use, features)
        submitted = asking.submitted()
        if submitted is None:
            continue
        waits = o.Waitlisted(happened_at=moment, shortage=o.Shortage.STOCK)
        yield moment, desk.id, order, submitted
        yield moment, desk.id, order, waits
        if not recent:
            ended = _working_hour(chance, moment + timedelta(days=60))
            unmet = o.Unmet(happened_at=ended, shortage=o.Shortage.STOCK)
            yield ended, desk.id, order, unmet


def _working_hour(chance: Random, moment: datetime) -> datetime:
    local = moment.astimezone(PARIS)
    return local.replace(hour=chance.randint(9, 16), minute=0, second=0, microsecond=0)
