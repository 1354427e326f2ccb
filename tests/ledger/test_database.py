"""The PostgreSQL of our own: it loses nothing that was said to be kept, and never outlives us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from ledger.database import LEASH, DatabaseUnavailable, database_url

WRITER = """
import sys
from pathlib import Path
import psycopg
from ledger.database import database_url

with database_url(Path(sys.argv[1])) as url, psycopg.connect(url, autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS written (number integer)")
    for number in range(1_000_000):
        connection.execute("INSERT INTO written VALUES (%s)", [number])
        print(number, flush=True)
"""


def writer(var: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, var], env=environment, stdout=subprocess.PIPE, text=True
    )


def wait_until_acknowledged(process: subprocess.Popen[str], count: int) -> None:
    assert process.stdout
    for _ in range(count):
        assert process.stdout.readline(), "the writer stopped by itself"


def acknowledged_since(process: subprocess.Popen[str]) -> list[int]:
    with process:
        return [int(line) for line in process.stdout or []]


def servers(var: Path) -> list[psutil.Process]:
    """Every process of ours that PostgreSQL left on this folder."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(var) in argument for argument in process.info["cmdline"] or [])
    ]


def assert_nothing_runs(var: Path) -> None:
    until = time.monotonic() + 10
    while left := servers(var):
        assert time.monotonic() < until, left
        time.sleep(0.02)


def rows(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [n for (n,) in connection.execute("SELECT number FROM written ORDER BY number")]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=lambda end: str(end.name))
def test_whatever_ends_us_no_acknowledged_row_is_lost_and_no_server_is_left(
    var: Path, end: signal.Signals
) -> None:
    process = writer(var)
    wait_until_acknowledged(process, 50)
    process.send_signal(end)
    numbers = [*range(50), *acknowledged_since(process)]
    assert_nothing_runs(var)
    with database_url(var) as url:
        # one more may be there: kept, but we died before saying so
        assert rows(url)[: len(numbers)] == numbers


def test_a_server_killed_together_with_us_recovers(var: Path) -> None:
    process = writer(var)
    wait_until_acknowledged(process, 50)
    postmaster = int((var / "pgdata" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    process.kill()
    numbers = [*range(50), *acknowledged_since(process)]
    with database_url(var) as url:
        assert rows(url)[: len(numbers)] == numbers


def test_a_start_right_after_a_kill_does_not_wait_for_anybody_to_clean_up(var: Path) -> None:
    for _ in range(3):
        process = writer(var)
        wait_until_acknowledged(process, 1)
        process.kill()
        process.communicate()
        with database_url(var) as url:
            assert rows(url)


@pytest.mark.parametrize("after_s", [0.1, 0.25, 0.4])
def test_a_creation_cut_short_is_begun_again(open_folder: Path, after_s: float) -> None:
    var = open_folder / "var"
    process = writer(var)
    time.sleep(after_s)
    process.kill()
    process.communicate()
    with database_url(var) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_orphan_whose_leash_was_cut_is_stopped_before_we_start(var: Path) -> None:
    process = writer(var)
    wait_until_acknowledged(process, 1)
    for held in servers(var):
        if held.name() == "sh":
            held.kill()
    process.kill()
    process.communicate()
    [orphan] = [left for left in servers(var) if left.name() == "postgres"]
    with database_url(var) as url:
        assert rows(url)
        assert orphan.pid not in {server.pid for server in servers(var)}
    assert_nothing_runs(var)


def test_a_server_told_to_stop_before_it_can_hear_stops_all_the_same() -> None:
    deaf_at_first = """
import signal, time
time.sleep(0.5)
signal.signal(signal.SIGINT, signal.default_int_handler)
time.sleep(60)
"""
    command = ["sh", "-c", LEASH, "sh", sys.executable, "-c", deaf_at_first]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as leashed:
        assert leashed.stdin
        leashed.stdin.close()
        assert leashed.wait(timeout=10) != 0


@pytest.mark.parametrize("stale", ["another program", "a program not reaped", "nothing"])
def test_a_stale_pid_file_is_not_believed(var: Path, stale: str) -> None:
    owner = (var / "pgdata").stat()
    with database_url(var):
        live = (var / "pgdata" / "postmaster.pid").read_text()
    command = {"another program": ["sleep", "60"], "a program not reaped": ["true"]}
    # of the server's own account, or PostgreSQL sees by itself that it is not one
    with subprocess.Popen(command.get(stale, ["true"]), user=owner.st_uid) as other:
        time.sleep(0.1)
        pid_file = var / "pgdata" / "postmaster.pid"
        _, rest = live.split("\n", maxsplit=1)
        pid_file.write_text("" if stale == "nothing" else f"{other.pid}\n{rest}")
        pid_file.chmod(0o600)
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        with database_url(var) as url:
            assert url
        other.kill()


def test_a_second_process_shares_the_server(var: Path) -> None:
    with database_url(var) as url:
        process = writer(var)
        wait_until_acknowledged(process, 5)
        assert len(rows(url)) >= 5
        process.kill()
        process.communicate()
        assert rows(url), "the server stays with the first process"


def test_a_folder_serves_again_after_a_clean_end_and_says_nothing_then(open_folder: Path) -> None:
    var = open_folder / "var"
    said: list[str] = []
    with database_url(var, progress=said.append) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept ()")
    assert said == ["Création de la base de données (quelques secondes)…"]
    assert_nothing_runs(var)
    with database_url(var, progress=said.append) as url, psycopg.connect(url) as connection:
        connection.execute("SELECT FROM kept")
    assert len(said) == 1


def test_the_server_answers_to_nobody_else(var: Path) -> None:
    with database_url(var) as url, psycopg.connect(url) as connection:
        shown = {
            name: connection.execute(f"SHOW {name}".encode()).fetchone()
            for name in ("listen_addresses", "jit", "timezone", "fsync", "synchronous_commit")
        }
        assert shown == {
            "listen_addresses": ("",),
            "jit": ("off",),
            "timezone": ("UTC",),
            "fsync": ("on",),
            "synchronous_commit": ("on",),
        }
        assert (var / "run").stat().st_mode & 0o777 == 0o700
        assert (var / "run" / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700


def test_the_server_is_told_none_of_our_secrets(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MELEZE_KEY", "secret")  # the account lent to it may serve others too
    with database_url(var):
        for process in servers(var):
            assert "MELEZE_KEY" not in process.environ()


def test_a_server_that_cannot_start_says_why(var: Path) -> None:
    (var / "pgdata" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(DatabaseUnavailable, match=r"FATAL.*incompatible"), database_url(var):
        pytest.fail("an incompatible folder was served")
    assert_nothing_runs(var)
