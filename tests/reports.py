"""What tools say, written as short as it stays true to their formats."""

import json
from pathlib import Path
from typing import Any

LSHW = Path(__file__).parent / "api/intake/lshw"
LAPTOP_LSHW = (LSHW / "laptop.json").read_bytes()
DESKTOP_LSHW = (LSHW / "desktop.json").read_bytes()
UUID = "4c2a3bcc-2d5f-11b2-a85c-8f1e5c6ad0c3"
DUMP = (
    "# dmidecode 3.3\n\nHandle 0x000F, DMI type 1, 27 bytes\nSystem Information\n"
    "\tManufacturer: LENOVO\n\tProduct Name: 20FAS00V00\n\tVersion: ThinkPad T460s\n"
    "\tSerial Number: {serial}\n\tUUID: {uuid}\n\nHandle 0x0003, DMI type 3\n"
    "Chassis Information\n\tType: {chassis}\n\nMemory Device\n\tSize: 8 GB\n"
)


def dump(serial: str = "PC0LRT4Z", uuid: str = UUID, chassis: str = "Notebook") -> bytes:
    return DUMP.format(serial=serial, uuid=uuid, chassis=chassis).encode()


def smartctl(serial: str = "S2UXNX0H305512", **more: Any) -> bytes:
    """A healthy NVMe disk, that of the laptop of ``lshw``."""
    report = {
        "json_format_version": [1, 0],
        "smartctl": {"version": [7, 3], "exit_status": 0},
        "device": {"name": "/dev/nvme0", "type": "nvme", "protocol": "NVMe"},
        "model_name": "SAMSUNG MZVLV256HCHP-000L7",
        "serial_number": serial,
        "user_capacity": {"bytes": 256_060_514_304},
        "smart_status": {"passed": True},
        "nvme_smart_health_information_log": {
            "available_spare": 100, "percentage_used": 3, "media_errors": 0, "power_on_hours": 4211,
        },
        "power_on_time": {"hours": 4211},
    }  # fmt: skip
    return json.dumps(report | more).encode()


def ata(serial: str = "ZA4012AB", **raw: int) -> bytes:
    """A SATA disk with the raw values of these attributes (``a5=1``)."""
    table = [
        {"id": int(name[1:]), "name": "…", "raw": {"value": value, "string": str(value)}}
        for name, value in raw.items()
    ]
    return smartctl(
        serial,
        device={
            "name": "/dev/sda",
            "info_name": "/dev/sda [SAT]",
            "type": "sat",
            "protocol": "ATA",
        },
        model_name="ST500DM002-1SB10",
        user_capacity={"bytes": 500_107_862_016},
        rotation_rate=7200,
        nvme_smart_health_information_log=None,
        ata_smart_attributes={"table": table},
    )


def glpi(serial: str = "PC0LRT4Z", **sections: Any) -> bytes:
    content = {
        "bios": {"smanufacturer": "LENOVO", "smodel": "ThinkPad T460s", "ssn": serial},
        "hardware": {"chassis_type": "Notebook", "memory": 7800, "uuid": UUID.upper()},
    }
    return json.dumps({"itemtype": "Computer", "content": content | sections}).encode()


def ereuse(**more: Any) -> bytes:
    snapshot = {
        "type": "Snapshot",
        "version": "11.0b5",
        "device": {
            "type": "Laptop", "chassis": "Netbook", "manufacturer": "Lenovo",
            "model": "ThinkPad T460s", "serialNumber": "PC0LRT4Z",
        },
        "components": [],
    }  # fmt: skip
    return json.dumps(snapshot | more).encode()
