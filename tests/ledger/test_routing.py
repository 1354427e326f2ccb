"""Which place serves an order: stated rules, in their order, the same for all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ledger.order import Routing
from ledger.roads import road_min
from ledger.routing import ROUND_WITHIN, Candidate, Route, Run, Wish, routes
from ledger.values import DeviceKind, Feature, Grade, Use

GAP, BRIANCON, EMBRUN, ARVIEUX, GUILLESTRE = "05061", "05023", "05046", "05007", "05065"
HERE = UUID(int=1)
SUMMER, WINTER = date(2026, 7, 15), date(2026, 1, 15)
SHELVED = datetime(2026, 1, 2, tzinfo=UTC)


def wish(**fields: Any) -> Wish:
    known: dict[str, Any] = {
        "place": HERE, "commune": GAP, "use": Use.PROCEDURES,
        "kind": DeviceKind.LAPTOP, "grade": Grade.B,
    }  # fmt: skip
    return Wish(**known | fields)


def candidate(**fields: Any) -> Candidate:
    known: dict[str, Any] = {
        "devices": (uuid4(),), "kind": DeviceKind.LAPTOP, "uses": frozenset(Use),
        "features": frozenset(), "grade": Grade.B, "place": uuid4(), "commune": EMBRUN,
        "public_gift": False, "stocked_at": SHELVED,
    }  # fmt: skip
    return Candidate(**known | fields)


def chosen(
    asked: Wish, *candidates: Candidate, runs: tuple[Run, ...] = (), day: date = SUMMER
) -> list[Route]:
    found = routes(asked, candidates, runs, day)
    assert routes(asked, candidates[::-1], runs, day) == found, "whatever the order they come in"
    return found


@pytest.mark.parametrize(
    "other",
    [
        {"kind": DeviceKind.TABLET},
        {"uses": frozenset({Use.LEARNING})},
        {"features": frozenset({Feature.LIGHT})},
        {"grade": Grade.C},
        {"public_gift": True},
    ],
)
def test_what_does_not_suit_is_not_offered(other: dict[str, Any]) -> None:
    asked = wish(features=frozenset({Feature.LIGHT, Feature.CAMERA}), public_gifts=False)
    good = candidate(features=asked.features)
    assert [route.candidate for route in chosen(asked, good, replace(good, **other))] == [good]


def test_a_better_look_suits_and_more_features_too() -> None:
    better = candidate(grade=Grade.A, features=frozenset(Feature))
    assert chosen(wish(), better)


def test_what_stands_here_comes_before_what_a_round_brings_and_what_is_fetched() -> None:
    here = candidate(place=HERE, commune=GAP)
    brought, near = candidate(commune=BRIANCON), candidate(commune=EMBRUN)
    run = Run((brought.place, HERE), SUMMER + timedelta(3), 14)
    found = chosen(wish(), near, brought, here, runs=(run,))
    assert [route.candidate for route in found] == [here, brought, near]
    assert [route.routing for route in found] == [
        Routing.ALREADY_HERE, Routing.ON_A_ROUND, Routing.BY_ROAD,
    ]  # fmt: skip
    assert [route.expected_on for route in found[:2]] == [SUMMER, SUMMER + timedelta(3)]


def test_of_two_rounds_the_sooner_brings_it_and_preparing_takes_a_day() -> None:
    one, other = candidate(), candidate()
    soon, later, today = (
        Run((one.place, HERE), SUMMER + timedelta(2), 30),
        Run((other.place, HERE), SUMMER + timedelta(5), 30),
        Run((other.place, HERE), SUMMER, 30),
    )
    found = chosen(wish(), other, one, runs=(later, soon, today))
    assert [route.candidate for route in found] == [one, other]
    assert found[1].expected_on == SUMMER + timedelta(5)


def test_a_round_brings_what_it_loads_before_it_stops_here() -> None:
    there = candidate()
    for stops, routing in (
        ((there.place, HERE), Routing.ON_A_ROUND),
        ((HERE, there.place), Routing.BY_ROAD),
        ((there.place, uuid4()), Routing.BY_ROAD),
    ):
        run = Run(stops, SUMMER + timedelta(2), 7)
        assert chosen(wish(), there, runs=(run,))[0].routing is routing


def test_a_round_that_comes_too_late_is_not_waited_for() -> None:
    there = candidate()
    for days, routing in ((0, Routing.ON_A_ROUND), (1, Routing.BY_ROAD)):
        run = Run((there.place, HERE), SUMMER + ROUND_WITHIN + timedelta(days), 90)
        assert chosen(wish(), there, runs=(run,))[0].routing is routing


def test_by_road_the_nearest_comes_first_whatever_the_straight_line_says() -> None:
    far, near = candidate(commune=BRIANCON), candidate(commune=EMBRUN)
    found = chosen(wish(), far, near)
    assert [route.candidate for route in found] == [near, far]
    assert [route.road_min for route in found] == [
        road_min(EMBRUN, GAP, SUMMER), road_min(BRIANCON, GAP, SUMMER),
    ]  # fmt: skip
    assert found[0].expected_on < found[1].expected_on


def test_a_pass_that_closes_changes_which_place_serves() -> None:
    """From Briançon to Arvieux over the Izoard; in winter Guillestre or Embrun is nearer."""
    asked = wish(commune=ARVIEUX)
    north, south = candidate(commune=BRIANCON), candidate(commune=EMBRUN)
    summer, winter = chosen(asked, north, south), chosen(asked, north, south, day=WINTER)
    assert summer[0].candidate is north
    assert winter[0].candidate is south


def test_between_equals_what_may_only_leave_on_prescription_goes_first_then_the_oldest() -> None:
    gift = candidate(public_gift=True, stocked_at=SHELVED + timedelta(9))
    old = candidate(stocked_at=SHELVED - timedelta(9))
    new = candidate()
    found = chosen(wish(), new, old, gift)
    assert [route.candidate for route in found] == [gift, old, new]


def test_a_public_gift_goes_to_a_precarious_band_only() -> None:
    gift = candidate(public_gift=True, place=HERE, commune=GAP)
    other = candidate()
    assert [r.candidate for r in chosen(wish(public_gifts=False), gift, other)] == [other]
    assert chosen(wish(), gift, other)[0].candidate is gift


def test_a_gift_that_is_farther_does_not_come_first() -> None:
    gift, near = candidate(public_gift=True, commune=BRIANCON), candidate()
    assert chosen(wish(), gift, near)[0].candidate is near


def test_nothing_that_suits_is_no_route() -> None:
    assert chosen(wish(kind=DeviceKind.PRINTER), candidate()) == []
