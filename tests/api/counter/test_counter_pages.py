"""The counter as people use it: without JavaScript, each at their place, each form once."""

import html
import re
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from counters import device_of, keeps, on_the_shelf, paid, sell, sold, till
from httpx2 import Response
from lives import ASSOCIATION, COUNTER, DESK, SHOP
from orders import act, ready
from people import Person, SignIn
from tables import rows_of

from api import selling
from api.access import Role
from api.house import House
from api.selling import Basket
from ledger.codes import written
from ledger.device import Device, Stage
from ledger.till import Accessory, AccessoryLine, RefundReason
from ledger.values import Means


@pytest.fixture
def cashier(sign_in: SignIn) -> Person:
    return sign_in(Role.COUNTER, COUNTER)


def text_of(answer: Response) -> str:
    return html.unescape(answer.text).replace("\u00a0", " ")


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
        written(code), "Payé par carte : 120 €", "TVA non applicable, article 293 B du CGI",
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


def test_a_refund_and_an_exchange_from_the_receipt(house: House, cashier: Person) -> None:
    ready(house)
    first, second = on_the_shelf(house), on_the_shelf(house)
    sale = sell(house, first, second, cents=240_00)
    path = f"/caisse/ventes/{sale}"
    form = {"back": str(device_of(house, first)), "means": "cash", "command": str(uuid4())}
    nothing = cashier.submit(f"{path}/rembourser", **form | {"reason": ""})
    assert nothing.status_code == 422
    assert "Dites pourquoi." in text_of(nothing)
    for _ in range(2):
        done = cashier.submit(f"{path}/rembourser", **form, reason="changed_mind")
        assert done.status_code == 200
        assert "Remboursé 120 €" in text_of(done)
    other = form | {"back": str(device_of(house, second)), "command": str(uuid4())}
    basket = cashier.submit(f"{path}/rembourser", **other, reason="exchanged")
    assert "Échange : le reçu n° 1 est remboursé de 120 €" in text_of(basket)
    assert till(house).drawer_cents == 0
    assert "Garantie de 24 mois" not in text_of(cashier.get(path))


@pytest.mark.parametrize("paper", ["a5", "80", "58", "poster"])
def test_a_receipt_fits_its_paper(house: House, cashier: Person, paper: str) -> None:
    ready(house)
    sale = sell(house, on_the_shelf(house))
    page = cashier.get(f"/caisse/ventes/{sale}?papier={paper}")
    expected = "a5" if paper == "poster" else paper
    assert f'href="/static/paper-{expected}.css"' in page.text
    assert cashier.get(f"/static/paper-{expected}.css").status_code == 200


def test_the_day_is_closed_by_a_count(house: House, cashier: Person) -> None:
    ready(house)
    sell(house, on_the_shelf(house))
    selling.sell(act(house), COUNTER, Basket((on_the_shelf(house),)), paid(120_00, Means.CARD))
    page = text_of(cashier.get("/caisse/journee"))
    assert "il devrait y avoir 120 €" in page
    assert "Ventes</dt><dd>240 €" in page
    form = {"expected": "12000", "counted": "119,50", "kept": "50", "command": str(uuid4())}
    for _ in range(2):
        done = cashier.submit("/caisse/journee", **form)
        assert done.status_code == 200
        assert "\u22120,50 €" in text_of(done)
    assert till(house).drawer_cents == 50_00
    moved = cashier.submit("/caisse/journee", **form | {"command": str(uuid4())})
    assert moved.status_code == 409
    assert "La caisse a bougé depuis" in text_of(moved)


@pytest.mark.parametrize(
    ("counted", "kept"), [("", ""), ("x", ""), ("10", "20"), ("9" * 12, ""), ("1,234", "")]
)
def test_a_count_that_cannot_be_is_refused(
    house: House, cashier: Person, counted: str, kept: str
) -> None:
    ready(house)
    form = {"expected": "0", "counted": counted, "kept": kept, "command": str(uuid4())}
    assert cashier.submit("/caisse/journee", **form).status_code == 422


def test_the_first_count_says_what_the_drawer_begins_with(house: House, cashier: Person) -> None:
    form = {"expected": "0", "counted": "60", "kept": "60", "command": str(uuid4())}
    assert cashier.submit("/caisse/journee", **form).status_code == 200
    assert till(house).drawer_cents == 60_00


