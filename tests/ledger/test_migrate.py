"""A database is brought forward, once, file by file, or left as it was."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from ledger.migrate import MigrationRefused, migrate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_places.sql").write_text("CREATE TABLE place (name text);")
    (tmp_path / "0002_first_place.sql").write_text(
        "INSERT INTO place VALUES ('100 % Gap'); INSERT INTO place VALUES ('Briançon');"
    )
    return tmp_path


@pytest.fixture
def connection(empty_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        yield connection


def places(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM place ORDER BY name")]


def test_files_are_applied_in_order_and_once(
    empty_database: str, connection: psycopg.Connection, folder: Path
) -> None:
    assert migrate(empty_database, {"ledger": folder}) == [
        "ledger/0001_places",
        "ledger/0002_first_place",
    ]
    assert migrate(empty_database, {"ledger": folder}) == []
    assert places(connection) == ["100 % Gap", "Briançon"]


def test_a_new_file_is_applied_to_a_database_in_service(
    empty_database: str, connection: psycopg.Connection, folder: Path
) -> None:
    migrate(empty_database, {"ledger": folder})
    (folder / "0003_closed.sql").write_text("DELETE FROM place WHERE name = 'Briançon';")
    assert migrate(empty_database, {"ledger": folder}) == ["ledger/0003_closed"]
    assert places(connection) == ["100 % Gap"]


def test_two_areas_count_apart_and_keep_their_order(
    empty_database: str, folder: Path, tmp_path: Path
) -> None:
    access = tmp_path / "access"
    access.mkdir()
    (access / "0001_closed.sql").write_text("ALTER TABLE place ADD closed boolean;")
    assert migrate(empty_database, {"ledger": folder, "access": access})[-1] == (
        "access/0001_closed"
    )


def test_the_record_says_what_was_applied_and_when(
    empty_database: str, connection: psycopg.Connection, folder: Path
) -> None:
    migrate(empty_database, {"ledger": folder})
    [first, _] = connection.execute(
        "SELECT area, number, name, length(sha256), now() - applied_at < interval '1 minute'"
        " FROM public.migration ORDER BY number"
    ).fetchall()
    assert first == ("ledger", 1, "places", 64, True)


def test_a_file_that_fails_leaves_nothing_and_those_before_it_stay(
    empty_database: str, connection: psycopg.Connection, folder: Path
) -> None:
    broken = folder / "0003_broken.sql"
    broken.write_text("INSERT INTO place VALUES ('Embrun'); SELECT 1/0;")
    with pytest.raises(MigrationRefused, match=r"ledger/0003_broken.*division by zero"):
        migrate(empty_database, {"ledger": folder})
    assert places(connection) == ["100 % Gap", "Briançon"]
    broken.write_text("INSERT INTO place VALUES ('Embrun');")
    assert migrate(empty_database, {"ledger": folder}) == ["ledger/0003_broken"]


@pytest.mark.parametrize("new_name", ["0001_places.sql", "0001_sites.sql"])
def test_an_applied_file_is_never_edited_nor_renamed(
    empty_database: str, folder: Path, new_name: str
) -> None:
    migrate(empty_database, {"ledger": folder})
    (folder / "0001_places.sql").rename(folder / new_name)
    if new_name == "0001_places.sql":
        (folder / new_name).write_text("CREATE TABLE place (name text, commune text);")
    with pytest.raises(MigrationRefused, match="ledger/0001_places est déjà appliquée"):
        migrate(empty_database, {"ledger": folder})


def test_old_code_does_not_run_on_a_newer_database(empty_database: str, folder: Path) -> None:
    migrate(empty_database, {"ledger": folder})
    (folder / "0002_first_place.sql").unlink()
    with pytest.raises(MigrationRefused, match="ledger/0002_first_place, que cette version"):
        migrate(empty_database, {"ledger": folder})


@pytest.mark.parametrize("name", ["0002_twin.sql", "0004_after_a_hole.sql", "3_short.sql"])
def test_numbers_have_no_hole_and_no_double(
    empty_database: str, connection: psycopg.Connection, folder: Path, name: str
) -> None:
    (folder / name).write_text("SELECT 1;")
    with pytest.raises(MigrationRefused, match="devrait porter le numéro 0003"):
        migrate(empty_database, {"ledger": folder})
    assert connection.execute("SELECT to_regclass('place')").fetchone() == (None,)


def test_a_folder_without_migrations_is_a_broken_installation(
    empty_database: str, tmp_path: Path
) -> None:
    with pytest.raises(MigrationRefused, match="ne contient aucune migration"):
        migrate(empty_database, {"ledger": tmp_path / "missing"})


def test_a_file_may_not_end_its_own_transaction(empty_database: str, folder: Path) -> None:
    (folder / "0003_bold.sql").write_text("INSERT INTO place VALUES ('Embrun'); COMMIT;")
    with pytest.raises(MigrationRefused, match="ferme elle-même sa transaction"):
        migrate(empty_database, {"ledger": folder})


def test_programs_started_together_migrate_once(empty_database: str, folder: Path) -> None:
    (folder / "0003_slow.sql").write_text("SELECT pg_sleep(0.3);")
    applied: list[str] = []
    programs = [
        threading.Thread(target=lambda: applied.extend(migrate(empty_database, {"a": folder})))
        for _ in range(4)
    ]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert applied == ["a/0001_places", "a/0002_first_place", "a/0003_slow"]


def test_a_busy_table_makes_a_migration_fail_rather_than_block_everybody(
    empty_database: str,
    connection: psycopg.Connection,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    migrate(empty_database, {"ledger": folder})
    (folder / "0003_wider.sql").write_text("ALTER TABLE place ADD commune text;")
    monkeypatch.setattr("ledger.migrate.LOCK_TIMEOUT", "100ms")
    with connection.transaction():
        connection.execute("LOCK TABLE place IN ACCESS SHARE MODE")
        with pytest.raises(MigrationRefused, match="lock timeout"):
            migrate(empty_database, {"ledger": folder})


def test_an_account_that_may_not_make_tables_is_told_so_only_when_one_is_missing(
    empty_database: str, connection: psycopg.Connection, folder: Path
) -> None:
    as_clerk = make_conninfo(empty_database, options="-c role=meleze_clerk")
    connection.execute("CREATE ROLE meleze_clerk")
    connection.execute("GRANT meleze_clerk TO CURRENT_USER")  # who is no superuser needs it
    try:
        with pytest.raises(MigrationRefused, match="ne peut pas créer de table"):
            migrate(as_clerk, {"ledger": folder})
        migrate(empty_database, {"ledger": folder})
        connection.execute("GRANT SELECT ON public.migration TO meleze_clerk")
        assert migrate(as_clerk, {"ledger": folder}) == []
    finally:
        connection.execute("DROP OWNED BY meleze_clerk")
        connection.execute("DROP ROLE meleze_clerk")
