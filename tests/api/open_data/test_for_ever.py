"""A period that was published once is the same bytes in every later version of the service."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from lives import SOMEBODY
from published import period_closed, table_released, totals_counted

from api.house import House
from api.open_data.files import files_of
from api.open_data.schema import FOLDER
from api.statistics import figures
from api.statistics.files import sha256
from ledger.statistics import STATISTICS, Cell, Planned, StatisticsEvent

SAMPLES = Path(__file__).parents[2] / "samples" / "open_data"
TABLES: dict[str, tuple[int, dict[str, int]]] = {
    "month": (500, {"2026-01": 70, "2026-02": 30}),
    "territory": (500, {"200067825/2026-q1": 88, "240500439/2026-q1": 9, "outside/2026-q1": 3}),
    "situation": (500, {"young": 40, "several": 8, "unsaid": 52}),
    "channel": (250, {"purchase/2026-q1": 60, "sale/2026-q1": 40}),
    "kind": (250, {"laptop": 60, "smartphone": 31, "screen": 9}),
}
FACTORS = {
    "factors": "hautes-alpes-2026-1",
    "factors_sha256": "a7e139be19026392fe12073691eb462eb6ee5d2c3ee7b103dc8e6faac784ac98",
    "years": {"low": "1", "central": "3", "high": "5"},
    "displacement": {
        "purchase": {"low": "0.05", "central": "0.25", "high": "0.5"},
        "sale": {"low": "0.25", "central": "0.5", "high": "1"},
    },
}
"""Written out: a newer set, or another setting, changes nothing here."""


def past() -> Iterator[StatisticsEvent]:
    planned: Any = tuple(
        Planned(table=name, budget_thousandths=budget) for name, (budget, _) in TABLES.items()
    )
    yield period_closed(total=100, tables=planned)
    yield totals_counted(devices=120, unmet=14, trained_percent=None, **FACTORS)
    for name, (budget, cells) in TABLES.items():
        drawn = tuple(Cell(name=cell, noisy=count, count=count) for cell, count in cells.items())
        yield table_released(name, cells=drawn, budget_thousandths=budget)


def test_files_of_a_period_never_change(app: FastAPI, app_client: TestClient) -> None:
    """When this fails, browsers and portals keep the old file for a year: give it another name."""
    del app_client
    house: House = app.state.house
    house.record_events(SOMEBODY, *((STATISTICS, event) for event in past()))
    with house.pool.connection() as connection:
        told = figures.read(connection, 1)
    assert told
    made = {file.name: file.content for file in files_of(told)}
    assert made == {file.name: file.read_bytes() for file in SAMPLES.iterdir()}


def test_a_schema_is_never_edited() -> None:
    """What conforms to it was published: another form has another name."""
    listed = dict(line.split()[::-1] for line in (FOLDER / "SHA256SUMS").read_text().splitlines())
    assert listed == {file.name: sha256(file.read_bytes()) for file in FOLDER.glob("*.json")}
