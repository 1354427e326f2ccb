"""The grid that is proposed while none was published: stated data, to be changed before use.

The price starts at the cap that the law sets for a public body's gift (so that any device may be
served), and falls with the look. A person is asked a part of it by their band, from 1 €.
"""

from collections.abc import Iterator, Mapping

from ledger.device.state import CAPS_CENTS
from ledger.tariff import FLOOR_CENTS, BandRow, Line
from ledger.values import Channel, DeviceKind, Grade

BANDS = (
    BandRow(band=1, title="Il ne reste rien à la fin du mois"),
    BandRow(band=2, title="Il reste peu de chose"),
    BandRow(band=3, title="On s’en sort, sans mettre de côté"),
    BandRow(band=4, title="On peut mettre de côté", precarious=False),
)
"""As they are read aloud."""

PRICE_PERCENT: Mapping[Grade, int] = {Grade.A: 100, Grade.B: 80, Grade.C: 60}
"""Of the cap."""
ASKED_PERCENT: Mapping[int, int] = {1: 0, 2: 20, 3: 50, 4: 100}
"""Of the price; never less than 1 €."""
ROOM_PERCENT = 10
"""Of the price: how far a companion may go from what is asked, either way."""
EURO_CENTS = 100


def lines() -> tuple[Line, ...]:
    """For every kind that the law names a cap for, at the desk and at the counter."""
    return tuple(line for kind in CAPS_CENTS for grade in Grade for line in _of(kind, grade))


def _of(kind: DeviceKind, grade: Grade) -> Iterator[Line]:
    price_cents = _percent(CAPS_CENTS[kind], PRICE_PERCENT[grade])
    room_cents = _percent(price_cents, ROOM_PERCENT)
    yield sale(kind, grade, price_cents)
    for band, percent in ASKED_PERCENT.items():
        asked_cents = max(_percent(price_cents, percent), FLOOR_CENTS)
        yield Line(
            channel=Channel.PURCHASE,
            kind=kind,
            grade=grade,
            band=band,
            price_cents=price_cents,
            person_cents=asked_cents,
            lowest_cents=max(0, asked_cents - room_cents),
            highest_cents=min(price_cents, asked_cents + room_cents),
        )


def sale(kind: DeviceKind, grade: Grade, price_cents: int) -> Line:
    """At the counter the person pays it all."""
    return Line(
        channel=Channel.SALE,
        kind=kind,
        grade=grade,
        price_cents=price_cents,
        person_cents=price_cents,
        lowest_cents=price_cents,
        highest_cents=price_cents,
    )


def _percent(cents: int, percent: int) -> int:
    """In whole euros."""
    return cents * percent // 100 // EURO_CENTS * EURO_CENTS
