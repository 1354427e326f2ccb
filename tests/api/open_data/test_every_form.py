"""Each figure of each period is the same wherever it is told: page, drawing, CSV, JSON, package."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from open_files import (
    PERIODS,
    bars_of,
    circles_of,
    composed,
    facts_of,
    lines_of,
    months_of,
    of_rows,
    of_the_composed,
    of_the_document,
    said,
    section,
    sums_of,
)
from table_schema import read_csv, read_rows

from api.house import House
from api.open_data import schema
from api.open_data.rows import Status, rows_of
from api.statistics.french import measured
from api.words import month


def rows_in(visitor: TestClient, address: str) -> list[dict[str, Any]]:
    """Read as the schema says, strictly."""
    answer = visitor.get(address)
    if address.endswith(".csv"):
        return read_csv(answer.content, schema.current())
    rows = json.loads(answer.content, parse_float=Decimal)
    return read_rows(rows, schema.current())


@pytest.mark.parametrize("period", PERIODS)
def test_a_figure_is_the_same_in_every_file(visitor: TestClient, house: House, period: int) -> None:
    truth = of_the_composed(composed(house, period))
    folder = f"/donnees/{period}"
    package = visitor.get(f"{folder}/datapackage.json").json()
    paths = [each["path"] for each in package["resources"]]
    assert paths == ["chiffres.csv", "chiffres.json", "periode.json"]
    for path in paths[:2]:
        assert of_rows(rows_in(visitor, f"{folder}/{path}")) == truth, path
    assert of_the_document(visitor.get(f"{folder}/{paths[2]}").content) == truth
    together = rows_in(visitor, "/donnees/chiffres.csv")
    assert of_rows(row for row in together if row["period"] == period) == truth


@pytest.mark.parametrize("period", PERIODS)
def test_a_figure_is_the_same_on_the_page_and_in_its_drawings(
    visitor: TestClient, house: House, period: int
) -> None:
    told, page = composed(house, period), visitor.get(f"/chiffres/{period}").text
    [total] = re.findall(r"<b>([^<]*) personnes équipées</b>", page)
    assert said(total) == told.total
    drawn = {
        "channel": [(each.label, each.count) for each in told.channels],
        "situation": [(each.label, each.count) for each in told.table("situation").lines],
        "kind": [(each.label, each.count) for each in told.table("kind").lines],
    }
    for table in told.tables:
        shown = section(page, table.name)
        assert [(line[0], said(line[1])) for line in lines_of(shown)] == [
            (line.label, line.count) for line in table.lines
        ]
        assert f"tableau est connu à {table.margin} près, dans 95 cas sur 100." in shown
        bars = bars_of(shown)
        assert [(label, said(value)) for label, value in bars] == drawn.get(table.name, [])
    circles = circles_of(section(page, "territory"))
    assert {siren: said(value) for siren, value in circles.items()} == {
        each.name: each.count for each in told.territories
    }
    months = months_of(section(page, "month"))
    assert {name: said(value) for name, value in months.items()} == {
        month(line.cell): line.count for line in told.table("month").lines if line.count
    }
    assert [
        (label, said(words), words.startswith("au moins"), margin)
        for label, words, margin in sums_of(page)
    ] == [
        (each.label, each.count, each.at_least and each.count is not None,
         f"à {each.margin} près, dans 95 cas sur 100")
        for each in (*told.parts, *told.channels)
    ]  # fmt: skip


@pytest.mark.parametrize("period", PERIODS)
def test_what_is_told_of_people_and_of_waste_is_the_same_on_the_page(
    visitor: TestClient, house: House, period: int
) -> None:
    told, page = composed(house, period), visitor.get(f"/chiffres/{period}").text
    facts = section(page, "social")
    for (label, words), each in zip(facts_of(facts), told.social, strict=True):
        assert label == each.label
        if each.value is None:
            assert words == each.why_not.capitalize()
        else:
            assert said(words) == each.value
    shown = section(page, "impact")
    if told.impact is None:
        assert told.no_impact in shown
        return
    made = told.impact.figures
    assert [(label, *map(said, ends)) for label, *ends in lines_of(shown)] == [
        (label, round(amount.low), round(amount.central), round(amount.high))
        for _, label, _, amount in measured(made)
    ]
    assert f"{made.years.low} à {made.years.high} ans" in shown
    for left in told.impact.left_out:
        count = "moins de 11" if left.count is None else left.count
        assert f"<li>{left.label}\u00a0: {count}. {left.reason}</li>" in shown


def test_all_periods_are_told_side_by_side_as_each_is(visitor: TestClient, house: House) -> None:
    shown = section(visitor.get("/chiffres").text, "periodes")
    periods = [composed(house, period) for period in PERIODS[::-1]]
    assert [said(value) for _, value in bars_of(shown)] == [each.total for each in periods[::-1]]
    ends = re.findall(r'<small class="part">([^<]* à [^<]*)</small>', shown)
    for line, told in zip(lines_of(shown), periods, strict=True):
        assert said(line[1]) == told.total
        if told.impact is None:
            assert line[3] == "non compté"
            continue
        amount = told.impact.figures.after_new_parts
        assert said(line[3]) == round(amount.central)
        assert [said(each) for each in ends.pop(0).split(" à ")] == [
            round(amount.low), round(amount.high),
        ]  # fmt: skip
    assert ends == []


def test_a_row_says_how_its_value_is_known(visitor: TestClient, house: House) -> None:
    for period in PERIODS:
        told = composed(house, period)
        rows = rows_in(visitor, f"/donnees/{period}/chiffres.csv")
        for row in rows:
            known = Status(row["status"])
            untold = known in {Status.FEWER_THAN_11, Status.NOT_TOLD, Status.NOT_COUNTED}
            assert (row["value"] is None) == untold, row
            drawn = {Status.PROTECTED, Status.AT_LEAST}
            assert not (known in drawn and not row["margin"]), row
            assert (known is Status.EXACT) == (row["margin"] == 0), row
            assert (row["low"] is None) == (known not in {Status.ESTIMATED, Status.ASSUMED}), row
            assert (row["factors"] is None) == (
                told.impact is None or row["table"] not in AFTER_THE_FACTORS
            ), row
        margins = {row["table"]: row["margin"] for row in rows}
        assert {each.name: each.margin for each in told.tables}.items() <= margins.items()


AFTER_THE_FACTORS = {"impact", "assumption", "device", "new_part", "left_out"}


def test_an_impact_names_its_factors_and_their_hash(visitor: TestClient, house: House) -> None:
    told = composed(house, 3)
    assert told.impact
    made = told.impact.figures
    rows = [row for row in rows_in(visitor, "/donnees/3/chiffres.json") if row["factors"]]
    assert {row["table"] for row in rows} == AFTER_THE_FACTORS
    assert {(row["factors"], row["factors_sha256"]) for row in rows} == {
        (made.factors, made.factors_sha256)
    }


def test_what_is_not_told_is_na_and_what_has_no_sense_is_empty(visitor: TestClient) -> None:
    lines = visitor.get("/donnees/1/chiffres.csv").text.split("\r\n")
    hidden = [line for line in lines if ",fewer_than_11," in line]
    assert hidden
    assert all(",NA,,,people,fewer_than_11," in line for line in hidden if "left_out" not in line)
    assert not any("moins de 11" in line for line in lines)


def test_the_periods_that_are_published_hold_every_kind_of_row(house: House) -> None:
    rows = [row for period in PERIODS for row in rows_of(composed(house, period))]
    allowed = {
        field["name"]: field["constraints"]["enum"]
        for field in schema.current()["fields"]
        if "enum" in field.get("constraints", {})
    }
    assert {row.table for row in rows} == set(allowed["table"])
    assert {row.unit for row in rows} - {None} == set(allowed["unit"])
    assert {row.status.value for row in rows} == set(allowed["status"])
    assert [*Status] == allowed["status"]
    assert {tuple(row.fields) for row in rows} == {schema.columns()}
