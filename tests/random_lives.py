"""Random lawful lives: each step is an event that the law accepts, with values of its types.

No list of events is kept: a new one is walked through as soon as its class exists. If its
fields hang together in a way that types do not say, it needs a line in ``random_details``.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

import lives as make
from hypothesis import strategies as st
from pydantic import ValidationError
from random_details import TOGETHER, Members
from random_values import like

from ledger import EVENTS, Event, LedgerError
from ledger import device as d
from ledger.correction import Correction, Pages, check_correction, fold
from ledger.device import Device
from ledger.event import Aggregate, Subjects, check, why_not
from ledger.lot import Lot
from ledger.organisation import Organisation
from ledger.place import Place
from ledger.workshop import Workshop

Command = tuple[tuple[UUID, Event], ...]

SURROUNDINGS: Subjects = {
    subject: fold(event.OF, subject, [(1, event)]) for subject, event in make.FOUNDATIONS
}
"""What devices may name. Nothing happens to these; other places, lots… have lives of their own."""

PASTS = (
    (), make.ON_THE_BENCH, make.PROVEN, make.LABELLED, make.IN_STOCK, make.PROMISED_TO_SOMEBODY,
    make.WITH_ITS_OWNER, make.IN_REPAIR,
    (*make.IN_STOCK, make.shipped(), make.received(origin=make.SHOP, place=make.COUNTER)),
)  # fmt: skip
"""Where a device's walk may begin: by chance alone few would ever get that far."""

RARE = (Correction, d.Retired, d.SetFormed)
"""What would otherwise end most lives early, or fill them."""

TRIES = 10
"""How often a step that the law refuses is thought over."""


@dataclass
class Walk:
    """One subject on its way: its life so far."""

    kind: type[Aggregate]
    id: UUID
    life: list[tuple[int, Event]] = field(default_factory=list)

    @property
    def now(self) -> Any:
        return fold(self.kind, self.id, self.life)

    def followed_by(self, event: Event) -> Pages:
        return [*self.life, (len(self.life) + 1, event)]

    def take(self, event: Event) -> tuple[UUID, Event]:
        self.life.append((len(self.life) + 1, event))
        return self.id, event


def histories(*, steps: int = 25) -> st.SearchStrategy[list[Command]]:
    """Commands that a ledger with ``lives.FOUNDATIONS`` accepts one after the other.

    One seed makes one history, of which a shorter one is the beginning.
    """
    return st.builds(history, st.integers(0, 2**32 - 1), st.integers(1, steps))


def history(seed: int, steps: int) -> list[Command]:
    """What the seed makes of two devices and four other subjects, all new."""
    chance = Random(seed)  # noqa: S311 (a test)
    devices = [Walk(Device, uuid4()) for _ in range(2)]
    others = [Walk(kind, uuid4()) for kind in (Lot, Place, Organisation, Workshop)]
    commands = [tuple(walk.take(event) for event in chance.choice(PASTS)) for walk in devices]
    for _ in range(steps):
        walk = chance.choice([*devices * 6, *others])
        tries = (_step(chance, walk, devices) for _ in range(TRIES))
        commands.append(next(filter(None, tries), ()))
    return [command for command in commands if command]


def _step(chance: Random, walk: Walk, friends: list[Walk]) -> Command | None:
    """The next command about that subject, and about its whole set when the law says so."""
    now = walk.now
    possible = [
        event
        for event in EVENTS.values()
        if event.OF is walk.kind
        and (bool(walk.life) if issubclass(event, Correction) else why_not(event, now) is None)
    ]
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
            event = _corrected(chance, kind, walk)
        else:
            event = _told(chance, kind, now, tuple(each.id for each in together))
        for each in together:
            _judge(event, each)
        walk.kind.check_together(
            [(fold(each.kind, each.id, each.followed_by(event)), event) for each in together]
        )
    except (LedgerError, ValidationError):
        return None
    return tuple(each.take(event) for each in together)


def _judge(event: Event, walk: Walk) -> None:
    if isinstance(event, Correction):
        check_correction(event, walk.now, walk.life, lambda _: SURROUNDINGS)
    else:
        check(event, walk.now, SURROUNDINGS)


def _corrected(chance: Random, kind: type[Correction], walk: Walk) -> Event:
    """An earlier event voided, or told again with other values, or as another step."""
    version, wrong = chance.choice([p for p in walk.life if not isinstance(p[1], Correction)])
    others = [each for each in EVENTS.values() if each.OF is walk.kind and each is not kind]
    right = chance.choice((None, type(wrong), type(wrong), chance.choice(others)))
    by = _told(chance, right, walk.now, (walk.id,)) if right else None
    replacement = {"topic": by.TOPIC, "state": by.model_dump(mode="json")} if by else None
    return kind.model_validate(like(chance, kind, version=version, replacement=replacement))


def _told(chance: Random, kind: type[Event], now: Any, members: Members) -> Event:
    """An event of that kind, as somebody might tell it of this subject, lawful or not."""
    known: dict[str, Any] = {}
    for told, together in TOGETHER.items():
        if issubclass(kind, told):
            known |= together(chance, now, members)
    for name, subject in kind.REFERS.items():
        known.setdefault(name, _named(chance, name, subject, now))
    return kind.model_validate(like(chance, kind, **known))


def _named(chance: Random, name: str, subject: str, now: Any) -> UUID | None:
    """The subject that a field names: most often the one the law wants, at times another."""
    here = getattr(now, "place", None) or make.POINT
    there = getattr(now, "sent_to", None) or here
    if subject == "place" and name != "destination" and chance.random() < 0.8:
        return here if name == "origin" else there
    named = [each.id for each in SURROUNDINGS.values() if subject == each.KIND]
    return chance.choice(named) if named else None
