"""What tests lean on: a PostgreSQL of their own, a fresh database each, the real samples."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import tier as tiers
from argon2 import PasswordHasher
from databases import Databases
from given import Given
from lives import FOUNDATIONS, command
from memory import quick_folder
from psycopg_pool import ConnectionPool

from ledger import Ledger
from ledger.database import database_url
from ledger.migrate import migrate
from projections import ALL, Views

ROOT = Path(__file__).parent.parent
MIGRATIONS = {"ledger": ROOT / "src/ledger/migrations", "access": ROOT / "src/api/migrations"}

LONG = (ROOT / "tests/browser", ROOT / "tests/test_killed.py", ROOT / "tests/api/test_v1_fuzz.py")
"""Where a test may last ten seconds: begun last, it would run when the other process is done."""


def pytest_addoption(parser: pytest.Parser) -> None:
    tiers.add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    tiers.choose(everything=config.getoption("--all"))


@pytest.fixture(scope="session")
def tier(request: pytest.FixtureRequest) -> tiers.Tier:
    return tiers.Tier(request.config.getoption("--all"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(item.path.is_relative_to(path) for path in LONG))


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_somebody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests never touch the database that DATABASE_URL names, nor the keys of a service."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("MELEZE_VAR", str(tmp_path_factory.mktemp("var")))
        yield


@pytest.fixture(scope="session")
def server(_nothing_of_somebody: None) -> Iterator[str]:
    """URL of a PostgreSQL where tests may make databases; MELEZE_TEST_SERVER names another."""
    if url := os.environ.get("MELEZE_TEST_SERVER"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="meleze-tests-", dir=quick_folder()) as folder:
        Path(folder).chmod(0o711)  # as root, PostgreSQL runs as another account
        with database_url(Path(folder), durable=False) as url:
            yield url


@pytest.fixture(scope="session")
def databases(server: str) -> Iterator[Databases]:
    with psycopg.connect(server, autocommit=True) as connection:
        made = Databases(server, connection)
        yield made
        made.drop()


@pytest.fixture(scope="session")
def _template(databases: Databases) -> Iterator[str]:
    with databases.fresh() as url:
        migrate(url, {area: folder for area, folder in MIGRATIONS.items() if folder.is_dir()})
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture
def database(databases: Databases, _template: str) -> Iterator[str]:
    """URL of a fresh database, migrated."""
    with databases.fresh(_template) as url:
        yield url


@pytest.fixture(scope="session")
def _views_template(databases: Databases, _template: str) -> Iterator[str]:
    with databases.fresh(_template) as url:
        with ConnectionPool(url, kwargs={"autocommit": True}) as pool:
            Views(pool, ALL).prepare()
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture
def served_database(databases: Databases, _views_template: str) -> Iterator[str]:
    """URL of a fresh database as the service leaves it: its views are built, and empty."""
    with databases.fresh(_views_template) as url:
        yield url


@pytest.fixture(scope="session")
def _peopled_template(databases: Databases, _views_template: str) -> Iterator[str]:
    with databases.fresh(_views_template) as url:
        with ConnectionPool(url, kwargs={"autocommit": True}) as pool:
            Ledger(pool).record(command(*FOUNDATIONS))
            assert Views(pool, ALL).catch_up()
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture
def peopled_database(databases: Databases, _peopled_template: str) -> Iterator[str]:
    """URL of a fresh database as served, in which the places and the lot of ``lives`` exist."""
    with databases.fresh(_peopled_template) as url:
        yield url


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[str]:
    """URL of a fresh database in which nothing was made."""
    with databases.fresh() as url:
        yield url


@pytest.fixture
def true_passwords() -> None:
    """For a test of how passwords are kept: they are hashed as for everybody."""


@pytest.fixture(autouse=True)
def _quick_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least work argon2 accepts: hundreds of tests sign somebody in."""
    if "true_passwords" not in request.fixturenames:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        monkeypatch.setattr("api.access.passwords.HASHER", quick)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the inventories of real machines, which are not ours to publish."""
    folder = Path(os.environ.get("MELEZE_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real samples in {folder} (set MELEZE_SHARED_DATA)")
    return folder


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with ConnectionPool(database, kwargs={"autocommit": True}) as pool:
        yield Ledger(pool)


@pytest.fixture(scope="session")
def _peopled_ledger(databases: Databases, _template: str) -> Iterator[Ledger]:
    with (
        databases.fresh(_template) as url,
        ConnectionPool(url, kwargs={"autocommit": True}) as pool,
    ):
        ledger = Ledger(pool)
        ledger.record(command(*FOUNDATIONS))
        yield ledger


@pytest.fixture
def given(_peopled_ledger: Ledger) -> Given:
    """``given(past…).when(event).stands()``, each time with a device of its own."""
    return Given(_peopled_ledger)
