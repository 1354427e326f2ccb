"""A connection that breaks while a command is on its way: it is recorded once, and told so."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
import pytest
from lives import FOUNDATIONS, IN_STOCK, SOMEBODY, command, reserved
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from ledger import Command, Entry, Ledger

ANSWER_OF_APPEND = b"first_position"
"""The name of a column: PostgreSQL sends it once the transaction is committed."""


@dataclass
class Line:
    """A line to the server that swallows the first answer to an append, and breaks."""

    server: tuple[int, str | tuple[str, int]]
    cuts: int = 1
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    ends: list[socket.socket] = field(default_factory=list)

    def carry(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(self.server[0])
                self.ends += [client, server]
                server.connect(self.server[1])
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.cuts and sink in self.ends[::2] and ANSWER_OF_APPEND in data:
                    self.cuts -= 1
                    break
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def broken(database: str) -> Iterator[tuple[Line, str]]:
    """A line and the address of the database at its other end."""
    where = conninfo_to_dict(database)
    host, port = str(where["host"]), int(where["port"] or 5432)
    unix = host.startswith("/")
    line = Line(
        (socket.AF_UNIX, f"{host}/.s.PGSQL.{port}") if unix else (socket.AF_INET, (host, port))
    )
    threading.Thread(target=line.carry, daemon=True).start()
    address = line.listener.getsockname()
    try:
        yield line, make_conninfo(database, host=address[0], port=address[1])
    finally:
        line.listener.shutdown(socket.SHUT_RDWR)
        for end in (line.listener, *line.ends):
            end.close()


@pytest.fixture
def device(ledger: Ledger) -> UUID:
    """One in stock."""
    subject = uuid4()
    ledger.record(command(*FOUNDATIONS, *((subject, event) for event in IN_STOCK)))
    return subject


def test_a_commit_whose_answer_got_lost_is_told_as_recorded(
    ledger: Ledger, device: UUID, database: str
) -> None:
    sent = Command(uuid4(), SOMEBODY, (Entry(device, reserved(), seen=len(IN_STOCK)),))
    with (
        broken(database) as (line, address),
        ConnectionPool(address, kwargs={"autocommit": True}, min_size=1) as pool,
    ):
        receipt = Ledger(pool).record(sent)
    assert line.cuts == 0, "the line never broke"
    assert receipt.replayed
    assert [record.position for record in ledger.life(device)][-1] == receipt.last_position
    assert len(ledger.life(device)) == len(IN_STOCK) + 1


def test_a_server_process_that_dies_before_the_commit_is_asked_again(
    ledger: Ledger, device: UUID, database: str
) -> None:
    receipts = []
    sent = command((device, reserved()))
    with psycopg.connect(database) as holder, psycopg.connect(database, autocommit=True) as killer:
        holder.execute("SELECT 1 FROM ledger.head FOR UPDATE")
        writer = threading.Thread(target=lambda: receipts.append(ledger.record(sent)))
        writer.start()
        killer.execute("SELECT pg_terminate_backend(%s)", [waiting(killer)])
        waiting(killer)
        holder.rollback()
        writer.join(timeout=30)
    [receipt] = receipts
    assert not receipt.replayed
    assert len(ledger.life(device)) == len(IN_STOCK) + 1


def waiting(connection: psycopg.Connection[tuple[int]]) -> int:
    """The process that waits to append, as soon as there is one."""
    for _ in range(1000):
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%ledger.append%'"
        ).fetchone()
        if row:
            return row[0]
        time.sleep(0.01)
    raise AssertionError("nobody waits to append")


def test_whoever_cannot_be_told_sends_the_command_again(
    ledger: Ledger, device: UUID, database: str
) -> None:
    sent = command((device, reserved()))
    with (
        broken(database) as (line, address),
        ConnectionPool(address, kwargs={"autocommit": True}, min_size=1) as pool,
    ):
        line.cuts = 2
        with pytest.raises(psycopg.OperationalError):
            Ledger(pool).record(sent)
    assert ledger.record(sent).replayed
    assert len(ledger.life(device)) == len(IN_STOCK) + 1
