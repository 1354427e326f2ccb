"""Sets of the demonstration: a tower with its screen and keyboard, promised together."""

from collections.abc import Sequence
from uuid import UUID

from api.demo.life import Life
from api.demo.places import Place
from ledger import device as d
from ledger.values import ReservationId, SetId


def live_together(lives: Sequence[Life], shop: Place, desk: Place | None) -> None:
    """Bring each piece to the shelf, put them together and, with a desk, hand the set over."""
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
    chance = lives[0].chance
    whole = SetId(UUID(int=chance.getrandbits(128), version=4))
    members = tuple(life.id for life in lives)
    _together(lives)
    for life in lives:
        life.take(d.SetFormed, set_id=whole, members=members)
    if desk is not None:
        _prescribe(lives, desk, ReservationId(UUID(int=chance.getrandbits(128), version=4)))


def _together(lives: Sequence[Life]) -> None:
    """Wait for the slowest piece, then let a few days pass for all."""
    latest = max(lives, key=lambda life: life.clock)
    latest.rest(2, 6)
    for life in lives:
        life.clock = latest.clock


def _prescribe(lives: Sequence[Life], desk: Place, reservation: ReservationId) -> None:
    _together(lives)
    for life in lives:
        life.take(d.Reserved, reservation=reservation)
    _together(lives)
    for life in lives:
        life.take(d.Shipped, origin=life.place.id, destination=desk.id)
    _together(lives)
    for life in lives:
        origin, life.place = life.place, desk
        life.take(d.Delivered, origin=origin.id, place=desk.id)
    _together(lives)
    for price, life in zip((20_00, 0, 0), lives, strict=True):
        life.take(
            d.HandedOver,
            place=desk.id,
            seller=life.seller,
            reservation=reservation,
            price_cents=price,
            person_cents=price,
            training=d.Training.DONE,
        )
