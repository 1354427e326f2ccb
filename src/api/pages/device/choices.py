"""What the form of a step lets choose: places, storages, functions to test, companions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Connection

from api import forms
from api.house import House
from api.pages.device.proposed import Proposal, evidence_of, proposals, remarks
from api.pages.device.scene import Scene
from api.words import KIND, RESERVATION, THEME, day_and_time, located
from ledger import Event
from ledger import device as d
from ledger.codes import written
from ledger.device import Device, Function, Stage
from ledger.device.state import CAPS_CENTS, IN_HOUSE
from projections import agenda, fates, organisations, places, register

Option = tuple[str, str]
"""A value, and what a person reads."""

JOINABLE = frozenset({d.Shipped.TOPIC, d.Received.TOPIC, d.Delivered.TOPIC, d.Stocked.TOPIC})
"""Steps that the devices of a set may take one by one, and usually take together."""


@dataclass(frozen=True)
class Test:
    """One function in the testing form."""

    function: Function
    optional: bool
    so_far: str | None
    """What the last test of it came to."""
    again: bool
    """Whether a repair touched it."""
    proposal: Proposal | None = None
    """What the evidence tells of it."""
    remark: str = ""
    """What was seen of it, which proves nothing."""


@dataclass(frozen=True)
class Choices:
    correcting: bool = False
    places: Sequence[Option] = ()
    organisations: Sequence[Option] = ()
    workshops: Sequence[Option] = ()
    companions: Sequence[Option] = ()
    """Devices that could make a set with this one."""
    storages: Sequence[Option] = ()
    tests: Sequence[Test] = ()
    cap_cents: int | None = None
    """The law's highest price of this gift of a public body."""
    repairs: Sequence[Option] = ()
    """Devices in repair at this place, against which this one may be lent."""
    sources: Sequence[Option] = ()
    """Devices stripped for their parts, where this one stands."""
    others: Sequence[register.DeviceRow] = ()
    """The other devices of its set."""
    joinable: bool = False
    now: str = ""


def label(row: register.DeviceRow) -> str:
    """« Lenovo ThinkPad T460 (ABC-DEF-GHJ) », or its kind when nobody read more."""
    named = " ".join(filter(None, (row.maker, row.model))) or KIND[row.kind]
    return f"{named} ({written(row.code)})" if row.code else named


def offered(
    house: House, scene: Scene, event: type[Event], texts: forms.Texts, *, correcting: bool = False
) -> Choices:
    """What the form of this step lets choose."""
    device, fields = scene.device, event.model_fields
    with house.pool.connection() as connection:
        return Choices(
            correcting=correcting,
            places=open_places(connection, texts) if event.REFERS else (),
            organisations=_organisations(connection) if "seller" in fields else (),
            workshops=_workshops(connection, house) if "workshop" in fields else (),
            companions=_companions(connection, scene) if event is d.SetFormed else (),
            repairs=_repairs(connection, scene, texts) if event is d.Lent else (),
            sources=_sources(connection, scene, texts) if event is d.PartReplaced else (),
            storages=_storages(scene, event, correcting=correcting),
            tests=tests(house, scene, correcting=correcting) if event is d.Tested else (),
            cap_cents=_cap(device) if "price_cents" in fields else None,
            others=others(connection, device),
            joinable=event.TOPIC in JOINABLE and not correcting,
            now=forms.local_text(house.now(), house.settings.timezone),
        )


def _storages(scene: Scene, event: type[Event], *, correcting: bool) -> list[Option]:
    """The storages; for a decision those in doubt alone, and what is in doubt."""
    device = scene.device
    storages = (device.storages or {}).values()
    if event is not d.ErasureDecided:
        return [(each.id, storage_label(each)) for each in storages]
    erasures = {e.storage: e.erasure for e in scene.reads_all(d.StorageErased)}
    doubts = {
        storage: ", ".join(RESERVATION[doubt] for doubt in sorted(erasure.reservations))
        for storage, erasure in erasures.items()
    }
    return [
        (each.id, "\u00a0: ".join(filter(None, (storage_label(each), doubts.get(each.id)))))
        for each in storages
        if correcting or device.in_doubt(each.id)
    ]


