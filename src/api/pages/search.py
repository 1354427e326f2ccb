"""Search by code, serial number or lot."""

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Role, SignedIn, StaffDep
from api.house import House, HouseDep
from api.pages.lot_door import lot_name, may_record_at
from api.pages.lot_view import is_without_sticker
from api.pages.reach import Reach
from api.rendering import page
from api.security import WITH_CAMERA
from api.wedge import scanned, untangled
from ledger.codes import read_code
from ledger.errors import BadCode
from projections import batches, lots, register
from projections.lots import LotRow
from projections.register import DeviceRow

router = APIRouter()

LONGEST = 200
LOT_NAME = re.compile(r"[0-9A-F]{8}")
LOTS_LOOKED_AT = 10_000
BARE_SHOWN = 100
DEVICES_READ = 1_000


@dataclass
class Found:
    """What a search came to. ``elsewhere`` counts devices of other structures: no more is said."""

    devices: list[DeviceRow] = field(default_factory=list)
    lots: list[LotRow] = field(default_factory=list)
    elsewhere: int = 0
    blank: str | None = None
    """A code of ours that leads nowhere yet."""
    voided: str | None = None
    """One that will never lead anywhere."""

    @property
    def only(self) -> str | None:
        """Address of the one thing found, when there is just one."""
        if self.elsewhere or len(self.devices) + len(self.lots) != 1:
            return None
        if self.devices:
            return f"/appareils/{self.devices[0].subject}"
        return f"/lots/{self.lots[0].subject}"


@router.get("/recherche")
def search_page(request: Request, house: HouseDep, signed_in: StaffDep, q: str = "") -> Response:
    """Go to what was found; show a list of several, or what to do when there is nothing."""
    asked = q.strip()[:LONGEST]
    found = _search(house, signed_in, asked) if asked else Found()
    if found.only:
        return RedirectResponse(found.only, HTTPStatus.SEE_OTHER)
    bare = _bare_devices(house, signed_in) if found.blank else []
    shown = page(
        request,
        "search/search.html",
        {
            "asked": asked,
            "found": found,
            "lot_name": lot_name,
            "bare": bare[:BARE_SHOWN],
            "more_bare": len(bare) > BARE_SHOWN,
            "command": uuid4(),
        },
    )
    shown.headers.update(WITH_CAMERA)
    return shown


def _search(house: House, signed_in: SignedIn, asked: str) -> Found:
    text = scanned(asked)
    found = Found()
    try:
        code = read_code(text)
    except BadCode:
        code = ""
    holder = house.ledger.holder("sticker", code) if code else None
    found.blank = code if code and holder is None else None
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        if holder and batches.read_voided(connection, code):
            found.voided = code
        rows = [] if "\x00" in asked else register.read_serial(connection, asked)
        if not rows and untangled(asked) != asked:
            rows = register.read_serial(connection, untangled(asked))
        for device in {holder, _uuid(text)} - {None}:
            row = register.read(connection, device) if device else None
            rows += [row] if row else []
        seen = {row.subject: row for row in rows}.values()
        found.devices = [row for row in seen if reach.has_device(row)]
        found.elsewhere = len(seen) - len(found.devices)
        if signed_in.has(Role.OPERATOR, Role.ADMINISTRATOR):
            found.lots = _lots(reach, text)
    if found.devices or found.lots or found.elsewhere:
        found.blank = None
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _lots(reach: Reach, text: str) -> list[LotRow]:
    """The lot of this id, or those of their structures whose name this is."""
    if lot := _uuid(text):
        row = lots.read(reach.connection, lot)
        return [row] if row and reach.has_place(row.place) else []
    name = text.upper()
    if not LOT_NAME.fullmatch(name):
        return []
    mine = None if reach.everything else [row.subject for row in reach.open_places()]
    recent = lots.read_recent(reach.connection, mine, LOTS_LOOKED_AT)
    return [row for row in recent if lot_name(row.subject) == name]


def _bare_devices(house: House, signed_in: SignedIn) -> list[DeviceRow]:
    """Devices without a sticker where they work now, the newest first."""
    place = signed_in.place
    if place is None or not may_record_at(signed_in, place):
        return []
    with house.pool.connection() as connection:
        rows = register.read_place(connection, place, limit=DEVICES_READ)
    bare = [row for row in rows if is_without_sticker(row) and row.sent_to is None]
    return sorted(bare, key=lambda row: row.moved_at, reverse=True)
