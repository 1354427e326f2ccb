"""Opens a report of erasure: a log, a certificate, a snapshot, or a zip of these."""

from collections.abc import Iterator
from hashlib import sha256 as digest
from zoneinfo import ZoneInfo

import orjson

from api.intake.archive import DOCUMENT, MAX_FILE_BYTES, TOO_LONG, is_zip, members
from api.intake.erasure_ereuse import is_snapshot, read_snapshot
from api.intake.erasure_nwipe import is_nwipe, read_nwipe
from api.intake.erasure_nwipe_pdf import read_certificate
from api.intake.erasure_report import Ending, ErasureReport
from api.intake.erasure_station import is_station_report, read_station
from api.intake.machine import Unread
from api.intake.text import decoded, file_name
from api.intake.yaml_text import is_snapshot_in_yaml, json_of_yaml
from ledger.values import PARIS

__all__ = ["Ending", "ErasureReport", "read_erasures"]

MOST_REPORTS = 200
"""Of one sending: a bench erases a dozen storages at once."""

_TOO_MANY = f"Plus de {MOST_REPORTS} effacements : la suite n’est pas lue. Découpez l’envoi."
_NOTHING = "Ce fichier est vide."
_NOT_JSON = (
    "Ce fichier JSON est abîmé ou incomplet. Reprenez le rapport et envoyez le fichier entier."
)
_NOT_TEXT = "Ce fichier n’est pas un rapport d’effacement que Mélèze sache lire."
_MARKUP = "Ce fichier est en XML ou en HTML, que Mélèze ne lit pas."
_UNKNOWN = (
    "Mélèze ne connaît pas ce rapport. Il lit les journaux et les certificats PDF de nwipe, les "
    "rapports de poste et les relevés eReuse. Sinon, déclarez l’effacement à la main et joignez-le."
)
_ARCHIVE = "Cette archive n’est pas un zip. Faites un zip, ou envoyez les fichiers."
_KNOWN_BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": DOCUMENT,
    b"\x1f\x8b": _ARCHIVE,
    b"7z\xbc\xaf": _ARCHIVE,
    b"Rar!": _ARCHIVE,
}


def read_erasures(
    name: str, data: bytes, zone: ZoneInfo = PARIS
) -> Iterator[ErasureReport | Unread]:
    """Every erasure of a file, and for each part that told none the reason.

    Args:
        name: what the file is called; only shown.
        data: a log of nwipe, its PDF certificate, the report of a station, a snapshot of
            eReuse, or a zip of these. What it is is told by its content, never by its name.
        zone: the clock of machines that write no offset.

    Yields:
        In the order of the file, the oldest run first. Nothing is raised for what the file
        contains, and one bad part stops no other.

    """
    sha256 = digest(data).hexdigest()
    for rank, report in enumerate(_read(file_name(name), data, sha256, zone)):
        if rank == MOST_REPORTS:
            yield Unread(file_name(name), _TOO_MANY)
            return
        yield report


def _read(
    origin: str, data: bytes, sha256: str, zone: ZoneInfo
) -> Iterator[ErasureReport | Unread]:
    if not is_zip(data):
        yield from _read_file(origin, data, sha256, zone)
        return
    for member in members(origin, data):
        if isinstance(member, Unread):
            yield member
        else:
            yield from _read_file(member.origin, member.content, sha256, zone)


def _read_file(
    origin: str, data: bytes, sha256: str, zone: ZoneInfo
) -> Iterator[ErasureReport | Unread]:
    known = next((why for start, why in _KNOWN_BEGINNINGS.items() if data.startswith(start)), None)
    if known or len(data) > MAX_FILE_BYTES:
        yield Unread(origin, known or TOO_LONG)
    elif data.lstrip()[:5] == b"%PDF-":
        yield from read_certificate(origin, data, sha256, zone)
    else:
        yield from _read_text(origin, decoded(data), sha256, zone)


def _read_text(
    origin: str, text: str, sha256: str, zone: ZoneInfo
) -> Iterator[ErasureReport | Unread]:
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if "\x00" in text:
        yield Unread(origin, _NOT_TEXT)
    elif not start:
        yield Unread(origin, _NOTHING)
    elif start == "<":
        yield Unread(origin, _MARKUP)
    elif start in "{[" and not text.lstrip().startswith("[20"):  # nwipe stamps: [2026/11/25 …]
        yield from _read_json(origin, text, sha256)
    elif is_nwipe(text):
        yield from read_nwipe(origin, text, sha256, zone)
    elif is_snapshot_in_yaml(text):
        yield from _read_yaml(origin, text, sha256)
    else:
        yield Unread(origin, _UNKNOWN)


def _read_yaml(origin: str, text: str, sha256: str) -> Iterator[ErasureReport | Unread]:
    try:
        told = json_of_yaml(text)
    except ValueError as why:
        yield Unread(origin, str(why))
    else:
        yield from _read_json(origin, told, sha256)


def _read_json(origin: str, text: str, sha256: str) -> Iterator[ErasureReport | Unread]:
    try:
        content = orjson.loads(text.lstrip("\ufeff"))
    except orjson.JSONDecodeError:  # nested too deep, a broken number or character: same error
        yield Unread(origin, _NOT_JSON)
        return
    if is_station_report(content):
        yield from read_station(origin, content, sha256)
    elif is_snapshot(content):
        yield from read_snapshot(origin, content, sha256)
    else:
        yield Unread(origin, _UNKNOWN)
