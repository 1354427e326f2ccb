"""The periods of the demonstration: closed on their day, so that there are figures to compare."""

from dataclasses import replace
from datetime import datetime

from api import statistics
from api.demo.places import named
from api.house import House
from ledger import ActorKind, Author

PERIODS = 2
CLOSER = Author(ActorKind.SYSTEM, named("demonstration"))


def ends(since: datetime, until: datetime) -> list[datetime]:
    """When each period but the last one ends; that one ends with the demonstration."""
    return [since + (until - since) * rank / PERIODS for rank in range(1, PERIODS)]


def close(house: House, moment: datetime) -> None:
    """Close a period as somebody did then; the keys of one that is long closed go."""
    statistics.close(replace(house, clock=lambda: moment), CLOSER)
