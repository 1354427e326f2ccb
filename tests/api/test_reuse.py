"""The yearly extract of reuse: who gave, what it became, what it weighs; nobody's leaving shows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from lives import (
    IN_STOCK,
    LABELLED,
    ON_THE_BENCH,
    collected,
    command,
    handed_over,
    inventoried,
    lot_opened,
    reserved,
    retired,
)
from people import Person, SignIn
from tables import numbers, rows_of, tables_of

from api import reuse, words
from api.access import Role
from api.house import House
from api.reuse import SOURCES
from ledger import Event
from ledger.device import Destination
from ledger.values import DonorKind, LegalStatus, LotId

YEAR = 2025
NEW_YEAR = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
"""Half past midnight in Paris."""
SLIP = "BSD-20250930-A1B2C3D4E"
GONE = (*IN_STOCK, reserved(), handed_over())


class Gifts:
    """Lots of a year, and what their devices went through."""

    def __init__(self, house: House) -> None:
        self.house = house

    def lot(self, donor: DonorKind, opened_at: datetime = NEW_YEAR, **fields: Any) -> UUID:
        lot = LotId(uuid4())
        event = lot_opened(donor=donor, happened_at=opened_at, **fields)
        self.house.record(command((lot, event)))
        return lot

    def live(self, lot: UUID, life: Sequence[Event], times: int = 1, **origin: Any) -> list[UUID]:
        devices = [uuid4() for _ in range(times)]
        first = collected(lot=lot, **{"donor": DonorKind.COMPANY} | origin)
        for device in devices:
            events = (first, *life[1:])
            self.house.record(command(*((device, event) for event in events)))
        return devices


@pytest.fixture
def gifts(house: House) -> Gifts:
    return Gifts(house)


@pytest.fixture
def given(gifts: Gifts) -> House:
    """Of a company: one ready, six gone, two old. Of a public body: a ready one and its ends."""
    company = gifts.lot(DonorKind.COMPANY)
    gifts.live(company, LABELLED)
    gifts.live(company, GONE, times=6, mass_g=2_000)
    old = inventoried()
    facts = old.facts.model_copy(update={"year_of_make": YEAR - 10})
    gifts.live(company, (*ON_THE_BENCH[:2], old.model_copy(update={"facts": facts})), times=2)
    public: dict[str, Any] = {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True}
    body = gifts.lot(DonorKind.PUBLIC_BODY, free_public_gift=True)
    gifts.live(body, IN_STOCK, **public)
    eco = retired(destination=Destination.ECO_ORGANISME, waste_slip=SLIP, mass_g=3_500,
                  happened_at=datetime(2025, 9, 30, 10, tzinfo=UTC))  # fmt: skip
    gifts.live(body, (*ON_THE_BENCH, eco), times=2, **public)
    gifts.live(body, (*ON_THE_BENCH, retired(destination=Destination.PARTS)), **public)
    gifts.live(body, (*ON_THE_BENCH, retired(destination=Destination.STOLEN)), **public)
    waste = gifts.lot(DonorKind.PERSON, legal_status=LegalStatus.WASTE)
    gifts.live(waste, ON_THE_BENCH[:1], donor=DonorKind.PERSON, legal_status=LegalStatus.WASTE)
    other_year = gifts.lot(DonorKind.COMPANY, datetime(2025, 12, 31, 23, 1, tzinfo=UTC))
    gifts.live(other_year, IN_STOCK)
    return gifts.house


@pytest.fixture
def funder(sign_in: SignIn) -> Person:
    return sign_in(Role.FUNDER)


def lines(person: Person, year: int = YEAR) -> dict[str, dict[str, str]]:
    rows = rows_of(person.get(f"/reemploi.csv?annee={year}"))
    return {f"{row['Donateur']}, {row['Origine']}": row for row in rows}


def test_each_device_of_the_year_is_in_one_line_and_one_end(given: House, funder: Person) -> None:
    del given
    found = lines(funder)
    assert list(found) == [
        "organismes publics, don (réemploi), gratuit",
        "entreprises, don (réemploi)",
        "particuliers, déchet (réutilisation)",
    ]
    ends = ("Réemployés ou prêts à l’être", "À l’atelier", "Démontés pour leurs pièces",
            "Remis à un éco-organisme", "Autres sorties")  # fmt: skip
    told = {name: [int(row[end]) for end in ends] for name, row in found.items()}
    assert [*told.values()] == [[1, 0, 1, 2, 1], [7, 2, 0, 0, 0], [0, 1, 0, 0, 0]]
    assert all(sum(told[name]) == int(row["Appareils reçus"]) for name, row in found.items())


def test_the_law_counts_those_of_less_than_ten_years(given: House, funder: Person) -> None:
    del given
    public, company, _ = lines(funder).values()
    assert company["Dont dix ans ou plus"] == "2"
    assert company["Partis pour un usage (au moins)"] == "5"
    assert company["Part partie des comptés par la loi (au moins, %)"] == "71", "five of seven"
    assert (company["Objectif légal (%)"], public["Objectif légal (%)"]) == ("", "50")
    assert not public["Part partie des comptés par la loi (au moins, %)"]


def test_masses_are_those_that_are_known_and_slips_have_their_number(
    given: House, funder: Person
) -> None:
    del given
    public, company, person = lines(funder).values()
    assert company["Kg réemployés ou prêts"] == "13,3"
    assert (person["Kg reçus"], person["Appareils de masse inconnue"]) == ("0", "1")
    assert (public["Kg remis à un éco-organisme"], public["Bordereaux"]) == ("7", SLIP)
    [slip] = rows_of(funder.get(f"/reemploi/bordereaux.csv?annee={YEAR}"))
    assert slip == {
        "Date": "2025-09-30",
        "Bordereau": SLIP,
        "Type d’appareil": "ordinateur portable",
        "Appareils": "2",
        "Masse connue (kg)": "7",
        "Dont pesés": "2",
    }


def test_the_page_says_what_the_file_says_and_its_totals_are_the_sums(
    given: House, funder: Person
) -> None:
    del given
    became, law, weights, slips = tables_of(funder.get(f"/reemploi?annee={YEAR}"))
    rows = [*lines(funder).values()]
    columns = ("Appareils reçus", "Réemployés ou prêts à l’être", "Partis pour un usage (au moins)")
    assert [numbers(row)[:3] for row in became[1:-1]] == [
        [int(row[column]) for column in columns] for row in rows
    ]
    sums = [sum(column) for column in zip(*(numbers(row) for row in became[1:-1]), strict=True)]
    assert numbers(became[-1]) == sums
    assert law[2][-2:] == ["71 %", "aucun"]
    assert law[1][-2:] == ["trop peu", "50 %"]
    assert weights[-1] == ["Total", "29,6", "15,2", "1,8", "7", "1"]
    assert slips[1][0] == SLIP


def test_a_device_that_leaves_moves_nothing_until_the_fifth(
    gifts: Gifts, house: House, funder: Person
) -> None:
    lot = gifts.lot(DonorKind.COMPANY)
    devices = gifts.live(lot, (*IN_STOCK, reserved()), times=11, mass_g=1_000)
    said = [_read(funder)]
    for device in devices:
        house.record(command((device, handed_over())))
        said.append(_read(funder))
    assert [said.index(each) for each in said] == [0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]


def _read(person: Person) -> tuple[str, str]:
    page = person.get(f"/reemploi?annee={YEAR}").text.partition("<main")[2]
    return page, person.get(f"/reemploi.csv?annee={YEAR}").text


def test_a_total_tells_no_more_than_its_lines(gifts: Gifts, funder: Person) -> None:
    for donor in (DonorKind.COMPANY, DonorKind.ASSOCIATION):
        gifts.live(gifts.lot(donor), GONE, times=4, donor=donor)
    became, *_ = tables_of(funder.get(f"/reemploi?annee={YEAR}"))
    assert [row[3] for row in became[1:]] == ["0", "0", "0"], "eight left, and no line has five"


def test_a_device_of_no_lot_is_said_to_be_left_out(house: House, funder: Person) -> None:
    device = uuid4()
    house.record(command((device, collected(lot=None))))
    assert "1 appareil reçu hors de tout lot" in funder.get("/reemploi?annee=2026").text
    assert not lines(funder, 2026)


def test_every_source_has_its_words_and_its_place(house: House) -> None:
    assert {each.donor for each in SOURCES} == {*DonorKind}
    assert {*words.DONORS} == {*words.DONOR}
    assert reuse.read(house, 2001).lines == []


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.PRESCRIBER, Role.COUNTER])
def test_who_does_not_answer_for_the_whole_filiere_does_not_read_it(
    sign_in: SignIn, role: Role, app_client: TestClient
) -> None:
    person = sign_in(role)
    for path in ("/reemploi", "/reemploi.csv", "/reemploi/bordereaux.csv"):
        assert person.get(path).status_code == 403
        assert app_client.get(path, follow_redirects=False).status_code == 303
