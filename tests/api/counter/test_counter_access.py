"""Who may sell, refund and count: the counter of that place, and nobody else."""

from uuid import uuid4

import pytest
from counters import on_the_shelf, sell, text_of, till
from lives import DESK, SHOP
from orders import ready
from people import Person, SignIn
from tables import rows_of

from api.access import Role
from api.house import House

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
