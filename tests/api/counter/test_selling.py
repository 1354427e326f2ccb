"""A sale and what comes back of it: devices, money, fund and till move together, to the cent."""

from datetime import date

import lives
import pytest
from counters import (
    ON_THE_COUNTER,
    a_set,
    available,
    device_of,
    keeps,
    on_the_shelf,
    paid,
    sell,
    sold,
    till,
)
from lives import ASSOCIATION, COUNTER, SHOP
from orders import act, published, ready

from api import selling
from api.house import House
from api.selling import Basket, NotForSale, guaranteed_until
from ledger import device as d
from ledger.device import Device, Stage
from ledger.errors import CeilingReached
from ledger.tariff import TARIFF
from ledger.till import Accessory, AccessoryLine, RefundReason
from ledger.values import DonorKind, Means

CHANGED_MIND = RefundReason.CHANGED_MIND


def stage(house: House, code: str) -> str:
    device: Device = house.ledger.subject(Device, device_of(house, code))
    return device.stage


def test_the_first_sale_of_a_place_opens_its_till(house: House) -> None:
    ready(house)
    code = on_the_shelf(house)
    sale = sell(house, code)
    assert stage(house, code) == Stage.WITH_OWNER
    assert till(house).receipts[sale].number == 1
    assert (till(house).place, till(house).seller) == (COUNTER, ASSOCIATION)
    assert till(house).drawer_cents == 120_00


def test_a_share_of_what_was_paid_goes_to_the_fund(house: House) -> None:
    ready(house)
    sell(house, on_the_shelf(house))
    assert available(house) == 1_006_00, "5 % of 120 €"


def test_the_fund_and_a_third_party_pay_their_part_at_the_till(house: House) -> None:
    ready(house)
    sale = sell(
        house,
        on_the_shelf(house),
        cents=19_99,
        fund_cents=80_01,
        third_party=ASSOCIATION,
        third_party_cents=20_00,
    )
    row = sold(house, sale).sale
    assert (row.paid_cents, row.fund_cents, row.third_party_cents) == (19_99, 80_01, 20_00)
    assert available(house) == 1_000_00 - 80_01 + 99, "its share is rounded down"


def test_the_fund_gives_no_more_than_its_ceiling(house: House) -> None:
    ready(house, money_cents=50_00)
    code = on_the_shelf(house)
    with pytest.raises(CeilingReached):
        sell(house, code, cents=60_00, fund_cents=60_00)
    assert stage(house, code) == Stage.STOCKED
    assert available(house) == 50_00


def test_without_a_fund_nothing_is_spent_nor_credited(house: House) -> None:
    house.record_events(lives.SOMEBODY, (TARIFF, published()))
    code = on_the_shelf(house)
    with pytest.raises(NotForSale, match="fonds de cette année n’est pas ouvert"):
        sell(house, code, cents=60_00, fund_cents=60_00)
    sell(house, code)
    assert stage(house, code) == Stage.WITH_OWNER


def test_a_sale_sent_twice_is_one_sale(house: House) -> None:
    ready(house)
    basket, once = Basket((on_the_shelf(house),)), act(house)
    first, again = (selling.sell(once, COUNTER, basket, paid(120_00)) for _ in range(2))
    assert first == again
    assert len(till(house).receipts) == 1
    assert available(house) == 1_006_00


def test_accessories_are_sold_untraced(house: House) -> None:
    ready(house)
    mice = AccessoryLine(accessory=Accessory.MOUSE, quantity=2, unit_cents=3_50)
    sale = selling.sell(act(house), COUNTER, Basket((), (mice,)), paid(7_00, Means.CARD))
    assert sold(house, sale).sale.total_cents == 7_00
    assert till(house).drawer_cents == 0, "paid by card"


def test_a_set_is_sold_whole_for_one_price(house: House) -> None:
    ready(house)
    tower, screen = a_set(house)
    sale = sell(house, screen, tower)
    assert (stage(house, tower), stage(house, screen)) == (Stage.WITH_OWNER, Stage.WITH_OWNER)
    prices = sold(house, sale).prices
    assert prices == {device_of(house, tower): 120_00, device_of(house, screen): 0}


@pytest.mark.parametrize(
    ("life", "said"),
    [
        ((*ON_THE_COUNTER, lives.reserved()), "réservé pour une commande de prescription"),
        ((*ON_THE_COUNTER, lives.sold()), "déjà parti"),
        ((*ON_THE_COUNTER, lives.sold(), lives.returned(place=COUNTER)), "en réparation"),
        ((*ON_THE_COUNTER, lives.shipped(origin=COUNTER, destination=SHOP)), "en route"),
        (lives.IN_STOCK, "au lieu «\u00a0Atelier de Gap\u00a0»"),
        (ON_THE_COUNTER[:-1], "mettez-le d’abord en stock"),
        ((lives.collected(), lives.received(place=COUNTER)), "n’a pas encore son label"),
    ],
    ids=["reserved", "sold", "in repair", "on the road", "elsewhere", "labelled", "received"],
)
def test_what_cannot_be_sold_says_what_to_do(
    house: House, life: tuple[d.DeviceEvent, ...], said: str
) -> None:
    ready(house)
    code = on_the_shelf(house, life=life)
    with pytest.raises(NotForSale, match=said):
        sell(house, code)


def test_a_public_gift_is_for_prescription(house: House) -> None:
    ready(house)
    gift = lives.collected(lot=None, donor=DonorKind.PUBLIC_BODY, free_public_gift=True)
    code = on_the_shelf(house, life=(gift, *ON_THE_COUNTER[1:]))
    with pytest.raises(NotForSale, match="la loi le réserve à la prescription"):
        sell(house, code)


def test_an_unknown_origin_does_not_leave(house: House) -> None:
    ready(house)
    strange = lives.collected(lot=None, donor=DonorKind.UNKNOWN)
    code = on_the_shelf(house, life=(strange, *ON_THE_COUNTER[1:]))
    with pytest.raises(NotForSale, match="Personne n’a dit d’où vient cet appareil"):
        sell(house, code)


def test_without_a_line_in_the_grid_there_is_no_price(house: House) -> None:
    code = on_the_shelf(house)
    with pytest.raises(NotForSale, match="pas de prix public pour ce type"):
        sell(house, code)


@pytest.mark.parametrize("code", ["nothing", "7KM-4QX-2HZ", ""])
def test_a_code_that_leads_nowhere_is_refused(house: House, code: str) -> None:
    ready(house)
    with pytest.raises(NotForSale):
        sell(house, code)


def test_the_minimum_kept_for_prescription_stays_on_the_shelf(house: House) -> None:
    ready(house)
    first, second = on_the_shelf(house), on_the_shelf(house)
    keeps(house, 1)
    with pytest.raises(NotForSale, match="garde un minimum pour la prescription"):
        sell(house, first, second, cents=240_00)
    sell(house, first)
    with pytest.raises(NotForSale, match="garde un minimum pour la prescription"):
        sell(house, second)
    keeps(house, 0)
    sell(house, second)


@pytest.mark.parametrize(("cents", "said"), [(119_99, "Il manque"), (120_01, "de trop")])
def test_what_is_paid_is_the_price(house: House, cents: int, said: str) -> None:
    ready(house)
    code = on_the_shelf(house)
    with pytest.raises(NotForSale, match=said):
        sell(house, code, cents=cents)
    assert stage(house, code) == Stage.STOCKED


def test_a_guarantee_lasts_two_years() -> None:
    assert guaranteed_until(date(2026, 3, 31)) == date(2028, 3, 31)
    assert guaranteed_until(date(2028, 2, 29)) == date(2030, 2, 28)
