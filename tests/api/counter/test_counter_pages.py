"""The counter as people use it: without JavaScript, each at their place, each form once."""

import html
import re
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from counters import device_of, keeps, on_the_shelf, sell, sold, text_of, till
from httpx2 import Response
from lives import ASSOCIATION
from orders import ready
from people import Person
from tables import rows_of

from api.house import House
from ledger.codes import written
from ledger.device import Device, Stage


def basket_of(answer: Response) -> list[str]:
    """The codes in the hidden fields of the page that one sells from."""
    form = answer.text.partition('method="post" action="/caisse"')[2].partition("</form>")[0]
    return re.findall(r'name="code" value="([^"]+)"', form)


def checkout(answer: Response, **typed: str | list[str]) -> dict[str, str | list[str]]:
    """What the form of the basket sends."""
    form = answer.text.partition('method="post" action="/caisse"')[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    sent: dict[str, str | list[str]] = {}
    for name, value in hidden:
        sent.setdefault(name, [])
        sent[name] = [*sent[name], value]
    return sent | typed


def receipt_id(answer: Response) -> UUID:
    return UUID(urlsplit(str(answer.url)).path.rpartition("/")[2])


def test_scan_sell_and_print(house: House, cashier: Person) -> None:
    ready(house)
    code = on_the_shelf(house)
    assert "Scannez ou tapez le code" in text_of(cashier.get("/caisse"))
    basket = cashier.get("/caisse", params={"ajouter": f"HTTPS://R05.FR/A/{code}"})
    assert parse_qs(urlsplit(str(basket.url)).query) == {"code": [code]}
    assert "Total : 120 €" in text_of(basket)
    receipt = cashier.post("/caisse", data=checkout(basket, means="card"))
    assert receipt.status_code == 200
    said = text_of(receipt)
    for shown in (
        "Reçu n° 1", "Les Ordis du Mélézin", "Ordinateur portable Lenovo ThinkPad T460",
        written(code), "Payé par carte : 120 €", "TVA non applicable, article 293 B",
        "Garantie de 24 mois, jusqu’au", "C’est vendu",
    ):  # fmt: skip
        assert shown in said, shown
    assert house.ledger.subject(Device, device_of(house, code)).stage == Stage.WITH_OWNER


def test_several_codes_make_one_basket_and_one_can_be_removed(
    house: House, cashier: Person
) -> None:
    ready(house)
    codes = [on_the_shelf(house), on_the_shelf(house)]
    basket = cashier.get(
        "/caisse", params={"ajouter": f"{written(codes[0])}\n{codes[1]} {codes[1]}"}
    )
    assert basket_of(basket) == codes
    [first, _] = re.findall(r'class="button quiet" href="(/caisse\?[^"]*)"', basket.text)
    assert basket_of(cashier.get(html.unescape(first))) == codes[1:]


def test_accessories_join_the_basket(house: House, cashier: Person) -> None:
    ready(house)
    basket = cashier.get("/caisse", params={"quoi": "mouse", "combien": "2", "prix": "3,50"})
    assert "Souris × 2" in text_of(basket)
    assert "Total : 7 €" in text_of(basket)
    receipt = cashier.post("/caisse", data=checkout(basket, means="cash"))
    assert "2 × 3,50 €" in text_of(receipt)
    assert till(house).drawer_cents == 7_00
    for wrong in ({"quoi": "mouse", "prix": "gratuit"}, {"quoi": "piano", "prix": "2"},
                  {"quoi": "mouse", "combien": "51", "prix": "2"}):  # fmt: skip
        assert cashier.get("/caisse", params=wrong).status_code == 422


def test_what_cannot_be_sold_stays_out_of_the_basket(house: House, cashier: Person) -> None:
    ready(house)
    sold_already = on_the_shelf(house)
    sell(house, sold_already)
    answer = cashier.get("/caisse", params={"ajouter": sold_already})
    assert (answer.status_code, basket_of(answer)) == (409, [])
    assert "déjà parti" in text_of(answer)
    assert cashier.get("/caisse", params={"ajouter": "7KM"}).status_code == 404


def test_what_was_sold_meanwhile_can_only_be_removed(house: House, cashier: Person) -> None:
    ready(house)
    code = on_the_shelf(house)
    basket = cashier.get("/caisse", params={"code": code})
    sell(house, code)
    again = cashier.get("/caisse", params={"code": code})
    assert "Retirez ce qui ne se vend pas" in text_of(again)
    assert "Encaisser" not in again.text
    answer = cashier.post("/caisse", data=checkout(basket, means="cash"))
    assert answer.status_code == 409
    assert "déjà parti" in text_of(answer)
    assert len(till(house).receipts) == 1


def test_the_minimum_is_told_at_the_counter(house: House, cashier: Person) -> None:
    ready(house)
    code = on_the_shelf(house)
    keeps(house, 1)
    answer = cashier.get("/caisse", params={"ajouter": code})
    assert answer.status_code == 409
    assert "garde un minimum pour la prescription" in text_of(answer)


def test_the_rest_is_paid_by_the_means_that_is_chosen(house: House, cashier: Person) -> None:
    ready(house)
    basket = cashier.get("/caisse", params={"code": on_the_shelf(house)})
    typed = {"fund": "40", "third": "30", "third_party": str(ASSOCIATION), "paid_cheque": "20,50"}
    receipt = cashier.post("/caisse", data=checkout(basket, means="cash", **typed))
    row = sold(house, receipt_id(receipt)).sale
    paid_by = {each["means"]: each["paid_cents"] for each in row.payments}
    assert paid_by == {"cash": 29_50, "cheque": 20_50}
    assert (row.fund_cents, row.third_party_cents) == (40_00, 30_00)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Il manque 120 €"),
        ({"means": "cash", "fund": "121"}, "C’est 1 € de trop"),
        ({"means": "cash", "fund": "beaucoup"}, "Écrivez un nombre"),
        ({"means": "cash", "third": "20"}, "il faut sa structure et son montant"),
        ({"means": "cash", "third": "20", "third_party": "x"}, "choisissez la structure"),
        ({"means": "cash", "third": "20", "third_party": str(uuid4())}, "n’est pas au registre"),
        ({"means": "cash", "fund": "9" * 20}, "trop"),
        ({"means": "cash", "paid_card": "9" * 20}, "trop"),
        ({"means": "cash", "total": "9" * 30}, "trop"),
        ({"means": "cash", "total": "²"}, "Il manque"),
    ],
)
def test_a_payment_that_does_not_add_up_is_refused(
    house: House, cashier: Person, typed: dict[str, str], said: str
) -> None:
    ready(house)
    basket = cashier.get("/caisse", params={"code": on_the_shelf(house)})
    answer = cashier.post("/caisse", data=checkout(basket, **typed))
    assert answer.status_code in {404, 422}
    assert said in text_of(answer)
    assert basket_of(answer) == basket_of(basket)


