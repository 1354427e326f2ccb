"""Receipts, the close of a day, and the files of a till, as people use them."""

from uuid import uuid4

import pytest
from counters import device_of, on_the_shelf, paid, sell, text_of, till
from lives import COUNTER
from orders import act, ready
from people import Person
from tables import rows_of

from api import selling
from api.house import House
from api.selling import Basket
from ledger.codes import written
from ledger.till import Accessory, AccessoryLine, RefundReason
from ledger.values import Means


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
    more = {"ajouter": on_the_shelf(house), "echange": str(sale)}
    assert "Échange : le reçu n° 1" in text_of(cashier.get("/caisse", params=more))
    assert till(house).drawer_cents == 0
    assert "Garantie de 24 mois" not in text_of(cashier.get(path))


def test_a_part_of_the_price_is_written_and_told_on_receipt_and_journal(
    house: House, cashier: Person
) -> None:
    ready(house)
    code = on_the_shelf(house)
    sale = sell(house, code)
    path = f"/caisse/ventes/{sale}"
    form = {"reason": "breakdown", "means": "cash"}
    for amount, said in (("200", "on peut rendre 120 € au plus"), ("dix", "Écrivez un nombre")):
        sent = form | {"amount_cents": amount, "command": str(uuid4())}
        refused = cashier.submit(f"{path}/rembourser", **sent)
        assert refused.status_code == 422
        assert said in text_of(refused)
        assert f'value="{amount}"' in refused.text
    some = form | {"amount_cents": "20,50", "command": str(uuid4())}
    page = text_of(cashier.submit(f"{path}/rembourser", **some))
    assert "Remboursé 20,50 €" in page
    assert "l’appareil n’est pas repris" in page
    assert "Garantie de 24 mois" in page
    back = form | {"back": str(device_of(house, code)), "amount_cents": "60"}
    page = text_of(cashier.submit(f"{path}/rembourser", **back, command=str(uuid4())))
    assert "C’est une partie du prix de l’appareil, qui est repris." in page
    rows = [
        row for row in rows_of(cashier.get("/caisse/journal.csv")) if row["Nature"] == "article"
    ]
    assert [(row["Libellé"].split(" ")[0], row["Montant"]) for row in rows] == [
        ("Ordinateur", "120,00"),
        ("Partie", "-20,50"),
        ("Ordinateur", "-120,00"),
        ("Partie", "60,00"),
    ]
    assert "39,50 €" in text_of(cashier.get("/caisse/journee"))
    assert till(house).drawer_cents == 39_50


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
