"""Opens a zip of inventories without trusting it: few files, small ones, nothing on disk."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from api.intake.machine import Unread
from api.intake.text import file_name

MAX_MEMBERS = 2_000
"""Several years of a workshop, one file a machine."""

MAX_FILE_BYTES = 5_000_000
"""A dump is 30 kB, a GLPI inventory with all its programs 1 MB, a year of CSV less."""

MAX_ARCHIVE_BYTES = 200_000_000
"""Zipped, and once more unzipped, all members together: what a small server can hold."""

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The others may ask for gigabytes of memory before giving the first byte."""

_ADDED_BY_SYSTEMS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_OF_DOCUMENTS = frozenset({"[Content_Types].xml", "mimetype"})

_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""All that ``zipfile`` raises on bytes that only look like a zip."""

DOCUMENT = (
    "C’est un document de bureautique, pas un tableau CSV. "
    "Ouvrez-le, puis enregistrez la feuille en CSV."
)
_UNREADABLE_ZIP = "Ce fichier zip est abîmé : il ne s’ouvre pas. Refaites-le."
_EMPTY_ZIP = "Ce zip ne contient aucun fichier."
_TOO_MANY = f"Ce zip contient plus de {MAX_MEMBERS:_} fichiers. Faites-en plusieurs.".replace(
    "_", " "
)
_TOO_HEAVY = "Ce zip est trop lourd : la suite n’est pas lue. Faites-en plusieurs."
_LOCKED = "Ce fichier est protégé par un mot de passe. Refaites le zip sans mot de passe."
_OTHER_METHOD = "Ce fichier est compressé d’une façon rare. Refaites un zip ordinaire."
_BROKEN_MEMBER = "Ce fichier est abîmé dans le zip. Refaites le zip."
_ZIP_IN_ZIP = "C’est un zip ou un classeur rangé dans le zip. Sortez-le et envoyez-le à part."
TOO_LONG = "Ce fichier est trop lourd pour un inventaire (plus de 5 Mo). Découpez-le."


class Member(NamedTuple):
    """One file of an archive. ``folder`` is compared with that of others, never opened."""

    origin: str
    content: bytes
    folder: str


def is_zip(data: bytes) -> bool:
    return data.startswith(ZIP_SIGNATURES)


def members(origin: str, data: bytes) -> Iterator[Member | Unread]:
    """Origin and bytes of each file of an archive, or why it is not read.

    Sizes are counted on the bytes that come out, whatever the archive announces. A name is
    only shown, never opened: ``../../etc/passwd`` is read as a file called ``passwd``.
    """
    if data.count(_DIRECTORY_ENTRY) > MAX_MEMBERS:  # counted before the directory is loaded
        yield Unread(origin, _TOO_MANY)
        return
    if len(data) > MAX_ARCHIVE_BYTES:
        yield Unread(origin, _TOO_HEAVY)
        return
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _BROKEN:
        yield Unread(origin, _UNREADABLE_ZIP)
        return
    with archive:
        yield from _members(origin, archive)


def _members(origin: str, archive: zipfile.ZipFile) -> Iterator[Member | Unread]:
    files = [
        entry
        for entry in archive.infolist()
        if not entry.filename.endswith("/")
        and not any(name in entry.filename for name in _ADDED_BY_SYSTEMS)
    ]
    if _OF_DOCUMENTS & {entry.filename for entry in files}:
        yield Unread(origin, DOCUMENT)
        return
    if not files:
        yield Unread(origin, _EMPTY_ZIP)
    left = MAX_ARCHIVE_BYTES
    for entry in files:
        member = f"{origin}, {file_name(entry.filename)}"
        at_most = min(left, MAX_FILE_BYTES) + 1
        content = _bytes_of(archive, entry, at_most)
        # what breaks half-way was unpacked too, and never beyond the size it announced
        broken = isinstance(content, str)
        left -= min(entry.file_size, at_most) if broken else len(content)
        if left < 0:
            yield Unread(origin, _TOO_HEAVY)
            return
        if isinstance(content, str):
            yield Unread(member, content)
        elif len(content) > MAX_FILE_BYTES:
            yield Unread(member, TOO_LONG)
        elif is_zip(content):
            yield Unread(member, _ZIP_IN_ZIP)
        else:
            yield Member(member, content, entry.filename.rpartition("/")[0])


def _bytes_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, at_most: int) -> bytes | str:
    """The first bytes of a member, or the sentence that says why there are none."""
    if entry.flag_bits & _ENCRYPTED:
        return _LOCKED
    if entry.compress_type not in _METHODS:
        return _OTHER_METHOD
    try:
        with archive.open(entry) as content:
            return content.read(at_most)
    except _BROKEN:
        return _BROKEN_MEMBER
