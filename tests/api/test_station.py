"""The script of a bench, against the service itself: nothing is lost, nothing doubles."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from live import serving
from lives import ASSOCIATION, LOT, SHOP
from psycopg_pool import ConnectionPool
from reports import DESKTOP_LSHW, LAPTOP_LSHW, dump, smartctl

from api.access import create_token
from api.app import create_app
from api.settings import Settings
from ledger import Ledger, Recorded

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "station/meleze-station"
CURL = shutil.which("curl")

pytestmark = pytest.mark.skipif(CURL is None, reason="no curl here, which the script needs")


@dataclass
class Bench:
    """A bench with its script, its folder of what waits, and tools that say what we want."""

    folder: Path
    address: str
    token: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> list[Path]:
        return sorted((self.folder / "attente/a-envoyer").glob("*"))

    @property
    def refused(self) -> list[Path]:
        return sorted((self.folder / "attente/refuses").glob("*"))

    def tool(self, name: str, script: str) -> None:
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def prints(self, name: str, said: bytes) -> None:
        """A tool that is installed, and what it says."""
        (self.folder / f"{name}.said").write_bytes(said)
        self.tool(name, f'cat "{self.folder}/{name}.said"')

    def file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        (self.folder / "jeton").write_text(f"{self.token}\n")
        there = {
            "PATH": f"{self.folder / 'bin'}:{self.folder / 'system'}",
            "MELEZE_ADRESSE": self.address,
            "MELEZE_JETON_FICHIER": str(self.folder / "jeton"),
            "MELEZE_ATTENTE": str(self.folder / "attente"),
            "MELEZE_PAUSE": "0",
            "HOME": str(self.folder),
            **self.more,
            **environment,
        }
        return subprocess.run(
            ["/bin/sh", SCRIPT, *arguments],
            env={name: value for name, value in there.items() if value},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def send(self, *files: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return self.run("--sans-releve", "--lot", str(LOT), *files, **environment)


NEEDED = (
    "basename", "cat", "cp", "curl", "cut", "ln", "ls", "mkdir", "mktemp", "mv", "rm", "sed",
    "sha256sum", "sleep", "tr",
)  # fmt: skip
"""All that the script may find: a bench has little, and the tools of this machine are not its."""


@pytest.fixture
def past(peopled_database: str) -> Iterator[Callable[[], list[Recorded]]]:
    """What was recorded since the foundations."""
    with ConnectionPool(peopled_database, kwargs={"autocommit": True}) as pool:
        ledger = Ledger(pool)
        start = len(list(ledger.since(0)))
        yield lambda: list(ledger.since(start))


@pytest.fixture
def bench(tmp_path: Path, peopled_database: str) -> Iterator[Bench]:
    """A bench of the shop, and the service running."""
    (tmp_path / "system").mkdir()
    for name in NEEDED:
        (tmp_path / "system" / name).symlink_to(shutil.which(name) or name)
    with psycopg.connect(peopled_database, autocommit=True) as connection:
        token = create_token(connection, "Banc 1", SHOP, ASSOCIATION)
    with serving(create_app(Settings(var=tmp_path / "var"), peopled_database)) as address:
        yield Bench(tmp_path, address, token)


Past = Callable[[], list[Recorded]]


def topics(past: Past) -> list[str]:
    return [record.event.TOPIC.split(".")[1] for record in past()]


def test_it_gathers_what_the_tools_say_and_sends_it(bench: Bench, past: Past) -> None:
    bench.prints("dmidecode", dump())
    bench.prints("lshw", LAPTOP_LSHW)
    (bench.folder / "disk").write_bytes(smartctl())
    bench.tool(
        "smartctl",
        'case $1 in --scan) echo "/dev/nvme0 -d nvme # /dev/nvme0, NVMe device" ;;\n'
        f'*) cat "{bench.folder}/disk"; exit 4 ;; esac',
    )
    done = bench.run("--lot", str(LOT))
    assert done.returncode == 0, done.stderr
    assert topics(past) == ["collected", "received", "inventoried"]
    assert "Enregistré\u00a0: faire l’inventaire." in done.stdout
    hardware = past()[-1].event.model_dump()["hardware"]
    assert {each["source"] for each in hardware["read_from"]} == {"dmidecode", "lshw", "smartctl"}
    assert bench.waiting == []


def test_what_cannot_leave_waits_and_leaves_once(bench: Bench, past: Past) -> None:
    there, nowhere = bench.address, f"http://127.0.0.1:{_free_port()}"
    bench.address = nowhere
    away = bench.send(bench.file("d.txt", dump()))
    assert away.returncode == 3
    assert "attend" in away.stderr
    assert len(bench.waiting) == 1
    assert topics(past) == []
    assert bench.send(bench.file("d.txt", dump())).returncode == 3
    assert len(bench.waiting) == 1, "the same files again are the same sending"
    bench.address = there
    assert bench.run("--envoyer").returncode == 0
    assert bench.run("--envoyer").returncode == 0
    assert topics(past) == ["collected", "received", "inventoried"]
    assert bench.waiting == []


def test_what_waits_leaves_with_the_next_machine(bench: Bench, past: Past) -> None:
    there, bench.address = bench.address, f"http://127.0.0.1:{_free_port()}"
    assert bench.send(bench.file("d.txt", dump())).returncode == 3
    bench.address = there
    assert bench.send(bench.file("l.json", DESKTOP_LSHW)).returncode == 0
    assert topics(past).count("collected") == 2


def test_an_answer_that_is_lost_doubles_nothing(bench: Bench, past: Past) -> None:
    with losing_answers(bench.address, 2) as address:
        bench.address = address
        done = bench.send(bench.file("d.txt", dump()))
    assert done.returncode == 0, done.stderr
    assert "Déjà enregistré" in done.stdout
    assert topics(past) == ["collected", "received", "inventoried"]


def test_a_service_that_is_broken_is_asked_again_and_not_for_ever(bench: Bench) -> None:
    with answering(503) as (address, asked):
        bench.address = address
        done = bench.send(bench.file("d.txt", dump()), MELEZE_ESSAIS="3")
    assert done.returncode == 3
    assert len(asked) == 3
    assert len(bench.waiting) == 1


def test_what_is_refused_is_put_aside_with_the_reason(bench: Bench, past: Past) -> None:
    done = bench.send(bench.file("x.json", b"{"))
    assert done.returncode == 2
    assert "abîmé" in done.stderr
    assert (bench.waiting, len(bench.refused), topics(past)) == ([], 1, [])
    assert "abîmé" in (bench.refused[0] / "reponse.json").read_text()
    assert bench.send(bench.file("d.txt", dump())).returncode == 0, "it holds nothing else up"


def test_a_token_that_is_refused_loses_nothing(bench: Bench, past: Past) -> None:
    good, bench.token = bench.token, "meleze_wrong"
    done = bench.send(bench.file("d.txt", dump()))
    assert done.returncode == 4
    assert "jeton" in done.stderr
    assert len(bench.waiting) == 1
    bench.token = good
    assert bench.run("--envoyer").returncode == 0
    assert topics(past) == ["collected", "received", "inventoried"]


def test_no_secret_is_in_the_list_of_processes(bench: Bench) -> None:
    bench.tool("curl", f'echo "$@" >>"{bench.folder}/argv"; exec {CURL} "$@"')
    assert bench.send(bench.file("d.txt", dump())).returncode == 0
    said = (bench.folder / "argv").read_text()
    assert "machines/evidence" in said
    assert bench.token not in said
    by_environment = bench.send(
        bench.file("e.txt", dump()), MELEZE_JETON_FICHIER="", MELEZE_JETON=bench.token
    )
    assert by_environment.returncode == 0, by_environment.stderr
    assert bench.token not in (bench.folder / "argv").read_text()
    kept = (path for path in (bench.folder / "attente").rglob("*") if path.is_file())
    assert not [path for path in kept if bench.token.encode() in path.read_bytes()]


def test_only_its_account_reads_what_waits(bench: Bench) -> None:
    bench.address = f"http://127.0.0.1:{_free_port()}"
    bench.send(bench.file("d.txt", dump()))
    assert (bench.folder / "attente").stat().st_mode & 0o077 == 0


def test_one_sends_at_a_time_and_a_dead_one_holds_nobody_up(bench: Bench, past: Past) -> None:
    lock = bench.folder / "attente/.verrou"
    lock.parent.mkdir()
    lock.symlink_to(str(os.getpid()))
    waits = bench.send(bench.file("d.txt", dump()))
    assert waits.returncode == 3
    assert (len(bench.waiting), topics(past)) == (1, [])
    lock.unlink()
    dead = subprocess.Popen(["/bin/true"])
    dead.wait()
    lock.symlink_to(str(dead.pid))
    assert bench.run("--envoyer").returncode == 0
    assert topics(past)
    assert not lock.is_symlink()


def test_strange_names_of_files_change_nothing(bench: Bench, past: Path) -> None:
    del past
    name = bench.file("a b;type=x,$(touch pwned)\u00e9.txt", dump())
    assert bench.send(name).returncode == 0
    assert not list(bench.folder.glob("**/pwned"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--help",), 0, "Codes de fin"),
        (("--quoi",), 64, "Option inconnue"),
        (("--lot",), 64, "attend une valeur"),
        (("--lot", "a", "--code", "b"), 64, "pas les deux"),
        (("--envoyer", "x"), 64, "fichier"),
        ((), 1, "rien à envoyer"),
        (("--sans-releve", "absent.txt"), 1, "ne se lit pas"),
    ],
)
def test_it_says_in_french_what_is_wrong(
    bench: Bench, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = bench.run(*arguments)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert not list((bench.folder / "attente").glob(".travail*"))


def test_it_asks_where_the_service_is(bench: Bench) -> None:
    bench.address = ""
    assert bench.run("--envoyer").returncode == 64


def test_it_is_plain_shell() -> None:
    checker = shutil.which("shellcheck")
    if checker is None:
        pytest.skip("no shellcheck here")
    subprocess.run([checker, "--shell=sh", SCRIPT], check=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class losing_answers:  # noqa: N801 (reads as a function)
    """A road to the service on which the first answers are lost after they were made."""

    def __init__(self, address: str, lost: int) -> None:
        left = [lost]

        class Road(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with closing(HTTPConnection(address.removeprefix("http://"))) as there:
                    there.request("POST", self.path, body, dict(self.headers))
                    answer = there.getresponse()
                    said = answer.read()
                if left[0]:
                    left[0] -= 1
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                del format, args

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Road)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class answering:  # noqa: N801 (reads as a function)
    """Something in front of the service that answers this, whatever is asked."""

    def __init__(self, status: int) -> None:
        asked: list[str] = []

        class Wall(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                asked.append(self.path)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                del format, args

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Wall)

    def __enter__(self) -> tuple[str, list[str]]:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}", self.asked

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
