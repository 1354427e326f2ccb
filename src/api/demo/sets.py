"""Sets of the demonstration: a tower with its screen and keyboard, promised together."""

from collections.abc import Sequence
from uuid import UUID

from api.demo.life import Life
from api.demo.places import Place
from ledger import device as d
from ledger.values import SetId


def live_together(lives: Sequence[Life], shop: Place) -> None:
    """Bring each piece to the shelf and put them together there."""
    for life in lives:
        life.collect()
        life.arrive(shop)
        life.sticker()
        life.inventory()
        life.rest(1, 4)
        life.erase()
        if life.storages:
            life.take(d.LocksChecked)
        life.test()
        life.rest(1, 2)
        life.finish()
    latest = max(lives, key=lambda life: life.clock)
    latest.rest(2, 6)  # the slowest piece, and a few days more
    for life in lives:
        life.clock = latest.clock
    lead = lives[0]
    whole = SetId(UUID(int=lead.chance.getrandbits(128), version=4))
    members = tuple(life.id for life in lives)
    formed = d.SetFormed(happened_at=lead.clock, set_id=whole, members=members)
    lead.at(shop.id, *((life.id, formed) for life in lives))
