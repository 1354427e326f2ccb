"""Takes the text out of a PDF in a process of its own: a PDF is a program, and may be hostile.

The process reads bytes on its input, writes text on its output, and is ended by the system when
it takes too much memory or too long. It is started by its path, alone: nothing of ours runs there.
"""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore

PAGES = 40
MOST_TEXT = 1_000_000
MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 10

_AT_ONCE = BoundedSemaphore(2)


def pdf_text(data: bytes) -> str | None:
    """The text of its first pages, in the order it was drawn; None when it does not read."""
    with _AT_ONCE:
        try:
            ended = subprocess.run(  # noqa: S603 (our own file, nothing of the sender's)
                [sys.executable, "-I", str(Path(__file__))],
                input=data,
                capture_output=True,
                timeout=2 * SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
    return ended.stdout.decode("utf-8", errors="replace") if ended.returncode == 0 else None


def _bound() -> None:
    try:
        import resource  # noqa: PLC0415 (no such thing on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    except (ImportError, ValueError, OSError):  # a system that bounds less
        return


def _main() -> None:
    data = sys.stdin.buffer.read()
    _bound()
    from pypdf import PdfReader  # noqa: PLC0415 (in the other process only)

    left = MOST_TEXT
    for page in PdfReader(BytesIO(data)).pages[:PAGES]:
        text = page.extract_text()[:left]
        left -= len(text)
        sys.stdout.buffer.write(text.encode("utf-8", errors="replace") + b"\n")


if __name__ == "__main__":
    _main()
