"""The demonstration filière: plausible, the same each time, recorded like everybody's."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from psycopg_pool import ConnectionPool

from api.app import build_house
from api.demo import ACCOUNTS, answered, load
from api.demo.load import commands, shown
from api.demo.places import COUNTERS, DESKS, GAP, LARAGNE, named
from api.demo.workshops import PARIS, SATURDAY
from api.erasing.certificate import Standing, certificates_of, find_certificate
from api.house import House
from api.ordering import Declared
from api.pages.fund.book import book
from api.settings import Settings
from api.statistics import figures, kept_of
from ledger import Event
from ledger.device import Device
from ledger.errors import Lack
from ledger.territory import intercommunalities
from ledger.till import SaleMade, SaleRefunded
from ledger.verify import verify
from projections import agenda, batches, fates, fund_book, orders, register, rounds, worklist
from projections.worklist import Task

pytestmark = pytest.mark.usefixtures("fresh_house")

UNTIL = datetime(2026, 11, 23, 18, tzinfo=UTC)


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with ConnectionPool(database, kwargs={"autocommit": True}) as pool:
        house = build_house(Settings(), pool)
        house.views.prepare()
        yield house


def test_the_filiere_is_whole_and_lawful(house: House) -> None:
    told: list[tuple[int, int]] = []
    load(house, UNTIL, lambda done, total: told.append((done, total)))
    _doubts(house)
    assert told[-1][0] == told[-1][1]
    with house.pool.connection() as connection:
        assert not verify(connection).faults
        stages: dict[str, int] = dict(
            connection.execute("SELECT stage, count(*) FROM views.register GROUP BY stage")
        )
        assert 380 <= sum(stages.values()) <= 450
        every_stage = {"collected", "received", "in_workshop", "stocked", "with_owner", "retired"}
        assert every_stage <= set(stages)
        stocked_in = connection.execute(
            "SELECT DISTINCT p.epci FROM views.catalogue c"
            " JOIN views.places p ON p.subject = c.place"
        ).fetchall()
        assert {epci for (epci,) in stocked_in} == {each.siren for each in intercommunalities()}
        [(months,)] = connection.execute("SELECT count(DISTINCT month) FROM views.flows")
        assert months >= 18
        at_the_desk = orders.read_at(connection, [DESKS[0].id])
        assert {"arrived", "shipped", "reserved", "prepared"} <= {row.stage for row in at_the_desk}
        [batch] = batches.read_recent(connection, [LARAGNE.id])
        assert (batch.printed_in, batch.place) == (GAP.id, LARAGNE.id)
        assert (batch.bound, batch.voided, batch.left) == (12, 2, 28)
        assert worklist.read(connection, [COUNTERS[0].id], Task.RECEIVE)
        ended: dict[str, int] = dict(
            connection.execute("SELECT stage, count(*) FROM views.orders GROUP BY stage")
        )
        assert ended["handed_over"] > 60
        assert min(ended[stage] for stage in ("waiting", "cancelled", "unmet")) >= 3
        for year in (UNTIL.year - 1, UNTIL.year):
            rows = fund_book.read(connection, year)
            left = [line.available_cents for line in book(rows, {})]
            assert min(left) >= 0
            assert 0 <= min(left[1:]) < 100_00, "it nearly ran dry"
        south = connection.execute(
            "SELECT count(*) FROM views.needs n JOIN views.places p ON p.subject = n.place"
            " WHERE p.epci = '200068765'"
        ).fetchone()
        assert south
        assert south[0] > 8
        logins = {row[0] for row in connection.execute("SELECT login FROM access.account")}
        assert logins == {each.login for each in ACCOUNTS}
        assert ended["expired"] >= 1
        assert "lent" in stages
        assert fates.read_slips(connection, [GAP.id], UNTIL.year)
        assert connection.execute("SELECT count(*) FROM views.parts").fetchone() == (1,)
        road = register.read_waiting(connection, [GAP.id])
        assert {row.place for row in road} & {row.sent_to for row in road}, "one comes back"
        assert any(row.sent_to == LARAGNE.id for row in road), "one waits to be confirmed"
        unknown = register.read_lot(connection, named("floor unknown"))
        assert {row.stage for row in unknown} == {"in_workshop", "stocked"}
        assert all(row.origin_unknown for row in unknown)
        workshops = agenda.read_next(connection, UNTIL)
        assert all(row.starts_at.astimezone(PARIS).weekday() < SATURDAY for row in workshops)
        today = UNTIL.astimezone(PARIS).date()
        passing = [
            row for row in rounds.read_all(connection) if (today - row.first_on).days % 7 == 0
        ]
        assert DESKS[0].id in passing[0].stops, "a round passes today by a desk that waits for it"
    told_today = [event for event in _of_today() if isinstance(event, SaleMade | SaleRefunded)]
    assert {type(event) for event in told_today} == {SaleMade, SaleRefunded}
    _shows_three_devices_and_two_periods(house)


def _has_what_the_tour_shows(house: House) -> None:
    """The README sends its reader to each of these."""
    with house.pool.connection() as connection:
        bench = worklist.read(connection, [GAP.id], Task.RECONDITION)
        assert {Lack.ERASURE_FAILED, Lack.LOCK_FOUND} <= {
            why for row in bench for why, *_ in row.missing
        }
        assert worklist.read(connection, [GAP.id], Task.SIGN_OFF)
        for_sale = connection.execute(
            "SELECT place FROM views.catalogue WHERE code = %s", [shown(house).codes[-1]]
        ).fetchone()
    assert for_sale == (COUNTERS[0].id,)


def _shows_three_devices_and_two_periods(house: House) -> None:
    assert len(shown(house).codes) == 3
    with house.pool.connection() as connection:
        periods = figures.read_all(connection)
    assert [each.period for each in periods] == [2, 1]
    assert all(50 <= each.total <= 130 and each.impact for each in periods)
    assert [each.destroyed for each in kept_of(house).periods.values()] == [True, False]
    _has_what_the_tour_shows(house)


def _of_today() -> Iterator[Event]:
    for command in commands(UNTIL, unsealed):
        for entry in command.entries:
            if entry.event.happened_at.astimezone(PARIS).date() == UNTIL.astimezone(PARIS).date():
                yield entry.event


def test_it_is_the_same_each_time() -> None:
    first = [(command.id, command.texts()) for command in commands(UNTIL, unsealed)]
    assert first == [(command.id, command.texts()) for command in commands(UNTIL, unsealed)]


def unsealed(_order: UUID, declared: Declared) -> str:
    return urlsafe_b64encode(declared.model_dump_json().encode()).decode()


def _doubts(house: House) -> None:
    """One doubt waits, one is decided, and the lot of both has its certificate."""
    lives = [house.ledger.subject(Device, named(f"floor doubtful {n}")) for n in range(3)]
    waits = [any(map(each.in_doubt, each.storages)) for each in lives]
    assert waits == [False, False, True]
    [(_, made)] = certificates_of(house.ledger.life(answered.LOT))
    found = find_certificate(house, made.code)
    assert found
    assert (found.standing, len(found.versions)) == (Standing.STANDS, 3)
