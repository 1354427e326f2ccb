"""The database that DATABASE_URL names, on a server that somebody else keeps."""

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from ledger.database import DatabaseUnavailable, database_url, refuse_old_server


def test_the_database_of_the_settings_wins(
    tmp_path: Path, empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_database)
    with database_url(tmp_path / "var") as url:
        assert url == empty_database
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    "url",
    ["postgresql://me:secret@127.0.0.1:1/base", "postgresql://me:secret@[bad", "host secret"],
)
def test_a_database_that_does_not_answer_is_told_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with (
        pytest.raises(DatabaseUnavailable, match="DATABASE_URL") as refusal,
        database_url(tmp_path),
    ):
        pytest.fail("there is nothing there")
    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_server_older_than_fifteen_is_refused() -> None:
    with pytest.raises(DatabaseUnavailable, match="PostgreSQL 14"):
        refuse_old_server(140_019)
    refuse_old_server(150_000)
    refuse_old_server(190_000)


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_letter_is_refused(
    tmp_path: Path, empty_database: str, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    """SQL_ASCII is what a server gets where nobody chose a language."""
    url = urlsplit(empty_database)
    narrow = f"{url.path[1:]}_narrow"
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute(
            SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING {}"
                " LOCALE_PROVIDER libc LOCALE 'C' STRATEGY FILE_COPY"
            ).format(Identifier(narrow), encoding)
        )
        monkeypatch.setenv("DATABASE_URL", url._replace(path=f"/{narrow}").geturl())
        try:
            with (
                pytest.raises(DatabaseUnavailable, match=f"est en {encoding}.*UTF8"),
                database_url(tmp_path),
            ):
                pytest.fail("half of the letters would be lost")
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(narrow)))
