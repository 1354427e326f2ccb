"""A device broke down, in month five, without a ticket: nothing asks whose it is."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import lives
import pytest
from counters import ON_THE_COUNTER, device_of, on_the_shelf, sell, text_of
from httpx2 import Response
from lives import ASSOCIATION, COUNTER, DESK, POINT, SHOP
from orders import ready
from people import Person, SignIn

from api.access import Role
from api.house import House
from ledger import device as d
from ledger.codes import written
from ledger.device import Device, Stage
from projections import loans


def stage(house: House, code: str) -> str:
    device: Device = house.ledger.subject(Device, device_of(house, code))
    return device.stage


def press(person: Person, house: House, code: str, gesture: str, **more: str) -> Response:
    path = f"/panne/{device_of(house, code)}/{gesture}"
    return person.submit(path, command=str(uuid4()), **more)


def gestures(answer: Response) -> set[str]:
    return set(re.findall(r'action="/panne/[^/]+/([^"]+)"', answer.text))


def handed_over(house: House, days_ago: int = 150) -> str:
    """A device that somebody got on prescription five months ago."""
    day = house.now() - timedelta(days=days_ago)
    return on_the_shelf(house, lives.reserved(), lives.handed_over(place=COUNTER, happened_at=day))


def test_a_sold_device_is_repaired_with_another_lent_meanwhile(
    house: House, cashier: Person
) -> None:
    ready(house)
    code, spare = on_the_shelf(house), on_the_shelf(house)
    sale = sell(house, code)
    page = cashier.get("/panne", params={"code": written(code)})
    assert "Sous garantie jusqu’au" in text_of(page)
    assert "Vendu en caisse" in text_of(page)
    assert f'href="/caisse/ventes/{sale}"' in page.text
    assert gestures(page) == {"reparer"}
    page = press(cashier, house, code, "reparer")
    assert gestures(page) == {"rendre", "preter"}
    assert str(device_of(house, spare)) in page.text
    page = press(cashier, house, code, "preter", loan=str(device_of(house, spare)))
    assert "Prêté en attendant" in text_of(page)
    assert stage(house, spare) == Stage.LENT
    page = press(cashier, house, code, "rendre")
    assert stage(house, code) == Stage.WITH_OWNER
    lent = cashier.get("/panne", params={"code": spare})
    assert "C’est un appareil prêté" in text_of(lent)
    assert "qui est rendu" in text_of(lent)
    press(cashier, house, spare, "pret-rendu")
    assert stage(house, spare) == Stage.RECEIVED
    with house.pool.connection() as connection:
        assert loans.read(connection, device_of(house, spare)) == []


def test_a_repair_keeps_the_owners_data_and_the_guarantee(house: House, cashier: Person) -> None:
    ready(house)
    code = on_the_shelf(house)
    sell(house, code)
    before = house.ledger.subject(Device, device_of(house, code)).erasures
    for gesture in ("reparer", "rendre"):
        press(cashier, house, code, gesture)
    after: Device = house.ledger.subject(Device, device_of(house, code))
    assert after.erasures == before
    assert "Sous garantie" in text_of(cashier.get("/panne", params={"code": code}))


def test_a_part_that_was_changed_is_tested_before_giving_back(
    house: House, cashier: Person
) -> None:
    code = handed_over(house)
    device = device_of(house, code)
    house.record_events(
        lives.SOMEBODY,
        (device, lives.returned(place=COUNTER, happened_at=house.now())),
        (device, lives.part_replaced(happened_at=house.now())),
    )
    page = cashier.get("/panne", params={"code": code})
    assert "testez ce qu’elle touche avant de rendre" in text_of(page)
    assert "rendre" not in gestures(page)
    assert press(cashier, house, code, "rendre").status_code == 409


def test_a_prescribed_device_is_taken_back_and_leads_to_a_new_order(
    house: House, cashier: Person
) -> None:
    code = handed_over(house)
    page = cashier.get("/panne", params={"code": code})
    assert "Remis sur prescription" in text_of(page)
    assert gestures(page) == {"reparer", "reprendre"}
    path = f"/panne/{device_of(house, code)}/reprendre"
    form = {"csrf": cashier.csrf, "command": str(uuid4())}
    for _ in range(2):
        answer = cashier.post(path, data=form, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/catalogue")
    life = [record.event.TOPIC for record in house.ledger.life(device_of(house, code))]
    assert life.count(d.TakenBack.TOPIC) == 1


def test_a_guarantee_ends_after_two_years(house: House, cashier: Person) -> None:
    code = handed_over(house, days_ago=732)
    page = text_of(cashier.get("/panne", params={"code": code}))
    assert "La garantie s’est arrêtée le" in page
    assert "une réparation reste possible" in page


@pytest.mark.parametrize("role", list(Role))
def test_who_takes_in_a_device_that_broke_down(house: House, sign_in: SignIn, role: Role) -> None:
    code = handed_over(house)
    answer = sign_in(role).get("/panne", params={"code": code})
    mends = role in {Role.OPERATOR, Role.COUNTER, Role.PRESCRIBER}
    assert answer.status_code == (200 if mends else 403)


def test_a_prescriber_opens_a_repair_where_they_work(house: House, sign_in: SignIn) -> None:
    code = handed_over(house)
    person = sign_in(Role.PRESCRIBER, DESK)
    assert gestures(person.get("/panne", params={"code": code})) == {"reparer"}
    press(person, house, code, "reparer")
    assert house.ledger.subject(Device, device_of(house, code)).place == DESK
    assert press(person, house, code, "reprendre").status_code == 403


def test_another_place_neither_lends_nor_gives_back(house: House, sign_in: SignIn) -> None:
    ready(house)
    code, spare = on_the_shelf(house), on_the_shelf(house)
    sell(house, code)
    here, other = sign_in(Role.COUNTER, COUNTER), sign_in(Role.OPERATOR, POINT)
    press(here, house, code, "reparer")
    assert gestures(other.get("/panne", params={"code": code})) == set()
    assert press(other, house, code, "rendre").status_code == 403
    loan = str(device_of(house, spare))
    assert press(other, house, code, "preter", loan=loan).status_code == 403
    assert press(here, house, code, "preter", loan="").status_code == 422
    assert press(here, house, code, "preter", loan=str(uuid4())).status_code == 404
    assert stage(house, spare) == Stage.STOCKED


def test_a_receipt_of_another_till_is_not_offered(house: House, sign_in: SignIn) -> None:
    ready(house)
    code = on_the_shelf(house)
    sell(house, code)
    page = sign_in(Role.COUNTER, SHOP).get("/panne", params={"code": code})
    assert "/caisse/ventes/" not in page.text
    assert "c’est à la caisse qui l’a vendu : Les Ordis du Mélézin" in text_of(page)


def test_a_device_on_a_shelf_did_not_break_down(house: House, cashier: Person) -> None:
    code = on_the_shelf(house)
    page = cashier.get("/panne", params={"code": code})
    assert "Cet appareil n’est chez personne : il est en stock." in text_of(page)
    assert gestures(page) == set()
    assert press(cashier, house, code, "reparer").status_code in {403, 409}


@pytest.mark.parametrize(
    "code", ["7KM-4QX-2HZ", "abc", "\x00", "ea8b42d4-3d06-4a5f-9360-cc549af52e03"]
)
def test_an_unknown_code_is_told(cashier: Person, code: str) -> None:
    answer = cashier.get("/panne", params={"code": code})
    assert answer.status_code == 404
    assert "Ce code n’est sur aucun appareil" in text_of(answer)


def test_a_device_without_a_sticker_is_found_by_its_id(house: House, cashier: Person) -> None:
    device = uuid4()
    house.record_events(lives.SOMEBODY, *((device, event) for event in ON_THE_COUNTER))
    assert cashier.get("/panne", params={"code": str(device)}).status_code == 200


def test_an_unknown_gesture_or_a_form_of_another_site_is_refused(
    house: House, cashier: Person
) -> None:
    code = handed_over(house)
    assert press(cashier, house, code, "vendre").status_code == 404
    path = f"/panne/{device_of(house, code)}/reparer"
    assert cashier.post(path, data={"command": str(uuid4())}).status_code == 403
    assert cashier.submit(f"/panne/{UUID(int=9)}/reparer", command=str(uuid4())).status_code == 404


def test_nothing_asks_who_the_person_is(house: House, cashier: Person) -> None:
    ready(house)
    code = on_the_shelf(house)
    sell(house, code)
    pages = [cashier.get("/panne", params={"code": code}), press(cashier, house, code, "reparer")]
    for page in pages:
        names = set(re.findall(r'<(?:input|select|textarea)[^>]*name="([^"]+)"', page.text))
        assert names <= {"csrf", "command", "loan"}
    assert str(ASSOCIATION) not in pages[0].text
