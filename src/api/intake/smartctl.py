"""Reads ``smartctl --json``: the health of one disk as it tells it, and what that disk is.

The overall verdict is the disk's own. Counts are kept for whoever decides; of the vendors' raw
values only those are read that all vendors count alike (sectors 5, 197 and 198).
"""

from api.intake.json_parts import Section, count, entries, section, whole
from api.intake.machine import Report, Unread, as_far_as_valid
from api.intake.media import Medium, is_inside, kind_by_words, storages_of
from api.intake.text import one_line
from ledger.device import Hardware, StorageHealth
from ledger.values import Facts, Source, StorageKind

REALLOCATED, PENDING, UNCORRECTABLE = 5, 197, 198
"""Attributes of the ATA table."""

_ON_USB = (
    "Ce relevé smartctl est celui d’un support branché en USB, pas d’un disque de la machine. "
    "Ne l’envoyez pas avec elle."
)
_NO_DISK = (
    "smartctl n’a pas pu lire ce disque. Relancez-le avec sudo, sur le disque entier (/dev/sda)."
)


def is_smartctl(report: Section) -> bool:
    return isinstance(report.get("smartctl"), dict) and "json_format_version" in report


def read_smartctl(origin: str, report: Section, evidence_sha256: str) -> Report | Unread:
    """The disk of one run of the tool."""
    device = section(report, "device")
    model = report.get("model_name") or report.get("scsi_model_name")
    serial = report.get("serial_number")
    if not (one_line(model) or one_line(serial)):
        return Unread(origin, _NO_DISK)
    told = (device.get("info_name"), device.get("type"), model)
    if not is_inside(device.get("name"), *told) or one_line(device.get("type")).startswith("usb"):
        return Unread(origin, _ON_USB)
    size = count(section(report, "user_capacity").get("bytes"))
    size = size or count(report.get("nvme_total_capacity"))
    medium = Medium(_kind(report, device), size / 1_000_000_000, model, serial)
    [storage] = storages_of([medium])
    return Report(
        Source.SMARTCTL,
        origin,
        evidence_sha256,
        Facts(storages=(storage,)),
        measured=Hardware(storages=(_health(storage.id, report),)),
        of_a_disk=True,
    )


def _kind(report: Section, device: Section) -> StorageKind:
    rotation = whole(report.get("rotation_rate"))
    if one_line(device.get("protocol")).casefold() == "nvme":
        return StorageKind.NVME
    if rotation is not None:
        return StorageKind.HDD if rotation else StorageKind.SSD
    return kind_by_words(device.get("name"), report.get("model_family"), report.get("model_name"))


def _health(storage: str, report: Section) -> StorageHealth:
    verdict = section(report, "smart_status").get("passed")
    nvme = section(report, "nvme_smart_health_information_log")
    raw = {
        each.get("id"): whole(section(each, "raw").get("value"))
        for each in entries(section(report, "ata_smart_attributes"), "table")
        if isinstance(each.get("id"), int)
    }
    return as_far_as_valid(
        StorageHealth,
        storage=storage,
        source=Source.SMARTCTL,
        passed=verdict if isinstance(verdict, bool) else None,
        power_on_hours=_first(
            section(report, "power_on_time").get("hours"), nvme.get("power_on_hours")
        ),
        reallocated_sectors=_first(raw.get(REALLOCATED), report.get("scsi_grown_defect_list")),
        pending_sectors=raw.get(PENDING),
        uncorrectable_errors=_first(raw.get(UNCORRECTABLE), nvme.get("media_errors")),
        used_percent=_first(
            nvme.get("percentage_used"), section(report, "endurance_used").get("current_percent")
        ),
        spare_percent=_first(
            nvme.get("available_spare"), section(report, "spare_available").get("current_percent")
        ),
    )


def _first(*values: object) -> int | None:
    return next((number for value in values if (number := whole(value)) is not None), None)
