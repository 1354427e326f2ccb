"""Folders that an embedded PostgreSQL may live in."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from given import Given
from memory import quick_folder
from trade import Desk

from ledger.database import database_url


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A short folder that another account may walk through, unlike those of pytest."""
    with tempfile.TemporaryDirectory(prefix="meleze-", dir=quick_folder()) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder).resolve()


@pytest.fixture(scope="session")
def served_once(_nothing_of_somebody: None) -> Iterator[Path]:
    """A folder whose server ran and stopped. To create one takes a second, to copy it less."""
    with tempfile.TemporaryDirectory(prefix="meleze-", dir=quick_folder()) as folder:
        Path(folder).chmod(0o711)
        with database_url(Path(folder) / "var"):
            pass
        yield Path(folder) / "var"


@pytest.fixture
def var(served_once: Path, open_folder: Path) -> Path:
    subprocess.run(["cp", "-a", served_once, open_folder / "var"], check=True)
    return open_folder / "var"


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stands for /var/lib/meleze and the system's temporary folder, which tests leave alone."""
    with tempfile.TemporaryDirectory(prefix="meleze-") as folder:
        Path(folder).chmod(0o711)
        monkeypatch.setattr("ledger.premises.ELSEWHERE", Path(folder))
        monkeypatch.setattr("tempfile.tempdir", folder)
        yield Path(folder)


@pytest.fixture
def desk(given: Given) -> Desk:
    """A grid, money, a device on a shelf; the order is not made yet."""
    return Desk(given.ledger)


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """An order that was made."""
    desk.write(desk.submitted())
    return desk


@pytest.fixture
def held(asked: Desk) -> Desk:
    """An order to which a device and 100 € of the fund are promised."""
    asked.write(asked.reserved())
    return asked


@pytest.fixture
def here(desk: Desk) -> Desk:
    """An order whose device stands at the place of the companion."""
    desk.at_the_desk()
    return desk
