"""What the form of a step says before anybody types: where the device is, what is known of it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from api import forms
from api.access import SignedIn
from api.house import House
from api.pages.device.choices import Test, tests
from api.pages.device.scene import Scene
from ledger import Event
from ledger import device as d
from ledger.device import Device, Function
from ledger.values import DeviceKind, Facts, LegalStatus
from projections import places

SELDOM: dict[DeviceKind, frozenset[Function]] = {
    DeviceKind.LAPTOP: frozenset({Function.TOUCHSCREEN, Function.OPTICAL_DRIVE}),
    DeviceKind.DESKTOP: frozenset({Function.WIFI, Function.BLUETOOTH, Function.MICROPHONE}),
    DeviceKind.MINI_PC: frozenset({Function.OPTICAL_DRIVE, Function.MICROPHONE}),
    DeviceKind.ALL_IN_ONE: frozenset({Function.TOUCHSCREEN}),
    DeviceKind.TABLET: frozenset({Function.CELLULAR}),
    DeviceKind.SCREEN: frozenset({Function.SOUND, Function.USB}),
    DeviceKind.PRINTER: frozenset({Function.WIRED_NETWORK}),
    DeviceKind.MULTIFUNCTION: frozenset({Function.WIRED_NETWORK}),
    DeviceKind.KEYBOARD: frozenset({Function.BLUETOOTH}),
    DeviceKind.MOUSE: frozenset({Function.BLUETOOTH}),
}
"""Optional functions that most models of a kind lack: offered, and not ticked beforehand."""


def defaults(
    house: House, signed_in: SignedIn, scene: Scene, event: type[Event]
) -> dict[str, list[str]]:
    """The texts of a form just opened."""
    texts: dict[str, list[str]] = {}
    if fill := DEFAULTS.get(event.TOPIC):
        texts = {name: [str(text)] for name, text in fill(house, signed_in, scene).items() if text}
    if event is d.Inventoried and scene.device.inventory:
        facts = forms.write(scene.device.inventory, house.settings.timezone)
        texts |= {f"facts.{name}": values for name, values in facts.items()}
        texts |= _no_storage(scene.device.inventory)
    if event is d.Tested:
        known = tests(house, scene, correcting=False)
        texts["fitted"] = [test.function for test in known if _is_fitted(test, scene.device)]
        for test in known:
            if test.proposal:
                texts[f"outcomes.{test.function}"] = [test.proposal.outcome]
    return texts


def _is_fitted(test: Test, device: Device) -> bool:
    """Whether this device probably has that function: somebody tried it, a tool saw it."""
    if test.so_far is not None:
        return test.so_far is not d.Outcome.NOT_FITTED
    return bool(test.remark) or test.function not in SELDOM.get(device.kind, ())


def of_recorded(house: House, event: Event) -> dict[str, list[str]]:
    """The texts and the controls that would make this event again, to correct it."""
    texts = forms.write(event, house.settings.timezone)
    if isinstance(event, d.Inventoried):
        texts |= _no_storage(event.facts)
    if isinstance(event, d.StorageErased) and event.erasure.evidence_sha256:
        texts["evidence_kept"] = [event.erasure.evidence_sha256]
    if isinstance(event, d.StorageErased) and event.erasure.verified is False:
        texts["erasure.verified"] = ["0"]
    return texts


def _no_storage(facts: Facts) -> dict[str, list[str]]:
    return {"no_storage": ["1"]} if facts.storages == () else {}


Fill = Callable[[House, SignedIn, Scene], Mapping[str, Any]]


def _here(_house: House, signed_in: SignedIn, _scene: Scene) -> Mapping[str, Any]:
    return {"place": signed_in.place}


def _there(_house: House, _signed_in: SignedIn, scene: Scene) -> Mapping[str, Any]:
    return {"place": scene.device.place}


def _arrival(_house: House, signed_in: SignedIn, scene: Scene) -> Mapping[str, Any]:
    return {"origin": scene.device.place, "place": scene.device.sent_to or signed_in.place}


def _departure(_house: House, _signed_in: SignedIn, scene: Scene) -> Mapping[str, Any]:
    return {"origin": scene.device.place}


def _hand_over(house: House, _signed_in: SignedIn, scene: Scene) -> Mapping[str, Any]:
    return {"place": scene.device.place, "seller": _structure(house, scene)}


def _structure(house: House, scene: Scene) -> UUID | None:
    """The structure that runs the place where the device is."""
    with house.pool.connection() as connection:
        row = places.read(connection, scene.standing)
    return row.organisation if row else None


DEFAULTS: dict[str, Fill] = {
    d.Collected.TOPIC: lambda _house, signed_in, _scene: {
        "place": signed_in.place,
        "legal_status": LegalStatus.PRODUCT,
    },
    d.OriginQualified.TOPIC: lambda _house, _signed_in, _scene: {
        "legal_status": LegalStatus.PRODUCT
    },
    d.Shipped.TOPIC: _departure,
    d.Received.TOPIC: _arrival,
    d.Delivered.TOPIC: _arrival,
    d.TransferRefused.TOPIC: lambda _house, _signed_in, scene: {"place": scene.device.sent_to},
    d.TransferRecalled.TOPIC: _there,
    d.Stocked.TOPIC: _there,
    d.Sold.TOPIC: _there,
    d.HandedOver.TOPIC: _hand_over,
    d.GivenBack.TOPIC: _there,
    d.Lent.TOPIC: _there,
    d.LoanReturned.TOPIC: _here,
    d.ReturnedForRepair.TOPIC: _here,
    d.TakenBack.TOPIC: _here,
    d.PartReplaced.TOPIC: lambda _house, _signed_in, _scene: {
        "condition": d.PartCondition.SECOND_HAND
    },
    d.StorageErased.TOPIC: lambda _house, _signed_in, scene: {
        "storage": next(iter(_left(scene.device)), None),
    },
    d.ErasureDecided.TOPIC: lambda _house, _signed_in, scene: {
        "storage": next(iter(_doubtful(scene.device)), None),
    },
}


def _left(device: Device) -> list[str]:
    """Storages still to erase, else all of them."""
    storages = list(device.storages or ())
    return [each for each in storages if not device.is_erased(each)] or storages


def _doubtful(device: Device) -> list[str]:
    return [each for each in device.storages or () if device.in_doubt(each)]
