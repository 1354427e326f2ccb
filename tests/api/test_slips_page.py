"""Slips of eco-organismes: on the page of the device, in a list of the year, in a file."""

import pytest
from lives import COUNTER, ON_THE_BENCH, collected, received, retired
from lot_forms import another_structure, text_of
from people import Person, SignIn
from piles import pile

from api.access import Role
from api.house import House
from ledger.device import Destination
from ledger.values import DeviceKind

SLIP = "BSD-20260331-A1B2C3D4E"
OUT = retired(destination=Destination.ECO_ORGANISME, waste_slip=SLIP)


@pytest.fixture
def operator(sign_in: SignIn) -> Person:
    return sign_in(Role.OPERATOR)


def test_what_left_with_a_slip_is_listed_and_downloaded(house: House, operator: Person) -> None:
    screen = (collected(kind=DeviceKind.SCREEN), received(place=COUNTER))
    unweighed = OUT.model_copy(update={"mass_g": None})
    [device, *_] = pile(
        house, (*ON_THE_BENCH, OUT), (*ON_THE_BENCH, OUT), (*screen, unweighed), ON_THE_BENCH
    )
    page = text_of(operator.get("/bordereaux?annee=2026"))
    assert "1 bordereau, 3 appareils" in page
    assert "inconnue" in page
    file = operator.get("/bordereaux.csv?annee=2026")
    assert file.content.startswith(b"\xef\xbb\xbfDate;Bordereau;")
    assert file.text.lstrip("\ufeff").splitlines()[1:] == [
        f"2026-03-31;{SLIP};ordinateur portable;2;3,6;2",
        f"2026-03-31;{SLIP};écran;1;0;0",
    ]
    assert f"bordereau {SLIP}" in text_of(operator.get(f"/appareils/{device}"))


def test_a_year_without_slips_says_so(operator: Person) -> None:
    assert "Aucun appareil n’est sorti" in text_of(operator.get("/bordereaux?annee=2019"))
    assert operator.get("/bordereaux?annee=1").status_code == 422
    assert operator.get("/bordereaux.csv").text.count("\n") == 1


def test_the_slips_of_another_structure_are_not_listed(
    house: House, operator: Person, sign_in: SignIn
) -> None:
    there = another_structure(house)
    pile(house, (collected(), received(place=there), OUT))
    assert SLIP not in operator.get("/bordereaux?annee=2026").text
    assert SLIP in sign_in(Role.OPERATOR, there).get("/bordereaux.csv?annee=2026").text
    assert SLIP in sign_in(Role.ADMINISTRATOR).get("/bordereaux?annee=2026").text
    for role in (Role.COUNTER, Role.PRESCRIBER, Role.COORDINATOR, Role.FUNDER):
        assert sign_in(role).get("/bordereaux.csv").status_code == 403
