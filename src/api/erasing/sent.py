"""Where reports of erasures join what a bench sends with its inventory.

Every file is looked at: what of it was about erasures is told, kept, and recorded after the
inventory, on the disks that the inventory names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.erasing.kept import keep
from api.erasing.matching import arrived_at, erased, match
from api.house import House
from api.intake import ErasureReport, Unread, read_erasures
from ledger import Recorded
from ledger.device import Device, DeviceEvent, StorageErased

SentFile = tuple[str, bytes]
"""What a file is called, only to be shown, and its bytes."""

NO_SERIAL = "Rien ne dit de quel disque de cet appareil il s’agit\u00a0: déposez-le sur sa page."
TOO_LATE = "Cet appareil n’est plus à l’atelier\u00a0: aucun effacement ne s’y enregistre."


@dataclass(frozen=True, slots=True)
class Erasures:
    """What the reports of erasures come to."""

    events: tuple[DeviceEvent, ...] = ()
    """To record after the inventory, in order; they name storages of it."""
    origins: tuple[str, ...] = ()
    """Where each report stood: nobody is told that such a file is no inventory."""
    unread: tuple[Unread, ...] = ()

    def tells(self, unread: Unread) -> bool:
        """Whether a file that is no inventory is a report of erasure that was read."""
        return any(origin.startswith(unread.origin) for origin in self.origins)


def erasures_in(
    house: House,
    device: Device,
    life: Sequence[Recorded],
    files: Sequence[SentFile],
    now: datetime,
) -> Erasures:
    """What these files say of erasures of this device, as its new inventory leaves it.

    A report that names no disk of it is said, and stops nothing.
    """
    told: list[ErasureReport] = []
    for name, data in files:
        found = [
            report
            for report in read_erasures(name, data, house.settings.timezone)
            if isinstance(report, ErasureReport)
        ]
        if found:
            keep(house.settings, data)
        told += found
    origins = tuple(report.origin for report in told)
    if device.stage not in StorageErased.moves:
        return Erasures((), origins, tuple(Unread(origin, TOO_LATE) for origin in origins))
    matching, arrival = match(device, life, told, ""), arrived_at(life)
    left = [*matching.left, *((report.origin, NO_SERIAL) for report in matching.loose)]
    return Erasures(
        tuple(
            erased((device.storages or {})[storage], report, arrival, now)
            for storage, report in matching.found.items()
        ),
        origins,
        tuple(Unread(origin, why) for origin, why in left),
    )
