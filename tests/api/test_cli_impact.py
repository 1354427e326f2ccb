"""The command that makes an impact again, as a funder who checks a report types it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

Asked = Callable[..., tuple[int, str, str]]
KEPT = Path(__file__).parents[1] / "impact/figures/hautes-alpes-2026-1.json"


@pytest.fixture
def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asked:
    """What the command answers about these counts: its status, and what it prints."""

    def ask(counts: Any, *more: str) -> tuple[int, str, str]:
        path = tmp_path / "nombres.json"
        path.write_text(counts if isinstance(counts, str) else json.dumps(counts))
        status = main(["impact", "--counts", str(path), *more])
        printed = capsys.readouterr()
        return status, printed.out.replace("\u202f", " "), printed.err

    return ask


def test_the_figures_of_a_report_come_back_to_the_digit(asked: Asked) -> None:
    kept = json.loads(KEPT.read_text())
    status, told, _ = asked(kept["request"], "--set", kept["factors"])
    assert status == 0
    assert f"hautes-alpes-2026-1 (SHA-256 {kept['factors_sha256']})" in told
    assert "gaz à effet de serre : 1 649,375 / 15 877,65 / 73 197,5 kg" in told
    assert "après les pièces neuves : \N{MINUS SIGN}3 672,525 / 10 612,95 / 68 940,1 kg" in told
    assert "80 × souris, gaz à effet de serre : Aucune source" in told
    assert "29 × batterie, gaz à effet de serre : Aucune source" in told
    assert "Potentiellement évité (valeur basse / centrale / haute)" in told


def test_without_a_set_the_last_one_is_used(asked: Asked) -> None:
    status, told, _ = asked({"devices": [{"kind": "laptop", "channel": "sale", "count": 1}]})
    assert status == 0
    assert told.startswith("Facteurs : hautes-alpes-2026-1 ")
    assert "Non compté" not in told


ONE = {"kind": "laptop", "channel": "sale", "count": 1}
YEARS = {"low": "1", "central": "3", "high": "9"}


@pytest.mark.parametrize(
    ("counts", "more", "why"),
    [
        ("rien", (), "n’a pas la forme attendue"),
        ({}, (), "voir « devices »"),
        ({"devices": [ONE | {"kind": "piano"}]}, (), "voir « devices.0.kind »"),
        ({"devices": [ONE | {"count": -1}]}, (), "voir « devices.0.count »"),
        ({"devices": [ONE | {"count": "1"}]}, (), "voir « devices.0.count »"),
        ({"devices": [ONE], "factor": 28}, (), "voir « factor »"),
        ({"devices": [ONE], "years": YEARS}, (), "« 1 / 3 / 9 » sort des limites : de 0 à 5."),
        ({"devices": [ONE]}, ("--set", "autre"), "Il n’y a pas de facteurs « autre »"),
        (" " * 1_000_001, (), "trop gros"),
    ],
)
def test_what_cannot_be_calculated_is_refused_in_one_french_sentence(
    asked: Asked, counts: Any, more: tuple[str, ...], why: str
) -> None:
    status, told, said = asked(counts, *more)
    assert status == 1
    assert told == ""
    assert why in said
    assert len(said.strip().splitlines()) == 1


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "--counts", "nulle-part.json"]) == 1
    assert "nulle-part.json : ce fichier ou son dossier n’existe pas." in capsys.readouterr().err


@pytest.mark.parametrize("value", ["trois ans", '{"low": "1", "central": "3", "high": "9"}'])
def test_an_assumption_that_cannot_be_set_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    monkeypatch.setenv("MELEZE_IMPACT_YEARS", value)
    assert main(["place", "list"]) == 1
    assert "Réglage illisible : impact_years." in capsys.readouterr().err
