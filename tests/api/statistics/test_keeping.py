"""The command line closes a period, and the steward destroys its keys on their day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from handings import S, handed, some_handed
from lives import SOMEBODY

from api import statistics, steward
from api.cli import main
from api.house import House
from ledger.statistics import STATISTICS, KeysDestroyed


def last_told(house: House) -> object:
    return house.ledger.life(STATISTICS)[-1].event


def test_the_steward_finishes_what_was_closed(house: House) -> None:
    some_handed(house, [S.STUDENT] * 11)
    statistics.close(house, SOMEBODY)
    steward._keep_books(house)  # noqa: SLF001 (what its thread does)
    assert not isinstance(last_told(house), KeysDestroyed)
    at_once = house.settings.model_copy(update={"keys_kept": timedelta()})
    steward._keep_books(replace(house, settings=at_once))  # noqa: SLF001
    assert isinstance(last_told(house), KeysDestroyed)


@pytest.fixture
def typed(
    house: House, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> object:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("MELEZE_VAR", str(house.settings.var))

    def typed(*arguments: str) -> tuple[int, str, str]:
        status = main(["close-period", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


def test_a_period_is_closed_by_one_command(house: House, typed: object) -> None:
    assert callable(typed)
    handed(house, S.STUDENT)
    status, _, refused = typed()
    assert (status, "Moins de 11" in refused) == (1, True)
    some_handed(house, [S.STUDENT] * 10)
    status, said, _ = typed()
    assert status == 0
    assert "Période 1 close : 11 personnes équipées, publiées." in said
    status, said, _ = typed("--finish")
    assert (status, "clés gardées jusqu’au" in said) == (0, True)


def test_without_its_master_key_the_command_says_what_to_do(house: House, typed: object) -> None:
    assert callable(typed)
    some_handed(house, [S.STUDENT] * 11)
    (house.settings.var / "master.key").write_bytes(bytes(32))
    status, _, refused = typed()
    assert status == 1
    assert "Remettez le bon fichier master.key" in refused
