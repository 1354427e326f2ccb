"""Every kind of life the ledger holds. Importing this reads all events into the registry."""

from ledger.device import Device
from ledger.event import Aggregate
from ledger.lot import Lot
from ledger.organisation import Organisation
from ledger.place import Place
from ledger.workshop import Workshop

KINDS: dict[str, type[Aggregate]] = {
    kind.KIND: kind for kind in (Device, Lot, Place, Organisation, Workshop)
}
