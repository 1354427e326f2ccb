"""A guarded balance is never overdrawn, whoever races for the last euro."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from given import Given
from lives import FOUNDATIONS, at, command

from ledger import EVENTS, Event, Ledger
from ledger.errors import NotEnough
from ledger.event import UNBORN, Aggregate, Draw

Move = Callable[[UUID, int], Any]


@pytest.fixture
def given(ledger: Ledger) -> Given:
    """A ledger of its own: what is written here reads back only as long as the test."""
    ledger.record(command(*FOUNDATIONS))
    return Given(ledger)


@pytest.fixture
def moved() -> Iterator[Move]:
    """Makes an event that moves cents on an account, of a kind that lives as long as the test."""

    class Slip(Aggregate):
        KIND = "slip"

    class Drawn(Event):
        """Cents went in or out."""

        TOPIC: ClassVar = "test.drawn.v1"
        OF: ClassVar = Slip
        moves: ClassVar = {UNBORN: "drawn"}

        account: UUID
        cents: int

        def draws(self, subject: UUID) -> Iterable[Draw]:
            del subject
            return (Draw(self.account, self.cents),)

    yield lambda account, cents: Drawn(**at(account=account, cents=cents))
    del EVENTS["test.drawn.v1"]


def balance(given: Given, account: UUID) -> int | None:
    with given.pool.connection() as connection:
        row = connection.execute(
            "SELECT cents FROM ledger.balance WHERE account = %s", [account]
        ).fetchone()
    return row[0] if row else None


def test_what_goes_in_can_go_out(given: Given, moved: Move) -> None:
    account = uuid4()
    given().when(moved(account, 50_00)).stands()
    given().when(moved(account, -50_00)).stands()
    assert balance(given, account) == 0


def test_what_is_not_there_does_not_go_out(given: Given, moved: Move) -> None:
    account = uuid4()
    refusal = given().when(moved(account, -1)).is_refused(NotEnough)
    assert (refusal.account, refusal.cents) == (account, 1)
    assert balance(given, account) is None
    given().when(moved(account, 10_00)).stands()
    given().when(moved(account, -10_01)).is_refused(NotEnough)
    assert balance(given, account) == 10_00


def test_a_draw_refused_takes_the_whole_command_with_it(given: Given, moved: Move) -> None:
    rich, poor = uuid4(), uuid4()
    given().when(moved(rich, 5_00)).stands()
    both = given.each((), ()).when(moved(rich, -5_00), moved(poor, -1))
    assert both.is_refused(NotEnough).account == poor
    assert balance(given, rich) == 5_00


def test_one_command_may_put_in_and_take_out(given: Given, moved: Move) -> None:
    account = uuid4()
    given.each((), ()).when(moved(account, 5_00), moved(account, -3_00)).stands()
    assert balance(given, account) == 2_00
    given.each((), ()).when(moved(account, -3_00), moved(account, 5_00)).is_refused(NotEnough)


def test_thirty_people_draw_on_ten_euros_and_ten_get_one(given: Given, moved: Move) -> None:
    account = uuid4()
    given().when(moved(account, 10_00)).stands()

    def draw(_: int) -> bool:
        try:
            given.ledger.record(command((uuid4(), moved(account, -1_00))))
        except NotEnough:
            return False
        return True

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(draw, range(30))).count(True) == 10
    assert balance(given, account) == 0


def test_no_statement_overdraws_a_balance(given: Given, moved: Move) -> None:
    account = uuid4()
    given().when(moved(account, 1_00)).stands()
    with given.pool.connection() as connection, pytest.raises(Exception, match="never_overdrawn"):
        connection.execute("UPDATE ledger.balance SET cents = -1 WHERE account = %s", [account])
