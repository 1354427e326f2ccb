"""What seldom changes and every order asks for: grids, places, structures, rounds, funds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger.routing import Run
from ledger.tariff import Grid, newest
from projections import funds, organisations, places, rounds, tariffs
from projections.funds import FundRow
from projections.organisations import OrganisationRow
from projections.places import PlaceRow

VIEWS = ("tariffs", "places", "organisations", "rounds", "funds")


@dataclass(frozen=True, slots=True)
class Seldom:
    """All of it, as it stands."""

    grids: Sequence[Grid]
    """In the order they were published."""
    places: Mapping[UUID, PlaceRow]
    """Those that are open."""
    structures: list[OrganisationRow]
    """Active ones in French alphabetical order."""
    runs: tuple[Run, ...]
    funds: Sequence[FundRow]

    def grid_on(self, day: date) -> Grid | None:
        return newest(self.grids, day)

    def fund_on(self, day: date) -> FundRow | None:
        """The fund that an order of that day draws on: that of its year, while it is open."""
        return next((fund for fund in self.funds if fund.open and fund.year == day.year), None)


def read(connection: Connection[Any]) -> Seldom:
    return Seldom(
        [published.grid for published in tariffs.read_all(connection)],
        {place.subject: place for place in places.read_all(connection)},
        organisations.read_all(connection),
        tuple(
            Run(tuple(row.stops), row.first_on, row.every_days)
            for row in rounds.read_all(connection)
        ),
        funds.read_all(connection),
    )
