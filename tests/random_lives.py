"""Random lawful lives: each step is an event that the law accepts, with values of its types.

No list of events is kept: a new one is walked through as soon as its class exists. If its
fields hang together in a way that types do not say, it needs a line in ``random_details``; if it
is written on several lives at once, a step in ``random_trade``.
"""

from random import Random
from typing import Any
from uuid import UUID

import lives as make
import published
from hypothesis import strategies as st
from pydantic import ValidationError
from random_details import TOGETHER, Members
from random_trade import Trade
from random_values import like
from random_world import Command, Walk, World

from ledger import EVENTS, Event, LedgerError
from ledger import device as d
from ledger.batch import Batch
from ledger.correction import Correction
from ledger.delivery_round import Round
from ledger.device import Device
from ledger.event import Subjects, why_not
from ledger.lot import Lot
from ledger.meeting import Meeting
from ledger.need import Need
from ledger.organisation import Organisation
from ledger.place import Place
from ledger.statistics import Statistics
from ledger.workshop import Workshop

__all__ = ["Command", "histories", "history"]

PASTS = (
    (), make.ON_THE_BENCH, make.PROVEN, make.LABELLED, make.IN_STOCK, make.PROMISED_TO_SOMEBODY,
    make.WITH_ITS_OWNER, make.IN_REPAIR,
    (*make.IN_STOCK, make.shipped(), make.received(origin=make.SHOP, place=make.COUNTER)),
)  # fmt: skip
"""Where a device's walk may begin: by chance alone few would ever get that far."""

LENDING = (make.IN_REPAIR, make.IN_STOCK)
"""One may be lent instead of the other."""

OTHERS = (Lot, Place, Organisation, Workshop, Need, Round, Meeting, Batch, Statistics)

RARE = (d.DeviceCorrected, d.Retired, d.SetFormed)
"""What would otherwise end most devices’ lives early, or fill them."""

TRIES = 10
"""How often a step that the law refuses is thought over."""


class History(list[Command]):
    """Commands of some lives, named by what they are made from: in full they fill screens."""

    def __init__(self, seed: int, steps: int) -> None:
        super().__init__()
        self._made_from = seed, steps

    def __repr__(self) -> str:
        return f"history{self._made_from}"


def histories(*, steps: int = 25) -> st.SearchStrategy[list[Command]]:
    """Commands that a ledger with ``lives.FOUNDATIONS`` accepts one after the other.

    One seed makes one history, of which a shorter one is the beginning.
    """
    return st.builds(history, st.integers(0, 2**32 - 1), st.integers(1, steps))


def history(seed: int, steps: int) -> list[Command]:
    """What the seed makes of two devices and others; in half of them there is trade as well."""
    chance = Random(seed)  # noqa: S311 (a test)
    world = World()
    devices = [world.walk(Device) for _ in range(2)]
    pasts = chance.choice((LENDING, *((chance.choice(PASTS), chance.choice(PASTS)),) * 5))
    commands = History(seed, steps)
    commands += [
        world.accept([(walk, event) for event in past])
        for walk, past in zip(devices, pasts, strict=True)
    ]
    others = [world.walk(kind) for kind in OTHERS]
    if chance.random() < 0.5:
        commands.append(world.accept([(others[-1], event) for event in published.DRAWN]))
    trade = Trade(chance, world) if chance.random() < 0.5 else None
    commands += trade.begin() if trade else ()
    for _ in range(steps):
        if trade and chance.random() < 0.6:
            commands.append(_traded(trade))
            continue
        partners = [trade.order, trade.fund, trade.till, trade.tariff] if trade else []
        walk = chance.choice([*devices * 5, *others, *partners])
        tries = (_step(chance, world, walk, devices) for _ in range(TRIES))
        commands.append(next(filter(None, tries), ()))
    commands[:] = [command for command in commands if command]
    return commands


def _traded(trade: Trade) -> Command:
    try:
        return trade.step()
    except (LedgerError, ValidationError):
        return ()


def _step(chance: Random, world: World, walk: Walk, friends: list[Walk]) -> Command | None:
    """The next command about that subject, and about its whole set when the law says so."""
    now = walk.now
    possible = [
        event
        for event in EVENTS.values()
        if event.OF is walk.kind
        and (bool(walk.life) if issubclass(event, Correction) else why_not(event, now) is None)
    ]
    if not possible:
        return None
    kind = chance.choice(possible)
    if issubclass(kind, RARE) and chance.random() < 0.8:
        return None
    together = [walk]
    if issubclass(kind, d.SetFormed):
        together = friends
    elif issubclass(kind, d.DeviceEvent) and kind.whole_set and now.set_members:
        together = [each for each in friends if each.id in now.set_members]
    try:
        if issubclass(kind, Correction):
            event = _corrected(chance, kind, walk, world.subjects)
        else:
            members = tuple(each.id for each in together)
            event = _told(chance, kind, now, members, world.subjects)
        return world.accept([(each, event) for each in together])
    except (LedgerError, ValidationError):
        return None


def _corrected(chance: Random, kind: type[Correction], walk: Walk, subjects: Subjects) -> Event:
    """An earlier event voided, or told again with other values, or as another step."""
    version, wrong = chance.choice([p for p in walk.life if not isinstance(p[1], Correction)])
    others = [each for each in EVENTS.values() if each.OF is walk.kind and each is not kind]
    right = chance.choice((None, type(wrong), type(wrong), chance.choice(others)))
    by = _told(chance, right, walk.now, (walk.id,), subjects) if right else None
    replacement = {"topic": by.TOPIC, "state": by.model_dump(mode="json")} if by else None
    return kind.model_validate(like(chance, kind, version=version, replacement=replacement))


def _told(
    chance: Random, kind: type[Event], now: Any, members: Members, subjects: Subjects
) -> Event:
    """An event of that kind, as somebody might tell it of this subject, lawful or not."""
    known: dict[str, Any] = {}
    for told, together in TOGETHER.items():
        if issubclass(kind, told):
            known |= together(chance, now, members)
    for name, subject in kind.REFERS.items():
        if name not in known:
            known[name] = _named(chance, name, subject, now, subjects)
    return kind.model_validate(like(chance, kind, **known))


def _named(
    chance: Random, name: str, subject: str, now: Any, subjects: Subjects
) -> UUID | list[UUID] | None:
    """The subject that a field names: most often the one the law wants, at times another."""
    named = [each.id for each in subjects.values() if subject == each.KIND]
    if name in {"devices", "stops"}:
        return chance.sample(named, min(len(named), 2))
    here = getattr(now, "place", None) or make.POINT
    there = getattr(now, "sent_to", None) or here
    if subject == "place" and name != "destination" and chance.random() < 0.8:
        return here if name == "origin" else there
    return chance.choice(named) if named else None
