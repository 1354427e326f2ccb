"""What stands on the workshop floor today: an unknown origin, a stripped device, a pile sent."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from api.demo.life import Happening, Life
from api.demo.places import GAP, LARAGNE
from ledger import device as d
from ledger.values import DeviceId

BEGUN = timedelta(days=24)
"""Long enough ago for all of this to have happened."""

Make = Callable[[str, int], Life]
"""From the name of a lot and a rank in it to a laptop, collected at the shop of Gap."""


def unknown_lot(make: Make) -> Iterator[Happening]:
    """A lot left at the door: it is worked on, and stays until somebody says who gave it.

    Two of it hold the bench up: a disk would not be erased, a BIOS asks for a password.
    """
    *finished, failed, locked = (make("floor unknown", rank) for rank in range(4))
    for life in (*finished, failed, locked):
        _on_the_bench(life)
    for life in finished:
        _finish(life)
    failed.erase(d.Verdict.FAILED)
    locked.take(d.LocksChecked, found=frozenset({d.Lock.BIOS}), ask=d.LockHolder.DONOR)
    for life in (*finished, failed, locked):
        yield from life.happenings


def known_lot(make: Make, today: datetime) -> Iterator[Happening]:
    """One stripped for another, one recycled with its slip, two on the road and one refused."""
    stripped, mended, recycled, *sent = (make("floor known", rank) for rank in range(6))
    for life in (stripped, mended, recycled, *sent):
        _on_the_bench(life)
    stripped.take(d.Retired, destination=d.Destination.PARTS, mass_g=stripped.model.mass_g)
    mended.clock = max(mended.clock, stripped.clock)
    mended.test(failed=frozenset({d.Function.KEYBOARD}))
    mended.take(
        d.PartReplaced,
        part=d.Part.KEYBOARD,
        condition=d.PartCondition.SECOND_HAND,
        source=DeviceId(stripped.id),
    )
    mended.erase()
    _finish(mended, erased=True)
    recycled.take(
        d.Retired,
        destination=d.Destination.ECO_ORGANISME,
        mass_g=recycled.model.mass_g,
        waste_slip=f"BSD-{recycled.clock:%Y%m%d}-05D7H3K9Q",
    )
    for life in sent:
        _finish(life)
        life.clock = (today - timedelta(days=3)).replace(hour=14, minute=0)
        life.take(d.Shipped, origin=GAP.id, destination=LARAGNE.id)
    missing = sent[-1]
    missing.clock += timedelta(days=1)
    refused = d.TransferRefused(
        happened_at=missing.clock, place=LARAGNE.id, reason=d.TransferRefusal.NOT_ARRIVED
    )
    missing.at(LARAGNE.id, (missing.id, refused))
    for life in (stripped, mended, recycled, *sent):
        yield from life.happenings


def doubtful_lot(make: Make) -> Iterator[Happening]:
    """Three laptops erased for one donor: the tool read only one of them again afterwards.

    That one has passed everything, and waits for whoever signs it off.
    """
    sure, *doubtful = (make("floor doubtful", rank) for rank in range(3))
    for life in (sure, *doubtful):
        _on_the_bench(life)
        life.erase(doubt=None if life is sure else d.Reservation.NOT_VERIFIED)
    _pass(sure)
    for life in (sure, *doubtful):
        yield from life.happenings


def _on_the_bench(life: Life) -> None:
    life.collect()
    life.arrive(GAP)
    life.sticker()
    life.inventory(most_days=3)


def _finish(life: Life, *, erased: bool = False) -> None:
    if not erased:
        life.erase()
    _pass(life)
    life.finish()


def _pass(life: Life) -> None:
    life.take(d.LocksChecked, found=frozenset(), ask=None)
    life.test()
