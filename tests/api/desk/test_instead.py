"""Nothing suits, or the money is not there: every refusal says what would be possible instead."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from desk import made, ordered, priced, stocked_at, text_of
from lives import ASSOCIATION, COUNTER, DESK, IN_STOCK, SHOP, SOMEBODY, collected
from orders import FUND, fund_opened, in_stock, ready
from people import Person

from api.house import House
from ledger import Recorded
from ledger.delivery_round import RoundPlanned
from ledger.fund import CeilingsSet
from ledger.order import OrderStage, Shortage, Submitted
from ledger.values import DonorKind

Record = Callable[[], list[Recorded]]


def test_with_nothing_in_stock_the_page_says_what_is_possible(
    house: House, adviser: Person
) -> None:
    ready(house)
    stocked_at(house, COUNTER)
    tuesday = house.today() + timedelta(days=16)
    planned = RoundPlanned(
        happened_at=house.now(), name="Tournée du Buëch", organisation=ASSOCIATION,
        stops=(SHOP, DESK), first_on=tuesday, every_days=30,
    )  # fmt: skip
    house.record_events(SOMEBODY, (uuid4(), planned))
    page = priced(adviser, type="desktop")
    said = text_of(page)
    assert "Rien ne convient aujourd’hui." in said
    assert "Un portable pour les démarches : 1 disponible, à 2 h 56 de route" in said
    assert "La tournée « Tournée du Buëch » passe ici le" in said
    order = made(house, ordered(adviser, page, attendre="stock"))
    assert order.stage == OrderStage.WAITING
    look = text_of(priced(adviser, aspect="A"))
    assert "Le même, dans un autre aspect : 1 disponible" in look
    adapted = text_of(priced(adviser, equipement="large_screen"))
    assert "Le même, sans l’équipement adapté : 1 disponible" in adapted


def test_who_is_outrun_reads_what_is_possible_instead(house: House, adviser: Person) -> None:
    ready(house)
    in_stock(house)
    first, second = priced(adviser), priced(adviser)
    made(house, ordered(adviser, first))
    answer = ordered(adviser, second)
    assert answer.status_code == 409
    assert "quelqu’un vient peut-être de prendre le dernier" in text_of(answer)
    waiting = made(house, ordered(adviser, answer, attendre="stock"))
    assert waiting.stage == OrderStage.WAITING


def test_without_money_a_third_party_or_the_waiting_list_remain(
    house: House, adviser: Person
) -> None:
    ready(house, money_cents=40_00)
    in_stock(house)
    page = priced(adviser)
    assert "Il manque 60 €" in text_of(page)
    assert ordered(adviser, page).status_code == 409
    helped = priced(adviser, tiers=str(ASSOCIATION), part_tiers="60")
    assert "Commander</button>" in helped.text
    order = made(house, ordered(adviser, page, attendre=str(Shortage.MONEY)))
    assert order.stage == OrderStage.WAITING
    assert made(house, ordered(adviser, helped)).fund_cents == 40_00


def test_what_the_fund_never_gives_to_one_order_is_not_worth_waiting_for(
    house: House, adviser: Person, recorded: Record
) -> None:
    ready(house)
    in_stock(house)
    opened = fund_opened()
    ceilings = CeilingsSet(
        happened_at=house.now(),
        order_ceiling_cents=80_00,
        sale_share_percent=opened.sale_share_percent,
    )
    house.record_events(SOMEBODY, (FUND, ceilings))
    page = priced(adviser)
    assert "Mettre sur la liste d’attente" not in page.text
    for wait in ({}, {"attendre": "money"}):
        answer = ordered(adviser, page, **wait)
        assert answer.status_code == 409
        assert "Le fonds peut donner 80 € au plus, pas 100 €" in text_of(answer)
    assert not [each for each in recorded() if isinstance(each.event, Submitted)]


def test_a_public_bodys_gift_is_not_offered_to_who_may_not_have_it(
    house: House, adviser: Person
) -> None:
    ready(house)
    gift = collected(donor=DonorKind.PUBLIC_BODY, free_public_gift=True, lot=None)
    in_stock(house, life=(gift, *IN_STOCK[1:]))
    assert "Commander</button>" in priced(adviser, tranche="1").text
    assert "Rien ne convient aujourd’hui." in text_of(priced(adviser, tranche="4"))
