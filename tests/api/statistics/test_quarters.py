"""Flows that everybody reads: of quarters that are over, of the whole department, of devices."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lives import (
    IN_STOCK,
    ON_THE_BENCH,
    WITH_ITS_OWNER,
    collected,
    inventoried,
    retired,
)
from tables import columns_add_up, live, numbers, rows_of, tables_of

from api import weekly
from api.house import House
from api.pages.statistics import quarters
from api.pages.statistics.quarters import STEPS
from ledger import Event, log
from ledger.values import DeviceKind

MARCH, MAY, DECEMBER = (
    datetime(2026, 3, 31, 21, 59, tzinfo=UTC),
    datetime(2026, 5, 12, 9, 0, tzinfo=UTC),
    datetime(2025, 12, 15, 9, 0, tzinfo=UTC),
)
"""The first is the last minute of the quarter in Paris."""


def on(day: datetime, *events: Event) -> list[Event]:
    return [event.model_copy(update={"happened_at": day}) for event in events]


@pytest.fixture
def moving(house: House, app: FastAPI) -> House:
    """Three quarters, and the one under way, as they are told a week later."""
    live(house, *on(DECEMBER, collected(kind=DeviceKind.SCREEN, mass_g=4_500)), times=2)
    live(house, *on(MARCH, *IN_STOCK), times=3)
    live(house, *on(MARCH, *ON_THE_BENCH, inventoried(mass_g=1_500), retired()))
    live(house, *on(MARCH, *WITH_ITS_OWNER))
    live(house, *on(MAY, collected()))
    live(house, *on(house.now(), collected()), times=5)
    later = replace(house, clock=lambda: datetime.now(UTC) + timedelta(days=8))
    app.state.house = later
    return later


def test_quarters_that_are_over_are_told_and_no_other(moving: House) -> None:
    week = weekly.this_week(moving)
    assert week
    in_may = quarters.up_to(moving, replace(week, moment=MAY))
    assert [each.code for each in in_may] == ["2026-T1", "2025-T4"]
    assert {step: in_may[0].total[step].count for step in STEPS} == {
        "collected": 5,
        "reconditioned": 4,
        "labelled": 4,
        "retired": 1,
    }
    assert (in_may[0].total["retired"].weighed, in_may[0].total["retired"].mass_g) == (1, 1_800)
    told = quarters.read(moving)
    assert [each.code for each in told][-3:] == ["2026-T2", "2026-T1", "2025-T4"], "none left out"
    assert all(each.ends_on < week.day for each in told)


def test_what_is_recorded_late_shows_on_the_next_monday(
    moving: House, app_client: TestClient
) -> None:
    with moving.pool.connection() as connection:
        stood = log.head(connection)
    week = weekly.this_week(moving)
    assert week
    before = quarters.up_to(moving, replace(week, position=stood))
    page = app_client.get("/chiffres/flux").content
    live(moving, *on(MARCH, *IN_STOCK))
    assert app_client.get("/chiffres/flux").content == page
    assert quarters.up_to(moving, replace(week, position=stood)) == before
    with moving.pool.connection() as connection:
        position = log.head(connection)
    assert quarters.up_to(moving, replace(week, position=position)) != before


def test_nobody_who_left_is_in_them(moving: House, app_client: TestClient) -> None:
    del moving
    for form in (".csv", ".json", "?trimestre=2026-T1"):
        text = app_client.get(f"/chiffres/flux{form}").text
        told = text[max(text.find("<table"), 0) :]
        assert "2026" in told
        for word in ("handed_over", "sold", "stocked", "remis sur", "vendus", "en stock", "Gap"):
            assert word not in told, (form, word)


def test_each_figure_is_the_same_in_every_form(moving: House, app_client: TestClient) -> None:
    del moving
    page, as_csv, as_json = (
        app_client.get(f"/chiffres/flux{form}") for form in ("", ".csv", ".json")
    )
    by_quarter, *_ = tables_of(page)
    told = json.loads(as_json.content)["quarters"]
    for line, quarter in zip(by_quarter[1:], told, strict=True):
        steps = [quarter["total"][step]["devices"] for step in STEPS]
        assert numbers(line[: 1 + len(STEPS)]) == steps
    in_the_file = {
        (row["Trimestre"], row["Type"], row["Étape"]): int(row["Appareils"])
        for row in rows_of(as_csv)
    }
    assert in_the_file["2026-T1", "ordinateur portable", "collectés"] == 5
    assert in_the_file["2025-T4", "tous les types", "collectés"] == 2
    for quarter in told:
        for each in quarter["kinds"]:
            labelled = in_the_file[quarter["quarter"], each["label"], "labellisés"]
            assert labelled == each["labelled"]["devices"]


def test_a_quarter_is_told_by_kind_and_adds_up(moving: House, app_client: TestClient) -> None:
    del moving
    page = app_client.get("/chiffres/flux?trimestre=2025-T4")
    by_kind = tables_of(page)[-1]
    assert [row[0] for row in by_kind[1:]] == ["Écran", "Total"]
    assert columns_add_up([row[: 1 + len(STEPS)] for row in by_kind])
    assert by_kind[1][5] == "9", "kilograms"
    assert "par type, 4e trimestre 2025" in page.text.lower()
    assert app_client.get("/chiffres/flux?trimestre=2031-T1").status_code == 404


def test_before_the_first_quarter_is_over_the_page_says_so(
    house: House, app_client: TestClient
) -> None:
    live(house, *on(house.now(), collected()))
    assert "aucun trimestre n’est encore publié" in app_client.get("/chiffres/flux").text
    assert rows_of(app_client.get("/chiffres/flux.csv")) == []
