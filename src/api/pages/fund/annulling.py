"""What was noted wrong in the fund is annulled by an event that names it, as if it had not been."""

from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

from starlette.datastructures import FormData

from api.access import SignedIn
from api.access.doors import text_of
from api.forms import Unreadable
from api.house import House
from api.pages.lot_door import command_of, record_once
from api.words import CREDIT_CORRECTION
from ledger import Entry, Event
from ledger.correction import CorrectionReason, effective, pages_of
from ledger.fund import FundCorrected

Noted = TypeVar("Noted", bound=Event)


def standing(house: House, fund: UUID, kind: type[Noted]) -> dict[int, Noted]:
    """What was noted of a kind and stands, by the version that names it; the newest first."""
    pages = effective(pages_of(house.ledger.life(fund)))
    return {version: event for version, event in reversed(pages) if isinstance(event, kind)}


def annul(  # noqa: PLR0913, PLR0917 (a form, and what it may name)
    house: House, who: SignedIn, form: FormData, fund: UUID, version: int, noted: Collection[int]
) -> None:
    """Once, however often the form is sent.

    Raises ``Unreadable`` when it says no reason or names nothing that was noted, or the
    ``LedgerError`` that refuses.
    """
    command, why = command_of(form), text_of(form, "why")
    if house.ledger.knows(command):
        return
    if why not in CREDIT_CORRECTION or version not in noted:
        raise Unreadable({"": "Dites ce qui est faux, et pourquoi."})
    happened_at = house.now().astimezone(house.settings.timezone)
    reason = CorrectionReason(why)
    wrong = FundCorrected(happened_at=happened_at, version=version, reason=reason)
    record_once(house, who.author, command, Entry(fund, wrong))
