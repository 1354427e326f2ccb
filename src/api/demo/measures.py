"""What tools measured of the computers of the demonstration: disks, batteries, parts."""

from random import Random

from ledger import device as d
from ledger.values import COMPUTING, DeviceKind, Facts, Source, Storage, StorageKind

CAPACITY_MWH = 48_000
READ_WHOLE = frozenset({DeviceKind.LAPTOP, DeviceKind.DESKTOP, DeviceKind.MINI_PC})
"""Where the agent runs; phones, tablets and all-in-ones are typed more than read."""


def measured(facts: Facts, kind: DeviceKind) -> d.Hardware | None:
    """The measures that go with these facts: the same each time, whatever else is drawn."""
    if kind not in COMPUTING or not facts.storages:
        return None
    chance = Random(facts.serial)
    percent = facts.battery_health_percent
    wear = percent and d.BatteryWear(
        source=Source.GLPI,
        design=CAPACITY_MWH,
        full=CAPACITY_MWH * percent // 100,
        cycles=chance.randint(80, 900),
    )
    return d.Hardware(
        storages=tuple(_health(storage, chance) for storage in facts.storages),
        batteries=(wear,) if wear else (),
        sightings=_sightings(kind) if kind in READ_WHOLE else (),
    )


def _health(storage: Storage, chance: Random) -> d.StorageHealth:
    flash = storage.kind is not StorageKind.HDD
    return d.StorageHealth(
        storage=storage.id,
        source=Source.SMARTCTL,
        passed=True,
        power_on_hours=chance.randint(900, 21_000),
        reallocated_sectors=None if flash else chance.choice((0, 0, 0, 8)),
        pending_sectors=None if flash else 0,
        used_percent=chance.randint(1, 40) if flash else None,
        spare_percent=100 if flash else None,
    )


def _sightings(kind: DeviceKind) -> tuple[d.Sighting, ...]:
    laptop = kind is DeviceKind.LAPTOP
    seen = {
        d.Function.WIFI: d.Presence.AT_WORK if laptop else d.Presence.ABSENT,
        d.Function.WIRED_NETWORK: d.Presence.FITTED if laptop else d.Presence.AT_WORK,
        d.Function.CAMERA: d.Presence.FITTED if laptop else d.Presence.ABSENT,
        d.Function.OPTICAL_DRIVE: d.Presence.ABSENT,
    }
    return tuple(
        d.Sighting(function=function, presence=presence, source=Source.GLPI)
        for function, presence in seen.items()
        if function in d.FUNCTIONS[kind].all
    )
