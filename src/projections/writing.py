"""Writes what a batch comes to, all views in one go; each by itself when one cannot be written."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from projections.folding import Outcome
from projections.generations import Generation
from projections.projection import Counts, Projection

FEW = 100
"""Rows up to which one round trip for all views is faster than a COPY for each."""

Work = tuple[Generation, Projection[Any], Outcome]


def _written(connection: Connection[Any], work: Sequence[Work]) -> Exception | None:
    """Write these views together, or none of them: then say why."""
    try:
        few = sum(len(outcome.rows) for _, _, outcome in work) <= FEW
        with connection.transaction(), connection.pipeline() if few else nullcontext():
            for each in work:
                _write_one(connection, *each, few=few)
    except psycopg.OperationalError:
        raise  # a lock, a disk, a line: the view is not to blame
    except psycopg.DatabaseError as error:
        return error
    return None


def write(connection: Connection[Any], work: Sequence[Work]) -> dict[int, Exception]:
    """Write what each view comes to; return what stopped those that cannot be written.

    All at once: a savepoint for each costs more than its rows. When one fails, each by itself.
    """
    mine = [each for each in work if each[2].to_do]
    if not mine or _written(connection, mine) is None:
        return {}
    alone = {each[0].id: _written(connection, [each]) for each in mine}
    return {generation: why for generation, why in alone.items() if why}


def _write_one(
    connection: Connection[Any],
    generation: Generation,
    projection: Projection[Any],
    outcome: Outcome,
    *,
    few: bool,
) -> None:
    table = generation.table
    if isinstance(projection, Counts):
        _add_counts(connection, table, projection, outcome)
        return
    if outcome.touched:
        delete = sql.SQL("DELETE FROM {} WHERE subject = ANY(%s)").format(table)
        connection.execute(delete, [outcome.touched])
    if outcome.rows:
        (_insert if few else _copy)(connection, table, projection.types, outcome.rows)


def _insert(
    connection: Connection[Any],
    table: sql.Identifier,
    types: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Without waiting for an answer: COPY waits for three."""
    holes = sql.SQL(", ").join(sql.SQL("%s::" + each) for each in types)
    statement = sql.SQL("INSERT INTO {} VALUES ({})").format(table, holes)
    documents = {rank for rank, each in enumerate(types) if each == "jsonb"}
    connection.cursor().executemany(
        statement,
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
    table: sql.Identifier,
    types: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """In binary: nobody writes moments and ids as text, and nobody reads them again.

    So a row holds values of its columns' types: what a ``jsonb`` stands for, never its text.
    """
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(table)
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
    connection: Connection[Any], table: sql.Identifier, projection: Counts, outcome: Outcome
) -> None:
    """Counts that come to nothing leave the table, so that a rebuild writes the same rows."""
    changed = [(*key, count) for key, count in sorted(outcome.counts.items()) if count]
    if not changed:
        return
    keys = sql.SQL(", ").join(map(sql.Identifier, projection.keys))
    values = sql.SQL(", ").join([sql.Placeholder()] * (len(projection.keys) + 1))
    connection.cursor().executemany(
        sql.SQL(
            "INSERT INTO {table} AS t ({keys}, count) VALUES ({values})"
            " ON CONFLICT ({keys}) DO UPDATE SET count = t.count + EXCLUDED.count"
        ).format(table=table, keys=keys, values=values),
        changed,
    )
    connection.execute(sql.SQL("DELETE FROM {} WHERE count = 0").format(table))
