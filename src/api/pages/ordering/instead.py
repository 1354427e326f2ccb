"""What would be possible instead, when nothing suits or the money is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.house import House
from api.pages.catalogue.families import Family, families
from api.pages.catalogue.near import Here, here
from api.pages.ordering.question import Question
from ledger.delivery_round import next_run
from ledger.routing import PREPARATION, Way
from ledger.tariff import Grid
from ledger.values import Channel, Grade
from projections import rounds
from projections.shelves import ShelfRow, Sort

CHOICES = 4
"""Other choices told at most: nobody reads more aloud."""
SAME, BARE = "=same", "=bare"
"""The kind that is asked, in any look; and in any look without what was asked besides."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something else that suits now, and what this person would pay for it."""

    title: str
    link: str
    count: int
    way: Way | None
    person_cents: int


@dataclass(frozen=True, slots=True)
class Instead:
    choices: list[Choice]
    rounds: list[tuple[str, date]]
    """The next day that each round passes here: what is stocked until then may come with it."""


@dataclass(frozen=True, slots=True)
class Search:
    """Where one looks for something else: who asks, where they are, at which prices."""

    connection: Connection[Any]
    house: House
    place: UUID | None
    day: date
    grid: Grid
    public_gifts: bool

    def instead(self, question: Question) -> Instead:
        others = [each for each in families(question.use) if not _is_asked(each, question)]
        sorts = [
            Sort(SAME, question.use, question.kind, question.features),
            Sort(BARE, question.use, question.kind),
            *(each.sort() for each in others),
        ]
        rows = self.house.shelves.count(self.connection, sorts, public_gifts=self.public_gifts)
        near = here(self.house.seldom(self.connection), self.place, self.day)
        found = [
            *self._looks(question, [row for row in rows if row.sort == SAME], near),
            *self._bare(question, [row for row in rows if row.sort == BARE], near),
        ]
        for family in others:
            mine = [row for row in rows if row.sort == family.slug]
            found += self._choices(family.title, _asking(family, question), mine, near)
        found.sort(key=lambda choice: near.rank(choice.way))
        return Instead(found[:CHOICES], self._rounds())

    def _looks(self, question: Question, rows: Sequence[ShelfRow], near: Here) -> list[Choice]:
        """The same in a look that was not asked for: all that was tested works all the same."""
        title = "Le même, dans un autre aspect"
        return self._choices(title, question, rows, near) if rows else []

    def _bare(self, question: Question, rows: Sequence[ShelfRow], near: Here) -> list[Choice]:
        if not question.features or not rows:
            return []
        title = "Le même, sans l’équipement adapté"
        return self._choices(title, _with(question, frozenset()), rows, near)

    def _choices(
        self, title: str, question: Question, rows: Sequence[ShelfRow], near: Here
    ) -> list[Choice]:
        """One, at the price of the plainest look there is; none when the grid has no price."""
        if not rows or question.band is None:
            return []
        grade = Grade(max(grade for row in rows for grade in row.grades))
        line = self.grid.line(Channel.PURCHASE, question.kind, grade, question.band)
        if line is None:
            return []
        _, way = near.nearest_first(rows)[0]
        link = question.link(grade=grade)
        count = sum(row.count for row in rows)
        return [Choice(title, link, count, way, line.person_cents)]

    def _rounds(self) -> list[tuple[str, date]]:
        ready = self.day + PREPARATION
        return sorted(
            (
                (row.name, next_run(row.first_on, row.every_days, ready))
                for row in rounds.read_all(self.connection)
                if self.place in row.stops[1:]
            ),
            key=lambda each: each[1],
        )


def _is_asked(family: Family, question: Question) -> bool:
    return family.kind is question.kind and family.features <= question.features


def _asking(family: Family, question: Question) -> Question:
    return _with(question, family.features, kind=family.kind)


def _with(question: Question, features: frozenset[Any], **changes: Any) -> Question:
    return Question(
        question.use,
        changes.get("kind", question.kind),
        features,
        question.grade,
        question.band,
    )
