"""Logs of erasures: the file itself, kept beside the ledger, which holds its hash only."""

import hashlib
import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from starlette.datastructures import UploadFile

from api.access import Role, SignedIn
from api.house import House
from api.pages.device.scene import Scene
from api.pages.reach import Reach
from api.settings import Settings
from ledger import Event
from ledger import device as d
from ledger.correction import Correction

LIMIT_MB = 5
_SHA256 = re.compile(r"[0-9a-f]{64}")
ENDINGS = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "zip",
    b"{": "json",
    b"\x89PNG": "png",
    b"\xff\xd8": "jpg",
}
"""How a file is called when it is fetched back: by its content, its own name is not kept."""


def read_upload(upload: UploadFile) -> bytes:
    """The bytes of a file. Raises ``ValueError`` with the French sentence that refuses it."""
    upload.file.seek(0)
    content = upload.file.read(LIMIT_MB * 1024 * 1024 + 1)
    if not content:
        raise ValueError("Ce fichier est vide.")
    if len(content) > LIMIT_MB * 1024 * 1024:
        raise ValueError(f"Ce fichier est trop gros : {LIMIT_MB} Mo au plus.")
    return content


def keep(settings: Settings, content: bytes) -> str:
    """Keep the file, named by its SHA-256, and return that name. Kept again, it is the same."""
    sha256 = hashlib.sha256(content).hexdigest()
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / sha256).exists():
        _write(folder / sha256, content)
    return sha256


def kept(settings: Settings, sha256: str) -> Path | None:
    """Where the file of that hash is kept, if it is here."""
    path = _folder(settings) / sha256
    return path if _SHA256.fullmatch(sha256) and path.is_file() else None


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


def _folder(settings: Settings) -> Path:
    return settings.var / "evidence"


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, even when the power fails."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
