"""What leaves a year of the fund, on its pages: its rest goes on, and sellers are paid."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from counters import text_of
from lives import ASSOCIATION, SHOP
from orders import FUND, act, arrived, fund_opened, in_stock, order_of, ordered, ready
from people import Person, SignIn

from api import ordering
from api.access import Role
from api.house import House
from api.ordering import HandOver
from ledger.fund import Fund, FundClosed
from ledger.fund_settling import SellerPaid
from ledger.order import CancelReason, Order
from ledger.values import day_of

TODAY = day_of(datetime.now(UTC))
YEAR = TODAY.year
MONTH = f"{TODAY:%Y-%m}-01"
NEXT = UUID(int=801)


@pytest.fixture
def order(house: House) -> Order:
    """It holds 100 € of this year, which is closed with 900 € left; the next year is open."""
    ready(house)
    in_stock(house)
    order = ordered(house)
    closed = FundClosed(happened_at=house.now())
    house.record_events(act(house).author, (FUND, closed), (NEXT, fund_opened(year=YEAR + 1)))
    return order


def available(house: House, fund: UUID) -> int:
    found: Fund = house.ledger.subject(Fund, fund)
    return found.available_cents


def test_what_comes_back_after_the_closing_is_carried_over(
    boss: Person, house: House, order: Order
) -> None:
    assert "À reporter : 900 €" in text_of(boss.get(f"/fonds?exercice={YEAR}"))
    command = str(uuid4())
    for _ in range(2):
        done = boss.submit(f"/fonds/{YEAR}/report", command=command)
        assert done.status_code == 200
        assert "À reporter" not in done.text
    assert (available(house, FUND), available(house, NEXT)) == (0, 900_00)
    ordering.cancel(act(house), order_of(house, order.id), CancelReason.PERSON_GAVE_UP)
    assert "À reporter : 100 €" in text_of(boss.get(f"/fonds?exercice={YEAR}"))
    page = text_of(boss.submit(f"/fonds/{YEAR}/report", command=str(uuid4())))
    assert "Report sur un exercice suivant" in page
    assert (available(house, FUND), available(house, NEXT)) == (0, 1_000_00)
    assert f"exercice {YEAR}" in boss.get(f"/fonds?exercice={YEAR + 1}").text
    sheet = text_of(boss.get(f"/fonds/deliberation?exercice={YEAR}"))
    assert "Reporté sur un exercice suivant" in sheet
    nothing = boss.submit(f"/fonds/{YEAR}/report", command=str(uuid4()))
    assert nothing.status_code == 409
    assert "n’a rien à reporter" in nothing.text


def test_without_an_open_year_nothing_is_carried(boss: Person, house: House) -> None:
    ready(house)
    house.record_events(act(house).author, (FUND, FundClosed(happened_at=house.now())))
    assert "dès que celui-ci est ouvert" in boss.get("/fonds").text
    answer = boss.submit(f"/fonds/{YEAR}/report", command=str(uuid4()))
    assert answer.status_code == 409
    assert "ouvrez-en un d’abord" in answer.text


def handed_over(house: House) -> None:
    in_stock(house)
    ordering.hand_over(act(house), arrived(house), HandOver(slip_checked=True))


def noted(boss: Person, euros: str, command: str = "", **more: str) -> tuple[int, str]:
    known = {"year": str(YEAR), "seller": str(ASSOCIATION), "month": MONTH}
    sent = known | {"amount_cents": euros, "command": command or str(uuid4())} | more
    answer = boss.submit("/fonds/vendeurs", **sent)
    return answer.status_code, text_of(answer)


def test_a_seller_is_paid_what_it_is_owed_and_no_more(
    boss: Person, house: House, sign_in: SignIn
) -> None:
    ready(house)
    handed_over(house)
    page = text_of(boss.get("/fonds/vendeurs"))
    assert f"Le fonds doit encore 100 € aux vendeurs pour {YEAR}." in page
    command = str(uuid4())
    for _ in range(2):
        code, page = noted(boss, "40,50", command)
        assert code == 200
        assert "Le fonds doit encore 59,50 €" in page
    code, page = noted(boss, "59,51")
    assert code == 422
    assert "Il reste 59,50 € à payer" in page
    assert noted(boss, "1", month="2020-02-01")[0] == 422
    assert noted(boss, "1", seller=str(uuid4()))[0] == 422
    assert noted(boss, "rien")[0] == 422
    assert noted(boss, "59,50")[0] == 200
    table = boss.get(f"/fonds/vendeurs.csv?exercice={YEAR}").content.decode("utf-8-sig")
    assert f"{MONTH[:7]};1;100,00;100,00;0,00" in table
    statement = sign_in(Role.OPERATOR, SHOP).get("/releves.csv").content.decode("utf-8-sig")
    assert ";100,00;100,00;0,00" in statement
    assert "Paiement à un vendeur" in text_of(boss.get("/fonds"))
    assert available(house, FUND) == 900_00


def test_a_payment_noted_wrong_is_owed_again(boss: Person, house: House) -> None:
    ready(house)
    handed_over(house)
    noted(boss, "100")
    version = house.ledger.subject_version(FUND)
    path = f"/fonds/vendeurs/{YEAR}/{version}/annuler"
    assert boss.submit(path, command=str(uuid4())).status_code == 422
    other = f"/fonds/vendeurs/{YEAR}/1/annuler"
    assert boss.submit(other, command=str(uuid4()), why="wrong_value").status_code == 422
    command = str(uuid4())
    for _ in range(2):
        page = text_of(boss.submit(path, command=command, why="wrong_value"))
        assert "Le fonds doit encore 100 €" in page
    assert noted(boss, "100")[0] == 200


def test_what_was_refunded_after_it_was_paid_is_owed_to_the_fund(
    boss: Person, house: House
) -> None:
    ready(house)
    handed_over(house)
    noted(boss, "100")
    paid = SellerPaid.model_validate(
        {"happened_at": house.now(), "seller": ASSOCIATION, "month": MONTH, "amount_cents": 25_00}
    )
    house.record_events(act(house).author, (FUND, paid))
    page = text_of(boss.get("/fonds/vendeurs"))
    assert f"Les vendeurs doivent 25 € au fonds pour {YEAR}." in page
    assert noted(boss, "1")[0] == 422


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FUNDER])
def test_who_reads_the_fund_reads_what_sellers_are_owed_and_notes_nothing(
    sign_in: SignIn, house: House, role: Role
) -> None:
    ready(house)
    handed_over(house)
    reader = sign_in(role)
    page = reader.get("/fonds/vendeurs")
    assert page.status_code == 200
    assert "Noter un paiement" not in page.text
    for form in ("vendeurs", f"vendeurs/{YEAR}/2/annuler", f"{YEAR}/report"):
        assert reader.submit(f"/fonds/{form}", command=str(uuid4())).status_code == 403


def test_sellers_of_a_year_without_books_are_not_found(boss: Person) -> None:
    assert boss.get("/fonds/vendeurs?exercice=2011").status_code == 404
    assert boss.submit("/fonds/2011/report", command=str(uuid4())).status_code == 404
    for year in ("2011", "", "demain"):
        sent = {"year": year, "command": str(uuid4())}
        assert boss.submit("/fonds/vendeurs", **sent).status_code == 404
