"""The roles of the filière, and what somebody signed in may do with theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from ledger import ActorKind, Author


class AccessRefused(Exception):
    """Nothing was changed. ``str()`` is a French sentence that says why."""


class Role(StrEnum):
    OPERATOR = "operator"
    PRESCRIBER = "prescriber"
    COUNTER = "counter"
    COORDINATOR = "coordinator"
    FUNDER = "funder"
    ADMINISTRATOR = "administrator"


PLACED = frozenset({Role.OPERATOR, Role.PRESCRIBER, Role.COUNTER})
"""Roles held in a place. The others are held everywhere, and record nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role, in one place (``PLACED`` roles) or everywhere (the others, ``place`` None)."""

    role: Role
    place: UUID | None = None

    def __post_init__(self) -> None:
        if (self.role in PLACED) != (self.place is not None):
            raise ValueError(f"{self.role} with place {self.place}")


def grants_from(rows: Iterable[dict[str, Any]]) -> tuple[Grant, ...]:
    """Grants as JSON holds them: ``{"role": …, "place": …}``."""
    return tuple(
        Grant(Role(row["role"]), UUID(row["place"]) if row["place"] else None) for row in rows
    )


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who signed in, and where they work now.

    ``place`` is one of their places, chosen by them when they have several; None for who works
    everywhere. ``organisation`` is the one that runs that place.
    """

    account: UUID
    name: str
    login: str
    grants: tuple[Grant, ...]
    place: UUID | None
    organisation: UUID | None
    csrf: str
    place_name: str | None = None

    @property
    def author(self) -> Author:
        return Author(ActorKind.PERSON, self.account, self.organisation, self.place)

    @property
    def must_choose(self) -> bool:
        """Whether they have several places and did not say in which they work now."""
        return self.place is None and bool(granted_places(self.grants))

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is theirs where they work now, or everywhere."""
        return any(
            grant.role in roles and grant.place in {None, self.place} for grant in self.grants
        )

    def places(self, role: Role) -> list[UUID]:
        """The places where they hold this role."""
        return [grant.place for grant in self.grants if grant.role is role and grant.place]

    def may_work_at(self, place: UUID) -> bool:
        """Whether they may record what happens in this place, whatever the one they chose."""
        return may_work_at(self.grants, place)


def granted_places(grants: Iterable[Grant]) -> set[UUID]:
    return {grant.place for grant in grants if grant.place}


def may_work_at(grants: Iterable[Grant], place: UUID) -> bool:
    return any(grant.role is Role.ADMINISTRATOR or grant.place == place for grant in grants)


class Scope(StrEnum):
    """What a bearer token lets a program do."""

    READ = "read"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Station:
    """A reconditioning bench or another program, with a token of its place."""

    id: UUID
    name: str
    place: UUID
    organisation: UUID
    may: frozenset[Scope]

    @property
    def author(self) -> Author:
        return Author(ActorKind.STATION, self.id, self.organisation, self.place)
