"""Lives read back from disk: the past was judged when it was written, and is not judged again."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from psycopg import Connection
from pydantic import ValidationError
from pydantic_core import SchemaValidator

from ledger.correction import effective
from ledger.errors import Corrupt
from ledger.event import EVENTS, Aggregate, Claim, Event, Metadata, Recorded

_RULES = frozenset({"function-after", "function-before"})
"""Validators in Python around a type: of texts that name a person, of values that must agree…
Half of the time it takes to read an event; and a rule made stricter later must not make what
was written before unreadable."""
_BOUNDS = frozenset({
    "ge", "gt", "le", "lt", "max_length", "min_length", "multiple_of", "pattern",
    "strip_whitespace", "tz_constraint",
})  # fmt: skip
"""Rules of the types themselves, left out for the same reasons: a sixth of that time."""
_NO_SCHEMA = frozenset({"cls", "config", "default", "metadata", "serialization"})

_PAGES = """
    SELECT aggregate_id, version, topic, state::text
    FROM ledger.event WHERE aggregate_id = ANY(%s) ORDER BY version
"""

_ROWS = """
    SELECT position, aggregate_id, version, topic, state::text, recorded_at, metadata::text
    FROM ledger.event
"""


def pages(
    connection: Connection[Any], subjects: Collection[UUID]
) -> dict[UUID, list[tuple[int, Event]]]:
    """The whole lives of these subjects, without envelopes. Raises ``Corrupt``."""
    lives: dict[UUID, list[tuple[int, Event]]] = {}
    for subject, version, topic, state in connection.execute(_PAGES, [list(subjects)]):
        event = read_back(subject, version, topic, state)
        lives.setdefault(subject, []).append((version, event))
    return lives


def life(connection: Connection[Any], subject: UUID) -> list[Recorded]:
    """Every record of one life, oldest first; empty when there is none. Raises ``Corrupt``."""
    rows = connection.execute(
        f"{_ROWS} WHERE aggregate_id = %s ORDER BY version", [subject], prepare=True
    )
    return [_recorded(row) for row in rows]


def versions(connection: Connection[Any], subjects: Sequence[UUID]) -> dict[UUID, int]:
    """The newest version of each of these lives."""
    return dict(
        connection.execute(
            "SELECT aggregate_id, max(version) FROM ledger.event WHERE aggregate_id = ANY(%s)"
            " GROUP BY aggregate_id",
            [list(subjects)],
        ).fetchall()
    )


def since(connection: Connection[Any], position: int, limit: int) -> list[Recorded]:
    """Records after a position, of all lives, in the order they were written down."""
    rows = connection.execute(
        f"{_ROWS} WHERE position > %s ORDER BY position LIMIT %s", [position, limit]
    )
    return [_recorded(row) for row in rows]


def mark(connection: Connection[Any], position: int | None) -> tuple[int, datetime, str] | None:
    """A position, or the newest one; when it was written, and the hash that seals all before it."""
    return connection.execute(
        "SELECT position, recorded_at, encode(hash, 'hex') FROM ledger.event"
        " WHERE %s::bigint IS NULL OR position = %s ORDER BY position DESC LIMIT 1",
        [position, position],
    ).fetchone()


def asked(connection: Connection[Any], judged: Iterable[tuple[Event, Aggregate]]) -> set[UUID]:
    """The others that these events are judged with and do not name, each with its subject."""
    every = [each for event, subject in judged for each in event.asks(subject)]
    found = {each for each in every if isinstance(each, UUID)}
    if claims := [each for each in every if isinstance(each, Claim)]:
        rows = connection.execute(
            "SELECT holder FROM ledger.claim JOIN unnest(%s::text[], %s::text[]) AS w (kind, key)"
            " USING (kind, key)",
            [[each.kind for each in claims], [each.key for each in claims]],
            prepare=True,
        )
        found |= {holder for (holder,) in rows}
    return found


def leaning(connection: Connection[Any], subject: UUID) -> list[Event]:
    """What other lives, as they read today, took from this one.

    No index leads there: all events of a few topics are looked at, for a correction that is rare.
    """
    topics = [topic for topic, event in EVENTS.items() if event.leans or event.corrects]
    rows = connection.execute(
        "SELECT DISTINCT aggregate_id FROM ledger.event WHERE topic = ANY(%s)"
        " AND aggregate_id <> %s AND strpos(state::text, %s) > 0",
        [topics, subject, str(subject)],
    )
    lives = pages(connection, [other for (other,) in rows])
    taken = [each for life in lives.values() for _, each in effective(life) if each.leans]
    return [each for each in taken if any(other == subject for _, other in each.refers())]


def beside(connection: Connection[Any], life: Sequence[Recorded], version: int) -> set[type[Event]]:
    """What was written on other lives by the command that wrote this page of a life."""
    command = next((each.metadata.command for each in life if each.version == version), None)
    rows = connection.execute(
        "SELECT DISTINCT e.topic FROM ledger.command c JOIN ledger.event e"
        " ON e.position BETWEEN c.first_position AND c.last_position WHERE c.id = %s",
        [command],
    )
    return {EVENTS[topic] for (topic,) in rows if topic in EVENTS}


def _recorded(row: tuple[Any, ...]) -> Recorded:
    position, subject, version, topic, state, recorded_at, metadata = row
    event = read_back(subject, version, topic, state)
    envelope = Metadata.model_validate_json(metadata)
    return Recorded(position, subject, version, event, recorded_at, envelope)


def read_back(subject: UUID, version: int, topic: str, state: str | bytes) -> Event:
    """The event that was stored. Raises ``Corrupt`` when it no longer reads."""
    try:
        return _reader(EVENTS[topic])(state)
    except (KeyError, ValidationError) as error:
        raise Corrupt(subject, version, topic) from error


@cache
def _reader(event: type[Event]) -> Callable[[str | bytes], Event]:
    schema = _types_only(event.__pydantic_core_schema__)
    validator = SchemaValidator(schema, _use_prebuilt=False)  # a prebuilt one has the rules
    return validator.validate_json


def _types_only(schema: Any) -> Any:
    """The same schema without the rules around its types."""
    if isinstance(schema, list | tuple):
        return type(schema)(_types_only(each) for each in schema)
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type") if isinstance(schema.get("type"), str) else None
    if kind in _RULES:
        named = {"ref": schema["ref"]} if "ref" in schema else {}  # a value that is used twice
        return _types_only(schema["schema"]) | named
    return {
        key: value if key in _NO_SCHEMA else _types_only(value)
        for key, value in schema.items()
        if not (kind and key in _BOUNDS)  # else a field may be called so
    }
