"""What became of an inventory file: recorded, known already, refused, told differently."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from ledger.device import Difference


class Refusal(NamedTuple):
    """Part of a file that became no device: file and line, one French sentence or two."""

    origin: str
    why: str
    known: UUID | None = None
    """The device that this machine already is, if its author may open its page."""


class Differing(NamedTuple):
    """A device of which several files did not say the same."""

    origin: str
    device: UUID
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a file: ``read`` is ``recorded``, ``already`` and the refused together."""

    lot: UUID | None
    """None when no machine of the file was new and its own lot was not opened for nothing."""
    read: int
    recorded: int
    already: int
    """Recorded when the same file was sent before; nothing changed."""
    refused: list[Refusal]
    devices: list[UUID]
    """Every device of the file that stands in the register, in the order of the file."""
    not_understood: list[tuple[str, str]]
    """Of devices that were recorded: file and line, and what was left out of them."""
    differing: list[Differing]
    """Of devices that were recorded."""
