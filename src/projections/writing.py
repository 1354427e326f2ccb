"""Writes what a batch comes to, all views in one go; each by itself when one cannot be written."""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from projections import generations
from projections.folding import Outcome
from projections.generations import Generation
from projections.projection import Counts, Projection

FEW = 100
"""Rows up to which one round trip for all views is faster than a COPY for each."""

Work = tuple[Generation, Projection[Any], Outcome]


def write(connection: Connection[Any], work: Sequence[Work], reached: int) -> dict[int, Exception]:
    """Write what each view comes to, and move it to ``reached``; return what stopped the others.

    All at once: a savepoint for each costs more than its rows. When one fails, each by itself.
    """
    if not work or _written(connection, work, reached) is None:
        return {}
    alone = {each[0].id: _written(connection, [each], reached) for each in work}
    return {generation: why for generation, why in alone.items() if why}


def _written(connection: Connection[Any], work: Sequence[Work], reached: int) -> Exception | None:
    """Write these views together, or none of them: then say why."""
    mine = [each for each in work if each[2].to_do]
    few = sum(len(outcome.rows) for _, _, outcome in mine) <= FEW
    connection.execute("SAVEPOINT written")
    try:
        with connection.pipeline() if few else nullcontext():
            for each in mine:
                _write_one(connection, *each, few=few)
            generations.move(
                connection, [each[0].id for each in work], [each[0].id for each in mine], reached
            )
            connection.execute("RELEASE written")
    except psycopg.OperationalError:
        raise  # a lock, a disk, a line: the view is not to blame
    except psycopg.DatabaseError as error:
        connection.execute("ROLLBACK TO written")
        return error
    return None


def _write_one(
    connection: Connection[Any],
    generation: Generation,
    projection: Projection[Any],
    outcome: Outcome,
    *,
    few: bool,
) -> None:
    table = generation.table_name
    if isinstance(projection, Counts):
        _add_counts(connection, table, projection, outcome)
        return
    if outcome.touched:
        connection.execute(_delete(table), [outcome.touched])
    if outcome.rows:
        (_insert if few else _copy)(connection, table, projection.types, outcome.rows)


# Statements are put together once for each table: a request writes a dozen of them.


def _named(table: str) -> sql.Identifier:
    return sql.Identifier("views", table)


@cache
def _delete(table: str) -> bytes:
    return sql.SQL("DELETE FROM {} WHERE subject = ANY(%s)").format(_named(table)).as_bytes()


@cache
def _one_row(table: str, types: tuple[str, ...]) -> bytes:
    holes = sql.SQL(", ").join(sql.SQL("%s::" + each) for each in types)
    return sql.SQL("INSERT INTO {} VALUES ({})").format(_named(table), holes).as_bytes()


@cache
def _one_count(table: str, keys: tuple[str, ...]) -> bytes:
    values = sql.SQL(", ").join([sql.Placeholder()] * (len(keys) + 1))
    return (
        sql.SQL(
            "INSERT INTO {table} AS t ({keys}, count) VALUES ({values})"
            " ON CONFLICT ({keys}) DO UPDATE SET count = t.count + EXCLUDED.count"
        )
        .format(
            table=_named(table), keys=sql.SQL(", ").join(map(sql.Identifier, keys)), values=values
        )
        .as_bytes()
    )


@cache
def _nothing_counted(table: str) -> bytes:
    return sql.SQL("DELETE FROM {} WHERE count = 0").format(_named(table)).as_bytes()


def _insert(
    connection: Connection[Any],
    table: str,
    types: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Without waiting for an answer: COPY waits for three."""
    documents = {rank for rank, each in enumerate(types) if each == "jsonb"}
    connection.cursor().executemany(
        _one_row(table, types),
        [
            tuple(
                Jsonb(value) if rank in documents and value is not None else value
                for rank, value in enumerate(row)
            )
            for row in rows
        ],
    )


def _copy(
    connection: Connection[Any],
    table: str,
    types: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """In binary: nobody writes moments and ids as text, and nobody reads them again.

    So a row holds values of its columns' types: what a ``jsonb`` stands for, never its text.
    """
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(_named(table))
    with connection.cursor().copy(statement) as copy:
        copy.set_types(types)
        try:
            for row in rows:
                copy.write_row(row)
        except psycopg.Error:
            raise
        except Exception as why:  # a value that is not of its column's type: the view is to blame
            raise psycopg.DataError(f"{row[0]}: {why}") from why


def _add_counts(
    connection: Connection[Any], table: str, projection: Counts[Any], outcome: Outcome
) -> None:
    """Counts that come to nothing leave the table, so that a rebuild writes the same rows."""
    changed = [(*key, count) for key, count in sorted(outcome.counts.items()) if count]
    if not changed:
        return
    connection.cursor().executemany(_one_count(table, projection.keys), changed)
    if any(count < 0 for *_, count in changed):
        connection.execute(_nothing_counted(table))
