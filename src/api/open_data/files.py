"""The files of a period, and of all of them: the same bytes for ever."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

import orjson

from api.open_data.rows import Row, rows_of
from api.open_data.schema import CURRENT, UNTOLD, columns
from api.statistics.figures import Figures
from api.statistics.files import json_of, sha256

CSV, JSON = "text/csv", "application/json"


@dataclass(frozen=True, slots=True)
class File:
    """A download."""

    name: str
    title: str
    media_type: str
    content: bytes
    schema: str | None = None
    """The Table Schema of its rows, if it is a table."""

    @property
    def sha256(self) -> str:
        return sha256(self.content)

    @property
    def form(self) -> str:
        """« CSV », « JSON »."""
        return self.name.rpartition(".")[2].upper()


def files_of(told: Figures) -> tuple[File, ...]:
    """The table of all figures twice, then what made them, nested."""
    rows = tuple(rows_of(told))
    return (
        File("chiffres.csv", "Tous les chiffres, un par ligne", CSV, csv_of(rows), CURRENT),
        File("chiffres.json", "Les mêmes lignes", JSON, json_rows(rows), CURRENT),
        File("periode.json", "La période, avec de quoi refaire l’impact", JSON, json_of(told)),
    )


def whole(periods: Iterable[Figures]) -> File:
    """Every period in one table, the oldest first."""
    rows = [row for told in sorted(periods, key=lambda each: each.period) for row in rows_of(told)]
    return File("chiffres.csv", "Toutes les périodes en un fichier", CSV, csv_of(rows), CURRENT)


def csv_of(rows: Iterable[Row]) -> bytes:
    """As RFC 4180 has it: commas, points in numbers, UTF-8 without a mark."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns())
    for row in rows:
        told = row.fields | ({"value": UNTOLD} if row.value is None else {})
        writer.writerow(map(_plain, told.values()))
    return text.getvalue().encode()


def json_rows(rows: Iterable[Row]) -> bytes:
    """The same rows; null for what is missing, numbers with all their digits."""
    told = [{name: _number(value) for name, value in row.fields.items()} for row in rows]
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _number(value: Any) -> Any:
    return orjson.Fragment(f"{value:f}".encode()) if isinstance(value, Decimal) else value
