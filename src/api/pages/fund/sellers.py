"""What the fund owes each seller, month by month, and what it paid them: for who keeps it."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import AdministratorDep, CsrfDep, FundReaderDep, Role, SignedIn
from api.access.doors import text_of
from api.forms import Unreadable, read
from api.house import House, HouseDep
from api.pages.fund.annulling import annul, standing
from api.pages.fund.exports import amount
from api.pages.fund.keeping import fund_of_year
from api.pages.fund.owed import Owed, owed
from api.pages.lot_door import command_of, record_once, texts_of
from api.refusals import sentence, status
from api.rendering import page
from api.spreadsheet import spreadsheet
from api.words import CREDIT_CORRECTION, euros
from ledger import Entry, LedgerError
from ledger.errors import Outrun
from ledger.fund_settling import SellerPaid
from projections.funds import FundRow

router = APIRouter()

SELLERS = "/fonds/vendeurs"
TRIES = 20
"""The fund moves with each order and each sale while a payment is looked at."""
UNSAID = "Dites quel paiement est faux, et pourquoi."
HEADER = ("Exercice", "Vendeur", "Mois", "Nombre", "Dû", "Payé", "Reste")
Year = Annotated[int | None, Query(alias="exercice", ge=2000, le=2200)]


@router.get(SELLERS)
def sellers_page(
    request: Request, house: HouseDep, reader: FundReaderDep, year: Year = None
) -> HTMLResponse:
    fund = fund_of_year(house, year or house.today().year)
    return _shown(request, house, reader, fund)


@router.get(SELLERS + ".csv")
def sellers_table(house: HouseDep, _: FundReaderDep, year: Year = None) -> Response:
    """One row a seller and month, amounts in euros with a comma."""
    fund = fund_of_year(house, year or house.today().year)
    return spreadsheet(
        f"fonds-vendeurs-{fund.year}.csv",
        HEADER,
        (
            (
                fund.year,
                row.name,
                f"{row.month:%Y-%m}",
                row.count,
                amount(row.due_cents),
                amount(row.paid_cents),
                amount(row.left_cents),
            )
            for row in owed(house, fund.year)
        ),
    )


@router.post(SELLERS)
def pay(request: Request, house: HouseDep, who: AdministratorDep, form: CsrfDep) -> Response:
    """Note that a seller was paid, for a month, no more than it is owed for it."""
    year = text_of(form, "year")
    fund = fund_of_year(house, int(year) if year.isdecimal() else 0)
    texts, command = texts_of(form, "seller", "month", "amount_cents"), command_of(form)
    if house.ledger.knows(command):
        return _see(fund.year)
    try:
        paid = read(SellerPaid, texts, {"happened_at": house.now()})
        _pay(house, who, command, fund.subject, paid)
    except Unreadable as why:
        said = " ".join(why.errors.values())
        return _shown(request, house, who, fund, refused=said, code=422)
    except LedgerError as why:
        return _shown(request, house, who, fund, refused=sentence(why), code=status(why))
    return _see(fund.year)


def _pay(house: House, who: SignedIn, command: UUID, fund: UUID, paid: SellerPaid) -> None:
    """No more than is owed, whoever notes it at once: looked at again when the fund moved.

    Raises ``Unreadable``, or the ``LedgerError`` that refuses.
    """
    for tries_left in reversed(range(TRIES)):
        seen = house.ledger.subject_version(fund)
        house.views.catch_up()
        rows = {(row.seller, row.month): row for row in owed(house, paid.month.year)}
        row = rows.get((paid.seller, paid.month))
        if row is None or paid.amount_cents > row.left_cents:
            left = euros(max(row.left_cents, 0)) if row else euros(0)
            raise Unreadable({"": f"Il reste {left} à payer à ce vendeur pour ce mois."})
        try:
            record_once(house, who.author, command, Entry(fund, paid, seen))
        except Outrun:
            if not tries_left:
                raise
        else:
            return


@router.post(SELLERS + "/{year}/{version}/annuler")
def annul_payment(  # noqa: PLR0913, PLR0917 (what a route is given)
    request: Request,
    year: int,
    version: int,
    house: HouseDep,
    who: AdministratorDep,
    form: CsrfDep,
) -> Response:
    """A payment that was noted wrong is owed again."""
    fund = fund_of_year(house, year)
    try:
        annul(house, who, form, fund.subject, version, standing(house, fund.subject, SellerPaid))
    except Unreadable:
        return _shown(request, house, who, fund, refused=UNSAID, code=422)
    except LedgerError as refusal:
        said = sentence(refusal)
        return _shown(request, house, who, fund, refused=said, code=status(refusal))
    return _see(year)


def _shown(  # noqa: PLR0913 (the page, and the form on it that was refused)
    request: Request,
    house: House,
    reader: SignedIn,
    fund: FundRow,
    *,
    refused: str = "",
    code: int = 200,
) -> HTMLResponse:
    rows = owed(house, fund.year)
    context: dict[str, Any] = {
        "wide": True,
        "fund": fund,
        "rows": rows,
        "names": {row.seller: row.name for row in rows},
        "sums": _sums(rows),
        "payments": standing(house, fund.subject, SellerPaid),
        "keeps": reader.has(Role.ADMINISTRATOR),
        "reasons": CREDIT_CORRECTION,
        "refused": refused,
        "command": uuid4(),
    }
    return page(request, "fund/sellers.html", context, status=code)


def _sums(rows: list[Owed]) -> tuple[int, int, int]:
    """Owed, paid and left, of all."""
    due_cents, paid_cents = sum(r.due_cents for r in rows), sum(r.paid_cents for r in rows)
    return due_cents, paid_cents, due_cents - paid_cents


def _see(year: int) -> Response:
    return RedirectResponse(f"{SELLERS}?exercice={year}", 303)
