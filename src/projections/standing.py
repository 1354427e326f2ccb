"""What was made of some views where they stand. A view at one position never changes.

So what is remembered is exact, and a day on which nothing moves makes it once.
"""

from typing import Any

from psycopg import Connection

Standing = dict[str, Any]
"""Of each view that people read, its generation and the position it stands at."""

MOST = 500
"""Answers remembered at one position; then all are forgotten."""


def standing(connection: Connection[Any]) -> Standing:
    """Where the views stand now."""
    rows = connection.execute(
        "SELECT name, id, position FROM views.generation WHERE current", prepare=True
    )
    return {name: [generation, position] for name, generation, position in rows}


class Remembered:
    """Answers that follow from these views alone, forgotten when one of them moves.

    Threads may share it: the worst that a race does is to make an answer again.
    """

    def __init__(self, *views: str) -> None:
        self._views = views
        self._at: tuple[list[Any], dict[Any, Any]] = ([], {})

    def answers(self, standing: Standing) -> dict[Any, Any]:
        """What is remembered of views that stand there, to read and to add to.

        Read where they stand before anything is made of them: it may then be newer, never older.
        """
        now = [standing.get(view) for view in self._views]
        at, answers = self._at
        if at != now or len(answers) >= MOST:
            answers = {}
            self._at = now, answers
        return answers
