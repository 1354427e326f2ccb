"""A receipt, on paper or on a screen; and what comes back of it: refund, return, exchange."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from psycopg import Connection

from api import refusals
from api.access import CounterDep, CsrfDep
from api.access.doors import text_of
from api.house import House, HouseDep
from api.ordering import Act
from api.pages.counter.door import OwnSale, OwnSaleDep
from api.pages.lot_door import command_of
from api.rendering import page
from api.selling import NotForSale, Returning, Sold, guaranteed_until, refund
from api.selling.shelf import named
from api.units import read_quantity
from ledger import LedgerError
from ledger.till import RefundReason
from ledger.values import Means
from projections import organisations, register
from projections.tills import SaleRow

C = TypeVar("C", RefundReason, Means)

router = APIRouter(prefix="/caisse/ventes")

PAPERS = {"a5": "une feuille A5", "80": "un ticket de 80 mm", "58": "un ticket de 58 mm"}


@dataclass(frozen=True)
class Line:
    """A device of a receipt."""

    device: UUID
    name: str
    code: str | None
    price_cents: int
    set_id: UUID | None
    returned: bool


@dataclass(frozen=True)
class Group:
    """What comes back together: a device, or what is left of a set."""

    lines: tuple[Line, ...]

    @property
    def value(self) -> str:
        return ",".join(str(line.device) for line in self.lines)

    @property
    def price_cents(self) -> int:
        return sum(line.price_cents for line in self.lines)


@router.get("/{sale}")
def receipt_page(
    request: Request,
    house: HouseDep,
    sale: OwnSaleDep,
    papier: Annotated[str, Query()] = "a5",
    fait: Annotated[str, Query()] = "",
) -> Response:
    """``papier`` is what it is printed on; ``fait`` says that it was made a moment ago."""
    return _show(request, house, sale, papier=papier, done=bool(fait))


@router.post("/{sale}/rembourser")
def refund_sale(
    request: Request, house: HouseDep, who: CounterDep, sale: OwnSaleDep, form: CsrfDep
) -> Response:
    """Take back and give back; an exchange leads to the next basket."""
    sold, typed = sale.sold.sale.sale, text_of(form, "amount_cents")[:20]
    try:
        returning = Returning(
            frozenset(_devices([each for each in form.getlist("back") if isinstance(each, str)])),
            _choice(RefundReason, text_of(form, "reason"), "Dites pourquoi."),
            _choice(Means, text_of(form, "means"), "Dites comment la personne est remboursée."),
            accessories=bool(text_of(form, "accessories")),
            amount_cents=_amount(typed),
        )
        refund(Act(house, who.author, command_of(form)), sale.place.subject, sold, returning)
    except NotForSale as why:
        return _show(request, house, sale, refused=str(why), amount=typed, status=why.status)
    except LedgerError as refusal:
        said, status = refusals.sentence(refusal), refusals.status(refusal)
        return _show(request, house, sale, refused=said, amount=typed, status=status)
    exchanged = returning.reason is RefundReason.EXCHANGED
    back = f"/caisse?echange={sold}" if exchanged else f"/caisse/ventes/{sold}?fait=1"
    return RedirectResponse(back, HTTPStatus.SEE_OTHER)


def _choice(kind: type[C], text: str, else_say: str) -> C:
    try:
        return kind(text)
    except ValueError:
        raise NotForSale(else_say, HTTPStatus.UNPROCESSABLE_ENTITY) from None


def _amount(text: str) -> int | None:
    """A part of the price; nothing typed is the whole."""
    if not text.strip():
        return None
    try:
        return int(read_quantity("amount_cents", text.strip(), whole=True))
    except ValueError as why:
        raise NotForSale(f"Montant à rendre : {why}", HTTPStatus.UNPROCESSABLE_ENTITY) from None


def _devices(texts: list[str]) -> set[UUID]:
    try:
        return {UUID(each) for text in texts for each in text.split(",")}
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None


def _show(  # noqa: PLR0913 (each says one thing)
    request: Request,
    house: House,
    own: OwnSale,
    *,
    papier: str = "a5",
    done: bool = False,
    refused: str = "",
    amount: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    row = own.sold.sale
    sold_on = row.happened_at.astimezone(house.settings.timezone).date()
    with house.pool.connection() as connection:
        seller = organisations.read(connection, own.till.seller)
        payer = organisations.read(connection, row.third_party) if row.third_party else None
        lines = _lines(connection, own.sold)
    context: dict[str, Any] = {
        "row": row,
        "place": own.place,
        "seller": seller,
        "payer": payer,
        "lines": lines,
        "groups": _groups(lines),
        "accessories_left_cents": own.sold.accessories_left_cents,
        "devices_left_cents": own.sold.devices_left_cents,
        "amount": amount,
        "refunds": [(each, own.sold.kept_cents(each)) for each in own.sold.refunds],
        "until": guaranteed_until(sold_on),
        "guaranteed": house.today() <= guaranteed_until(sold_on),
        "paper": papier if papier in PAPERS else "a5",
        "papers": PAPERS,
        "refused": refused,
        "done": done,
        "usual_means": _usual(row),
        "command": uuid4(),
    }
    return page(request, "counter/receipt.html", context, status=status)


def _lines(connection: Connection[Any], found: Sold) -> list[Line]:
    returned = found.returned
    lines = []
    for device, price_cents in found.prices.items():
        row = register.read(connection, device)
        name, code, set_id = (named(row), row.code, row.set_id) if row else ("Appareil", None, None)
        lines.append(Line(device, name, code, price_cents, set_id, device in returned))
    return lines


def _groups(lines: list[Line]) -> list[Group]:
    """What can still come back, each set as a whole."""
    groups: dict[UUID, list[Line]] = {}
    for line in lines:
        if not line.returned:
            groups.setdefault(line.set_id or line.device, []).append(line)
    return [Group(tuple(group)) for group in groups.values()]


def _usual(row: SaleRow) -> str:
    """The means by which most was paid: people expect their money back the same way."""
    paid = sorted(row.payments, key=lambda each: each["paid_cents"])
    return str(paid[-1]["means"]) if paid else ""