@pytest.mark.parametrize("day", ["hier", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_is_none_is_refused(cashier: Person, day: str) -> None:
    assert cashier.get(f"/caisse/journee?jour={day}").status_code == 422
    assert cashier.get(f"/caisse/journal.csv?du={day}").status_code == 422


def test_the_journal_balances_line_by_line(house: House, cashier: Person) -> None:
    ready(house)
    code = on_the_shelf(house)
    bag = AccessoryLine(accessory=Accessory.BAG, quantity=2, unit_cents=4_75)
    sale = selling.sell(act(house), COUNTER, Basket((code,), (bag,)), paid(89_50, fund_cents=40_00))
    back = frozenset({device_of(house, code)})
    returning = selling.Returning(back, RefundReason.BREAKDOWN, Means.CASH, accessories=True)
    selling.refund(act(house), COUNTER, sale, returning)
    rows = rows_of(cashier.get("/caisse/journal.csv"))
    assert rows[0] | {"Date": "", "Heure": ""} == {
        "Date": "", "Heure": "", "Reçu": "1", "Opération": "vente", "Nature": "article",
        "Libellé": "Ordinateur portable Lenovo ThinkPad T460", "Code": written(code),
        "Quantité": "1", "Prix unitaire": "120,00", "Montant": "120,00",
    }  # fmt: skip
    for done in ("vente", "remboursement"):
        amounts = {
            nature: sum(
                cents(row["Montant"])
                for row in rows
                if (row["Opération"], row["Nature"]) == (done, nature)
            )
            for nature in ("article", "règlement")
        }
        assert (
            amounts["article"] == amounts["règlement"] == (129_50 if done == "vente" else -129_50)
        )
    receipts = rows_of(cashier.get("/caisse/ventes.csv"))
    assert [row["Total"] for row in receipts] == ["129,50", "-129,50"]
    assert [row["Fonds"] for row in receipts] == ["40,00", "-40,00"]
    assert cashier.get("/caisse/ventes.csv?du=2026-03-02&au=2026-03-01").status_code == 422


def cents(text: str) -> int:
    return int(text.replace(",", ""))


PATHS = ("/caisse", "/caisse/journee", "/caisse/journal.csv", "/caisse/ventes.csv")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COUNTER])
def test_only_a_counter_sells(house: House, sign_in: SignIn, role: Role) -> None:
    ready(house)
    sale = sell(house, on_the_shelf(house))
    person = sign_in(role)
    for path in (*PATHS, f"/caisse/ventes/{sale}"):
        assert person.get(path).status_code == 403, path
    for path in ("/caisse", "/caisse/journee", f"/caisse/ventes/{sale}/rembourser"):
        assert person.submit(path, command=str(uuid4())).status_code == 403, path
    assert len(till(house).receipts) == 1


def test_the_till_of_another_place_is_closed_to_them(house: House, sign_in: SignIn) -> None:
    ready(house)
    sale = sell(house, on_the_shelf(house))
    other = sign_in(Role.COUNTER, DESK)
    path = f"/caisse/ventes/{sale}"
    assert other.get(path).status_code == 403
    assert other.submit(f"{path}/rembourser", command=str(uuid4())).status_code == 403
    assert rows_of(other.get("/caisse/journal.csv")) == []
    assert "n’encaisse pas d’argent" in text_of(other.get("/caisse"))
    assert other.submit("/caisse", command=str(uuid4())).status_code == 409
    assert other.get(f"/caisse/ventes/{uuid4()}").status_code == 404


def test_a_form_of_another_site_sells_nothing(house: House, cashier: Person) -> None:
    ready(house)
    sale = sell(house, on_the_shelf(house))
    for path in ("/caisse", "/caisse/journee", f"/caisse/ventes/{sale}/rembourser"):
        assert cashier.post(path, data={"command": str(uuid4())}).status_code == 403, path


def test_nobody_else_does(app_client: Person) -> None:
    for path in (*PATHS, "/panne"):
        assert app_client.get(path, follow_redirects=False).status_code == 303


def test_a_shop_that_takes_no_money_counts_none(sign_in: SignIn) -> None:
    person = sign_in(Role.COUNTER, SHOP)
    form = {"expected": "0", "counted": "5", "kept": "0", "command": str(uuid4())}
    answer = person.submit("/caisse/journee", **form)
    assert answer.status_code == 409
    assert "n’encaisse pas d’argent" in text_of(answer)
