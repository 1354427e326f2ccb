"""What the demonstration stands on: structures, places, prices, the fund, tills and rounds."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from api.demo import funding, tills, together
from api.demo.places import ORGANISATIONS, PLACES, named
from api.demo.prices import Prices
from ledger import Event
from ledger.organisation import OrganisationJoined
from ledger.place import PlaceOpened
from ledger.tariff import TARIFF
from ledger.values import OrganisationId


def foundations(since: datetime, until: datetime, prices: Prices) -> Iterator[tuple[UUID, Event]]:
    for organisation in ORGANISATIONS:
        yield (
            organisation.id,
            OrganisationJoined(
                happened_at=since,
                name=organisation.name,
                form=organisation.form,
                sells_public_gifts=organisation.sells_public_gifts,
            ),
        )
    for place in PLACES:
        yield (
            place.id,
            PlaceOpened(
                happened_at=since,
                name=place.name,
                organisation=OrganisationId(named(place.organisation)),
                commune=place.commune,
                roles=place.roles,
                takes_money=place.takes_money,
            ),
        )
    for grid in prices.publications(since):
        yield TARIFF, grid
    yield from funding.openings(since, until)
    yield from tills.openings(since)
    yield from together.foundations(since, until)
