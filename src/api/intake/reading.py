"""Opens what was sent: a zip, or a file whose beginning says what it is."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice

from api.intake.archive import DOCUMENT, MAX_FILE_BYTES, TOO_LONG, Member, is_zip, members
from api.intake.csv_inventory import read_csv
from api.intake.dmidecode import is_dump, read_dumps
from api.intake.grouping import Read, grouped, two_machines
from api.intake.json_report import read_json
from api.intake.machine import Machine, Report, Unread
from api.intake.merging import merged
from api.intake.text import decoded, file_name, quoted
from api.intake.yaml_text import is_snapshot_in_yaml, json_of_yaml

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
    "Ce fichier n’est pas un inventaire. Mélèze lit les tableaux CSV, les inventaires GLPI "
    "et les relevés de dmidecode, lshw, smartctl et eReuse."
)
_A_TABLE = "Ce tableau CSV décrit plusieurs machines : importez-le depuis la page de leur lot."
_MARKUP = (
    "Ce fichier est en XML ou en HTML, que Mélèze ne lit pas. "
    "Demandez du JSON à l’outil : l’agent GLPI et lshw savent en écrire."
)
_SMARTCTL_IN_WORDS = (
    "Ce relevé smartctl est en texte. Relancez-le avec --json : "
    "sudo smartctl --json --all /dev/sda."
)
_OTHER_TEXTS = ((re.compile(r"smartctl \d"), _SMARTCTL_IN_WORDS),)
"""Texts of tools that Mélèze reads in another form, by how they begin."""


def read_inventory(name: str, data: bytes) -> Iterator[Machine | Unread]:
    """Every machine of a file, and for each part that gave none the reason.

    Args:
        name: what the file is called; only shown.
        data: a CSV inventory, JSON of GLPI, ``lshw``, ``smartctl`` or eReuse, ``dmidecode``
            dumps, or a zip of these. What it is is told by its content, never by its name.

    Yields:
        In the order of the file. Files of an archive that name the same machine are merged,
        see ``grouping``; nothing else is compared, see ``identity``. Nothing is raised for
        what the file contains, and one bad part stops no other.

    """
    entries = _read(file_name(name), data)
    yield from grouped(islice(entries, MAX_ENTRIES))
    if next(entries, None):
        yield Unread(file_name(name), _TOO_MANY)


def read_one_machine(
    files: Iterable[tuple[str, bytes]], before: Report | None = None
) -> list[Machine | Unread]:
    """The machine that all these files are about, and each part that was not read.

    Whoever sends says that it is one machine; files that contradict it give none. ``before``
    is what the register knew of it.
    """
    told = read_reports(files)
    reports = [each for each in told if isinstance(each, Report)]
    unread = [each for each in told if isinstance(each, Unread)]
    if not reports:
        return [*unread]
    if apart := two_machines([*reports, before] if before else reports):
        one, other = apart
        why = (
            f"Ces relevés sont de deux machines : {quoted(one.facts.serial)} ({one.origin}) "
            f"et {quoted(other.facts.serial)} ({other.origin}). Envoyez-les à part."
        )
        return [Unread(one.origin, why), *unread]
    return [merged(reports, before), *unread]


def read_reports(files: Iterable[tuple[str, bytes]]) -> list[Report | Unread]:
    """What each file says of the one machine that all of them are about, to be ``merged``.

    Whoever sends says that it is one machine. A table of several is refused; whether the
    reports contradict that is asked with ``two_machines``.
    """
    found: list[Report | Unread] = []
    for name, data in files:
        for _, each in islice(_read(file_name(name), data), MAX_ENTRIES - len(found)):
            if isinstance(each, tuple):
                found += each
            elif isinstance(each, Machine):
                found.append(Unread(each.origin, _A_TABLE))
            else:
                found.append(each)
    return found


def _read(origin: str, data: bytes) -> Iterator[tuple[str, Read]]:
    """The folder and what it says of each file."""
    for member in opened(origin, data):
        if isinstance(member, Unread):
            yield "", member
        else:
            for each in _read_file(member.origin, member.content):
                yield member.folder, each


def opened(origin: str, data: bytes) -> Iterator[Member | Unread]:
    """The files of an archive; or the file itself, when it is none."""
    if is_zip(data):
        yield from members(origin, data)
    else:
        yield Member(origin, data, "")


def _read_file(origin: str, data: bytes) -> Iterator[Read]:
    if why := _why_no_text(data):
        yield Unread(origin, why)
        return
    text, sha = decoded(data), sha256(data).hexdigest()
    start = text.lstrip()[:1]
    if why := _why_unread(text, start):
        yield Unread(origin, why)
    elif start in "{[":
        yield from read_json(origin, text, sha)
    elif is_snapshot_in_yaml(text):
        yield from _read_yaml(origin, text, sha)
    elif is_dump(text):
        for each in read_dumps(origin, text, sha):
            yield (each,) if isinstance(each, Report) else each
    else:
        yield from read_csv(origin, text, sha)


def _read_yaml(origin: str, text: str, sha: str) -> Iterator[Read]:
    try:
        told = json_of_yaml(text)
    except ValueError as why:
        yield Unread(origin, str(why))
    else:
        yield from read_json(origin, told, sha)


def _why_no_text(data: bytes) -> str:
    """Why these bytes are not even looked at as text."""
    known = (why for beginning, why in _KNOWN_BEGINNINGS.items() if data.startswith(beginning))
    return next(known, TOO_LONG if len(data) > MAX_FILE_BYTES else "")


def _why_unread(text: str, start: str) -> str:
    """Why this text is of nothing that is read."""
    if "\x00" in text:
        return _NOT_TEXT
    if not start:
        return _NOTHING
    if start == "<":
        return _MARKUP
    return next((why for begins, why in _OTHER_TEXTS if begins.match(text)), "")
