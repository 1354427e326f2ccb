"""Devices on the bench with disks that have serial numbers, and the reports that speak of them."""

from uuid import UUID, uuid4

import lives
from httpx2 import Response
from lives import LOT
from people import Person

from ledger import Event
from ledger.values import Storage, StorageKind

HDD = Storage(
    id="WD-WX61A0000001",
    kind=StorageKind.HDD,
    capacity_gb=500,
    serial="WD-WX61A0000001",
    model="WDC WD5000LPCX",
)
SSD = Storage(id="S3YANB0K000002", kind=StorageKind.SSD, capacity_gb=250, serial="s3yanb0k 000002")
NAMELESS = Storage(id="disque 1", kind=StorageKind.NVME, capacity_gb=250)


def bench(*storages: Storage) -> tuple[Event, ...]:
    """Collected in the lot, received and inventoried with these storages."""
    read = lives.inventoried(facts=lives.facts(storages=storages))
    return (lives.collected(lot=LOT), lives.received(), read)


def send_report(
    person: Person, device: UUID, report: tuple[str, bytes] | None, **more: str
) -> Response:
    fields = {"csrf": person.csrf, "command": str(uuid4())} | more
    files = {"report": report} if report else None
    return person.post(f"/appareils/{device}/effacement", data=fields, files=files)
