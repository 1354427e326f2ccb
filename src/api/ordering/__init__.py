"""Orders as commands: what is recorded together when one is made, served, moved or given up.

The ledger judges; this composes. Pages, the steward, the demonstration and the tests use it.
"""

from api.ordering.act import Act
from api.ordering.asking import (
    Asked,
    Placed,
    order_of,
    reserve,
    submit,
    wish_of,
)
from api.ordering.closing import cancel, expire, give_up
from api.ordering.declared import Declared, Situation, open_declared, seal_declared
from api.ordering.defective import Way, found_defective
from api.ordering.handing import HandOver, hand_over
from api.ordering.moving import arrive, devices_of, prepare, send
from api.ordering.promised import MOVED_WITH_ORDERS, order_holding, tied
from api.ordering.rerouting import reroute, wish_again
from api.ordering.sharing import (
    NoFund,
    Payment,
    Shares,
    annul_payment,
    change_shares,
    receive_payment,
)
from api.ordering.taking import NothingSuits, find_routes

__all__ = [
    "MOVED_WITH_ORDERS",
    "Act",
    "Asked",
    "Declared",
    "HandOver",
    "NoFund",
    "NothingSuits",
    "Payment",
    "Placed",
    "Shares",
    "Situation",
    "Way",
    "annul_payment",
    "arrive",
    "cancel",
    "change_shares",
    "devices_of",
    "expire",
    "find_routes",
    "found_defective",
    "give_up",
    "hand_over",
    "open_declared",
    "order_holding",
    "order_of",
    "prepare",
    "receive_payment",
    "reroute",
    "reserve",
    "seal_declared",
    "send",
    "submit",
    "tied",
    "wish_again",
    "wish_of",
]
