"""When an event happened: by the sender's clock, put right; never in the future."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from given import Given
from lives import collected, command

from ledger import Ledger, Recorded
from ledger.errors import InTheFuture

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def ledger(given: Given) -> Ledger:
    """A ledger at which it is ``NOW`` and stays so."""
    return Ledger(given.pool, clock=lambda: NOW)


def recorded(ledger: Ledger, happened_at: datetime, **fields: Any) -> Recorded:
    device = uuid4()
    ledger.record(command((device, collected(happened_at=happened_at)), **fields))
    return ledger.life(device)[0]


def test_people_catch_up_days_later(ledger: Ledger) -> None:
    record = recorded(ledger, NOW - timedelta(days=20))
    assert record.event.happened_at == NOW - timedelta(days=20)
    assert record.metadata.clock is None


def test_nothing_happens_in_the_future(ledger: Ledger) -> None:
    with pytest.raises(InTheFuture) as refusal:
        recorded(ledger, NOW + 6 * SECOND)
    assert (refusal.value.happened_at, refusal.value.now) == (NOW + 6 * SECOND, NOW)


def test_a_clock_a_little_fast_is_right_and_what_it_says_is_now(ledger: Ledger) -> None:
    for sent_at in ({}, {"sent_at": NOW + 3 * SECOND}):
        record = recorded(ledger, NOW + 3 * SECOND, **sent_at)
        assert record.event.happened_at == NOW
        assert record.metadata.clock is None


@pytest.mark.parametrize("wrong", [-2 * HOUR, 2 * HOUR, timedelta(days=-9000), 6 * SECOND])
def test_a_wrong_clock_is_put_right_and_what_it_said_is_kept(
    ledger: Ledger, wrong: timedelta
) -> None:
    said = NOW + wrong - HOUR
    record = recorded(ledger, said, sent_at=NOW + wrong)
    assert record.event.happened_at == NOW - HOUR
    assert record.metadata.clock == said


def test_a_wrong_clock_does_not_hide_a_step_in_the_future(ledger: Ledger) -> None:
    with pytest.raises(InTheFuture):
        recorded(ledger, NOW, sent_at=NOW - 2 * HOUR)


def test_the_sender_s_offset_stays_as_it_was_told(ledger: Ledger) -> None:
    paris = timezone(HOUR)
    for happened_at, sent_at in (
        (NOW.astimezone(paris) - HOUR, None),
        (NOW.astimezone(paris) + HOUR, NOW + 2 * HOUR),
        (NOW.astimezone(paris) + SECOND, None),
    ):
        record = recorded(ledger, happened_at, sent_at=sent_at)
        assert record.event.happened_at.utcoffset() == HOUR


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
def test_a_clock_that_nobody_can_believe_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="nobody believes"):
        command((uuid4(), collected()), sent_at=datetime(year, 6, 1, tzinfo=UTC))


def test_a_command_sent_again_with_a_later_clock_is_the_same_command(ledger: Ledger) -> None:
    device, again = uuid4(), uuid4()
    for minutes in range(3):
        ledger.record(
            command(
                (device, collected(happened_at=NOW - HOUR)),
                id=again,
                sent_at=NOW + timedelta(minutes=minutes),
            )
        )
    assert len(ledger.life(device)) == 1


def test_records_are_written_down_in_the_order_of_their_positions(ledger: Ledger) -> None:
    for _ in range(3):
        recorded(ledger, NOW)
    times = [record.recorded_at for record in ledger.since(0)]
    assert times == sorted(times)