def test_a_fund_that_cannot_give_says_how_much_it_can(house: House, cashier: Person) -> None:
    ready(house, money_cents=10_00)
    basket = cashier.get("/caisse", params={"code": on_the_shelf(house)})
    answer = cashier.post("/caisse", data=checkout(basket, means="cash", fund="20"))
    assert answer.status_code == 409
    assert "Le fonds peut donner 10 € au plus" in text_of(answer)


def test_a_sale_sent_twice_is_made_once(house: House, cashier: Person) -> None:
    ready(house)
    form = checkout(cashier.get("/caisse", params={"code": on_the_shelf(house)}), means="cash")
    first, again = cashier.post("/caisse", data=form), cashier.post("/caisse", data=form)
    assert first.url == again.url
    assert len(till(house).receipts) == 1


@pytest.mark.parametrize("query", ["accessoire=x", "accessoire=mouse:0:1", "echange=x"])
def test_a_basket_that_does_not_read_is_refused(cashier: Person, query: str) -> None:
    assert cashier.get(f"/caisse?{query}").status_code == 422


@pytest.mark.parametrize("total", ["", "9" * 5_000])
def test_an_empty_basket_is_not_sold(cashier: Person, total: str) -> None:
    answer = cashier.submit("/caisse", command=str(uuid4()), means="cash", total=total)
    assert answer.status_code == 422
    assert rows_of(cashier.get("/caisse/ventes.csv")) == []
