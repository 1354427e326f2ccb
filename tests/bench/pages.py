"""How fast the public page is served, against a bare route of the same application."""

import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from bench.filled import code_of, database, fill, lives, shelf_life
from bench.run import Result

FEW, MANY = 1_000, 100_000
ROUNDS = 7
REQUESTS = 400
THREADS = 2
PATIENCE_SECONDS = 600
"""The service builds the views of a million events before it answers."""


def measure() -> list[Result]:
    """Requests per second of both routes, in turns; and the page's median by ledger size."""
    with served(MANY) as (many, size), served(FEW) as (few, _):
        chance = random.Random(7)  # noqa: S311 (which devices are asked for, not a secret)
        pages, bare, small, large = [], [], [], []
        for _ in range(ROUNDS):
            pages.append(rate(many, lambda: f"/A/{code_of(chance.randrange(MANY))}"))
            bare.append(rate(many, lambda: "/bare"))
            large.append(median_ms(many, lambda: f"/A/{code_of(chance.randrange(MANY))}"))
            small.append(median_ms(few, lambda: f"/A/{code_of(chance.randrange(FEW))}"))
    value, floor = statistics.median(pages), statistics.median(bare)
    at_few, at_many = statistics.median(small), statistics.median(large)
    del size
    return [
        Result("public_page", value, "requests/s", floor, value / floor, ">= 0.50"),
        Result("public_page_growth", at_many, "ms", at_few, at_few / at_many, ">= 0.77"),
    ]


@contextmanager
def served(devices: int) -> Iterator[tuple[int, int]]:
    """Port of a service over that many devices, and the size of a page in bytes."""
    with database() as (url, pool):
        fill(url, lives(shelf_life), devices, codes=True)
        pool.close()
        with as_heavy(url, f"/A/{code_of(0)}") as found:
            yield found


@contextmanager
def as_heavy(url: str, path: str, cookie: str = "") -> Iterator[tuple[int, int]]:
    """Port of a service whose bare route is as heavy as this page, and how heavy."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    size = 12_000
    for _ in range(2):
        program = [sys.executable, str(Path(__file__).with_name("served.py"))]
        process = subprocess.Popen([*program, url, str(port), str(size)])
        try:
            page = _first_answer(port, process, path, cookie)
            if abs(len(page) - size) * 20 < size:
                yield port, size
                return
            size = len(page)
        finally:
            process.terminate()
            process.wait(30)
    raise RuntimeError("the page changes its size")


def _first_answer(port: int, process: "subprocess.Popen[bytes]", path: str, cookie: str) -> bytes:
    end = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            with closing(socket.create_connection(("127.0.0.1", port))) as connection:
                return get(connection, path, cookie)
        except ConnectionRefusedError:
            time.sleep(0.2)
    raise RuntimeError("the service did not start")


def get(connection: socket.socket, path: str, cookie: str = "") -> bytes:
    """The body of one answer over a connection that stays open."""
    signed_in = f"Cookie: {cookie}\r\n" if cookie else ""
    sent = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{signed_in}\r\n".encode()
    return ask(connection, sent, b"HTTP/1.1 200")


def ask(connection: socket.socket, sent: bytes, expected: bytes) -> bytes:
    """Send a request, and read the body of its answer."""
    connection.sendall(sent)
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(expected):
        raise RuntimeError(head.decode(errors="replace"))
    [length] = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    while len(body) < length:
        body += connection.recv(65536)
    return body


def rate(port: int, path: Callable[[], str], cookie: str = "") -> float:
    """Requests per second over a few connections at once."""
    return together(port, THREADS, REQUESTS, lambda line: get(line, path(), cookie))


def together(
    port: int, threads: int, requests: int, one: Callable[[socket.socket], object]
) -> float:
    """So many requests, dealt to so many connections at once; per second."""

    def work() -> None:
        with closing(socket.create_connection(("127.0.0.1", port))) as connection:
            for _ in range(requests // threads):
                one(connection)

    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work) for _ in range(threads)]:
            done.result()
    return requests / (time.perf_counter() - started)


def median_ms(port: int, path: Callable[[], str]) -> float:
    """Median time of one request, one after the other."""
    times = []
    with closing(socket.create_connection(("127.0.0.1", port))) as connection:
        for _ in range(REQUESTS // 2):
            started = time.perf_counter()
            get(connection, path())
            times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
