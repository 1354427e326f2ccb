"""What was made of some views where they stand. Until a row of it changes, a view says the same.

So what is remembered is exact, and a day on which nothing moves makes it once.
"""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, Connection

Standing = dict[str, Any]
"""Of each view that people read, its generation and the position at which a row of it changed."""

MOST = 500
"""Answers remembered where the views stand; then all are forgotten."""


_STANDING = "SELECT name, id, changed FROM views.generation WHERE current AND name = ANY(%s)"


def standing(connection: Connection[Any], views: Sequence[str]) -> Standing:
    """Where these views stand now."""
    rows = connection.execute(_STANDING, [list(views)], prepare=True)
    return {name: [generation, changed] for name, generation, changed in rows}


async def standing_unthreaded(connection: AsyncConnection[Any], views: Sequence[str]) -> Standing:
    """The same, for whoever waits without a thread."""
    rows = await connection.execute(_STANDING, [list(views)], prepare=True)
    return {name: [generation, changed] async for name, generation, changed in rows}


class Remembered:
    """Answers that follow from these views alone, forgotten when one of them moves.

    Threads may share it: the worst that a race does is to make an answer again.
    """

    def __init__(self, *views: str) -> None:
        self.views = views
        self._at: tuple[list[Any], dict[Any, Any]] = ([], {})

    def answers(self, standing: Standing) -> dict[Any, Any]:
        """What is remembered of views that stand there, to read and to add to.

        Read where they stand before anything is made of them: it may then be newer, never older.
        """
        now = [standing.get(view) for view in self.views]
        at, answers = self._at
        if at != now or len(answers) >= MOST:
            answers = {}
            self._at = now, answers
        return answers
