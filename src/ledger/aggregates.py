"""Every kind of life the ledger holds. Importing this reads all events into the registry."""

from ledger.batch import Batch
from ledger.delivery_round import Round
from ledger.device import Device
from ledger.event import Aggregate
from ledger.fund import Fund
from ledger.fund_settling import SellerPaid  # noqa: F401 (its events are read with it)
from ledger.lot import Lot
from ledger.meeting import Meeting
from ledger.need import Need
from ledger.order import Order
from ledger.organisation import Organisation
from ledger.place import Place
from ledger.statistics import Statistics
from ledger.tariff import Tariff
from ledger.till import Till
from ledger.workshop import Workshop

KINDS: dict[str, type[Aggregate]] = {
    kind.KIND: kind
    for kind in (
        Device, Lot, Place, Organisation, Workshop,
        Tariff, Order, Fund, Till, Need, Round, Meeting, Batch,
        Statistics,
    )
}  # fmt: skip
