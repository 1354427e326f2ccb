"""Files of evidence: kept beside the ledger, which holds their hashes only."""

import hashlib
import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from starlette.datastructures import UploadFile

from api.settings import Settings

LIMIT_MB = 5
_SHA256 = re.compile(r"[0-9a-f]{64}")


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
