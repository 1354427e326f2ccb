"""A filière that lacks something in one valley and has it in another, and a round between both."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from lives import ASSOCIATION, COUNTER, DESK, SHOP, SOMEBODY

from api.house import House
from ledger.delivery_round import RoundPlanned
from ledger.meeting import ActionDecided, MeetingScheduled
from ledger.need import NeedNoted, Obstacle
from ledger.values import Use


def need(house: House, *, times: int = 1, days_ago: int = 1, **fields: Any) -> None:
    """Needs noted at the desk of Laragne, in the south."""
    known = {"place": DESK, "use": Use.PROCEDURES, "obstacle": Obstacle.NOTHING_IN_STOCK}
    moment = house.now() - timedelta(days=days_ago)
    events = [NeedNoted(**{"happened_at": moment} | known | fields) for _ in range(times)]
    house.record_events(SOMEBODY, *((uuid4(), event) for event in events))


def planned(house: House, **fields: Any) -> UUID:
    """A round from the shop of Gap to the desk of Laragne, then Briançon, soon and each week."""
    known = {
        "happened_at": house.now(),
        "name": "Le Buëch",
        "organisation": ASSOCIATION,
        "stops": (SHOP, DESK, COUNTER),
        "first_on": house.today() + timedelta(days=2),
        "every_days": 7,
    }
    tour = uuid4()
    house.record_events(SOMEBODY, (tour, RoundPlanned(**known | fields)))
    return tour


def met(house: House, days: int, **fields: Any) -> UUID:
    """A meeting so many days from now; a negative number is in the past."""
    meeting = uuid4()
    known = {
        "happened_at": house.now(),
        "starts_at": house.now() + timedelta(days=days),
        "duration_min": 90,
    }
    house.record_events(SOMEBODY, (meeting, MeetingScheduled(**known | fields)))
    return meeting


def decided(house: House, meeting: UUID, what: str, days: int) -> UUID:
    """An action that is due so many days from today."""
    action = uuid4()
    event = ActionDecided(
        happened_at=house.now(),
        action=action,
        what=what,
        organisation=ASSOCIATION,
        due_on=house.today() + timedelta(days=days),
    )
    house.record_events(SOMEBODY, (meeting, event))
    return action
