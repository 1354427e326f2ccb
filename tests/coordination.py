"""Rounds, meetings with their actions, and needs, to test with."""

from typing import Any
from uuid import UUID

from lives import ASSOCIATION, COUNTER, DESK, NOON, SHOP, at

from ledger import meeting as m
from ledger import need as n
from ledger.values import Use

TODAY = NOON.date()


def goes(**fields: Any) -> dict[str, Any]:
    known = {"name": "Tournée du nord", "organisation": ASSOCIATION, "stops": (SHOP, COUNTER, DESK)}
    return at(**known, first_on=TODAY, every_days=14) | fields


def met(**fields: Any) -> m.MeetingScheduled:
    return m.MeetingScheduled(**at(starts_at=NOON, duration_min=90) | fields)


def decided(action: UUID, **fields: Any) -> m.ActionDecided:
    what = {"what": "Porter six portables à Laragne", "organisation": ASSOCIATION}
    return m.ActionDecided(**at(action=action, due_on=TODAY, **what) | fields)


def settled(action: UUID) -> m.ActionSettled:
    return m.ActionSettled(**at(action=action, outcome=m.Outcome.DONE))


def noted(**fields: Any) -> n.NeedNoted:
    need = {"place": DESK, "use": Use.OFFICE, "obstacle": n.Obstacle.NOTHING_IN_STOCK}
    return n.NeedNoted(**at(**need) | fields)
