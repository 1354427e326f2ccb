"""A lot as its page shows it: its origin, its devices, what may be done with them now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse
from psycopg import Connection

from api.access import Role, SignedIn
from api.forms import Filled
from api.house import House
from api.lot_account import Account, target_percent
from api.pages.lot_door import OwnLot, may_record_at
from api.pages.pile import menu
from api.pages.pile.making import EVENTS
from api.pages.reach import Reach
from api.rendering import page
from api.units import measure
from ledger.device import Stage
from ledger.device.state import IN_HOUSE
from ledger.values import DonorKind, PlaceRole
from projections import fates, organisations, places, register, worklist
from projections.places import PlaceRow
from projections.register import DeviceRow

EMPTY = Filled()
GONE = frozenset({Stage.WITH_OWNER, Stage.RETIRED})

ROWS_TO_COUNT = 5
"""Kinds of device that one form takes; another sending takes more."""


@dataclass(frozen=True)
class ShownDevice:
    """A device of the lot, and what it waits for; nothing of one that another structure has."""

    row: DeviceRow
    ours: bool
    task: str | None


def show_lot(  # noqa: PLR0913 (three forms stand on this page)
    request: Request,
    house: House,
    signed_in: SignedIn,
    lot: OwnLot,
    *,
    collecting: Filled = EMPTY,
    importing: Filled = EMPTY,
    origin: Filled = EMPTY,
    done: tuple[int, str] | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """The page, with what was typed in its forms and what is wrong with it."""
    with house.pool.connection() as connection:
        reach = Reach(connection, signed_in)
        rows = register.read_lot(connection, lot.row.subject)
        tasks = worklist.read_lot(connection, lot.row.subject)
        known = organisations.read_all(connection)
        shops = shops_of(connection, signed_in)
        codes = codes_to_print(reach, rows)
        became = fates.read_lot(connection, lot.row.subject)
    devices = [
        ShownDevice(row, ours, tasks.get(row.subject) if ours else None)
        for row in rows
        for ours in [reach.has_device(row)]
    ]
    year = lot.row.opened_at.astimezone(house.settings.timezone).year
    account = Account(became, year)
    return page(
        request,
        "lot/lot.html",
        {
            "done": done if done and done[1] in EVENTS else None,
            "menu": menu(house, signed_in, [each.row for each in devices if each.ours]),
            "account": account,
            "target": target_percent(year) if lot.row.donor == DonorKind.PUBLIC_BODY else None,
            "mass": measure("mass_g", account.mass_g),
            "wide": True,
            "lot": lot,
            "row": lot.row,
            "seen": house.ledger.subject_version(lot.row.subject),
            "devices": devices,
            "kinds": Counter(row.kind for row in rows).most_common(),
            "unknown": [row for row in rows if is_to_qualify(row)],
            "bare": [
                row
                for row in rows
                if is_without_sticker(row) and may_record_at(signed_in, row.place)
            ],
            "codes": codes,
            "donor_name": next(
                (each.name for each in known if each.subject == lot.row.organisation), None
            ),
            "organisations": known,
            "shops": shops,
            "is_shop": PlaceRole.REFURBISHING_SHOP in lot.place.roles,
            "today": house.now().astimezone(house.settings.timezone).date().isoformat(),
            "first_day": lot.row.opened_at.astimezone(house.settings.timezone).date().isoformat(),
            "row_count": ROWS_TO_COUNT,
            "command": uuid4(),
            "collecting": collecting,
            "importing": importing,
            "origin": origin,
        },
        status=status,
    )


def shops_of(connection: Connection[Any], signed_in: SignedIn) -> list[PlaceRow]:
    """The refurbishing shops where they may record an inventory."""
    mine = set(signed_in.places(Role.OPERATOR))
    everywhere = signed_in.has(Role.ADMINISTRATOR)
    return [
        row
        for row in places.read_all(connection, PlaceRole.REFURBISHING_SHOP)
        if everywhere or row.subject in mine
    ]


def is_to_qualify(row: DeviceRow) -> bool:
    """Whether somebody may still say where this device comes from."""
    return row.origin_unknown and row.stage in IN_HOUSE


def is_without_sticker(row: DeviceRow) -> bool:
    """Whether a sticker may be bound to it: it has none, and it is still the filière's."""
    return row.code is None and row.stage in IN_HOUSE


def codes_to_print(reach: Reach, rows: Sequence[DeviceRow]) -> tuple[str, ...]:
    """Codes of the devices that stand at their places and are still the filière's."""
    return tuple(
        row.code
        for row in rows
        if row.code and row.stage not in GONE and reach.has_place(row.place)
    )
