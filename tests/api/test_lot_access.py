"""Who may read a lot, and who may record in it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from lives import (
    COUNTER,
    LOT,
    NOON,
    POINT,
    SHOP,
    collected,
    command,
)
from lot_forms import (
    OPENING,
    TABLE,
    another_structure,
    count_form,
    rows_of,
    send_file,
    shop_operator,
    text_of,
)
from people import Person, SignIn

from api.access import Role
from api.house import House
from ledger import device as d
from ledger.values import DeviceKind, PlaceId

OPERATOR = Role.OPERATOR


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return shop_operator(sign_in)


@pytest.fixture
def elsewhere(house: House) -> PlaceId:
    return another_structure(house)


@pytest.fixture
def stranger(sign_in: SignIn, elsewhere: PlaceId) -> Person:
    """An operator of another structure."""
    return sign_in(Role.OPERATOR, elsewhere)


def test_the_lot_of_another_structure_is_refused(house: House, stranger: Person) -> None:
    answers = [
        stranger.get(f"/lots/{LOT}"),
        stranger.get(f"/lots/{LOT}/etiquettes"),
        stranger.get(f"/etiquettes?lot={LOT}"),
        stranger.get(f"/etiquettes/lot/{LOT}.pdf"),
        stranger.submit(f"/lots/{LOT}/appareils", **count_form(("laptop", "1", ""))),
        stranger.submit(f"/lots/{LOT}/clore", command=str(uuid4())),
        stranger.submit(f"/lots/{LOT}/origine", command=str(uuid4()), donor="person"),
        stranger.submit(f"/lots/{LOT}/etiquettes", command=str(uuid4()), codes=""),
        send_file(stranger, LOT, TABLE + "portable;;;;\n"),
    ]
    for answer in answers:
        assert answer.status_code == 403
        assert "Ce lot est chez une autre structure." in text_of(answer)
    assert str(LOT)[:8].upper() not in text_of(stranger.get("/lots"))
    assert len(house.ledger.life(LOT)) == 1


def test_another_place_of_the_same_structure_reads_and_does_not_record(
    house: House, sign_in: SignIn
) -> None:
    neighbour = sign_in(OPERATOR, COUNTER)
    page = neighbour.get(f"/lots/{LOT}")
    assert page.status_code == 200
    assert "Vous pouvez lire ce lot." in text_of(page)
    assert "<button>" not in page.text
    refused = neighbour.submit(f"/lots/{LOT}/appareils", **count_form(("laptop", "1", "")))
    assert refused.status_code == 403
    assert rows_of(house, LOT) == []


def test_a_device_that_another_structure_has_is_not_told_further(
    house: House, operator: Person, elsewhere: PlaceId
) -> None:
    device = uuid4()
    shipping = d.Shipped(happened_at=NOON, origin=POINT, destination=elsewhere)
    arriving = d.Received(happened_at=NOON, origin=POINT, place=elsewhere)
    house.record(
        command((device, collected(kind=DeviceKind.TABLET)), (device, shipping), (device, arriving))
    )
    page = operator.get(f"/lots/{LOT}")
    assert "Tablette Chez une autre structure" in text_of(page)
    assert str(device) not in page.text


@pytest.mark.parametrize("role", [Role.PRESCRIBER, Role.COUNTER, Role.COORDINATOR, Role.FUNDER])
def test_lots_are_for_operators(sign_in: SignIn, role: Role) -> None:
    person = sign_in(role)
    for path in ("/lots", "/lots/nouveau", f"/lots/{LOT}", "/etiquettes"):
        assert person.get(path).status_code == 403


def test_an_administrator_works_everywhere(house: House, sign_in: SignIn) -> None:
    administrator = sign_in(Role.ADMINISTRATOR)
    assert str(LOT)[:8].upper() in text_of(administrator.get("/lots"))
    answer = administrator.submit(f"/lots/{LOT}/appareils", **count_form(("laptop", "2", "")))
    assert answer.status_code == 200
    assert len(rows_of(house, LOT)) == 2


def test_a_form_of_another_site_records_nothing(house: House, operator: Person) -> None:
    forged: list[tuple[str, dict[str, Any]]] = [
        ("/lots/nouveau", OPENING | {"command": str(uuid4())}),
        (f"/lots/{LOT}/appareils", count_form(("laptop", "1", ""))),
        (f"/lots/{LOT}/import", {"command": str(uuid4()), "place": str(SHOP)}),
        (f"/lots/{LOT}/origine", {"command": str(uuid4()), "donor": "person"}),
        (f"/lots/{LOT}/clore", {"command": str(uuid4())}),
        (f"/lots/{LOT}/etiquettes", {"command": str(uuid4()), "codes": ""}),
        ("/etiquettes/associer", {"command": str(uuid4()), "code": "", "device": ""}),
    ]
    for path, form in forged:
        assert operator.post(path, data=form).status_code == 403, path
    assert rows_of(house, LOT) == []
    assert len(house.ledger.life(LOT)) == 1


@pytest.mark.parametrize("lot", [str(UUID(int=404)), "abc", "x" * 3000])
def test_a_lot_that_does_not_exist_is_told_in_french(operator: Person, lot: str) -> None:
    answer = operator.get(f"/lots/{lot}")
    assert answer.status_code in {404, 422}
    assert 'lang="fr"' in answer.text


def test_a_command_that_is_none_is_refused(house: House, operator: Person) -> None:
    for command_id in ("", "abc", "x" * 9000):
        form = count_form(("laptop", "1", "")) | {"command": command_id}
        assert operator.submit(f"/lots/{LOT}/appareils", **form).status_code == 400
    assert rows_of(house, LOT) == []
