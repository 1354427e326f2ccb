"""Where reports of erasures join what a bench sends with its inventory.

The one place to join them: ``erasures_in`` looks at every file before the readers of hardware do,
says which it took, and gives what is to be recorded after the inventory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.intake import Unread
from ledger.device import DeviceEvent
from ledger.values import Storage

SentFile = tuple[str, bytes]
"""What a file is called, only to be shown, and its bytes."""


@dataclass(frozen=True, slots=True)
class Erasures:
    """What the reports of erasures come to."""

    events: tuple[DeviceEvent, ...] = ()
    """To record after the inventory, in order; they name storages of it."""
    taken: frozenset[str] = frozenset()
    """Origins, as ``api.intake.opened`` tells them, of the files that speak of erasures alone:
    nobody is told that they are no inventory."""
    unread: tuple[Unread, ...] = ()


def erasures_in(files: Sequence[SentFile], storages: Sequence[Storage], now: datetime) -> Erasures:
    """What these files say of erasures of these storages."""
    del files, storages, now  # no reader of erasures yet
    return Erasures()
