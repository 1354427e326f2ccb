"""The till of a place: opened with its first sale or its first count."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from api.house import House
from ledger import Entry
from ledger.event import UNBORN
from ledger.place import Place
from ledger.till import Till, TillOpened
from ledger.values import PlaceId


def till_of(place: UUID) -> UUID:
    return uuid5(place, "till")


def till_at(house: House, place: UUID) -> Till:
    """The till of that place as it stands, opened or not."""
    till = till_of(place)
    if not house.ledger.subject_version(till):
        return Till(till)
    found: Till = house.ledger.subject(Till, till)
    return found


def opening(house: House, place: UUID, till: Till) -> Iterator[Entry]:
    """What opens the till, when nothing was ever sold there."""
    if till.stage == UNBORN:
        here: Place = house.ledger.subject(Place, place)
        opened = {"happened_at": house.now(), "place": PlaceId(place), "seller": here.organisation}
        yield Entry(till.id, TillOpened.model_validate(opened))
