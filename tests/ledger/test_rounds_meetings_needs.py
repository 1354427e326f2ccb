"""Rounds go from place to place on their days; meetings decide actions; a need is noted once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from coordination import TODAY, decided, goes, met, noted, settled
from given import Given
from lives import DESK, SHOP, at, corrected, opened
from pydantic import ValidationError

from ledger import meeting as m
from ledger import need as n
from ledger.delivery_round import (
    Round,
    RoundChanged,
    RoundCorrected,
    RoundEnded,
    RoundPlanned,
    next_run,
)
from ledger.errors import AlreadyBegun, CorrectionBreaksLife, NotAllowed, Rule, UnknownSubject
from ledger.place import MinimumStockSet, Place, PlaceClosed
from ledger.values import DeviceKind, OrganisationId, PlaceId


def test_a_round_runs_changes_and_ends(given: Given) -> None:
    past = given(RoundPlanned(**goes())).when(RoundChanged(**goes(every_days=7))).stands()
    past = past.when(RoundEnded(**at())).stands()
    for late in (RoundEnded(**at()), RoundChanged(**goes())):
        assert past.when(late).is_refused(NotAllowed).stage == "ended"
    past.when(RoundPlanned(**goes())).is_refused(AlreadyBegun)
    again = past.when(corrected(3, of=RoundCorrected)).stands()
    assert again.ledger.subject(Round, again.subject).stage == "running"


@pytest.mark.parametrize("stops", [(SHOP,), (SHOP, DESK, SHOP)])
def test_a_round_stops_at_two_places_at_least_and_at_each_once(stops: tuple[PlaceId, ...]) -> None:
    with pytest.raises(ValidationError, match=r"at least 2|stops once"):
        RoundPlanned(**goes(stops=stops))


def test_a_round_names_places_and_somebody_who_drive(given: Given) -> None:
    nowhere = goes(stops=(SHOP, PlaceId(uuid4())))
    assert given().when(RoundPlanned(**nowhere)).is_refused(UnknownSubject).kind == "place"
    nobody = goes(organisation=OrganisationId(uuid4()))
    assert given().when(RoundPlanned(**nobody)).is_refused(UnknownSubject).kind == "organisation"


@pytest.mark.parametrize(
    ("day", "run"), [(-40, 0), (-1, 0), (0, 0), (1, 14), (13, 14), (14, 14), (15, 28), (140, 140)]
)
def test_the_next_run_of_a_round_is_the_first_that_is_not_over(day: int, run: int) -> None:
    assert next_run(TODAY, 14, TODAY + timedelta(day)) == TODAY + timedelta(run)


def test_an_action_is_decided_once_and_settled_once(given: Given) -> None:
    action = uuid4()
    past = given(met())
    past.when(settled(action)).is_forbidden(Rule.ACTION_NOT_OPEN)
    past = past.when(decided(action)).stands()
    past.when(decided(action, what="Autre chose")).is_forbidden(Rule.ACTION_KNOWN)
    past = past.when(settled(action)).stands()
    past.when(settled(action)).is_forbidden(Rule.ACTION_NOT_OPEN)
    past.when(decided(action)).is_forbidden(Rule.ACTION_KNOWN)


def test_a_cancelled_meeting_decides_nothing_and_its_actions_are_still_settled(
    given: Given,
) -> None:
    action = uuid4()
    past = given(met(place=DESK), decided(action)).when(m.MeetingCancelled(**at())).stands()
    assert past.when(decided(uuid4())).is_refused(NotAllowed).stage == "cancelled"
    past.when(m.MeetingCancelled(**at())).is_refused(NotAllowed)
    past.when(settled(action)).stands()


def test_an_action_that_was_settled_is_not_voided_under_it(given: Given) -> None:
    action = uuid4()
    past = given(met(), decided(action), settled(action))
    past.when(corrected(2, of=m.MeetingCorrected)).is_refused(CorrectionBreaksLife)
    reopened = past.when(corrected(3, of=m.MeetingCorrected)).stands()
    reopened.when(settled(action)).stands()


def test_an_organisation_answers_for_an_action_and_nobody_by_name(given: Given) -> None:
    assert "organisation" in m.ActionDecided.REFERS
    nobody = decided(uuid4(), organisation=OrganisationId(uuid4()))
    assert given(met()).when(nobody).is_refused(UnknownSubject).kind == "organisation"
    assert set(met().model_dump()) == {"happened_at", "starts_at", "duration_min", "place"}


def test_a_need_is_noted_once_and_voided_when_it_was_a_mistake(given: Given) -> None:
    past = given(noted())
    past.when(noted()).is_refused(AlreadyBegun)
    past.when(corrected(1, of=n.NeedCorrected)).stands().when(noted()).stands()
    given().when(noted(place=PlaceId(uuid4()))).is_refused(UnknownSubject)


def test_a_place_keeps_so_many_of_a_kind_for_prescription(given: Given) -> None:
    past = given(opened())
    for kind, count in ((DeviceKind.LAPTOP, 4), (DeviceKind.TABLET, 2), (DeviceKind.LAPTOP, 0)):
        past = past.when(MinimumStockSet(**at(kind=kind, count=count))).stands()
    place: Place = past.ledger.subject(Place, past.subject)
    assert place.kept_for_prescription == {DeviceKind.LAPTOP: 0, DeviceKind.TABLET: 2}
    closed = past.when(PlaceClosed(**at())).stands()
    closed.when(MinimumStockSet(**at(kind=DeviceKind.LAPTOP, count=1))).is_refused(NotAllowed)
