"""The service as a process of its own, to be killed or weighed."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socket import socket

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def service(var: Path, port: int, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The service as ``./run serve`` starts it; killed like by a power cut when the block ends.

    ``more`` is the environment it is given besides.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
        env=environment(var) | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
                break
            except OSError:
                assert process.poll() is None, "it did not start"
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait(30)


def environment(var: Path) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {"PATH": os.environ["PATH"], "PYTHONPATH": path, "MELEZE_VAR": str(var)}
