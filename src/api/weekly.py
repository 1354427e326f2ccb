"""When what everybody reads of devices is read off the ledger: on Monday at six, for a week.

What is told follows from one position. So nothing that is recorded in the week shows, whoever
reloads; all processes tell the same; and one that was off on Monday is late in nothing (decision
0044).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from api import statistics
from api.house import House
from ledger import log, reading
from ledger.errors import Corrupt
from projections.folding import Failed

T = TypeVar("T")

OPENS = time(6)
"""On Mondays, before the first door opens."""
SETTLES = timedelta(minutes=10)
"""Whatever was being written at six o'clock is written by then: all processes read the same."""
WEEK = timedelta(days=7)

logger = logging.getLogger("meleze")


@dataclass(frozen=True, slots=True)
class Reading:
    """The position that is told of, and the moment at which the ledger stood there."""

    position: int
    moment: datetime
    """Where the filière is."""

    @property
    def day(self) -> date:
        return self.moment.date()


def last_monday(moment: datetime, zone: ZoneInfo) -> datetime:
    """The last Monday at six, where the filière is, that lies before this moment."""
    local = moment.astimezone(zone)
    day = local.date() - timedelta(days=local.weekday())
    opened = datetime.combine(day, OPENS, zone)
    return opened if opened <= local else datetime.combine(day - WEEK, OPENS, zone)


def next_reading(house: House) -> datetime:
    """When what is told may change next."""
    return datetime.combine(monday_of(house).date() + WEEK, OPENS, house.settings.timezone)


def this_week(house: House) -> Reading | None:
    """What is told of this week; None in the first week of a ledger: nothing is told yet."""
    monday = monday_of(house)
    answers = house.weekly.answers({})
    if monday not in answers:
        found = before(house, monday) or _at_the_first_closing(house)
        if found is None:
            return None
        answers[monday] = found
    return cast("Reading", answers[monday])


def told(house: House, make: Callable[[House, Reading], T]) -> T | None:
    """What this makes of the week, made once a process and a week.

    None when there is nothing to tell of, or while a life cannot be read: that is told by
    ``/healthz``, and visitors come back.
    """
    week = this_week(house)
    if week is None:
        return None
    answers = house.weekly.answers({})
    if (make, week) not in answers:
        try:
            answers[make, week] = make(house, week)
        except (Failed, Corrupt):
            logger.exception("what everybody reads of the week could not be made")
            return None
    return cast("T", answers[make, week])


def before(house: House, moment: datetime) -> Reading | None:
    """The ledger as it stood at a moment; None when it had not begun."""
    with house.pool.connection() as connection:
        position = log.before(connection, moment)
    return Reading(position, moment) if position else None


def _at_the_first_closing(house: House) -> Reading | None:
    """A ledger that began after Monday is told of where it closed its first books.

    So is the demonstration, whose eighteen months are recorded within a minute.
    """
    first = statistics.kept_of(house).periods.get(1)
    if first is None:
        return None
    with house.pool.connection() as connection:
        mark = reading.mark(connection, first.to_position)
    return Reading(mark[0], mark[1].astimezone(house.settings.timezone)) if mark else None


def monday_of(house: House) -> datetime:
    """The Monday of which is told now."""
    return last_monday(house.now() - SETTLES, house.settings.timezone)
