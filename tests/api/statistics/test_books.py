"""Closing the books: counted once from the live keys, drawn once, then nobody can count again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from handings import S, cancelled, later, some_handed
from lives import SOMEBODY, corrected
from orders import act, asked, in_stock, order_of, ordered
from psycopg import sql

from api import ordering, statistics
from api.house import House
from api.ordering import open_declared
from api.statistics import books
from api.statistics.catalogue import catalogue
from ledger.errors import Forbidden, Rule
from ledger.order import OrderCorrected, Shortage, Submitted
from ledger.statistics import STATISTICS, KeysDestroyed, PeriodClosed, Released, TotalsCounted
from ledger.values import Feature
from ledger.vault import KeyDestroyed, SealBroken, Vault
from projections import ALL, releases

DRAWN = [PeriodClosed, TotalsCounted, *[Released] * 5]


def told(house: House) -> list[Any]:
    return [record.event for record in house.ledger.life(STATISTICS)]


def declared_of(house: House, order: UUID) -> None:
    submitted = house.ledger.life(order)[0].event
    assert isinstance(submitted, Submitted)
    open_declared(house.vault, order, submitted.declared)


def test_an_order_that_was_reopened_keeps_its_key(house: House, twelve: list[UUID]) -> None:
    rare = asked(features=frozenset({Feature.TOUCHSCREEN, Feature.FULL_KEYBOARD}))
    order = ordering.submit(act(house), rare, wait=Shortage.STOCK).order
    ordering.give_up(act(house), order_of(house, order), Shortage.STOCK)
    version = house.ledger.subject_version(order)
    house.record_events(SOMEBODY, (order, corrected(version, of=OrderCorrected)))
    statistics.close(house, SOMEBODY)
    statistics.finish(later(house, 40), SOMEBODY)
    declared_of(house, order)
    with pytest.raises(KeyDestroyed):
        declared_of(house, twelve[0])


@pytest.mark.usefixtures("twelve")
def test_a_period_is_drawn_by_the_catalogue_of_its_cut_or_not_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in steps(monkeypatch, "draw"):
        with pytest.raises(Killed):
            statistics.close(house, SOMEBODY)
    another = replace(catalogue(), sha256="00" * 32)
    with monkeypatch.context() as patch:
        patch.setattr(books, "catalogue", lambda: another)
        patch.setattr(books, "draw", None)
        with pytest.raises(Forbidden) as refused:
            statistics.finish(house, SOMEBODY)
    assert refused.value.rule is Rule.ANOTHER_CATALOGUE
    statistics.finish(house, SOMEBODY)
    assert statistics.kept_of(house).periods[1].missing == ()


@pytest.mark.usefixtures("twelve")
def test_a_period_is_published_as_it_was_drawn(house: House) -> None:
    period = statistics.close(house, SOMEBODY)
    assert (period.number, period.total, period.missing) == (1, 12, ())
    closed, counted, *drawn = told(house)
    assert isinstance(closed, PeriodClosed)
    assert isinstance(counted, TotalsCounted)
    assert {each.table for each in drawn} == {each.name for each in catalogue().tables}
    for each in drawn:
        assert isinstance(each, Released)
        assert sum(cell.count for cell in each.cells) == 12
    with house.pool.connection() as connection:
        rows = releases.read(connection, 1)
    assert {row.table_name: row.counts for row in rows} == {
        each.table: [cell.count for cell in each.cells] for each in drawn
    }


def test_fewer_than_eleven_are_not_closed(house: House) -> None:
    some_handed(house, [S.STUDENT] * 10)
    with pytest.raises(Forbidden) as refused:
        statistics.close(house, SOMEBODY)
    assert refused.value.rule is Rule.PERIOD_TOO_SMALL
    assert told(house) == []


@pytest.mark.usefixtures("twelve")
def test_the_same_command_closes_once(house: House) -> None:
    command = uuid4()
    statistics.close(house, SOMEBODY, command)
    before = told(house)
    some_handed(house, [None] * 11)
    statistics.close(house, SOMEBODY, command)
    assert told(house) == before


@pytest.mark.usefixtures("twelve")
def test_what_is_recorded_after_the_cut_belongs_to_the_next_period(house: House) -> None:
    first = statistics.close(house, SOMEBODY)
    some_handed(house, [S.MINIMUM_INCOME] * 11)
    second = statistics.close(house, SOMEBODY)
    assert (second.from_position, second.total) == (first.to_position, 11)
    assert second.begins_on == first.ends_on


def test_keys_are_destroyed_after_the_retention_and_not_before(
    house: House, twelve: list[UUID]
) -> None:
    gave_up = cancelled(house)
    in_stock(house)
    still_open = ordered(house).id
    statistics.close(house, SOMEBODY)
    statistics.finish(later(house, 29), SOMEBODY)
    declared_of(house, twelve[0])
    statistics.finish(later(house, 30), SOMEBODY)
    for order in (*twelve, gave_up):
        with pytest.raises(KeyDestroyed):
            declared_of(house, order)
    declared_of(house, still_open)
    assert isinstance(destroyed := told(house)[-1], KeysDestroyed)
    assert destroyed.keys == 11
    statistics.finish(later(house, 400), SOMEBODY)
    assert told(house)[-1] == destroyed


@pytest.mark.usefixtures("twelve")
def test_under_another_master_key_nothing_is_drawn_and_nothing_destroyed(house: House) -> None:
    stranger = replace(house, vault=Vault(house.pool, bytes(32)))
    with pytest.raises(SealBroken):
        statistics.close(stranger, SOMEBODY)
    statistics.finish(house, SOMEBODY)
    assert [type(event) for event in told(house)] == DRAWN


class Killed(BaseException):
    """The process ends here, whatever the code does about errors."""


def steps(monkeypatch: pytest.MonkeyPatch, dies_before: str) -> Iterator[None]:
    """Let the process die before one of the steps of closing."""
    owner, name = {
        "draw": (books, "draw"),
        "record": (House, "record_events"),
        "destroy": (Vault, "destroy_all"),
    }[dies_before]

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, die)
        yield


@pytest.mark.parametrize("step", ["draw", "record", "destroy"])
def test_a_process_that_dies_between_two_steps_draws_once_and_the_next_goes_on(
    house: House, twelve: list[UUID], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    at_once = replace(
        later(house, 0), settings=house.settings.model_copy(update={"keys_kept": timedelta()})
    )
    for _ in steps(monkeypatch, step):
        with pytest.raises(Killed):
            statistics.close(at_once, SOMEBODY)
    before = told(house)
    statistics.finish(at_once, SOMEBODY)
    after = told(house)
    assert after[: len(before)] == before
    assert [type(event) for event in after] == [*DRAWN, KeysDestroyed]
    with pytest.raises(KeyDestroyed):
        declared_of(house, twelve[0])


def test_keys_that_were_destroyed_and_not_told_are_told_by_the_next(
    house: House, twelve: list[UUID]
) -> None:
    statistics.close(house, SOMEBODY)
    house.vault.destroy_all(twelve)
    statistics.finish(later(house, 40), SOMEBODY)
    assert told(house)[-1].keys == len(twelve)


def test_keys_that_a_restored_vault_brings_back_are_destroyed_again(
    house: House, twelve: list[UUID], connection: psycopg.Connection[Any]
) -> None:
    statistics.close(house, SOMEBODY)
    backup = connection.execute("SELECT subject, wrapped FROM vault.key").fetchall()
    statistics.finish(later(house, 40), SOMEBODY)
    for subject, wrapped in backup:
        connection.execute(
            "UPDATE vault.key SET wrapped = %s WHERE subject = %s", [wrapped, subject]
        )
    declared_of(house, twelve[0])
    statistics.destroy_again(house)
    with pytest.raises(KeyDestroyed):
        declared_of(house, twelve[0])


@pytest.mark.usefixtures("twelve")
@pytest.mark.usefixtures("fresh_house")
def test_a_rebuild_without_any_key_changes_nothing(house: House) -> None:
    statistics.close(house, SOMEBODY)
    statistics.finish(later(house, 40), SOMEBODY)
    tables = {each.name for each in ALL}

    def everything() -> dict[str, list[Any]]:
        with house.pool.connection() as connection:
            return {
                name: sorted(
                    connection.execute(
                        sql.SQL("SELECT * FROM {}").format(sql.Identifier("views", name))
                    ),
                    key=repr,
                )
                for name in tables
            }

    before = everything()
    house.views.rebuild(ALL)
    assert everything() == before
