"""Who fetches back the files that erasures were proven by, and under which name."""

from pathlib import Path

from api.access import Role, SignedIn
from api.erasing.kept import kept
from api.house import House
from api.pages.device.scene import Scene
from api.pages.reach import Reach
from ledger import Event
from ledger import device as d
from ledger.correction import Correction

ENDINGS = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "zip",
    b"{": "json",
    b"\x89PNG": "png",
    b"\xff\xd8": "jpg",
}
"""How a file is called when it is fetched back: by its content, its own name is not kept."""


def called(path: Path) -> str:
    """The name that a kept file is fetched back under."""
    with path.open("rb") as file:
        start = file.read(8)
    ending = next((end for first, end in ENDINGS.items() if start.startswith(first)), "log")
    return f"{path.name[:12]}.{ending}"


def fetchable(house: House, signed_in: SignedIn, scene: Scene) -> dict[str, Path]:
    """The kept files of this life that they may fetch back, by hash.

    Those of the structure where the device is or is sent, those of the structure that recorded
    the file, administrators; nobody else: a log names disks, and sometimes people.
    """
    if not signed_in.has(Role.OPERATOR, Role.ADMINISTRATOR):
        return {}
    found: dict[str, Path] = {}
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        everything = signed_in.has(Role.ADMINISTRATOR)
        holds = any(
            reach.runs(place, Role.OPERATOR) for place in (scene.standing, scene.device.sent_to)
        )
        for record in scene.life:
            sha256 = evidence_of(record.event)
            path = kept(house.settings, sha256) if sha256 else None
            if path and (everything or holds or reach.runs(record.metadata.place, Role.OPERATOR)):
                found[path.name] = path
    return found


def evidence_of(event: Event) -> str | None:
    """The hash of the file that an event names, itself or as what replaces another."""
    told = event.replaced_by() if isinstance(event, Correction) else event
    if isinstance(told, d.StorageErased):
        return told.erasure.evidence_sha256
    return told.evidence_sha256 if isinstance(told, d.Inventoried) else None
