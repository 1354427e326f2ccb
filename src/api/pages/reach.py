"""What somebody signed in may read of places, lots and devices: those of their structures."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg import Connection

from api.access import PLACED, Role, SignedIn
from projections import places
from projections.register import DeviceRow


@dataclass
class Reach:
    """The places of the structures somebody works for; every place for who sees everything.

    It reads each place once: one serves one request.
    """

    connection: Connection[Any]
    signed_in: SignedIn
    _organisations: dict[UUID, UUID | None] = field(default_factory=dict)

    @property
    def everything(self) -> bool:
        return self.signed_in.has(Role.ADMINISTRATOR, Role.COORDINATOR)

    def has_place(self, place: UUID | None) -> bool:
        """Whether one of their structures runs this place."""
        if place is None:
            return False
        return self.everything or self.runs(place)

    def runs(self, place: UUID | None, *roles: Role) -> bool:
        """Whether a structure where they hold one of these roles, or any, runs this place."""
        if place is None:
            return False
        mine = {each for role in roles or PLACED for each in self.signed_in.places(role)}
        return place in mine or self._organisation(place) in {
            self._organisation(each) for each in mine
        } - {None}

    def has_device(self, row: DeviceRow) -> bool:
        """Whether it stands, or is sent, where one of their structures works."""
        return self.has_place(row.place) or self.has_place(row.sent_to)

    def open_places(self) -> list[places.PlaceRow]:
        """The open places of their structures, in French alphabetical order."""
        return [row for row in places.read_all(self.connection) if self.has_place(row.subject)]

    def _organisation(self, place: UUID) -> UUID | None:
        if place not in self._organisations:
            row = places.read(self.connection, place)
            self._organisations[place] = row.organisation if row else None
        return self._organisations[place]
