"""Where reports of erasures join what a bench sends with its inventory.

The one place to join them: ``erasures_in`` looks at every file, tells what of it was about
erasures, and gives what is to be recorded after the inventory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.house import House
from api.intake import Unread
from ledger import Recorded
from ledger.device import Device, DeviceEvent

SentFile = tuple[str, bytes]
"""What a file is called, only to be shown, and its bytes."""


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
    """What these files say of erasures of this device, as its new inventory leaves it."""
    del house, device, life, files, now  # no reader of erasures yet
    return Erasures()
