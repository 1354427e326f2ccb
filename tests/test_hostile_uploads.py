"""Files that are sent to do harm, to a real process: a sentence, little memory, and it lives on."""

import json
import threading
import time
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from databases import Databases
from lives import ASSOCIATION, LOT, ON_THE_BENCH, SHOP, command
from people import PASSWORD
from processes import free_port, service
from psycopg_pool import ConnectionPool
from reports import dump

from api.access import Grant, Role, create_account, create_token
from api.access.cookie import cookie_name
from api.access.sessions import open_session
from api.settings import Settings
from ledger import Ledger

MEGABYTE = 1_000_000
MOST_WHILE_MB = 200
"""What a request may cost while it lasts: an archive as large as allowed, one file of it open."""
MOST_AFTER_MB = 100
"""What may stay after all of them: the allocator keeps some of it for later."""
BOUNDARY = "frontiere"

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="no /proc here, to weigh a process"
)


@dataclass
class Doors:
    """The four doors where files come in, for somebody who may use them."""

    port: int
    cookie: str
    csrf: str
    token: str
    device: UUID
    process: int
    peak_mb: float = 0
    paths: dict[str, tuple[str, str, dict[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        form = {"csrf": self.csrf, "command": str(uuid4()), "place": str(SHOP), "seen": "3"}
        by_command = {"command": str(uuid4()), "lot": str(LOT)}
        self.paths = {
            "page": (f"/lots/{LOT}/import", "file", form),
            "report": (f"/appareils/{self.device}/releve", "files", form),
            "imports": ("/api/v1/imports", "file", {"lot": str(LOT)}),
            "evidence": ("/api/v1/machines/evidence", "file", by_command),
        }

    def send(self, door: str, data: bytes, name: str = "lot.zip") -> tuple[int, str]:
        """What a file is answered."""
        path, part, fields = self.paths[door]
        body = self._before(part, fields, name) + data + self._after()
        return self._ask(path, [body], {"Content-Length": str(len(body))})

    def pour(self, door: str, size: int, *, announced: bool) -> tuple[int, str]:
        """A file that is never whole in memory here either, with its length or without."""
        path, part, fields = self.paths[door]
        pieces = [self._before(part, fields, "lot.csv"), *[b"x" * MEGABYTE] * (size // MEGABYTE)]
        pieces.append(self._after())
        if announced:
            return self._ask(path, pieces, {"Content-Length": str(sum(map(len, pieces)))})
        chunks = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
        return self._ask(path, [*chunks, b"0\r\n\r\n"], {"Transfer-Encoding": "chunked"})

    def _before(self, part: str, fields: dict[str, str], name: str) -> bytes:
        start = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
        told = "".join(f'{start}"{key}"\r\n\r\n{value}\r\n' for key, value in fields.items())
        return f'{told}{start}"{part}"; filename="{name}"\r\n\r\n'.encode()

    def _after(self) -> bytes:
        return f"\r\n--{BOUNDARY}--\r\n".encode()

    def _ask(self, path: str, pieces: list[bytes], headers: dict[str, str]) -> tuple[int, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.putrequest("POST", path)
            line.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
            line.putheader("Cookie", self.cookie)
            line.putheader("Authorization", f"Bearer {self.token}")
            for header, value in headers.items():
                line.putheader(header, value)
            line.endheaders()
            try:
                for piece in pieces:
                    line.send(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it had heard enough
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    @contextmanager
    def weighed(self) -> Iterator[None]:
        """Look at the memory of the process while the block lasts."""
        done = threading.Event()

        def look() -> None:
            while not done.wait(0.02):
                self.peak_mb = max(self.peak_mb, self.weight_mb())

        watching = threading.Thread(target=look)
        watching.start()
        try:
            yield
        finally:
            done.set()
            watching.join()

    def weight_mb(self) -> float:
        told = Path(f"/proc/{self.process}/status").read_text()
        return int(told.partition("VmRSS:")[2].split()[0]) / 1000


@pytest.fixture(scope="module")
def doors(
    databases: Databases, _peopled_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Doors]:
    """The service as a process, an operator, a station, and a device on the bench."""
    settings, device, var = Settings(), uuid4(), tmp_path_factory.mktemp("var")
    with databases.fresh(_peopled_template) as url:
        with ConnectionPool(url, kwargs={"autocommit": True}) as pool:
            Ledger(pool).record(command(*((device, event) for event in ON_THE_BENCH)))
        with psycopg.connect(url, autocommit=True) as connection:
            grants = [Grant(Role.ADMINISTRATOR, None), Grant(Role.OPERATOR, SHOP)]
            account = create_account(connection, "camille", "Camille", PASSWORD, grants)
            secret = open_session(connection, account, settings.session_lifetime)
            [(csrf,)] = connection.execute("SELECT csrf FROM access.session").fetchall()
            token = create_token(connection, "Banc 1", SHOP, ASSOCIATION)
        port, cookie = free_port(), f"{cookie_name(settings)}={secret}"
        with service(var, port, DATABASE_URL=url) as process:
            yield Doors(port, cookie, csrf, token, device, process.pid)


def zipped(*members: tuple[str, bytes], link: bool = False) -> bytes:
    data = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w") as made:
        warnings.simplefilter("ignore")  # one name twice is what some of them are about
        for name, content in members:
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED
            if link:
                about.create_system, about.external_attr = 3, 0o120777 << 16
            made.writestr(about, content)
    return data.getvalue()


def _locked(data: bytes) -> bytes:
    made = bytearray(data)
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def hostile() -> dict[str, bytes]:
    """Each is small to send. The broken ones are no machine; a few hold one beside the trick."""
    bomb = zipped(("zeros.csv", b"0" * 100_000_000))
    lines = b"Type;Marque\n" + b'"";\n' * 1_200_000
    return {
        "a bomb": bomb,
        "many bombs": zipped(*((f"{rank}.csv", lines) for rank in range(10))),
        "a bomb in a zip in a zip": zipped(("a.zip", zipped(("b.zip", bomb)))),
        "many entries": zipped(*((str(rank), b"") for rank in range(20_000))),
        "one name many times": zipped(*(("a.json", b"{") for _ in range(500))),
        "paths": zipped(("../../etc/passwd", b"{"), ("/etc/shadow", b"{"), ("C:\\x", b"{")),
        "a link": zipped(("a.txt", b"/etc/passwd"), link=True),
        "a password": _locked(zipped(("a.csv", b"Type\ntour\n"))),
        "a cut zip": bomb[:-30],
        "broken JSON": b'{"content": ',
        "deep JSON": b"[" * 1_000_000,
        "deep parts": b'{"id":"a","class":"system","children":[' * 900 + b"]}" * 900,
        "not a number": b'{"content": {"hardware": {"memory": NaN}}}',
        "a huge number": b'{"content": ' + b"9" * 1_000_000 + b"}",
        "many disks": json.dumps(
            {"content": {"hardware": {"chassis_type": "Laptop"}, "storages": [{}] * 400_000}}
        ).encode(),
        "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        b"<a>&b;</a>",
        "UTF-16": "{".encode("utf-16"),
        "Latin-1": b"\xe9\xe8\xff",
        "zero bytes": b"\x00" * 4_000_000,
        "a mark alone": b"\xef\xbb\xbf",
        "nothing": b"",
    }


def test_whatever_is_sent_is_answered_in_a_sentence_and_costs_little(doors: Doors) -> None:
    _lives_on(doors)
    assert doors.send("page", dump("PC0AAAB1"))[0] == 200, "all that is loaded late is loaded"
    before = doors.weight_mb()
    with doors.weighed():
        for what, data in hostile().items():
            for door in doors.paths:
                started = time.monotonic()
                status, said = doors.send(door, data)
                assert status in {200, 422}, (what, door, status, said[:200])
                assert "passwd:" not in said
                assert time.monotonic() - started < 30, (what, door)
    weights = f"{before:.0f} MB before, {doors.peak_mb:.0f} at most, {doors.weight_mb():.0f} after"
    assert doors.peak_mb < before + MOST_WHILE_MB, weights
    assert doors.weight_mb() < before + MOST_AFTER_MB, weights
    _lives_on(doors)


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
def test_two_hundred_megabytes_are_refused_and_never_held(doors: Doors, *, announced: bool) -> None:
    _lives_on(doors)
    before = doors.weight_mb()
    with doors.weighed():
        for door in doors.paths:
            status, said = doors.pour(door, 200 * MEGABYTE, announced=announced)
            assert status == 413, (door, said[:200])
            assert "trop gros" in said
    assert doors.peak_mb < before + 60
    _lives_on(doors)


def _lives_on(doors: Doors) -> None:
    status, said = doors.send("imports", dump(f"PC{uuid4().int % 10**6:06}X"))
    read: dict[str, Any] = json.loads(said)
    assert (status, read["recorded"]) == (200, 1), said
