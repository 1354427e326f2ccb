"""Places, organisations, lots, workshops to come, and the timeline of one device."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from given import Given
from lives import (
    ASSOCIATION,
    DESK,
    NOON,
    ON_THE_BENCH,
    at,
    bound,
    collected,
    corrected,
    inventoried,
    joined,
    lot_opened,
    opened,
    scheduled,
)
from reader import Reader

from ledger.codes import new_code
from ledger.lot import LotClosed, LotCorrected, LotQualified
from ledger.organisation import OrganisationForm, OrganisationLeft
from ledger.place import PlaceChanged, PlaceClosed, PlaceCorrected
from ledger.territory import commune
from ledger.values import DonorKind, LegalStatus, OrganisationId, PlaceId, PlaceRole
from ledger.workshop import WorkshopCancelled
from projections import agenda, lots, organisations, origin, places
from projections.timeline import steps


def test_a_place_is_told_with_its_intercommunalite(given: Given, read: Reader) -> None:
    roles = frozenset({PlaceRole.RESSOURCERIE, PlaceRole.COLLECTION_POINT})
    past = given(opened(name="Ressourcerie", commune="05023", address="1 rue Haute", roles=roles))
    assert read(places.read, past.subject) == places.PlaceRow(
        subject=past.subject,
        name="Ressourcerie",
        address="1 rue Haute",
        commune="05023",
        commune_name="Briançon",
        epci=commune("05023").epci,
        organisation=ASSOCIATION,
        roles=["collection_point", "ressourcerie"],
        takes_money=False,
        open=True,
    )
    assert read(places.read, uuid4()) is None


def test_a_place_is_told_as_it_changed_or_was_corrected(given: Given, read: Reader) -> None:
    past = given(opened())
    changed = PlaceChanged(
        **at(name="Annexe", commune="05046", roles=frozenset(), takes_money=True)
    )
    past = past.when(changed).stands()
    row = read(places.read, past.subject)
    assert row is not None
    assert (row.name, row.commune_name, row.takes_money, row.roles) == (
        "Annexe",
        "Embrun",
        True,
        [],
    )
    past = past.when(corrected(2, of=PlaceCorrected)).stands()
    row = read(places.read, past.subject)
    assert row is not None
    assert row.name == "Atelier de Gap"


def test_open_places_are_told_in_the_order_of_a_french_dictionary(
    given: Given, read: Reader
) -> None:
    names = ["Zénith", "Échelle", "Écho", "élan", "Eau vive"]
    made = [given(opened(name=name, roles=frozenset({PlaceRole.WORKSHOP_PLACE}))) for name in names]
    mine = {past.subject for past in made}
    told = [row.name for row in read(places.read_all) if row.subject in mine]
    assert told == ["Eau vive", "Échelle", "Écho", "élan", "Zénith"]
    assert mine <= {row.subject for row in read(places.read_all, PlaceRole.WORKSHOP_PLACE)}
    assert not mine & {row.subject for row in read(places.read_all, PlaceRole.RESSOURCERIE)}
    made[0].when(PlaceClosed(**at())).stands()
    assert made[0].subject not in {row.subject for row in read(places.read_all)}


def test_the_places_of_an_organisation_are_told_closed_or_not(given: Given, read: Reader) -> None:
    organisation = OrganisationId(given(joined()).subject)
    past = given(opened(organisation=organisation))
    past.when(PlaceClosed(**at())).stands()
    [row] = read(places.read_organisation, organisation)
    assert (row.subject, row.open) == (past.subject, False)


def test_organisations_are_told_while_they_are_active(given: Given, read: Reader) -> None:
    past = given(joined(name="Écluse", form=OrganisationForm.COMPANY, siret="12345678900012"))
    [row] = [row for row in read(organisations.read_all) if row.subject == past.subject]
    assert row == organisations.OrganisationRow(
        past.subject, "Écluse", "company", "12345678900012", sells_public_gifts=True, active=True
    )
    past.when(OrganisationLeft(**at())).stands()
    assert past.subject not in {row.subject for row in read(organisations.read_all)}


def test_a_lot_is_told_with_its_origin(given: Given, read: Reader) -> None:
    place = PlaceId(given(opened()).subject)
    past = given(lot_opened(place=place, donor=DonorKind.UNKNOWN))
    gift = LotQualified(
        **at(
            donor=DonorKind.PUBLIC_BODY,
            free_public_gift=True,
            organisation=ASSOCIATION,
            organisation_consents=True,
            legal_status=LegalStatus.WASTE,
        )
    )
    past = past.when(gift).stands().when(LotClosed(**at())).stands()
    row = lots.LotRow(
        subject=past.subject,
        opened_at=NOON,
        place=place,
        donor="public_body",
        public_gift=True,
        organisation=ASSOCIATION,
        legal_status="waste",
        open=False,
    )
    assert read(lots.read, past.subject) == row
    past.when(corrected(3, of=LotCorrected)).stands()
    opened_again = read(lots.read, past.subject)
    assert opened_again is not None
    assert opened_again.open
    assert read(lots.read, uuid4()) is None


def test_the_newest_lots_of_some_places_come_first(given: Given, read: Reader) -> None:
    here, there = (PlaceId(given(opened()).subject) for _ in range(2))
    days = [timedelta(days=number) for number in range(3)]
    made = [given(lot_opened(place=here, happened_at=NOON + day)).subject for day in days]
    other = given(lot_opened(place=there)).subject
    assert [row.subject for row in read(lots.read_recent, [here])] == made[::-1]
    assert [row.subject for row in read(lots.read_recent, [here], limit=1)] == made[-1:]
    assert other in {row.subject for row in read(lots.read_recent, None, limit=10_000)}
    assert read(lots.read_recent, []) == []


SPRING = datetime(2030, 4, 1, 9, 0, tzinfo=UTC)
"""After any workshop of other tests."""


@pytest.fixture
def gapencais() -> str:
    return commune("05061").epci


def test_workshops_to_come_are_told_soonest_first(
    given: Given, read: Reader, gapencais: str
) -> None:
    shop = PlaceId(given(opened(name="Salle de Gap")).subject)
    later, sooner, past, cancelled = (
        given(scheduled(place=shop, starts_at=SPRING + timedelta(days=days)))
        for days in (2, 1, -1, 1)
    )
    cancelled.when(WorkshopCancelled(**at())).stands()
    elsewhere = given(scheduled(place=DESK, starts_at=SPRING + timedelta(days=3)))
    everywhere = [row.subject for row in read(agenda.read_next, SPRING)]
    assert everywhere == [sooner.subject, later.subject, elsewhere.subject]
    assert past.subject not in everywhere
    rows = read(agenda.read_next, SPRING, gapencais, limit=1)
    assert [(row.subject, row.place_name, row.theme) for row in rows] == [
        (sooner.subject, "Salle de Gap", "first_steps")
    ]


def test_a_sticker_leads_to_the_workshops_near_its_shelf(given: Given, read: Reader) -> None:
    code = new_code()
    given(collected(), bound(code))
    row = read(origin.read, code, SPRING + timedelta(days=365), 3)
    assert row is not None
    assert row.workshops == ()
    soon = given(scheduled(place=DESK, starts_at=SPRING + timedelta(days=400))).subject
    row = read(origin.read, code, SPRING + timedelta(days=365), 3)
    assert row is not None
    assert [workshop.subject for workshop in row.workshops] == [soon]


def test_a_timeline_tells_the_mistake_and_what_it_reads_as(given: Given) -> None:
    right = inventoried(mass_g=2100)
    past = given(*ON_THE_BENCH, corrected(3, inventoried(mass_g=1)), corrected(3, right))
    told = list(steps(given.ledger.life(past.subject)))
    assert [step.recorded.version for step in told] == [1, 2, 3, 4, 5]
    assert [step.corrected_by and step.corrected_by.version for step in told] == [
        None, None, 5, None, None,
    ]  # fmt: skip
    assert told[2].event == inventoried()
    assert told[2].reads_as == right
    assert told[0].reads_as == told[0].event == collected()


def test_a_timeline_tells_what_was_voided(given: Given) -> None:
    past = given(*ON_THE_BENCH, corrected(3))
    assert [step.reads_as is None for step in steps(given.ledger.life(past.subject))] == [
        False, False, True, False,
    ]  # fmt: skip
