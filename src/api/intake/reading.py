"""Opens what was sent: a zip, or a file whose beginning says what it is."""

from collections.abc import Iterator
from hashlib import sha256

from api.intake.archive import DOCUMENT, MAX_FILE_BYTES, TOO_LONG, is_zip, members
from api.intake.csv_inventory import read_csv
from api.intake.dmidecode import is_dump, read_dumps
from api.intake.glpi import read_glpi
from api.intake.machine import Machine, Unread
from api.intake.text import decoded, file_name

MAX_ENTRIES = 10_000
"""Machines and refusals of one sending: the ledger of a department holds about as many."""

_TOO_MANY = (
    f"Plus de {MAX_ENTRIES:_} appareils ou lignes : la suite n’est pas lue. Découpez l’envoi."
).replace("_", " ")

_KNOWN_BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": DOCUMENT,
    b"%PDF": "C’est un PDF. Envoyez l’inventaire lui-même : CSV, JSON de GLPI ou dmidecode.",
    b"\x1f\x8b": "Cette archive n’est pas un zip. Faites un zip, ou envoyez les fichiers.",
    b"7z\xbc\xaf": "Cette archive n’est pas un zip. Faites un zip, ou envoyez les fichiers.",
    b"Rar!": "Cette archive n’est pas un zip. Faites un zip, ou envoyez les fichiers.",
}
_NOTHING = "Ce fichier est vide."
_NOT_TEXT = (
    "Ce fichier n’est pas un inventaire. "
    "Mélèze lit les tableaux CSV, les inventaires GLPI et les relevés dmidecode."
)
_MARKUP = (
    "Ce fichier est en XML ou en HTML, que Mélèze ne lit pas. "
    "Demandez à l’agent GLPI un inventaire en JSON."
)


def read_inventory(name: str, data: bytes) -> Iterator[Machine | Unread]:
    """Every machine of a file, and for each part that gave none the reason.

    Args:
        name: what the file is called; only shown.
        data: a CSV inventory, a GLPI inventory (JSON), ``dmidecode`` dumps, or a zip of these.
            What it is is told by its content, never by its name.

    Yields:
        In the order of the file. Machines are never compared nor merged: see ``identity``.
        Nothing is raised for what the file contains, and one bad part stops no other.

    """
    for rank, entry in enumerate(_read(file_name(name), data)):
        if rank == MAX_ENTRIES:
            yield Unread(file_name(name), _TOO_MANY)
            return
        yield entry


def _read(origin: str, data: bytes) -> Iterator[Machine | Unread]:
    if not is_zip(data):
        yield from _read_file(origin, data)
        return
    for member in members(origin, data):
        if isinstance(member, Unread):
            yield member
        else:
            yield from _read_file(*member)


def _read_file(origin: str, data: bytes) -> Iterator[Machine | Unread]:
    for beginning, why in _KNOWN_BEGINNINGS.items():
        if data.startswith(beginning):
            yield Unread(origin, why)
            return
    if len(data) > MAX_FILE_BYTES:
        yield Unread(origin, TOO_LONG)
        return
    text = decoded(data)
    start = text.lstrip()[:1]
    if "\x00" in text:
        yield Unread(origin, _NOT_TEXT)
    elif not start:
        yield Unread(origin, _NOTHING)
    elif start == "<":
        yield Unread(origin, _MARKUP)
    elif start in "{[":
        yield read_glpi(origin, text, sha256(data).hexdigest())
    elif is_dump(text):
        yield from read_dumps(origin, text, sha256(data).hexdigest())
    else:
        yield from read_csv(origin, text, sha256(data).hexdigest())
