"""What is printed: the slip to come back with, then the receipt and the guarantee."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from desk import stocked_at
from lives import ASSOCIATION, DESK, SOMEBODY, bound
from orders import BANDS, act, arrived, order_of, ordered
from people import Person

from api import ordering
from api.house import House
from api.ordering import HandOver
from api.pages.orders.papers import months_after
from api.words import day
from ledger.codes import new_code, written
from ledger.order import NoTrainingReason
from ledger.place import PlaceChanged
from ledger.values import Means, PlaceRole
from ledger.workshop import Theme

pytestmark = pytest.mark.usefixtures("stocked")


def printed(person: Person, order: UUID, paper: str) -> str:
    answer = person.get(f"/commandes/{order}/{paper}")
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\u00a0", " ")


def test_the_slip_says_the_code_what_to_do_where_and_what_it_costs(
    house: House, companion: Person
) -> None:
    order = ordered(house)
    slip = printed(companion, order.id, "ticket")
    for shown in (
        written(order.slip), '<svg class="qr"', "France Services de Laragne", "20 €",
        "Montrez ce papier", "/aide", "Ordinateur portable",
    ):  # fmt: skip
        assert shown in slip, shown
    for hidden in (BANDS[1].title, "100 €", "Fonds"):
        assert hidden not in slip, hidden


def test_the_slip_leads_to_the_page_to_show_and_to_the_order(
    house: House, companion: Person
) -> None:
    far = ordered(house)
    assert "déjà ici" not in printed(companion, far.id, "ticket")
    stocked_at(house, DESK)
    here = ordered(house)
    slip = printed(companion, here.id, "ticket")
    for shown in ("L’appareil est déjà ici", 'href="/confiance"', f'href="/commandes/{here.id}"'):
        assert shown in slip, shown


def test_the_slip_of_an_ended_order_is_not_printed(house: House, companion: Person) -> None:
    order = arrived(house)
    assert companion.get(f"/commandes/{order.id}/recu").status_code == 409
    ordering.hand_over(act(house), order, HandOver(slip_checked=True))
    answer = companion.get(f"/commandes/{order.id}/ticket")
    assert answer.status_code == 409
    assert "son ticket ne sert plus" in answer.text


def test_the_receipt_opens_the_guarantee(house: House, stocked: UUID, companion: Person) -> None:
    code = new_code()
    house.record_events(SOMEBODY, (stocked, bound(code)))
    order = arrived(house)
    later = house.now() + timedelta(days=7)
    said = HandOver(
        slip_checked=True,
        no_training=NoTrainingReason.PERSON_TIRED,
        training_at=later,
        theme=Theme.MAIL,
    )
    ordering.hand_over(act(house), order, said)
    receipt = printed(companion, order.id, "recu")
    today = house.today()
    for shown in (
        "Les Ordis du Mélézin", day(today), day(months_after(today, 24)), "24 mois",
        written(code), "120 €", "20 €", "100 €", "Fonds de Solidarité Numérique",
        "reste à payer 20 €", "TVA non applicable", "Écrire et recevoir des courriels",
        "Votre première formation",
    ):  # fmt: skip
        assert shown.replace("\u00a0", " ") in receipt, shown
    assert BANDS[1].title not in receipt
    assert order.slip not in receipt


def test_a_paid_receipt_says_so(house: House, companion: Person) -> None:
    changed = PlaceChanged(
        happened_at=house.now(),
        name="France Services de Laragne",
        commune="05070",
        roles=frozenset(PlaceRole),
        takes_money=True,
    )
    house.record_events(SOMEBODY, (DESK, changed))
    order = arrived(house)
    assert "sur place" in printed(companion, order.id, "ticket")
    paid = HandOver(slip_checked=True, paid=Means.CASH, organisation=ASSOCIATION)
    ordering.hand_over(act(house), order_of(house, order.id), paid)
    assert "payé" in printed(companion, order.id, "recu")
    assert "reste à payer" not in printed(companion, order.id, "recu")


def test_an_order_without_a_device_has_a_slip_all_the_same(house: House, companion: Person) -> None:
    order = ordered(house)
    ordering.found_defective(act(house), order, order.devices[0])
    assert "Votre accompagnant vous dira où payer" in printed(companion, order.id, "ticket")


@pytest.mark.parametrize(
    ("sold", "until"),
    [
        (date(2026, 11, 25), date(2028, 11, 25)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2028, 12, 31)),
    ],
)
def test_a_guarantee_ends_on_a_day_that_exists(sold: date, until: date) -> None:
    assert months_after(sold, 24) == until


def test_the_page_of_an_order_leads_who_prepares_it_to_the_sheet_for_the_box(
    house: House, operator: Person, stocked: UUID
) -> None:
    order, address = ordered(house), f"/appareils/{stocked}/fiche"
    assert order.devices == (stocked,)
    assert address not in operator.get(f"/commandes/{order.id}").text, "it bears the sticker"
    house.record_events(SOMEBODY, (stocked, bound(new_code())))
    assert address in operator.get(f"/commandes/{order.id}").text
    fiche = operator.get(address).text
    for hidden in (written(order.slip), "120 €", "120\u00a0€", str(order.id)):
        assert hidden not in fiche, hidden
