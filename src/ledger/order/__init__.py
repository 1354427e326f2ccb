"""The order of a prescriber: its stages, its events each with its law. Start with ``state``."""

from ledger.order.asking import DevicesReserved, Routing, Shortage, Submitted, Waitlisted
from ledger.order.ending import (
    NOTICE,
    Cancelled,
    CancelReason,
    Expired,
    ExpiryAnnounced,
    ReleaseCause,
    Released,
    Unmet,
)
from ledger.order.paying import PaymentReceived, SharesChanged, share_cents
from ledger.order.serving import Arrived, NoTrainingReason, OrderHandedOver, Prepared, Sent
from ledger.order.state import (
    HELD,
    LEFT,
    OPEN,
    UNSERVED,
    Order,
    OrderCorrected,
    OrderEvent,
    OrderStage,
    Payer,
)

__all__ = [
    "HELD",
    "LEFT",
    "NOTICE",
    "OPEN",
    "UNSERVED",
    "Arrived",
    "CancelReason",
    "Cancelled",
    "DevicesReserved",
    "Expired",
    "ExpiryAnnounced",
    "NoTrainingReason",
    "Order",
    "OrderCorrected",
    "OrderEvent",
    "OrderHandedOver",
    "OrderStage",
    "Payer",
    "PaymentReceived",
    "Prepared",
    "ReleaseCause",
    "Released",
    "Routing",
    "Sent",
    "SharesChanged",
    "Shortage",
    "Submitted",
    "Unmet",
    "Waitlisted",
    "share_cents",
]
