"""The library's own contract, kept by our recorder."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import eventsourcing.cryptography
import orjson
import pytest
from eventsourcing.persistence import Notification, StoredEvent
from psycopg_pool import ConnectionPool

from ledger.recorder import IntegrityError, LedgerRecorder

# The library's test cases import the cipher of a package we do not need; the same class of
# another package stands in for it. No test of a recorder enciphers anything.
sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)

from eventsourcing.tests.persistence import ApplicationRecorderTestCase  # noqa: E402


class WithBytes(LedgerRecorder):
    """Our recorder stores JSON; the library's tests store any bytes. Wrapped, they are a text."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        return super().insert_events([_wrapped(event) for event in stored_events], **kwargs)

    def select_events(self, originator_id: UUID | str, **kwargs: Any) -> Sequence[StoredEvent]:
        return [_unwrapped(event) for event in super().select_events(originator_id, **kwargs)]

    def select_notifications(self, *args: Any, **kwargs: Any) -> Sequence[Notification]:
        return [_unwrapped(event) for event in super().select_notifications(*args, **kwargs)]


def _wrapped(event: StoredEvent) -> StoredEvent:
    return StoredEvent(
        event.originator_id,
        event.originator_version,
        event.topic,
        orjson.dumps(event.state.decode("latin-1")),
    )


def _unwrapped(event: Any) -> Any:
    object.__setattr__(event, "state", orjson.loads(event.state).encode("latin-1"))
    return event


@pytest.fixture
def pool(database: str) -> Iterator[ConnectionPool]:
    with ConnectionPool(database, kwargs={"autocommit": True}) as pool:
        yield pool


class TestOurRecorder(ApplicationRecorderTestCase[LedgerRecorder]):
    """``optional_test_insert_subscribe`` is left out: nothing subscribes, see ``subscribe``."""

    @pytest.fixture(autouse=True)
    def _pool(self, pool: ConnectionPool) -> None:
        self.pool = pool

    def create_recorder(self) -> LedgerRecorder:
        return WithBytes(self.pool)

    def new_originator_id(self) -> UUID:
        return uuid4()


def test_nothing_subscribes(pool: ConnectionPool) -> None:
    with pytest.raises(TypeError, match="follow by position"):
        LedgerRecorder(pool).subscribe(gt=0)


def test_nothing_to_insert_inserts_nothing(pool: ConnectionPool) -> None:
    recorder = LedgerRecorder(pool)
    assert recorder.insert_events([]) == []
    assert recorder.max_notification_id() is None


def test_positions_have_no_gap_after_a_refusal(pool: ConnectionPool) -> None:
    recorder = LedgerRecorder(pool)
    life = uuid4()
    page = StoredEvent(life, 1, "test", b"{}")
    assert recorder.insert_events([page]) == [1]
    with pytest.raises(IntegrityError):
        recorder.insert_events([StoredEvent(uuid4(), 1, "test", b"{}"), page])
    assert recorder.insert_events([StoredEvent(life, 2, "test", b"{}")]) == [2]


def test_a_state_reads_back_as_the_json_it_was(pool: ConnectionPool) -> None:
    recorder, life = LedgerRecorder(pool), uuid4()
    states = ['"\\u00e9"', '"a\\nb"', '"\\\\"', '{"b": 1, "a": [1.0, null]}']
    pages = [StoredEvent(life, 1 + n, "test", state.encode()) for n, state in enumerate(states)]
    recorder.insert_events(pages)
    read = [orjson.loads(stored.state) for stored in recorder.select_events(life)]
    assert read == [orjson.loads(state) for state in states]
