"""Inventory files, and what imports them."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

from lives import (
    ASSOCIATION,
    LOT,
    SHOP,
)

from api.house import House
from api.imported import Summary
from api.importing import import_inventory
from ledger import ActorKind, Author

HERE = Author(ActorKind.PERSON, UUID(int=500), ASSOCIATION, SHOP)
TABLE = "Type matériel;Constructeur;Model;N° Serie;RAM;Poids\n"
DUMP = """\
# dmidecode 3.3
System Information
\tManufacturer: LENOVO
\tProduct Name: 20FAS00V00
\tVersion: ThinkPad T460s
\tSerial Number: {serial}

Chassis Information
\tType: Notebook
"""
GLPI = {
    "action": "inventory",
    "itemtype": "Computer",
    "content": {
        "bios": {"smanufacturer": "Dell", "smodel": "Latitude 5490", "ssn": "9ZK4R2M"},
        "hardware": {"chassis_type": "Laptop", "memory": 8192},
    },
}

DEFAULTS: dict[str, Any] = {"author": HERE, "lot": LOT, "place": SHOP}
Import = Callable[..., Summary]


def importer(house: House) -> Import:
    """``send(text)``: import a file into the lot, at the shop."""

    def send(data: str | bytes, name: str = "lot.csv", **said: Any) -> Summary:
        raw = data.encode() if isinstance(data, str) else data
        author, lot, place = (said.get(k, v) for k, v in DEFAULTS.items())
        one = said.get("one_machine", False)
        return import_inventory(house, author, lot, place, name, raw, one_machine=one)

    return send


def zipped(**members: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return data.getvalue()


def figures(summary: Summary) -> tuple[int, int, int, int]:
    assert summary.read == summary.recorded + summary.already + len(summary.refused)
    return summary.read, summary.recorded, summary.already, len(summary.refused)
