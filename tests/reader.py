"""Reads views as people do, once they have caught up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from psycopg import Connection

from projections import Views

P = ParamSpec("P")
R = TypeVar("R")
Question = Callable[Concatenate[Connection[Any], P], R]


@dataclass(frozen=True)
class Reader:
    """``read(catalogue.read, use=…)``: what a view answers now."""

    views: Views

    def __call__(self, question: Question[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        assert self.views.catch_up()
        with self.views.pool.connection() as connection:
            failed = {each.error for each in self.views.generations(connection)} - {None}
            assert not failed, failed
            return question(connection, *args, **kwargs)
