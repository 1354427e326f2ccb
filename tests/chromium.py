"""A real Chromium: where it is on this machine, and how it is started."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import playwright
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

UNPACKED = Path(__file__).parent / "browser" / ".unpacked"

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def chromium() -> Path:
    """The browser `./run test` found; the same search for whoever calls pytest."""
    wanted = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    for name in (*filter(None, wanted), str(UNPACKED / "chromium")):
        if path := shutil.which(name):
            return Path(path)
    pytest.fail("no Chromium here: ./run test installs one, CHROMIUM names another")


def node() -> str:
    """The node that Playwright brings, unless this machine lacks a library it needs."""
    own = Path(playwright.__file__).parent / "driver" / "node"
    works = subprocess.run([own, "--version"], check=False, capture_output=True).returncode == 0
    other = None if works else shutil.which("node")
    return other or str(own)


@contextmanager
def driving() -> Iterator[Playwright]:
    """What starts browsers: one for a process, it refuses to be two."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", node())
        with sync_playwright() as driver:
            yield driver


def headless_shell() -> Path | None:
    """Chromium without windows, if it is here: the same pages for half of the work.

    It has no camera permissions to refuse.
    """
    name = shutil.which("chromium-headless-shell") if chromium().name == "chromium" else None
    return Path(name) if name else None


@contextmanager
def started(driver: Playwright, *more_flags: str, whole: bool = False) -> Iterator[Browser]:
    """A browser of its own process, with these flags beside ours; ``whole`` to have a camera."""
    path = (None if whole else headless_shell()) or chromium()
    flags = [*FLAGS, *more_flags]
    environment: dict[str, str | float | bool] = {**os.environ}
    brought_by_npm = path.parent == UNPACKED
    if brought_by_npm:
        environment["LD_LIBRARY_PATH"] = str(UNPACKED / "al2023" / "lib")
        environment["FONTCONFIG_PATH"] = str(UNPACKED / "fonts")
        environment["HOME"] = str(UNPACKED)
    if brought_by_npm or os.geteuid() == 0:
        flags.append("--no-sandbox")  # neither has one
    browser = driver.chromium.launch(executable_path=path, args=flags, env=environment)
    try:
        yield browser
    finally:
        browser.close()
