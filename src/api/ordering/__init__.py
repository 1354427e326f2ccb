"""Orders as commands: what is recorded together when one is made, served, moved or given up.

The ledger judges; this composes. Pages, the steward, the demonstration and the tests use it.
"""

from api.ordering.act import Act
from api.ordering.asking import (
    Asked,
    NothingSuits,
    Placed,
    find_routes,
    order_of,
    reserve,
    submit,
    wish_of,
)
from api.ordering.closing import cancel, expire, give_up, release
from api.ordering.declared import Declared, Situation, open_declared, seal_declared
from api.ordering.handing import HandOver, hand_over
from api.ordering.moving import arrive, devices_of, prepare, send

__all__ = [
    "Act",
    "Asked",
    "Declared",
    "HandOver",
    "NothingSuits",
    "Placed",
    "Situation",
    "arrive",
    "cancel",
    "devices_of",
    "expire",
    "find_routes",
    "give_up",
    "hand_over",
    "open_declared",
    "order_of",
    "prepare",
    "release",
    "reserve",
    "seal_declared",
    "send",
    "submit",
    "wish_of",
]
