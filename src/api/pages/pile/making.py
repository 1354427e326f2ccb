"""The event of each device of a pile, from one form: where it is and what it is, it says itself."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from api import forms
from api.house import House
from api.pages.device.defaults import SELDOM
from ledger import Event
from ledger import device as d
from ledger.device import Device, DeviceEvent

Given = Callable[[House, Device, forms.Texts], Mapping[str, Any]]


def _carried(_house: House, device: Device, texts: forms.Texts) -> Mapping[str, Any]:
    """Where it was sent; what nobody sent was carried by hand to the place that the form says."""
    by_hand = next(iter(texts.get("place", ())), "") or None
    return {"origin": device.place, "place": device.sent_to or by_hand}


def _everything_works(_house: House, device: Device, _texts: forms.Texts) -> Mapping[str, Any]:
    """All that its kind has passed; what a model seldom has, or was said to lack, is not there."""
    checklist, seldom = device.checklist, SELDOM.get(device.kind, frozenset())

    def outcome(function: d.Function) -> d.Outcome:
        told = device.outcomes.get(function)
        lacks = told is d.Outcome.NOT_FITTED or (told is None and function in seldom)
        absent = lacks and function in checklist.optional
        return d.Outcome.NOT_FITTED if absent else d.Outcome.PASSED

    return {"outcomes": {function: outcome(function) for function in sorted(checklist.all)}}


def _nothing(_house: House, _device: Device, _texts: forms.Texts) -> Mapping[str, Any]:
    return {}


STEPS: dict[type[DeviceEvent], Given] = {
    d.Received: _carried,
    d.Shipped: lambda _house, device, _texts: {"origin": device.place},
    d.TransferRefused: lambda _house, device, _texts: {"place": device.sent_to},
    d.TransferRecalled: lambda _house, device, _texts: {"place": device.place},
    d.LocksChecked: _nothing,
    d.Tested: _everything_works,
    d.Reconditioned: _nothing,
    d.Labelled: lambda house, _device, _texts: {"criteria": house.settings.label_criteria},
    d.Stocked: lambda _house, device, _texts: {"place": device.place},
    d.Retired: _nothing,
}
"""What a pile may go through: steps whose answers are the same for all of it."""

EVENTS = {event.TOPIC: event for event in STEPS}

ASKED: dict[type[DeviceEvent], tuple[str, ...]] = {
    d.Received: ("place",),
    d.Shipped: ("destination",),
    d.TransferRefused: ("reason",),
    d.Reconditioned: ("grade", "works", "operating_system"),
    d.Retired: ("destination", "waste_slip"),
}
"""Fields that the form asks, once for all; and ``happened_at``."""


def make(
    house: House, event: type[DeviceEvent], device: Device, texts: forms.Texts, now: Any
) -> Event:
    """The event of one device. Raises ``api.forms.Unreadable``."""
    given = dict(STEPS[event](house, device, texts))
    said = {name: typed for name, typed in texts.items() if name not in given}
    if not any(text.strip() for text in said.pop("happened_at", ())):
        given["happened_at"] = now
    else:
        said["happened_at"] = texts["happened_at"]
    if event is d.Retired:
        slips = (" ".join(text.upper().split()) for text in said.get("waste_slip", ()))
        said["waste_slip"] = [*slips]
    return forms.read(event, said, given, house.settings.timezone)


def subject_ids(event: Event) -> set[UUID]:
    """Who else must be known to judge it."""
    return {other for _, other in event.refers()}
