"""What a machine that the register knows is found to be, by the reports of its tools."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from api.intake import Machine, Report, Unread, read_one_machine
from ledger import device as d
from ledger.device import Device
from ledger.values import Facts, Source

MOST_FILES = 80
"""A machine with as many disks as any holds, and a few tools."""

NOTHING_READ = "Aucun de ces fichiers ne se lit."


@dataclass(frozen=True, slots=True)
class Reading:
    """The inventory that the reports make, and each part of them that was not read."""

    inventoried: d.Inventoried | None
    unread: list[Unread]


def read_of(
    device: Device, last: d.Inventoried | None, files: Iterable[tuple[str, bytes]], now: datetime
) -> Reading:
    """Read what these files say of a device, with what is known of it already.

    What they do not say stays as it was; ``last`` is its newest inventory. A storage that was
    erased is left as it is: its erasure stays proven.
    """
    found = read_one_machine(files, _known(device, last))
    unread = [each for each in found if isinstance(each, Unread)]
    machine = next((each for each in found if isinstance(each, Machine)), None)
    if machine is None:
        return Reading(None, unread)
    event = d.Inventoried(
        happened_at=now,
        facts=_proven_as_before(device, machine.facts),
        source=machine.source,
        mass_g=last.mass_g if last else None,
        evidence_sha256=machine.evidence_sha256,
        hardware=machine.hardware,
    )
    return Reading(event, unread)


def _known(device: Device, last: d.Inventoried | None) -> Report:
    """What the register knows, as a report of its own: the kind at the least."""
    facts = (device.inventory or Facts()).model_copy(
        update={"storages": None if device.storages is None else tuple(device.storages.values())}
    )
    source = last.source if last else Source.MANUAL
    return Report(source, "le registre", "", facts, device.kind)


def _proven_as_before(device: Device, facts: Facts) -> Facts:
    known = device.storages or {}
    storages = facts.storages and tuple(
        known[each.id] if each.id in device.erasures and each.id in known else each
        for each in facts.storages
    )
    return facts.model_copy(update={"storages": storages})
