"""Reads the components of a snapshot of Workbench 11 and 12, in the words of its schema."""

from api.intake.identifying import names_of
from api.intake.json_parts import Section, count, entries, percent_left, section, whole
from api.intake.kind import kind_by_chassis, why_no_kind
from api.intake.machine import LARGEST_STORAGES, Report, Unread, as_far_as_valid
from api.intake.media import TOO_MANY_DISKS, Medium, storages_of
from api.intake.naming import maker_and_model, processor_name
from api.intake.placeholders import serial_number
from api.intake.sightings import CAMERA, WIFI, sighted
from api.intake.text import one_line
from ledger.device import BatteryWear, CapacityUnit, Function, Hardware, StorageHealth
from ledger.values import DeviceKind, Facts, Source, Storage, StorageKind

_KINDS = {
    "Laptop": DeviceKind.LAPTOP,
    "Desktop": DeviceKind.DESKTOP,
    "Tablet": DeviceKind.TABLET,
    "Smartphone": DeviceKind.SMARTPHONE,
}
_MEDIA = {"SolidStateDrive": StorageKind.SSD, "HardDrive": StorageKind.HDD}
_MEBIBYTE_GB = 1024**2 / 1_000_000_000
_MEGABYTE_GB = 0.001
_MOST_BATTERIES = 8


def read_components(origin: str, snapshot: Section, evidence_sha256: str) -> Report | Unread:
    """The machine of one snapshot."""
    device = section(snapshot, "device")
    parts = list(entries(snapshot, "components"))
    media = [part for part in parts if one_line(part.get("type")) in _MEDIA]
    if len(media) > LARGEST_STORAGES:
        return Unread(origin, TOO_MANY_DISKS)
    storages = storages_of(_medium(part) for part in media)
    batteries = [wear for part in _of(parts, "Battery") if (wear := _wear(part))]
    processors = _of(parts, "Processor")
    board = next(iter(_of(parts, "Motherboard")), {})
    maker, model = maker_and_model(
        (device.get("manufacturer"), device.get("model")),
        (board.get("manufacturer"), board.get("model")),
    )
    chassis = [device.get("chassis") or device.get("type")]
    kind = _KINDS.get(one_line(device.get("type")))
    by_chassis = kind_by_chassis(chassis, has_battery=bool(_of(parts, "Battery")))
    refined = by_chassis if kind in {None, DeviceKind.DESKTOP} else None
    facts = as_far_as_valid(
        Facts,
        maker=maker,
        model=model,
        serial=serial_number(device.get("serialNumber")),
        processor=next(filter(None, (processor_name(p.get("model")) for p in processors)), None),
        processor_cores=sum(count(part.get("cores")) for part in processors) or None,
        memory_mb=sum(count(part.get("size")) for part in _of(parts, "RamModule")) or None,
        screen_inches=_inches(parts, kind),
        battery_health_percent=percent_left(
            [(wear.design, wear.full) for wear in batteries if wear.full]
        ),
        storages=storages or None,
    )
    return Report(
        Source.EREUSE,
        origin,
        evidence_sha256,
        facts,
        refined or kind,
        why_no_kind(chassis),
        names_of(
            maker=device.get("manufacturer"),
            serial=device.get("serialNumber"),
            uuid=None,
            board=board.get("serialNumber"),
        ),
        Hardware(
            storages=tuple(filter(None, map(_health, storages, media))),
            batteries=tuple(batteries[:_MOST_BATTERIES]),
            sightings=sighted(Source.EREUSE, fitted=_fitted(parts)),
        ),
    )


def _of(parts: list[Section], kind: str) -> list[Section]:
    return [part for part in parts if part.get("type") == kind]


def _medium(part: Section) -> Medium:
    """Old versions count in whole mebibytes, newer ones in megabytes with their decimals."""
    size = part.get("size")
    unit = _MEGABYTE_GB if isinstance(size, float) else _MEBIBYTE_GB
    known = size if isinstance(size, (int, float)) and 0 < size < 10**12 else 0
    nvme = "nvme" in one_line(part.get("interface")).casefold()
    kind = StorageKind.NVME if nvme else _MEDIA[one_line(part.get("type"))]
    return Medium(kind, known * unit, part.get("model"), part.get("serialNumber"))


def _health(storage: Storage, part: Section) -> StorageHealth | None:
    """The newest test of its disk that the snapshot holds."""
    tests = [each for each in entries(part, "actions") if each.get("type") == "TestDataStorage"]
    if not tests:
        return None
    test = tests[-1]
    verdict = test.get("assessment")
    return as_far_as_valid(
        StorageHealth,
        storage=storage.id,
        source=Source.EREUSE,
        passed=verdict if isinstance(verdict, bool) else None,
        power_on_hours=whole(test.get("lifetime")),
        reallocated_sectors=whole(test.get("reallocatedSectorCount")),
        pending_sectors=whole(test.get("currentPendingSectorCount")),
        uncorrectable_errors=whole(test.get("offlineUncorrectable")),
    )


def _wear(part: Section) -> BatteryWear | None:
    measures = [each for each in entries(part, "actions") if each.get("type") == "MeasureBattery"]
    measure = measures[-1] if measures else {}
    design = count(part.get("size"))
    if not 0 < design <= 1_000_000:  # noqa: PLR2004 (as ``Capacity``)
        return None
    return as_far_as_valid(
        BatteryWear,
        source=Source.EREUSE,
        unit=CapacityUnit.MAH,
        design=design,
        full=count(measure.get("size")) or None,
        cycles=whole(measure.get("cycleCount")),
    )


def _inches(parts: list[Section], kind: DeviceKind | None) -> float | None:
    """Of the screen of a laptop; beside a desktop stands any screen of the workshop."""
    sizes = [part.get("size") for part in _of(parts, "Display")]
    known = [size for size in sizes if isinstance(size, (int, float)) and 0 < size < 100]  # noqa: PLR2004
    return round(known[0], 1) if known and kind is DeviceKind.LAPTOP else None


def _fitted(parts: list[Section]) -> set[Function]:
    """What is there. A snapshot lists some sorts of parts only: nothing in it is absent."""
    found: set[Function] = set()
    for part in parts:
        kind, model = part.get("type"), one_line(part.get("model"))
        if kind == "NetworkAdapter":
            wireless = part.get("wireless") is True or WIFI.search(model)
            found.add(Function.WIFI if wireless else Function.WIRED_NETWORK)
        elif kind == "SoundCard":
            found.add(Function.CAMERA if CAMERA.search(model) else Function.SOUND)
    return found
