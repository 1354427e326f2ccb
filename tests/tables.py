"""Tables of pages and of files, read as people read them."""

import csv
from collections.abc import Sequence
from html.parser import HTMLParser
from io import StringIO
from uuid import uuid4

from httpx2 import Response
from lives import (
    command,
)

from api.house import House
from ledger import Event


class Tables(HTMLParser):
    """The tables of a page, each a list of rows, each a list of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        del attrs
        match tag:
            case "table":
                self.tables.append([])
            case "tr":
                self.tables[-1].append([])
            case "td" | "th":
                self.tables[-1][-1].append("")
                self._cell = True
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.tables[-1][-1][-1] = " ".join([*self.tables[-1][-1][-1].split(), *data.split()])


def tables_of(answer: Response) -> list[list[list[str]]]:
    assert answer.status_code == 200
    return Tables(answer.text).tables


def numbers(row: Sequence[str]) -> list[int]:
    return [int(cell.replace("\u202f", "").replace(" ", "")) for cell in row[1:]]


def columns_add_up(table: list[list[str]]) -> bool:
    *parts, total = [numbers(row) for row in table[1:]]
    return [sum(column) for column in zip(*parts, strict=True)] == total


def rows_of(answer: Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def live(house: House, *events: Event, times: int = 1) -> None:
    for _ in range(times):
        device = uuid4()
        house.record(command(*((device, event) for event in events)))
