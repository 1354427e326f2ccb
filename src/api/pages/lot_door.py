"""The lot of an address, for who may read it or record in it; and its forms, recorded once."""

from dataclasses import dataclass
from datetime import date, datetime, time
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from fastapi import Depends, HTTPException
from starlette.datastructures import FormData

from api.access import OperatorDep, Role, SignedIn
from api.forms import OLDEST
from api.house import House, HouseDep
from api.pages.reach import Reach
from ledger import Author, Command, Entry
from ledger.errors import CommandReused, UnknownSubject
from projections import lots, places
from projections.lots import LotRow
from projections.places import PlaceRow

NOT_AN_ANSWER = frozenset({"csrf", "command"})
SEEN_DIGITS = 9
FUTURE = "Cette date n’est pas encore venue."


@dataclass(frozen=True)
class OwnLot:
    """A lot of one of their structures, and the place where it was collected."""

    row: LotRow
    place: PlaceRow
    may_record: bool

    @property
    def name(self) -> str:
        return lot_name(self.row.subject)


def lot_name(lot: UUID) -> str:
    """What people call a lot: the eight first signs of its id, enough to find it again."""
    return str(lot)[:8].upper()


def _own_lot(lot: UUID, house: HouseDep, signed_in: OperatorDep) -> OwnLot:
    with house.pool.connection() as connection:
        row = lots.read(connection, lot)
        place = places.read(connection, row.place) if row else None
        if row is None or place is None:
            raise UnknownSubject("lot", lot)
        if not Reach(connection, signed_in).has_place(row.place):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Ce lot est chez une autre structure.")
    return OwnLot(row, place, may_record_at(signed_in, row.place))


LotDep = Annotated[OwnLot, Depends(_own_lot)]
"""On the pages of a lot, which operators of its structure may read."""


def _recordable(lot: LotDep) -> OwnLot:
    if not lot.may_record:
        raise HTTPException(
            HTTPStatus.FORBIDDEN,
            f"Ce lot se tient au lieu « {lot.place.name} » : "
            "un opérateur de ce lieu peut y enregistrer.",
        )
    return lot


RecordableLotDep = Annotated[OwnLot, Depends(_recordable)]
"""On what is recorded in a lot, by the operators of its place."""


def _open(lot: RecordableLotDep) -> OwnLot:
    if not lot.row.open:
        raise HTTPException(HTTPStatus.CONFLICT, "Ce lot est clos : ouvrez-en un autre.")
    return lot


OpenLotDep = Annotated[OwnLot, Depends(_open)]
"""On what adds devices to a lot."""


def may_record_at(signed_in: SignedIn, place: UUID) -> bool:
    """Whether they are an operator of that place, or an administrator."""
    return signed_in.has(Role.ADMINISTRATOR) or place in signed_in.places(Role.OPERATOR)


def command_of(form: FormData) -> UUID:
    """The id of the command that a posted form makes.

    The page made an id when it showed the form. The same answers sent twice make the same
    command; a form that was gone back to and changed makes another.
    """
    try:
        shown = UUID(str(form.get("command", "")))
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    answers = sorted(
        (name, value)
        for name, value in form.multi_items()
        if name not in NOT_AN_ANSWER and isinstance(value, str)
    )
    return uuid5(shown, repr(answers))


def seen_in(form: FormData) -> int | None:
    """The version of the lot that the page showed, to refuse what somebody else outran."""
    text = str(form.get("seen", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= SEEN_DIGITS else None


def record_once(house: House, author: Author, command: UUID, *entries: Entry) -> None:
    """Record a form; sent twice, its times differ and it is the same form all the same."""
    try:
        house.record(Command(command, author, entries))
    except CommandReused:
        return


def texts_of(form: FormData, *names: str) -> dict[str, list[str]]:
    """What was typed in these fields."""
    return {
        name: texts
        for name in names
        if (texts := [value for value in form.getlist(name) if isinstance(value, str)])
    }


def moment_of(day: str, now: datetime, zone: ZoneInfo) -> datetime:
    """When it happened: now for today, else noon of that day.

    Raises ``ValueError`` with the French sentence that says why not.
    """
    today = now.astimezone(zone).date()
    try:
        chosen = date.fromisoformat(day.strip()) if day.strip() else today
    except ValueError:
        raise ValueError("Écrivez une date, comme 31/03/2026.") from None
    if chosen > today:
        raise ValueError(FUTURE)
    if chosen < OLDEST.date():
        raise ValueError("Cette date n’est pas la bonne : vérifiez l’année.")
    return now if chosen == today else datetime.combine(chosen, time(12), zone)
