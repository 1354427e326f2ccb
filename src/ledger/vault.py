"""Seals attributes that only serve statistics, under keys that can be destroyed (law 8).

Each subject has its key, in schema ``vault``, wrapped by a master key that is not in the
database. Destroyed, it leaves noise in the ledger and its backups, which stay verifiable. What
PostgreSQL keeps of it until it vacuums, and in its journal, takes the master key to read.
"""

import os
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg_pool import ConnectionPool

KEY_BYTES, NONCE_BYTES = 32, 12
DESTROYED = b""


class KeyDestroyed(Exception):
    """There is no key for this subject any more."""


class SealBroken(Exception):
    """Not what this subject sealed under this name, or not under this master key."""


class Vault:
    """Seals and opens. Safe to share between threads."""

    def __init__(self, pool: ConnectionPool, master_key: bytes) -> None:
        self._pool = pool
        self._master = AESGCM(master_key)

    def seal(self, subject: UUID, name: str, text: bytes) -> str:
        """The text as nobody reads it, in letters and figures. Raises ``KeyDestroyed``."""
        key = os.urandom(KEY_BYTES)
        is_new = self._add(subject, _sealed(self._master, key, subject.bytes))
        with_key = AESGCM(key) if is_new else self._key(subject)
        return _sealed(with_key, text, subject.bytes + name.encode()).decode()

    def open(self, subject: UUID, name: str, sealed: str) -> bytes:
        """The text that was sealed. Raises ``KeyDestroyed`` or ``SealBroken``."""
        return _opened(self._key(subject), sealed, subject.bytes + name.encode())

    def open_all(self, name: str, sealed: Mapping[UUID, str]) -> dict[UUID, bytes]:
        """The texts of several subjects; those whose key is destroyed are left out.

        Raises ``SealBroken``.
        """
        with self._pool.connection() as connection:
            rows = connection.execute(
                "SELECT subject, wrapped FROM vault.key WHERE subject = ANY(%s) AND wrapped <> %s",
                [list(sealed), DESTROYED],
            ).fetchall()
        return {
            subject: _opened(
                AESGCM(_opened(self._master, wrapped, subject.bytes)),
                sealed[subject],
                subject.bytes + name.encode(),
            )
            for subject, wrapped in rows
        }

    def destroy(self, subject: UUID) -> None:
        """Forget the key for ever: nothing more is sealed for this subject either."""
        self.destroy_all([subject])

    def destroy_all(self, subjects: Collection[UUID]) -> None:
        """Forget the keys of all of them, or of none."""
        with self._pool.connection() as connection:
            connection.execute(
                "INSERT INTO vault.key (subject, wrapped) SELECT DISTINCT s, %s::bytea"
                " FROM unnest(%s::uuid[]) AS s"
                " ON CONFLICT (subject) DO UPDATE SET wrapped = EXCLUDED.wrapped",
                [DESTROYED, list(subjects)],
            )

    def _add(self, subject: UUID, wrapped: bytes) -> bool:
        """Whether it was written; not when another key is there and stays.

        It does not wait for the disk: what is sealed is recorded after it, and waits for both.
        """
        with self._pool.connection() as connection:
            done = connection.execute(
                "WITH soon AS (SELECT set_config('synchronous_commit', 'off', true))"
                " INSERT INTO vault.key (subject, wrapped) SELECT %s, %s FROM soon"
                " ON CONFLICT (subject) DO NOTHING",
                [subject, wrapped],
            )
        return done.rowcount == 1

    def _key(self, subject: UUID) -> AESGCM:
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT wrapped FROM vault.key WHERE subject = %s", [subject]
            ).fetchone()
        if row is None or row[0] == DESTROYED:
            raise KeyDestroyed(str(subject))
        return AESGCM(_opened(self._master, row[0], subject.bytes))


def _sealed(key: AESGCM, text: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return urlsafe_b64encode(nonce + key.encrypt(nonce, text, bound_to))


def _opened(key: AESGCM, sealed: str | bytes, bound_to: bytes) -> bytes:
    try:
        raw = urlsafe_b64decode(sealed)
        return key.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise SealBroken(bound_to.hex()) from error


def master_key(var: Path) -> bytes:
    """The 32 bytes in ``var/master.key``, made on first use: keep a copy elsewhere.

    Raises ``PermissionError`` when others may read it, ``ValueError`` when it is none.
    """
    var.mkdir(parents=True, exist_ok=True)
    if not (path := var / "master.key").exists():
        handle, draft = tempfile.mkstemp(dir=var)  # readable by its owner alone
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):  # another process was faster
            os.link(draft, path)
        Path(draft).unlink()
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} may be read by others: chmod 600, and change the key")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} holds {len(key)} bytes instead of {KEY_BYTES}")
    return key
