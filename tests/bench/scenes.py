"""Copies of what a few subjects lived through: other ids, codes, places and days, the same rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, zip_longest
from uuid import UUID, uuid4

import psycopg

from api.house import House
from bench.filled import code_of
from ledger.codes import new_slip

SIDE_BY_SIDE = 400
"""Scenes that run at the same time: lives lie in the ledger between those of others."""

_HAPPENED = re.compile(r'("happened_at": ")[^"]*')
_CODE = re.compile(r'("(code|slip)": ")[^"]*')
_COPY = (
    "COPY ledger.event (position, aggregate_id, version, topic, state, metadata, recorded_at, hash)"
    " FROM STDIN"
)
_ROWS = """
    SELECT aggregate_id, topic, state::text, metadata::text FROM ledger.event
    WHERE aggregate_id = ANY(%(subjects)s)
        OR (aggregate_id = %(book)s AND state->>'order' = ANY(%(texts)s))
    ORDER BY position
"""
Page = tuple[UUID, str, str, str]
"""Subject, topic, state, metadata."""


@dataclass(frozen=True, slots=True)
class Scene:
    subjects: tuple[UUID, ...]
    pages: tuple[Page, ...]
    days: int
    """Over how many days before today its copies lie."""

    @property
    def devices(self) -> int:
        return sum(topic.startswith("device.collected") for _, topic, _, _ in self.pages)


def seen(house: House, subjects: Sequence[UUID], book: UUID, days: int) -> Scene:
    """What was recorded about these subjects, and about them in that book of account."""
    asked = {"subjects": list(subjects), "book": book, "texts": [str(each) for each in subjects]}
    with house.pool.connection() as connection:
        rows = connection.execute(_ROWS, asked).fetchall()
    made = [
        (subject, topic, _CODE.sub(r"\1@\2", _HAPPENED.sub(r"\1@day", state)), metadata)
        for subject, topic, state, metadata in rows
    ]
    return Scene(tuple(subjects), tuple(made), days)


def copy(url: str, scenes: Iterator[Scene], at: Sequence[UUID], place: UUID) -> None:
    """Append a copy of each: what happened at ``place`` happens at one of ``at``, each in turn."""
    with psycopg.connect(url, autocommit=True) as connection:
        [(position,)] = connection.execute("SELECT position FROM ledger.head").fetchall()
        versions: Counter[UUID] = Counter(
            dict(
                connection.execute(
                    "SELECT aggregate_id, max(version) FROM ledger.event GROUP BY aggregate_id"
                ).fetchall()
            )
        )
        now, recorded = datetime.now(UTC), datetime.now(UTC).isoformat()
        rank = 0
        with connection.cursor().copy(_COPY) as rows:
            while batch := list(islice(scenes, SIDE_BY_SIDE)):
                played = []
                for scene in batch:
                    moment = now - timedelta(days=rank % scene.days, minutes=rank % 500 + 1)
                    played.append(_played(scene, rank, moment, str(place), str(at[rank % len(at)])))
                    rank += 1
                for step in zip_longest(*played):
                    for subject, topic, state, metadata in filter(None, step):
                        position += 1
                        versions[subject] += 1
                        version = versions[subject]
                        rows.write_row(
                            (position, subject, version, topic, state, metadata, recorded, b"")
                        )
        connection.execute("UPDATE ledger.head SET position = %s", [position])
        connection.execute(
            "INSERT INTO ledger.claim SELECT 'sticker', state->>'code', aggregate_id"
            " FROM ledger.event WHERE topic = 'device.sticker_bound.v1' ON CONFLICT DO NOTHING"
        )
        connection.execute("VACUUM ANALYZE ledger.event, ledger.claim")


def _played(scene: Scene, rank: int, moment: datetime, here: str, there: str) -> list[Page]:
    """Its pages with ids and a code of their own, at that moment and in that place."""
    own = {subject: uuid4() for subject in scene.subjects}
    instead = {str(old): str(new) for old, new in own.items()} | {
        here: there,
        "@code": code_of(rank),
        "@day": moment.isoformat().replace("+00:00", "Z"),
        "@slip": new_slip() if any("@slip" in state for _, _, state, _ in scene.pages) else "",
    }
    pages = []
    for subject, topic, state, metadata in scene.pages:
        for old, new in instead.items():
            if old in state:
                state = state.replace(old, new)  # noqa: PLW2901 (each in turn)
        pages.append((own.get(subject, subject), topic, state, metadata))
    return pages