def storage_label(storage: Any) -> str:
    size = f"{storage.capacity_gb}\u00a0Go" if storage.capacity_gb else None
    return ", ".join(filter(None, (storage.id, storage.model, size)))


def others(connection: Connection[Any], device: Device) -> list[register.DeviceRow]:
    """The other devices of its set."""
    rows = register.read_set(connection, device.set_id) if device.set_id else []
    return [row for row in rows if row.subject != device.id]


def open_places(connection: Connection[Any], texts: forms.Texts) -> list[Option]:
    """The open places, and the one that the form names even if it closed since."""
    rows = {row.subject: row for row in places.read_all(connection)}
    for name in ("place", "origin", "destination"):
        for text in texts.get(name, ()):
            if _is_id(text) and (row := places.read(connection, UUID(text))):
                rows.setdefault(row.subject, row)
    return [(str(row.subject), located(row.name, row.commune_name)) for row in rows.values()]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _organisations(connection: Connection[Any]) -> list[Option]:
    return [(str(row.subject), row.name) for row in organisations.read_all(connection)]


def _workshops(connection: Connection[Any], house: House) -> list[Option]:
    zone = house.settings.timezone
    return [
        (
            str(row.subject),
            f"{day_and_time(row.starts_at, zone)}, {row.place_name} : {THEME[row.theme]}",
        )
        for row in agenda.read_next(connection, house.now(), limit=20)
    ]


def _companions(connection: Connection[Any], scene: Scene) -> list[Option]:
    device, collected = scene.device, scene.reads(d.Collected)
    rows = register.read_lot(connection, collected.lot) if collected and collected.lot else []
    if device.place:
        rows += register.read_place(connection, device.place, limit=50)
    near = {row.subject: row for row in rows if row.set_id is None and row.stage in IN_HOUSE}
    near.pop(device.id, None)
    return [(str(subject), label(row)) for subject, row in near.items()]


def _repairs(connection: Connection[Any], scene: Scene, texts: forms.Texts) -> list[Option]:
    """Those in repair where this device stands, and the one that the form names already."""
    here: list[UUID] = [scene.device.place] if scene.device.place else []
    rows = register.read_page(connection, here, stage=Stage.IN_REPAIR)
    for text in texts.get("instead_of", ()):
        named = register.read(connection, UUID(text)) if _is_id(text) else None
        rows += [named] if named and named not in rows else []
    return [(str(row.subject), label(row)) for row in rows]


def _sources(connection: Connection[Any], scene: Scene, texts: forms.Texts) -> list[Option]:
    """Those stripped where this device stands, and the one that the form names already."""
    place = scene.device.place
    found = [row.subject for row in fates.read_sources(connection, place)] if place else []
    found += [UUID(text) for text in texts.get("source", ()) if _is_id(text)]
    rows = register.read_these(connection, found)
    return [(str(each), label(rows[each])) for each in dict.fromkeys(found) if each in rows]


def tests(house: House, scene: Scene, *, correcting: bool) -> list[Test]:
    """Each function of its kind; and, but in a correction, what the evidence tells of it."""
    device, checklist = scene.device, scene.device.checklist
    floor = house.settings.battery_floor_percent
    evidence = None if correcting else evidence_of(scene, floor)
    proposed, seen = proposals(evidence), remarks(evidence)
    return [
        Test(
            function,
            function in checklist.optional,
            device.outcomes.get(function),
            function in device.retest,
            proposed.get(function),
            seen.get(function, ""),
        )
        for function in Function
        if function in checklist.all
    ]


def _cap(device: Device) -> int | None:
    return CAPS_CENTS.get(device.kind) if device.public_gift else None
