"""Piles of devices as people clear them: lots at the shop, forms of one step for all."""

from uuid import UUID, uuid4

from httpx2 import Response
from lives import LOT, SHOP, at, command, lot_opened
from lot_forms import hidden
from people import Person

from api.house import House
from ledger import Event
from ledger.device import Collected
from ledger.values import LotId, OrganisationId


def pile(house: House, *pasts: tuple[Event, ...], lot: UUID = LOT) -> list[UUID]:
    """Devices with these pasts, in a lot; each was collected in it."""
    devices = [uuid4() for _ in pasts]
    entries: list[tuple[UUID, Event]] = []
    for device, past in zip(devices, pasts, strict=True):
        first, *rest = past
        if isinstance(first, Collected):
            first = first.model_copy(update={"lot": LotId(lot)})
        entries += [(device, event) for event in (first, *rest)]
    house.record(command(*entries))
    return devices


def lot_here(house: House, **origin: object) -> LotId:
    """A lot that was collected at the shop."""
    lot = LotId(uuid4())
    house.record(command((lot, lot_opened(**at(place=SHOP) | origin))))
    return lot


def named(organisation: OrganisationId) -> dict[str, object]:
    """The donor agrees to be named."""
    return {"organisation": organisation, "organisation_consents": True}


def read(person: Person, path: str, devices: list[UUID], **fields: object) -> Response:
    """The list of what would be recorded, and what would not."""
    return person.submit(path, act="read", device=[str(each) for each in devices], **fields)


def confirm(person: Person, path: str, preview: Response, **fields: object) -> Response:
    """Press the button of that list."""
    seen = [text.partition('"')[0] for text in preview.text.split('name="device" value="')[1:]]
    return person.submit(
        path, act="confirm", command=hidden(preview, "command"), device=seen, **fields
    )
