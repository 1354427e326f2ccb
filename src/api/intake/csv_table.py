"""Finds the header of a table, then its records, in text that people made with spreadsheets."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice
from typing import NamedTuple

from api.intake.text import letters, one_line

DELIMITERS = ";,\t"
"""Excel in France, the rest of the world, a copy from a spreadsheet."""

HEADER_WITHIN_LINES = 20
"""A title, a date, an empty line may come before the names of the columns."""

RECORD_WITHIN_LINES = 20
"""Lines that one record may span: a remark typed on several lines. A quotation mark that is
never closed would else swallow the machines below it."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": (
        "Type matériel",
        "Type de matériel",
        "Type d’appareil",
        "Matériel",
        "Appareil",
        "Type",
        "Catégorie",
    ),
    "name": ("Identifiant unique", "Identifiant", "N° inventaire", "Numéro d’inventaire"),
    "maker": ("Constructeur", "Marque", "Fabricant"),
    "model": ("Model", "Modèle"),
    "serial": (
        "N° Serie",
        "N° de série",
        "Numéro de série",
        "Numéro série",
        "No série",
        "No de série",
        "Série",
        "Serial",
        "S/N",
    ),
    "processor": ("Processeur", "CPU", "Proc"),
    "storages": ("disques", "disque", "disque dur", "disques durs", "stockage"),
    "memory_mb": ("RAM", "Mémoire", "Mémoire vive", "Mémoire RAM"),
    "screen_inches": ("Ecran", "Taille écran", "Taille de l’écran", "Diagonale"),
    "grade": ("Grade esth.", "Grade esthétique", "Grade", "État esthétique"),
    "mass": ("Poids", "Poids (kg)", "Masse", "Masse (kg)"),
    "battery_health_percent": ("Batterie", "État batterie", "Santé batterie"),
    "year_of_make": ("Année de fabrication",),
}
"""What is read, and the headers it may have; of two such columns the first named here wins."""

_ALSO_STORAGES = re.compile(r"(?:disques?(?:durs?)?|ssd|hdd|dd|nvme|emmc|stockage)\d*")
"""Disks told in several columns are not read at all: half of a list is a wrong list."""

_BROKEN_QUOTE = (
    "Un guillemet de cette ligne n’est pas fermé. Retirez-le ou fermez-le, puis recommencez."
)
_TOO_LONG_A_CELL = "Une case de cette ligne est beaucoup trop longue. Raccourcissez-la."
_TOO_MANY_CELLS = (
    "Cette ligne a plus de cases que de colonnes. "
    "Mettez entre guillemets la case qui contient le séparateur."
)


class Table(NamedTuple):
    """How to read the records that follow the header."""

    delimiter: str
    headers: list[str]
    rank: dict[str, int]
    """Of each column of ``COLUMNS`` that the file has."""

    def cell(self, record: list[str], column: str) -> str:
        at = self.rank.get(column, len(record))
        return one_line(record[at]) if at < len(record) else ""


def table_in(text: str) -> tuple[Table, Iterator[tuple[int, list[str] | str]]] | None:
    """The table of a text, or ``None`` without a header that has a column for the kind.

    Its records come as ``(line number, cells)``, or with a sentence that refuses them: what is
    wrong with one stops no other.
    """
    lines = iter(StringIO(text, newline=None))
    top = list(islice(lines, HEADER_WITHIN_LINES))
    for at, line in enumerate(top):
        tables = (_table(line, delimiter) for delimiter in DELIMITERS)
        with_kind = [table for table in tables if "kind" in table.rank]
        if with_kind:
            table = max(with_kind, key=lambda table: len(table.rank))
            return table, _records(chain(top[at + 1 :], lines), table, first=at + 2)
    return None


def _table(line: str, delimiter: str) -> Table:
    headers = _split(line, delimiter) or []
    folded = [letters(one_line(header)) for header in headers]
    rank = {
        column: folded.index(key)
        for column, names in COLUMNS.items()
        if (key := next((k for k in map(letters, names) if k in folded), None))
    }
    if sum(_ALSO_STORAGES.fullmatch(header) is not None for header in folded) > 1:
        rank.pop("storages", None)
    return Table(delimiter, headers, rank)


def _split(line: str, delimiter: str, *, quotes: bool = True) -> list[str] | None:
    """The cells of a single line; without ``quotes``, quotation marks are ordinary characters.

    ``None``: a cell has more than 131,072 characters, nobody typed it.
    """
    as_typed = csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        return next(csv.reader([line], delimiter=delimiter) if quotes else as_typed, [])
    except csv.Error:
        return None


def _records(
    lines: Iterator[str], table: Table, first: int
) -> Iterator[tuple[int, list[str] | str]]:
    """Records in their order.

    A record that spans lines is believed only if it cannot be a forgotten quotation mark that
    swallowed other machines. Else its first line is read alone, and reading goes on below it.
    """
    ahead: deque[str] = deque()
    number = first
    while True:
        ahead.extend(islice(lines, RECORD_WITHIN_LINES - len(ahead)))
        if not ahead:
            return
        record, taken = _next_record(ahead, table)
        too_long = not isinstance(record, str) and len(record) > len(table.headers)
        yield number, _TOO_MANY_CELLS if too_long else record
        number += taken
        for _ in range(taken):
            ahead.popleft()


def _next_record(ahead: deque[str], table: Table) -> tuple[list[str] | str, int]:
    """The record on top of these lines, or the sentence that refuses it; how many it takes."""
    line, delimiter = ahead[0], table.delimiter
    as_typed = _split(line, delimiter, quotes=False)
    if as_typed is None:
        return _TOO_LONG_A_CELL, 1
    if '"' not in line:
        return as_typed, 1
    reader = csv.reader(ahead, delimiter=delimiter, strict=True)
    try:
        record = next(reader)
    except csv.Error:  # a quotation mark in the wrong place, or never closed
        pass
    else:
        if record == as_typed or _is_whole(record, ahead, reader.line_num, table):
            return record, reader.line_num
    for alone in (_split(line, delimiter), as_typed):
        if alone and len(alone) == len(table.headers):
            return [cell.strip(' "\n') for cell in alone], 1
    return _BROKEN_QUOTE, 1


def _is_whole(record: list[str], ahead: deque[str], taken: int, table: Table) -> bool:
    """Whether quotation marks enclose cells, and did not swallow cells or lines.

    What is too long on one line is a record all the same, refused for that. On several lines,
    it must not have the cells of several, nor a line break in a column that is read.
    """
    if taken == 1:
        return len(record) >= len(table.headers)
    delimiters = sum(line.count(table.delimiter) for line in islice(ahead, taken))
    swallowed = delimiters >= taken * (len(table.headers) - 1)
    read = (record[at] for at in table.rank.values() if at < len(record))
    whole = len(record) == len(table.headers) and not swallowed
    return whole and not any("\n" in cell for cell in read)
