"""Who reads and who decides: every route of the coordination and of the rounds, as every role."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from lives import ASSOCIATION, COUNTER, DESK, POINT, SHOP, SOMEBODY, joined, opened
from people import SignIn
from valleys import decided, met, planned

from api.access import PLACED, Role
from api.house import House
from ledger.organisation import OrganisationForm
from ledger.values import OrganisationId, PlaceId

DECIDES = {Role.COORDINATOR, Role.ADMINISTRATOR}
MEETINGS = "/coordination/reunions"
TRANSFER = f"/coordination/transfert?de={SHOP}&vers={DESK}&usage=office&type=laptop&nombre=1"


@pytest.mark.parametrize("role", Role)
def test_only_who_coordinates_reads_and_decides(
    house: House, sign_in: SignIn, recorded: Callable[[], list[Any]], role: Role
) -> None:
    meeting, tour = met(house, 5), planned(house)
    action = decided(house, meeting, "Relancer", 3)
    before = len(recorded())
    person = sign_in(role)
    allowed = role in DECIDES
    for path in (
        "/coordination",
        TRANSFER,
        "/coordination/stocks",
        MEETINGS,
        f"{MEETINGS}/{meeting}",
        f"{MEETINGS}/{meeting}/note",
        "/tournees/nouvelle",
        f"/tournees/{tour}/modifier",
    ):
        assert person.get(path).status_code == (200 if allowed else 403), path
    for path in (
        "/coordination/stocks",
        MEETINGS,
        f"{MEETINGS}/{meeting}/annuler",
        f"{MEETINGS}/{meeting}/actions",
        f"{MEETINGS}/{meeting}/actions/{action}",
        "/tournees/nouvelle",
        f"/tournees/{tour}/modifier",
        f"/tournees/{tour}/arreter",
    ):
        if not allowed:
            answer = person.submit(path, command=str(uuid4()))
            assert answer.status_code == 403, path
        stale = person.post(path, data={"command": str(uuid4())})
        assert stale.status_code == 403, path
    assert len(recorded()) == before


@pytest.mark.parametrize("role", Role)
def test_a_round_is_read_by_who_coordinates_and_where_it_stops(
    house: House, sign_in: SignIn, role: Role
) -> None:
    tour = planned(house)
    person = sign_in(role)  # at the shop, where it stops, for a role of a place
    allowed = 200 if role in DECIDES | PLACED else 403
    for path in ("/tournees", f"/tournees/{tour}", f"/tournees/{tour}/{DESK}"):
        assert person.get(path).status_code == allowed, path
    assert ("Prévoir une tournée" in person.get("/tournees").text) == (role in DECIDES)


@pytest.mark.parametrize("role", sorted(PLACED))
def test_a_round_that_stops_elsewhere_is_not_read(
    house: House, sign_in: SignIn, role: Role
) -> None:
    """A place of another structure, which neither drives the round nor is on its way."""
    others, far = OrganisationId(uuid4()), PlaceId(uuid4())
    house.record_events(
        SOMEBODY,
        (others, joined(name="Une mairie", form=OrganisationForm.PUBLIC_BODY)),
        (far, opened(name="Mairie de Veynes", organisation=others, commune="05179")),
    )
    tour = planned(house)
    person = sign_in(role, far)
    assert "Aucune tournée ne s’arrête chez vous" in person.get("/tournees").text
    for path in (f"/tournees/{tour}", f"/tournees/{tour}/{SHOP}"):
        answer = person.get(path)
        assert (answer.status_code, "ne s’arrête pas chez vous" in answer.text) == (403, True)


def test_who_drives_reads_a_round_that_does_not_stop_at_their_place(
    house: House, sign_in: SignIn
) -> None:
    tour = planned(house, stops=(COUNTER, DESK), organisation=ASSOCIATION)
    assert sign_in(Role.OPERATOR, POINT).get(f"/tournees/{tour}").status_code == 200


def test_nobody_else_reads_any_of_it(house: House, app_client: TestClient) -> None:
    meeting, tour = met(house, 5), planned(house)
    for path in (
        "/coordination",
        TRANSFER,
        "/coordination/stocks",
        MEETINGS,
        f"{MEETINGS}/{meeting}/note",
        "/tournees",
        f"/tournees/{tour}",
        f"/tournees/{tour}/{SHOP}",
    ):
        answer = app_client.get(path, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/connexion?")
