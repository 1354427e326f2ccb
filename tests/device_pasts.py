"""Devices at each stage of their life, to test what may follow."""

from collections.abc import Callable
from uuid import UUID

import lives
from lives import DESK, POINT, SHOP

from ledger import Event
from ledger.values import DeviceKind, DonorKind

Make = Callable[..., UUID]
"""Records a past, and returns the device."""


PASTS: dict[str, tuple[Event, ...]] = {
    "collected": (lives.collected(),),
    "shipped": (lives.collected(), lives.shipped(origin=POINT, destination=SHOP)),
    "received": (lives.collected(), lives.received()),
    "on the bench": lives.ON_THE_BENCH,
    "proven": lives.PROVEN,
    "labelled": lives.LABELLED,
    "in stock": lives.IN_STOCK,
    "promised": lives.PROMISED_TO_SOMEBODY,
    "on its way": (*lives.PROMISED_TO_SOMEBODY, lives.shipped(destination=DESK)),
    "with its owner": (*lives.PROMISED_TO_SOMEBODY, lives.handed_over()),
    "in repair": (*lives.PROMISED_TO_SOMEBODY, lives.handed_over(), lives.returned()),
    "retired": (lives.collected(), lives.retired()),
    "screen": (lives.collected(kind=DeviceKind.SCREEN), lives.received()),
    "of unknown origin": (lives.collected(lot=None, donor=DonorKind.UNKNOWN), lives.received()),
}
