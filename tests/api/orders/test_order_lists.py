"""The lists of orders: by what is done now, for who does it; a lost slip; the rules of routing."""

from datetime import timedelta
from uuid import UUID

import pytest
from lives import COUNTER, DESK
from orders import act, asked, order_of, ordered
from people import Person, SignIn

from api import ordering, words
from api.access import Role
from api.house import House
from api.pages.orders.listing import FEW, first_line
from ledger.codes import written
from ledger.order import CancelReason, OrderStage, Shortage
from ledger.roads import roads
from ledger.routing import BY_ROAD_DAYS, ROUND_WITHIN
from projections import places

pytestmark = pytest.mark.usefixtures("stocked")


def waits(house: House, **fields: object) -> UUID:
    return ordering.submit(act(house), asked(**fields), wait=Shortage.STOCK).order


def sections(text: str) -> list[str]:
    known = ("hand_over", "receive", "send", "prepare", "wait", "elsewhere", "ended")
    return [task for task in known if f'id="{task}"' in text or f'id="commandes-{task}"' in text]


def test_the_first_line_counts_what_waits_here() -> None:
    assert first_line({"hand_over": 2, "prepare": 1, "elsewhere": 4}) == (
        "2 commandes à remettre, 1 à préparer."
    )
    assert first_line({"elsewhere": 4}) == "Aucune commande n’attend quelque chose ici."
    assert first_line({"ended": 1}, "ended") == "1 commande terminée."


def test_a_list_opens_even_when_nothing_is_left_in_it(house: House, companion: Person) -> None:
    ordered(house)
    for task in words.ORDER_TASK:
        assert companion.get(f"/commandes?tache={task}").is_success


def test_each_place_sees_its_own_part_first(
    house: House, companion: Person, operator: Person, till: Person
) -> None:
    order = ordered(house).id
    asked_, served, other = (p.get("/commandes").text for p in (companion, operator, till))
    assert sections(asked_) == ["elsewhere"]
    assert sections(served) == ["prepare"]
    assert str(order) not in other
    assert "aujourd’hui" in served
    ordering.prepare(act(house), order_of(house, order))
    assert sections(operator.get("/commandes").text) == ["send"]
    ordering.send(act(house), order_of(house, order))
    assert sections(companion.get("/commandes").text) == ["receive"]
    assert sections(operator.get("/commandes").text) == ["elsewhere"]
    ordering.arrive(act(house), order_of(house, order))
    assert sections(companion.get("/commandes").text) == ["hand_over"]


def test_the_home_page_shows_orders_at_once_and_their_devices_once(
    house: House, stocked: UUID, companion: Person, operator: Person
) -> None:
    order = ordered(house).id
    home = operator.get("/travail").text
    assert "1 commande à préparer." in home
    assert sections(home) == ["prepare"]
    assert f'href="/commandes/{order}"' in home
    assert f'href="/appareils/{stocked}"' not in home
    ordering.prepare(act(house), order_of(house, order))
    ordering.send(act(house), order_of(house, order))
    home = companion.get("/travail").text
    assert sections(home) == ["receive"]
    assert str(stocked) not in home
    assert "Commandes à recevoir" in home


def test_a_funder_sees_no_order_on_the_home_page(house: House, sign_in: SignIn) -> None:
    order = ordered(house).id
    assert str(order) not in sign_in(Role.FUNDER).get("/travail").text
    assert str(order) in sign_in(Role.ADMINISTRATOR).get("/travail").text


def test_the_coordination_filters_by_territory_and_stage(house: House, coordinator: Person) -> None:
    south, north = waits(house), waits(house, place=COUNTER)
    served = ordered(house).id
    whole = coordinator.get("/commandes").text
    assert all(str(each) in whole for each in (south, north, served))
    with house.pool.connection() as connection:
        desk = places.read(connection, DESK)
    assert desk
    only = coordinator.get(f"/commandes?epci={desk.epci}").text
    assert str(south) in only
    assert str(north) not in only
    staged = coordinator.get(f"/commandes?etape={OrderStage.RESERVED}").text
    assert str(served) in staged
    assert str(south) not in staged
    assert coordinator.get("/commandes?epci=1").status_code == 404


def test_a_long_list_goes_on_on_its_own_page(house: House, companion: Person) -> None:
    made = [waits(house) for _ in range(FEW + 1)]
    assert f"Voir les {FEW + 1}" in companion.get("/commandes").text
    page = companion.get("/commandes?tache=wait").text
    assert [str(each) in page for each in made] == [True] * len(made)
    assert page.index(str(made[0])) < page.index(str(made[-1])), "the oldest first"
    assert "Cette page de la liste est vide" in companion.get("/commandes?tache=wait&page=2").text
    assert "Plus aucune commande" in companion.get("/commandes?tache=receive").text


def test_ended_orders_are_one_link_away(house: House, companion: Person) -> None:
    order = ordered(house)
    ordering.cancel(act(house), order, CancelReason.PERSON_GAVE_UP)
    assert str(order.id) not in companion.get("/commandes").text
    ended = companion.get("/commandes?tache=ended").text
    assert str(order.id) in ended
    assert "1 commande terminée." in ended


def test_a_lost_slip_is_found_by_day_and_kind(house: House, companion: Person) -> None:
    order = ordered(house)
    today, before = house.today(), house.today() - timedelta(days=1)
    path = "/commandes/retrouver"
    assert str(order.id) in companion.get(f"{path}?jour={today}&type=laptop").text
    assert str(order.id) not in companion.get(f"{path}?jour={today}&type=tablet").text
    assert "Aucune commande de vos lieux" in companion.get(f"{path}?jour={before}").text
    assert companion.get(f"{path}?jour=demain").status_code == 422
    assert companion.get(f"{path}?jour=0001-01-01").status_code == 422
    text = companion.get(f"{path}?jour={today}").text
    assert order.slip not in text
    assert written(order.slip) not in text


def test_the_code_of_a_slip_leads_to_its_order(house: House, companion: Person) -> None:
    order = ordered(house)
    for typed in (order.slip, written(order.slip).lower(), f" {order.slip} "):
        found = companion.get(
            "/commandes/retrouver", params={"ticket": typed}, follow_redirects=False
        )
        assert found.headers["location"] == f"/commandes/{order.id}"
    for wrong in ("000000", "ABC", "é" * 40):
        answer = companion.get("/commandes/retrouver", params={"ticket": wrong})
        assert answer.status_code == 422


def test_the_rules_are_those_of_the_code(companion: Person) -> None:
    page = companion.get("/commandes/regles").text.replace("\u00a0", " ")
    assert f"dans les {ROUND_WITHIN.days} jours" in page
    for minutes, days in BY_ROAD_DAYS[:-1]:
        assert (
            f"jusqu’à {words.minutes(minutes)} de route : {days} jours".replace("\u00a0", " ")
            in page
        )
    for road in roads():
        assert road.via is None or road.via in page
    assert page.count("<tr>") == len(roads()) + 1
    assert page.index("<h2>") < page.index("<h3>")
