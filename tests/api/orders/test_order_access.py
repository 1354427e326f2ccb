"""Who reads which order, and who takes which step: every role, here and in another structure."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from lives import COUNTER, DESK, SHOP
from order_forms import form_of
from orders import act, arrived, order_of, ordered
from people import Person, SignIn

from api import ordering
from api.access import PLACED, Role
from api.house import House
from api.pages.orders.possible import Step
from ledger.order import OrderStage
from ledger.values import PlaceId

pytestmark = pytest.mark.usefixtures("stocked")

LISTS = ("/commandes", "/commandes/retrouver", "/commandes/regles")
PAPERS = ("", "/ticket")
PEOPLE = [
    (role, place)
    for role in Role
    for place in ((DESK, SHOP, COUNTER) if role in PLACED else (None,))
]

MAY: dict[str, set[tuple[Role, PlaceId | None]]] = {
    "preparer": {(Role.OPERATOR, SHOP), (Role.COUNTER, SHOP)},
    "envoyer": {(Role.OPERATOR, SHOP), (Role.COUNTER, SHOP)},
    "defaut": {(Role.OPERATOR, SHOP), (Role.COUNTER, SHOP)},
    "arrivee": {(Role.OPERATOR, DESK), (Role.COUNTER, DESK), (Role.PRESCRIBER, DESK)},
    "remettre": {(Role.PRESCRIBER, DESK)},
    "parts": {(Role.PRESCRIBER, DESK)},
    "annuler": {(Role.PRESCRIBER, DESK)},
    "sans-solution": {(Role.PRESCRIBER, DESK), (Role.COORDINATOR, None)},
    "autre-lieu": {(Role.COORDINATOR, None)},
    "paiement-faux": {(role, COUNTER) for role in (Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER)},
    "paiement": {(role, COUNTER) for role in (Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER)},
}
"""Who may take each step of an order of the DESK that the SHOP serves, and an administrator."""


def someone(sign_in: SignIn, role: Role, place: PlaceId | None) -> Person:
    return sign_in(role, place) if place else sign_in(role)


@pytest.mark.parametrize("role", Role)
def test_all_but_funders_open_the_lists(sign_in: SignIn, role: Role) -> None:
    wanted = 403 if role is Role.FUNDER else 200
    person = sign_in(role)
    assert [person.get(path).status_code for path in LISTS] == [wanted] * len(LISTS)


@pytest.mark.parametrize(("role", "place"), PEOPLE)
def test_an_order_is_read_in_its_structures_and_by_the_coordination(
    house: House, sign_in: SignIn, role: Role, place: PlaceId | None
) -> None:
    order = ordered(house).id
    person = someone(sign_in, role, place)
    wanted = 403 if role is Role.FUNDER else 200
    assert person.get(f"/commandes/{order}").status_code == wanted
    prints = (role in PLACED and place == DESK) or role is Role.ADMINISTRATOR
    assert person.get(f"/commandes/{order}/ticket").status_code == (200 if prints else 403)
    received = person.get(f"/commandes/{order}/recu").status_code
    assert received == (403 if role is Role.FUNDER else 409)


@pytest.mark.parametrize("role", sorted(PLACED))
def test_another_structure_sees_and_does_nothing(
    house: House, sign_in: SignIn, elsewhere: PlaceId, role: Role
) -> None:
    order = ordered(house)
    person = sign_in(role, elsewhere)
    for paper in (*PAPERS, "/recu"):
        assert person.get(f"/commandes/{order.id}{paper}").status_code == 403
    assert str(order.id) not in person.get("/commandes").text
    day = house.today().isoformat()
    assert str(order.id) not in person.get(f"/commandes/retrouver?jour={day}").text
    found = person.get(f"/commandes/retrouver?ticket={order.slip}", follow_redirects=False)
    assert found.status_code == 422
    for step in Step:
        sent = {"command": str(uuid4()), "seen": ""}
        assert person.submit(f"/commandes/{order.id}/{step}", **sent).status_code == 403
    assert order_of(house, order.id) == order


@pytest.mark.parametrize("step", Step)
def test_each_step_is_refused_to_all_but_those_who_take_it(
    house: House, sign_in: SignIn, step: Step
) -> None:
    order = ordered(house)
    for role, place in PEOPLE:
        if (role, place) in MAY[step] or role is Role.ADMINISTRATOR:
            continue
        person = someone(sign_in, role, place)
        sent = {"command": str(uuid4()), "seen": ""}
        answer = person.submit(f"/commandes/{order.id}/{step}", **sent)
        assert answer.status_code == 403, (role, place)
    assert order_of(house, order.id) == order


@pytest.mark.parametrize(
    ("there", "says"),
    [
        (False, {*MAY["defaut"], *MAY["arrivee"]}),
        (True, MAY["arrivee"]),
    ],
)
def test_a_defect_is_said_where_the_device_is(
    house: House, sign_in: SignIn, *, there: bool, says: set[tuple[Role, PlaceId | None]]
) -> None:
    order = arrived(house) if there else ordered(house)
    if not there:
        ordering.send(act(house), order)
    for role, place in PEOPLE:
        if role is Role.ADMINISTRATOR:
            continue
        person = someone(sign_in, role, place)
        nonsense = {"command": str(uuid4()), "seen": "999"}
        answer = person.submit(f"/commandes/{order.id}/defaut", **nonsense)
        assert answer.status_code == (409 if (role, place) in says else 403), (role, place)


@pytest.mark.parametrize("step", Step)
def test_who_takes_a_step_is_not_refused_at_the_door(
    house: House, sign_in: SignIn, step: Step
) -> None:
    order = ordered(house)
    for role, place in MAY[step]:
        person = someone(sign_in, role, place)
        nonsense = {"command": str(uuid4()), "seen": "999"}
        answer = person.submit(f"/commandes/{order.id}/{step}", **nonsense)
        assert answer.status_code == 409, (role, place)


def test_nobody_acts_without_the_token_of_a_form(
    house: House, companion: Person, app_client: Any
) -> None:
    order = arrived(house).id
    sent = form_of(companion, order, "annuler", reason="person_gave_up") | {"csrf": "x"}
    assert companion.post(f"/commandes/{order}/annuler", data=sent).status_code == 403
    away = app_client.post(f"/commandes/{order}/annuler", data=sent, follow_redirects=False)
    assert away.status_code == 303
    assert away.headers["location"].startswith("/connexion")
    assert order_of(house, order).stage == OrderStage.ARRIVED


def test_what_does_not_exist_is_not_found(companion: Person, house: House) -> None:
    order = ordered(house).id
    assert companion.get(f"/commandes/{UUID(int=9)}").status_code == 404
    assert companion.get("/commandes/rien").status_code == 404
    assert companion.submit(f"/commandes/{order}/voler", command=str(uuid4())).status_code == 404
    assert companion.submit(f"/commandes/{order}/annuler", command="x").status_code == 400
    assert companion.get("/commandes?tache=rien").status_code == 404
    assert companion.get("/commandes?page=0").status_code == 422
