"""What the law, and who works where, say of one step for each device of a pile."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api import forms
from api.access import Role, SignedIn
from api.house import House
from api.ordering import tied
from api.pages.device.possible import NOBODY, TRIALS
from api.pages.device.scene import ROLES, WHO, may_record, places_for
from api.pages.device.waiting import reason
from api.pages.pile.making import make, subject_ids
from ledger import Event, LedgerError
from ledger.device import Device, DeviceEvent
from ledger.errors import UnknownSubject
from ledger.event import check, why_not
from ledger.place import OPEN, Place
from projections.register import DeviceRow

NAMED_DISK = re.compile("\\b(le|du) disque «[^»]*»")
UNNAMED = {"le": "un disque", "du": "d’un disque"}
ANY_PLACE: Mapping[UUID, Any] = defaultdict(lambda: Place(NOBODY, stage=OPEN))
"""Only the answers tell which place it is, and whether that one is open."""


@dataclass(frozen=True)
class Judged:
    """One device of a pile: the event that would be recorded, or why none can be."""

    row: DeviceRow
    version: int = 0
    event: Event | None = None
    why: str = ""


def possible(
    house: House, signed_in: SignedIn, event: type[DeviceEvent], rows: Sequence[DeviceRow]
) -> list[Judged]:
    """Which devices such a step is open to, whatever the answers; ``why`` says what closes it."""
    known = house.ledger.subjects([row.subject for row in rows])
    return [
        Judged(row, found.version, None, _closed(house, signed_in, event, found))
        for row in rows
        if isinstance(found := known.get(row.subject), Device)
    ]


def open_to(
    house: House,
    signed_in: SignedIn,
    events: Collection[type[DeviceEvent]],
    rows: Sequence[DeviceRow],
) -> Counter[str]:
    """How many of these devices each of these steps is open to, by topic."""
    devices = house.ledger.subjects([row.subject for row in rows]).values()
    return Counter(
        event.TOPIC
        for event in events
        for device in devices
        if may_record(signed_in, event.TOPIC, device) and not _refusal(house, event, device)
    )


def judge(  # noqa: PLR0913, PLR0917 (who says what of which devices, and when)
    house: House,
    signed_in: SignedIn,
    event: type[DeviceEvent],
    rows: Sequence[DeviceRow],
    texts: forms.Texts,
    now: datetime,
) -> list[Judged]:
    """Each device with the event that the answers make, or with why it is refused.

    Raises ``api.forms.Unreadable`` when the answers themselves make no event.
    """
    devices = house.ledger.subjects([row.subject for row in rows])
    made: list[tuple[DeviceRow, Device, Event | None, str]] = []
    for row in rows:
        device = devices[row.subject]
        why = _closed(house, signed_in, event, device)
        made.append((row, device, None if why else make(house, event, device, texts, now), why))
    named = {each for *_, told, _ in made if told for each in subject_ids(told)}
    others = {**devices, **house.ledger.subjects(named)}
    mine = None if signed_in.has(Role.ADMINISTRATOR) else places_for(signed_in, event.TOPIC)
    return [
        Judged(row, device.version, None if said else told, said)
        for row, device, told, why in made
        for said in [why or (_refused(told, device, others, mine) if told else "")]
    ]


def _closed(house: House, signed_in: SignedIn, event: type[DeviceEvent], device: Device) -> str:
    if not may_record(signed_in, event.TOPIC, device):
        who = " ou à ".join(WHO[role] for role in sorted(ROLES[event.TOPIC]))
        return f"C’est à {who} de l’enregistrer, là où se trouve l’appareil."
    refused = _refusal(house, event, device)
    return _said(refused) if refused else ""


def _refusal(house: House, event: type[DeviceEvent], device: Device) -> LedgerError | None:
    """What the law says before anybody answers; an order is asked for last, of the ledger."""
    return why_not(event, device) or _tried(event, device) or tied(house, event, device.reservation)


def _said(refused: LedgerError) -> str:
    """Why, without the name of a disk: what is refused for the same reason is told once."""
    return NAMED_DISK.sub(lambda found: UNNAMED[found[1]], reason(refused))


def _tried(event: type[DeviceEvent], device: Device) -> LedgerError | None:
    """What refuses any such event of it, whatever the answers: nothing was sent, for example."""
    trial = TRIALS.get(event.TOPIC)
    if trial is None or device.place is None:
        return None
    return trial(device, device.place).fits(device, ANY_PLACE)


def _refused(
    event: Event, device: Device, others: Mapping[UUID, object], mine: set[UUID] | None
) -> str:
    place = getattr(event, "place", None)
    if mine is not None and place is not None and place not in mine:
        return "Ce lieu n’est pas un de vos lieux."
    try:
        for kind, other in event.refers():
            if other not in others:
                raise UnknownSubject(kind, other)
        check(event, device, others)  # type: ignore[arg-type]
    except LedgerError as why:
        return _said(why)
    return ""
