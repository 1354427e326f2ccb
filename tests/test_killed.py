"""Killing the service at any moment loses nothing that was acknowledged."""

import json
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from lives import NOON
from memory import quick_folder
from processes import free_port, service

from api.cli import main
from ledger.database import database_url
from ledger.verify import verify

TIMES = 2
ACKNOWLEDGED_BEFORE_THE_KILL = 25


def send(port: int, token: str, place: str, command: UUID) -> dict[str, Any]:
    """Register one device; returns what the service acknowledged."""
    collected = {
        "happened_at": NOON.isoformat(),
        "kind": "laptop",
        "place": place,
        "donor": "company",
    }
    body = {"command": str(command), "devices": [{"collected": collected}]}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/devices",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (as above)
        read: dict[str, Any] = json.load(answer)
    return read


def test_what_was_acknowledged_survives_kill_9(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    var = open_folder / "var"
    port = free_port()
    monkeypatch.setenv("MELEZE_VAR", str(var))

    def meleze(*arguments: str) -> str:
        """The last word of what a command says: what it made."""
        assert main(arguments) == 0
        return capsys.readouterr().out.split()[-1]

    opening = ["place", "open", "Atelier", "--organisation", "Ordis", "--commune", "Gap"]
    place = meleze(*opening, "--role", "refurbishing_shop")
    token = meleze("token", "create", "Banc", "--place", "Atelier")
    acknowledged: list[UUID] = []
    unanswered: list[UUID] = []
    for _ in range(TIMES):
        with service(var, port) as process:
            before = len(acknowledged)

            def work() -> None:
                while True:
                    command = uuid4()
                    try:
                        send(port, token, place, command)
                    except (OSError, HTTPException, json.JSONDecodeError):
                        unanswered.append(command)
                        return
                    acknowledged.append(command)

            threads = [threading.Thread(target=work) for _ in range(3)]
            for thread in threads:
                thread.start()
            while len(acknowledged) < before + ACKNOWLEDGED_BEFORE_THE_KILL:
                assert process.poll() is None
                time.sleep(0.005)
            process.kill()
            for thread in threads:
                thread.join()
    with service(var, port):
        replies = [send(port, token, place, command) for command in acknowledged]
        assert all(reply["replayed"] for reply in replies), "acknowledged, and lost"
        for command in unanswered:
            send(port, token, place, command)  # recorded now, or told that it was: never twice
    with database_url(var) as url, psycopg.connect(url, autocommit=True) as connection:
        assert not verify(connection).faults
        devices = connection.execute(
            "SELECT count(*) FROM ledger.event WHERE topic = 'device.collected.v1'"
        ).fetchone()
        assert devices == (len(acknowledged) + len(unanswered),)
        listed = connection.execute("SELECT count(*) FROM views.register").fetchone()
        assert listed == devices


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that another account may walk through."""
    with tempfile.TemporaryDirectory(prefix="meleze-", dir=quick_folder()) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder).resolve()
