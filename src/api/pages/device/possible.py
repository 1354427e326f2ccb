"""Which steps are possible next for a device, the most natural first, and why others are not."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.access import SignedIn
from api.house import House
from api.ordering import tied
from api.pages.device.scene import (
    ROLES,
    STEPS,
    WHO,
    Scene,
    may_record,
)
from api.pages.device.waiting import reason
from ledger import Event, LedgerError
from ledger import device as d
from ledger.device import Device, DeviceEvent, Stage
from ledger.device.state import SOLIDARITY_FLOOR_CENTS
from ledger.errors import Lack
from ledger.event import why_not
from ledger.place import OPEN, Place
from ledger.values import DonorKind

S = Stage

MENDS: dict[Lack, tuple[type[DeviceEvent], ...]] = {
    Lack.INVENTORY: (d.Inventoried,),
    Lack.STORAGES_UNREAD: (d.Inventoried,),
    Lack.STORAGE_NOT_ERASED: (d.StorageErased,),
    Lack.ERASURE_FAILED: (d.StorageErased, d.PartReplaced),
    Lack.ERASURE_WITH_RESERVATIONS: (d.StorageErased, d.ErasureDecided, d.PartReplaced),
    Lack.LOCKS_UNCHECKED: (d.LocksChecked,),
    Lack.LOCK_FOUND: (d.LocksChecked,),
    Lack.FUNCTION_UNTESTED: (d.Tested,),
    Lack.FUNCTION_FAILED: (d.PartReplaced, d.Tested),
    Lack.SIGN_OFF: (d.Reconditioned,),
}
"""The steps that bring what the label waits for."""

FOLLOWS: dict[str, tuple[type[DeviceEvent], ...]] = {
    S.COLLECTED: (d.Received, d.Shipped),
    S.LABELLED: (d.Stocked,),
    S.STOCKED: (d.Sold, d.Reserved, d.Shipped),
    S.RESERVED: (d.HandedOver, d.Shipped),
    S.DELIVERED: (d.HandedOver,),
    S.LENT: (d.LoanReturned,),
    S.WITH_OWNER: (d.ReturnedForRepair, d.TakenBack, d.InvitedToWorkshop),
}
"""What usually comes next in stages where nothing is missing."""


OPENS: tuple[type[DeviceEvent], ...] = (d.LabelRevoked, d.PartReplaced, d.Received, d.TakenBack)
"""Steps that bring a device back where more is possible, the most natural first."""


@dataclass(frozen=True)
class Steps:
    natural: tuple[str, ...]
    """Topics of what usually comes next, and is possible."""
    possible: tuple[str, ...]
    """Topics of what is possible too."""
    impossible: Mapping[str, str]
    """Topics of the others, and the French sentence that says why."""


def steps(house: House, scene: Scene, signed_in: SignedIn) -> Steps:
    """All that may be recorded of a device, sorted for whoever has it in hand."""
    events = [event for event in STEPS if event is not d.Collected]
    refused = {event: _refused(house, scene, signed_in, event) for event in events}
    usual = [event for event in dict.fromkeys(_usual(scene.device)) if refused[event] is None]
    return Steps(
        natural=tuple(event.TOPIC for event in usual),
        possible=tuple(e.TOPIC for e in events if refused[e] is None and e not in usual),
        impossible={event.TOPIC: why for event, why in refused.items() if why is not None},
    )


def refusal(house: House, scene: Scene, event: type[Event]) -> LedgerError | None:
    """Why the law allows no such event now, whatever a person would answer; or None."""
    device = scene.device
    if why := tied(house, event, device.reservation) or why_not(event, device):
        return why
    trial = TRIALS.get(event.TOPIC)
    if trial is None or device.place is None:
        return None
    here: Place = house.ledger.subject(Place, device.place)
    open_here = replace(here, stage=OPEN)  # a closed place is left: only the answers can tell
    return trial(device, device.place).fits(device, defaultdict(lambda: open_here))


def ways_to(house: House, scene: Scene, signed_in: SignedIn, event: type[DeviceEvent]) -> list[str]:
    """Topics of the steps after which an event is possible that the stage does not allow."""
    stage = scene.device.stage
    if stage in event.moves:
        return []
    return [
        step.TOPIC
        for step in OPENS
        if step.moves.get(stage) in event.moves
        and refusal(house, scene, step) is None
        and may_record(signed_in, step.TOPIC, scene.device)
    ]


def _refused(
    house: House, scene: Scene, signed_in: SignedIn, event: type[DeviceEvent]
) -> str | None:
    if why := refusal(house, scene, event):
        return reason(why)
    if not may_record(signed_in, event.TOPIC, scene.device):
        who = " ou à ".join(WHO[role] for role in sorted(ROLES[event.TOPIC]))
        return f"C’est à {who} de l’enregistrer, là où se trouve l’appareil."
    return None


def _usual(device: Device) -> Iterator[type[DeviceEvent]]:
    if device.sent_to is not None:
        if device.sent_to == device.place:
            yield d.TransferRecalled  # it was refused, and comes back
        yield from (d.Delivered, d.Received) if device.stage == S.RESERVED else (d.Received,)
        return
    if device.stage == S.IN_REPAIR:
        yield from (d.Tested,) if device.retest else (d.GivenBack, d.PartReplaced)
    yield from FOLLOWS.get(device.stage, ())
    if device.stage != S.UNBORN and device.sticker is None:
        yield d.StickerBound
    if device.donor is DonorKind.UNKNOWN:
        yield d.OriginQualified
    if device.stage in {S.RECEIVED, S.IN_WORKSHOP, S.RECONDITIONED}:
        for missing in device.missing():
            yield from MENDS[missing.lack]
        yield d.Labelled


EPOCH = {"happened_at": datetime.fromtimestamp(0, UTC)}
NOBODY = UUID(int=0)
Trial = Callable[[Device, Any], DeviceEvent]

TRIALS: dict[str, Trial] = {
    d.Received.TOPIC: lambda device, here: d.Received(
        **EPOCH, origin=here, place=device.sent_to or here
    ),
    d.Delivered.TOPIC: lambda device, here: d.Delivered(
        **EPOCH, origin=here, place=device.sent_to or here
    ),
    d.TransferRefused.TOPIC: lambda device, here: d.TransferRefused(
        **EPOCH, place=device.sent_to or here, reason=d.TransferRefusal.NOT_ARRIVED
    ),
    d.Sold.TOPIC: lambda _, here: d.Sold(
        **EPOCH, place=here, seller=NOBODY, price_cents=SOLIDARITY_FLOOR_CENTS
    ),
    d.SetFormed.TOPIC: lambda device, _: d.SetFormed(
        **EPOCH, set_id=NOBODY, members=(device.id, NOBODY)
    ),
    d.SetDissolved.TOPIC: lambda device, _: d.SetDissolved(
        **EPOCH,
        set_id=device.set_id or NOBODY,
        members=device.set_members or (device.id, NOBODY),
    ),
    d.StorageErased.TOPIC: lambda device, _: d.StorageErased(
        **EPOCH,
        storage=next(iter(device.storages or ()), "?"),
        verdict=d.Verdict.ERASED,
        erasure=d.Erasure(
            method=d.ErasureMethod.DESTRUCTION,
            level=d.ErasureLevel.DESTROY,
            no_evidence=d.NoEvidence.DESTROYED_IN_FRONT_OF_US,
        ),
    ),
}
"""The event a form would make with what it already knows: what refuses it refuses any other."""
