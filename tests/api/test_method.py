"""The page of the method: made from the factor files, with a range beside each number."""

import json
import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from tables import tables_of

import impact
from api import words
from api.app import create_app
from api.drawings.french import number
from api.impacts import impact_of
from api.settings import Settings
from impact import Factor, Measure, NewPart, NotCounted
from ledger.values import Channel, DeviceKind


@pytest.fixture
def text(app_client: TestClient) -> str:
    return said(app_client.get("/methode").text)


def said(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def ends(each: Factor | impact.Amount | impact.Span) -> list[str]:
    """As the page writes them, once a reader of tables made all spaces plain."""
    return [" ".join(number(value).split()) for value in (each.low, each.central, each.high)]


def test_every_factor_is_told_with_its_range_source_page_and_scope(
    app_client: TestClient, text: str
) -> None:
    factors = impact.current()
    tables = {table[0][0]: table for table in tables_of(app_client.get("/methode"))}
    rows = [row for table in tables_of(app_client.get("/methode")) for row in table]
    for measure in Measure:
        for kind in DeviceKind:
            entry = factors.of(kind, measure)
            if isinstance(entry, NotCounted):
                assert said(entry.not_counted) in text, (kind, measure)
                continue
            assert [words.KIND[kind].capitalize(), *ends(entry)] in rows, (kind, measure)
            assert said(entry.scope) in text
            assert said(entry.page) in text
            assert said(entry.note) in text
    told = {row[0]: row[1:] for row in tables["Pièce"]}
    for part, of_part in factors.parts.items():
        if isinstance(of_part, Factor):
            name = words.NEW_PART[part]
            assert told[name[:1].upper() + name[1:]] == ends(of_part)
        else:
            assert said(of_part.not_counted) in text, part
    for source in factors.sources.values():
        for detail in (source.title, source.date, source.licence, source.read, source.address):
            assert said(detail) in text
    for reason in (*factors.not_counted, factors.allocation, factors.years.reason):
        assert said(reason) in text


def test_what_is_derived_says_so(text: str) -> None:
    factors = impact.current()
    entries = [factors.of(kind, measure) for kind in DeviceKind for measure in Measure]
    entries += factors.parts.values()
    derived = [entry for entry in entries if isinstance(entry, Factor) and entry.derived]
    assert text.count("Calculé par nous.") == len(derived) > 0


def test_the_example_is_what_the_calculator_says(app_client: TestClient) -> None:
    found = impact.figures(
        impact.current(),
        {
            (DeviceKind.LAPTOP, Channel.PURCHASE): 10,
            (DeviceKind.LAPTOP, Channel.SALE): 10,
            (DeviceKind.SCREEN, Channel.SALE): 5,
        },
        {NewPart.SSD: 1},
    )
    example = tables_of(app_client.get("/methode"))[0]
    lines = [ends(line.avoided[Measure.CO2E]) for line in found.devices]
    assert [row[1:] for row in example[1:4]] == lines
    assert example[4] == ["Avant les pièces neuves", *ends(found.avoided[Measure.CO2E])]
    assert example[5] == [
        "À retirer : 1 × SSD neuf",
        *ends(found.new_parts),
    ]
    assert example[6] == ["Après les pièces neuves", *ends(found.after_new_parts)]


def test_the_page_says_potentially_and_never_kilometres(text: str) -> None:
    assert "émissions potentiellement évitées" in text
    assert "ne se soustrait pas d’un bilan carbone" in text
    assert not re.search(r"émissions évitées|\bkm\b|voiture|kilom", text)
    assert "5 × clavier" in text, "what is not counted is told in the example too"


def test_the_page_of_a_set_stays_at_its_address(app_client: TestClient) -> None:
    for version in impact.versions():
        page = app_client.get(f"/methode/{version}")
        assert page.status_code == 200
        assert impact.load(version).sha256 in page.text
    current = app_client.get(f"/methode/{impact.versions()[-1]}").text
    assert current == app_client.get("/methode").text


@pytest.mark.parametrize("version", ["hautes-alpes-1999-1", "..%2F..%2Fsecret", "x" * 61, "%00"])
def test_an_unknown_set_is_not_found(app_client: TestClient, version: str) -> None:
    answer = app_client.get(f"/methode/{version}")
    assert answer.status_code in {404, 422}
    assert answer.status_code == 404 or "x" * 61 in version
    assert 'role="alert"' in answer.text


def test_the_page_is_found_from_every_public_page(app_client: TestClient) -> None:
    assert '<a href="/methode">Comment nous comptons</a>' in app_client.get("/").text


def test_every_measure_and_new_part_has_its_french_words() -> None:
    assert set(words.MEASURE) == set(words.MEASURE_UNIT) == {each.value for each in Measure}
    assert set(words.NEW_PART) == {each.value for each in NewPart}


YEARS = impact.Span(low=Decimal(1), central=Decimal(2), high=Decimal(4))


def test_assumptions_that_are_set_here_are_told_beside_those_of_the_set(
    database: str, tmp_path: Path
) -> None:
    settings = Settings(var=tmp_path, impact_years=YEARS)
    with TestClient(create_app(settings, database)) as client:
        page = client.get("/methode")
        published = client.get(f"/methode/{impact.versions()[-1]}")
    [row] = [row for row in tables_of(page)[1] if row[0].startswith("Années de seconde vie")]
    assert row[1:] == ["1", "2", "4"]
    assert "Réglé ici ; valeurs de la version : 1 à 5, 3 au centre" in row[0]
    assert "10 × 27 × 2 × 0,25" in said(page.text)
    assert "Réglé ici" not in published.text
    assert "10 × 27 × 3 × 0,25" in said(published.text)


def test_assumptions_come_from_the_environment_and_stay_within_bounds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sale = {"low": "0", "central": "0.25", "high": "0.5"}
    monkeypatch.setenv("MELEZE_IMPACT_YEARS", YEARS.model_dump_json())
    monkeypatch.setenv("MELEZE_IMPACT_DISPLACEMENT", json.dumps({"sale": sale}))
    settings = Settings(var=tmp_path)
    assert settings.impact_years == YEARS
    found = impact_of(settings, {(DeviceKind.LAPTOP, Channel.SALE): 1})
    assert ends(found.avoided[Measure.CO2E]) == ["0", "13,5", "74"]
    for name, value in (
        ("IMPACT_YEARS", json.dumps(sale | {"high": "6"})),
        ("IMPACT_DISPLACEMENT", json.dumps({"sale": sale | {"high": "1.5"}})),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(f"MELEZE_{name}", value)
            with pytest.raises(ValidationError, match=name.lower()):
                Settings(var=tmp_path)
