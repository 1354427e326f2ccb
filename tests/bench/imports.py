"""How fast an archive of dmidecode dumps becomes devices, against inserting as many bare rows.

The dumps are generated: distinct machines, as many structures as a real laptop tells, the size
of a real dump. A bare row is as large as what the ledger writes of one machine, its three events
with their metadata, and is committed by itself.
"""

import statistics
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from lives import ASSOCIATION, LOT, SHOP

from api.app import build_house
from api.house import House
from api.importing import import_inventory
from api.settings import Settings
from bench.filled import database
from bench.run import Result
from ledger import ActorKind, Author

DUMPS = 500
ROUNDS = 5
AUTHOR = Author(ActorKind.PERSON, UUID(int=500), ASSOCIATION, SHOP)

MODELS = (
    ("LENOVO", "20FAS00V00", "ThinkPad T460s", "Notebook", "Core(TM) i5-6300U CPU @ 2.40GHz"),
    ("Dell Inc.", "Latitude 7400", "Not Specified", "Laptop", "Core(TM) i5-8365U CPU @ 1.60GHz"),
    ("HP", "HP EliteDesk 800 G2", "Not Specified", "Desktop", "Core(TM) i5-6500 CPU @ 3.20GHz"),
    ("Hewlett-Packard", "HP EliteBook 840 G1", "A3009DD10203", "Notebook", "Core(TM) i5-4300U"),
)

SAID = """\
# dmidecode 3.3
Getting SMBIOS data from sysfs.
SMBIOS 2.8 present.

Handle 0x000E, DMI type 0, 24 bytes
BIOS Information
\tVendor: {maker}
\tVersion: N1CET63W (1.31 )
\tRelease Date: 08/31/2017

Handle 0x000F, DMI type 1, 27 bytes
System Information
\tManufacturer: {maker}
\tProduct Name: {product}
\tVersion: {version}
\tSerial Number: PC{number:06}Z
\tUUID: {uuid}
\tWake-up Type: Power Switch

Handle 0x0010, DMI type 2, 15 bytes
Base Board Information
\tManufacturer: {maker}
\tProduct Name: {product}
\tSerial Number: L1{number:08}

Handle 0x0011, DMI type 3, 22 bytes
Chassis Information
\tManufacturer: {maker}
\tType: {chassis}

Handle 0x0007, DMI type 4, 48 bytes
Processor Information
\tVersion: Intel(R) {processor}
\tStatus: Populated, Enabled
\tCore Count: 2
\tThread Count: 4

"""
MODULE = """\
Handle 0x0004, DMI type 17, 40 bytes
Memory Device
\tSize: 4 GB
\tForm Factor: SODIMM
\tType: DDR4

"""
PORT = """\
Handle 0x0012, DMI type 8, 9 bytes
Port Connector Information
\tInternal Reference Designator: Not Available
\tExternal Reference Designator: USB
\tExternal Connector Type: Access Bus (USB)
\tPort Type: USB

"""
REST = MODULE * 2 + PORT * 60
"""What a machine tells beside itself, and is read for nothing."""


def measure() -> list[Result]:
    """Machines per second, a file of 500 at a time, views included."""
    ours, floors = [], []
    with served() as (url, house):
        for turn in range(ROUNDS):
            data = archive(turn)
            started = time.perf_counter()
            summary = import_inventory(house, AUTHOR, LOT, SHOP, "lot.zip", data)
            ours.append(DUMPS / (time.perf_counter() - started))
            assert summary.recorded == DUMPS, summary.refused[:3]
            floors.append(_bare_rows(url, summary.devices))
    value, floor = statistics.median(ours), statistics.median(floors)
    return [Result("import_dmi", value, "machines/s", floor, value / floor, ">= 0.05")]


@contextmanager
def served() -> Iterator[tuple[str, House]]:
    """The service's own house on a durable server, its views built."""
    with database() as (url, pool), tempfile.TemporaryDirectory() as folder:
        house = build_house(Settings(var=Path(folder)), pool)
        house.views.prepare()
        yield url, house


def archive(turn: int) -> bytes:
    """500 dumps of machines that no other turn has."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for rank in range(DUMPS):
            made.writestr(f"{rank:03}.txt", dump(turn * DUMPS + rank))
    return data.getvalue()


def dump(number: int) -> str:
    """What one machine says of itself: 14 kB, about the median of real dumps."""
    names = ("maker", "product", "version", "chassis", "processor")
    said = dict(zip(names, MODELS[number % len(MODELS)], strict=True))
    return SAID.format(number=number, uuid=uuid4(), **said) + REST


def _bare_rows(url: str, devices: list[UUID]) -> float:
    """Rows per second: what was written of each of these devices, in one row and one commit."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, said text)")
        rows = connection.execute(
            "SELECT gen_random_uuid(), string_agg(state::text || metadata::text, '')"
            " FROM ledger.event WHERE aggregate_id = ANY(%s) GROUP BY aggregate_id",
            [devices],
        ).fetchall()
        started = time.perf_counter()
        for row in rows:
            connection.execute("INSERT INTO bare VALUES (%s, %s)", row, prepare=True)
        return len(rows) / (time.perf_counter() - started)
