"""The basket as a page carries it: in its address, then in the hidden fields of its form."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, HTTPException, Query
from pydantic import ValidationError
from starlette.datastructures import FormData

from api.access.doors import text_of
from api.pages.counter.door import cents_in
from api.selling import Basket, NotForSale, Paying
from api.units import read_quantity
from api.wedge import scanned
from ledger.till import Accessory, AccessoryLine, Payment
from ledger.values import Means, OrganisationId

UNREADABLE = "Ce panier ne se lit pas\u00a0: revenez à la caisse, puis recommencez."
CODES_MAX = 60
LONGEST = 2_000


def _asked(
    code: Annotated[Sequence[str], Query(max_length=CODES_MAX)] = (),
    accessoire: Annotated[Sequence[str], Query(max_length=CODES_MAX)] = (),
) -> Basket:
    return Basket(tuple(code), tuple(line_of(each) for each in accessoire))


BasketDep = Annotated[Basket, Depends(_asked)]
"""The basket of an address: ``?code=…&code=…&accessoire=mouse:2:500``."""


def posted(form: FormData) -> Basket:
    """The basket of a posted form."""
    codes = [each for each in form.getlist("code") if isinstance(each, str)]
    lines = [each for each in form.getlist("accessoire") if isinstance(each, str)]
    if len(codes) > CODES_MAX or len(lines) > CODES_MAX:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE)
    return Basket(tuple(codes), tuple(line_of(each) for each in lines))


def line_of(text: str) -> AccessoryLine:
    """``mouse:2:500`` as two mice at 5 € each. Raises 422."""
    try:
        accessory, quantity, cents = text.split(":")
        return AccessoryLine(
            accessory=Accessory(accessory), quantity=int(quantity), unit_cents=int(cents)
        )
    except (ValueError, ValidationError) as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error


def text_of_line(line: AccessoryLine) -> str:
    return f"{line.accessory}:{line.quantity}:{line.unit_cents}"


def address(basket: Basket) -> str:
    """Where the counter shows this basket."""
    fields = [("code", code) for code in basket.codes]
    fields += [("accessoire", text_of_line(line)) for line in basket.accessories]
    return f"/caisse?{urlencode(fields)}" if fields else "/caisse"


def with_codes(basket: Basket, codes: Iterable[str]) -> Basket:
    return replace(basket, codes=tuple(dict.fromkeys((*basket.codes, *codes))))


def without_code(basket: Basket, code: str) -> Basket:
    return replace(basket, codes=tuple(each for each in basket.codes if each != code))


def without_line(basket: Basket, rank: int) -> Basket:
    kept = (*basket.accessories[:rank], *basket.accessories[rank + 1 :])
    return replace(basket, accessories=kept)


def codes_in(text: str) -> list[str]:
    """The codes typed or scanned one after the other, in any case, with or without address."""
    return [scanned(each) for each in text[:LONGEST].replace(",", " ").replace(";", " ").split()]


def accessory_of(kind: str, quantity: str, price: str) -> AccessoryLine:
    """One more accessory. Raises ``NotForSale`` with what is wrong."""
    if kind not in {*Accessory}:
        said = "Choisissez l’accessoire dans la liste."
        raise NotForSale(said, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        count = int(read_quantity("quantity", quantity or "1", whole=True))
        unit_cents = int(read_quantity("price_cents", price, whole=True))
        return AccessoryLine(accessory=Accessory(kind), quantity=count, unit_cents=unit_cents)
    except ValidationError:
        said = "De 1 à 50 accessoires de la même sorte, à un prix raisonnable."
        raise NotForSale(said, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    except ValueError as error:
        raise NotForSale(f"Accessoire\u00a0: {error}", HTTPStatus.UNPROCESSABLE_ENTITY) from None


def paying_of(form: FormData, total_cents: int) -> Paying:
    """Who pays what: the amounts that were typed, then the rest by the means that was chosen.

    Raises ``NotForSale`` with what is wrong.
    """
    try:
        typed = {means: cents_in(form, f"paid_{means}") for means in Means}
        fund_cents, third_party_cents = cents_in(form, "fund"), cents_in(form, "third")
        means = text_of(form, "means")
        said_cents = sum(typed.values()) + fund_cents + third_party_cents
        if means in {*Means} and said_cents < total_cents:
            typed[Means(means)] += total_cents - said_cents
        return Paying(
            tuple(Payment(means=m, paid_cents=cents) for m, cents in typed.items() if cents),
            fund_cents,
            _organisation(text_of(form, "third_party")),
            third_party_cents,
        )
    except ValidationError:
        said = "Un montant est trop grand."
        raise NotForSale(said, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    except ValueError as error:
        raise NotForSale(f"Paiement\u00a0: {error}", HTTPStatus.UNPROCESSABLE_ENTITY) from None


def _organisation(text: str) -> OrganisationId | None:
    try:
        return OrganisationId(UUID(text)) if text else None
    except ValueError:
        raise ValueError("choisissez la structure dans la liste.") from None
