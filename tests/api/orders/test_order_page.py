"""The page of an order, from the shelf of one place to the hands of a person at another."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from lives import COUNTER, DESK, SHOP, SOMEBODY, received, scheduled, shipped
from order_forms import form_of, is_done, page_of, take
from orders import BANDS, FUND, act, arrived, asked, in_stock, order_of, ordered
from people import Person

from api import ordering
from api.house import House
from ledger.codes import written
from ledger.device import Device, Stage
from ledger.fund import Fund
from ledger.order import OrderStage, Payer, Shortage
from ledger.place import PlaceChanged
from ledger.values import PlaceRole
from projections import orders

pytestmark = pytest.mark.usefixtures("stocked")

BAND = BANDS[1].title
"""What ``orders.asked`` declares."""


def stage(house: House, order: UUID) -> str:
    return order_of(house, order).stage


def takes_money(house: House) -> None:
    """The desk may take money from now on."""
    changed = PlaceChanged(
        happened_at=house.now(),
        name="France Services de Laragne",
        commune="05070",
        roles=frozenset(PlaceRole),
        takes_money=True,
    )
    house.record_events(SOMEBODY, (DESK, changed))


HANDED = {"training": "done"}


def test_from_the_shelf_to_the_person_by_the_forms_of_the_page(
    house: House, stocked: UUID, operator: Person, companion: Person
) -> None:
    order = ordered(house).id
    for person, step, then in (
        (operator, "preparer", OrderStage.PREPARED),
        (operator, "envoyer", OrderStage.SHIPPED),
        (companion, "arrivee", OrderStage.ARRIVED),
    ):
        assert is_done(take(person, order, step))
        assert stage(house, order) == then
    slip = written(order_of(house, order).slip)
    assert is_done(take(companion, order, "remettre", slip=slip, **HANDED))
    assert stage(house, order) == OrderStage.HANDED_OVER
    assert house.ledger.subject(Device, stocked).stage == Stage.WITH_OWNER
    life = [page_of(person, order) for person in (operator, companion)]
    for told in ("Commande faite à", "Réservée chez Atelier de Gap", "Envoyée.", "Ticket présenté"):
        assert all(told in text for text in life), told


def test_what_is_asked_promised_and_paid_is_on_the_page(house: House, companion: Person) -> None:
    text = page_of(companion, ordered(house).id)
    for shown in (
        "Démarches administratives", "Ordinateur portable", "Lenovo ThinkPad T460",
        "Atelier de Gap sert cette commande", "de route", "Prévue vers le",
        "120 €", "20 €", "100 €", "engagé", "n’encaisse pas d’argent",
        "Ressourcerie de Briançon", "Les Ordis du Mélézin",
    ):  # fmt: skip
        assert shown in text, shown


def test_the_next_step_comes_first_and_the_others_say_why_not(
    house: House, operator: Person, companion: Person
) -> None:
    order = ordered(house).id
    served, asked = page_of(operator, order), page_of(companion, order)
    assert "À faire maintenant : préparer la commande." in served
    assert "C’est à un prescripteur de ce lieu de le faire" in served
    assert "Rien à faire ici pour vous." in asked
    assert "n’est pas encore parti (Atelier de Gap)" in asked
    assert f'/commandes/{order}/envoyer"' not in asked


def test_a_device_that_was_there_all_along_is_confirmed(house: House, operator: Person) -> None:
    order = ordered(house, place=SHOP).id
    assert "il n’y a rien à envoyer" in page_of(operator, order)
    assert is_done(take(operator, order, "arrivee"))
    assert stage(house, order) == OrderStage.ARRIVED


def test_the_declared_band_is_read_by_who_acts_on_the_open_order_only(
    house: House, operator: Person, companion: Person, coordinator: Person
) -> None:
    order = ordered(house)
    assert BAND in page_of(companion, order.id)
    assert BAND in page_of(operator, order.id)
    assert BAND not in page_of(coordinator, order.id)
    for person in (companion, operator, coordinator):
        assert BAND not in person.get("/commandes").text
    take(companion, order.id, "annuler", reason="person_gave_up")
    for person in (companion, operator):
        assert BAND not in page_of(person, order.id)


def test_a_destroyed_key_is_said_and_breaks_nothing(house: House, companion: Person) -> None:
    order = ordered(house).id
    house.vault.destroy(order)
    assert "elle n’est plus lisible" in page_of(companion, order)


def test_a_hand_over_asks_for_the_slip_and_the_training(house: House, companion: Person) -> None:
    order = arrived(house).id
    nothing = take(companion, order, "remettre")
    assert nothing.status_code == 422
    assert "Tapez le code du ticket" in nothing.text
    assert "Dites si la première formation est faite." in nothing.text
    for slip, said in (("ABC", "vérifiez les six"), ("000000", "une autre commande")):
        assert said in take(companion, order, "remettre", slip=slip, **HANDED).text
    booked = take(companion, order, "remettre", lost="1", training="booked")
    assert "Dites pourquoi" in booked.text
    assert "Dites pour quand" in booked.text
    assert stage(house, order) == OrderStage.ARRIVED


def test_a_lost_slip_and_a_training_on_another_day_are_told(
    house: House, companion: Person
) -> None:
    order = arrived(house).id
    later = (house.now() + timedelta(days=7)).strftime("%Y-%m-%dT10:00")
    booked = {"training": "booked", "no_training": "person_tired", "training_at": later}
    assert is_done(take(companion, order, "remettre", lost="1", **booked))
    text = page_of(companion, order)
    assert "Ticket perdu, commande retrouvée par sa date." in text
    assert "la personne préfère revenir" in text
    with house.pool.connection() as connection:
        row = orders.read(connection, order)
    assert row
    assert row.training_done is False


def test_the_person_pays_where_the_place_takes_money(house: House, companion: Person) -> None:
    takes_money(house)
    order = arrived(house).id
    assert "Dites comment la personne paie." in (
        take(companion, order, "remettre", lost="1", **HANDED).text
    )
    assert is_done(take(companion, order, "remettre", lost="1", means="cash", **HANDED))
    assert order_of(house, order).paid_cents == {Payer.PERSON: 20_00}
    assert "Paiement reçu à France Services de Laragne : 20 €, espèces" in page_of(companion, order)


def test_a_desk_that_takes_no_money_is_not_asked_how_one_pays(
    house: House, companion: Person
) -> None:
    order = arrived(house).id
    assert 'name="means"' not in page_of(companion, order)
    assert is_done(take(companion, order, "remettre", lost="1", means="cash", **HANDED))
    assert order_of(house, order).paid_cents == {}


def test_the_seller_records_what_the_person_pays_at_its_till(house: House, till: Person) -> None:
    order = ordered(house).id
    paid = {"payer": "person", "paid_cents": "20", "means": "card"}
    assert is_done(take(till, order, "paiement", **paid))
    assert order_of(house, order).paid_cents == {Payer.PERSON: 20_00}
    assert "Tout est payé." in page_of(till, order)


def test_a_payment_written_down_wrong_is_annulled_and_due_again(house: House, till: Person) -> None:
    order = ordered(house).id
    assert "Aucun paiement n’est noté." in page_of(till, order)
    paid = {"payer": "person", "paid_cents": "20", "means": "card"}
    assert is_done(take(till, order, "paiement", **paid))
    [version] = re.findall(r'name="payment" value="([^"]+)"', page_of(till, order))
    assert take(till, order, "paiement-faux").status_code == 422
    assert take(till, order, "paiement-faux", payment="1").status_code == 422
    assert is_done(take(till, order, "paiement-faux", payment=version))
    assert order_of(house, order).paid_cents == {}
    assert "<del>Paiement reçu" in page_of(till, order)
    assert is_done(take(till, order, "paiement", **paid | {"means": "cash"}))


def test_a_workshop_to_come_is_joined_to_the_hand_over(house: House, companion: Person) -> None:
    workshop = uuid4()
    coming = scheduled(starts_at=house.now() + timedelta(days=3))
    house.record_events(SOMEBODY, (workshop, coming))
    order = arrived(house).id
    answer = take(companion, order, "remettre", lost="1", workshop=str(workshop), **HANDED)
    assert is_done(answer)
    receipt = companion.get(f"/commandes/{order}/recu").text
    assert "Un atelier vous attend" in receipt
    assert "Premiers pas" in receipt


def test_the_person_may_pay_less_and_the_fund_more(house: House, companion: Person) -> None:
    order = ordered(house).id
    shares = {"person_cents": "5", "third_party_cents": "0"}
    assert is_done(take(companion, order, "parts", fund_cents="115", **shares))
    fund: Fund = house.ledger.subject(Fund, FUND)
    assert dict(fund.committed_cents) == {order: 115_00}
    more = {"person_cents": "20", "third_party_cents": "0", "fund_cents": "100"}
    refused = take(companion, order, "parts", **more)
    assert refused.status_code == 409
    assert "La personne ne paie jamais plus" in refused.text
    wrong = take(companion, order, "parts", fund_cents="10", **shares)
    assert "ne font pas le prix" in wrong.text
    ceiling = take(companion, order, "parts", person_cents="0", fund_cents="1000")
    assert "Le fonds peut donner" in ceiling.text


def test_a_share_never_falls_below_what_was_paid(
    house: House, till: Person, companion: Person
) -> None:
    order = ordered(house).id
    take(till, order, "paiement", payer="person", paid_cents="20", means="card")
    less = {"person_cents": "5", "third_party_cents": "0", "fund_cents": "115"}
    refused = take(companion, order, "parts", **less)
    assert "Cette part est déjà payée" in refused.text


def test_a_defect_sends_the_device_back_to_the_bench_and_the_order_waits(
    house: House, stocked: UUID, operator: Person
) -> None:
    order = ordered(house).id
    assert is_done(take(operator, order, "defaut", device=str(stocked)))
    assert stage(house, order) == OrderStage.WAITING
    assert house.ledger.subject(Device, stocked).stage == Stage.IN_WORKSHOP


def test_a_defect_on_arrival_is_said_by_who_receives_and_the_device_goes_back(
    house: House, stocked: UUID, operator: Person, companion: Person
) -> None:
    order = ordered(house).id
    take(operator, order, "envoyer")
    assert "Il est ici, et repart vers Atelier de Gap." in page_of(companion, order)
    assert "Il est revenu chez Atelier de Gap." in page_of(operator, order)
    assert is_done(take(companion, order, "defaut", device=str(stocked)))
    device = house.ledger.subject(Device, stocked)
    assert (device.stage, device.sent_to, stage(house, order)) == (
        Stage.IN_WORKSHOP, SHOP, OrderStage.WAITING,
    )  # fmt: skip
    assert "Réservation libérée : un défaut" in page_of(companion, order)


def test_a_defect_before_the_hand_over_asks_where_the_device_goes(
    house: House, stocked: UUID, operator: Person, companion: Person
) -> None:
    order = arrived(house).id
    assert f'/commandes/{order}/defaut"' not in page_of(operator, order)
    assert "C’est à un prescripteur de ce lieu de le faire" in page_of(operator, order)
    unsaid = take(companion, order, "defaut", device=str(stocked), way="back_already")
    assert unsaid.status_code == 422
    assert "Dites où est l’appareil." in unsaid.text
    spare = in_stock(house)
    assert is_done(take(companion, order, "defaut", device=str(stocked), way="stays"))
    again = order_of(house, order)
    assert (again.stage, again.devices) == (OrderStage.RESERVED, (spare,))
    assert house.ledger.subject(Device, stocked).place == DESK


def test_a_waiting_order_may_be_given_up(house: House, companion: Person) -> None:
    order = ordering.submit(act(house), asked(), wait=Shortage.STOCK).order
    assert "Aucun appareil ne convient pour l’instant." in page_of(companion, order)
    assert is_done(take(companion, order, "sans-solution", shortage="stock"))
    assert stage(house, order) == OrderStage.UNMET
    closed = page_of(companion, order)
    assert "Sans solution. Une autre commande peut être faite." in closed
    assert "Plus rien n’est promis." in closed
    assert "Le paiement ira" not in closed


def test_a_form_sent_twice_is_recorded_once(house: House, operator: Person) -> None:
    order = ordered(house).id
    sent = form_of(operator, order, "preparer")
    path = f"/commandes/{order}/preparer"
    answers = [operator.post(path, data=sent, follow_redirects=False) for _ in range(2)]
    assert all(map(is_done, answers))
    assert len(house.ledger.life(order)) == 3


def test_who_looked_before_somebody_acted_is_told(
    house: House, operator: Person, companion: Person
) -> None:
    order = ordered(house).id
    late = form_of(companion, order, "annuler", reason="person_gave_up")
    take(operator, order, "preparer")
    answer = companion.post(f"/commandes/{order}/annuler", data=late)
    assert answer.status_code == 409
    assert "Quelqu’un vient d’agir sur cette commande" in answer.text
    assert stage(house, order) == OrderStage.PREPARED


@pytest.mark.parametrize("seen", ["", "x", "999999999999"])
def test_a_step_that_is_not_possible_says_why(house: House, companion: Person, seen: str) -> None:
    order = ordered(house).id
    sent = {"command": str(uuid4()), "seen": seen, "lost": "1", **HANDED}
    answer = companion.submit(f"/commandes/{order}/remettre", **sent)
    assert answer.status_code == 409
    assert "n’est pas possible" in answer.text


def test_the_coordination_has_another_place_serve_it(
    house: House, stocked: UUID, coordinator: Person
) -> None:
    order = ordered(house)
    other = at_the_counter(house)
    text = page_of(coordinator, order.id)
    assert "Ressourcerie de Briançon :" in text
    assert is_done(take(coordinator, order.id, "autre-lieu", place=str(COUNTER)))
    again = order_of(house, order.id)
    assert (again.stage, again.devices, again.origin) == (OrderStage.RESERVED, (other,), COUNTER)
    assert house.ledger.subject(Device, stocked).stage == Stage.STOCKED
    fund: Fund = house.ledger.subject(Fund, FUND)
    assert dict(fund.committed_cents) == {order.id: 100_00}
    assert len({r.metadata.command for r in house.ledger.life(order.id)}) == 2
    assert "choisi par la coordination" in page_of(coordinator, order.id)


def test_a_place_that_has_nothing_any_more_takes_nothing_away(
    house: House, coordinator: Person
) -> None:
    order = ordered(house)
    at_the_counter(house)
    sent = form_of(coordinator, order.id, "autre-lieu", place=str(DESK))
    answer = coordinator.post(f"/commandes/{order.id}/autre-lieu", data=sent)
    assert answer.status_code == 409
    assert "Ce lieu ne peut plus servir" in answer.text
    assert order_of(house, order.id) == order


def at_the_counter(house: House) -> UUID:
    """One more laptop, on the shelf of the counter."""
    return in_stock(house, shipped(), received(origin=SHOP, place=COUNTER))
