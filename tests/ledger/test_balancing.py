"""Which transfers are suggested, and which never are."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from ledger.balancing import Demand, Holding, Spot, Transfer, suggest
from ledger.routing import Run
from ledger.territory import commune
from ledger.values import DeviceKind, Use

SUMMER = date(2026, 7, 1)


def spot(number: int, insee: str) -> Spot:
    return Spot(UUID(int=number), insee, commune(insee).epci)


GAP, BRIANCON, LARAGNE, SERRES = (
    spot(number, insee) for number, insee in enumerate(("05061", "05023", "05070", "05166"), 1)
)
LAPTOP = DeviceKind.LAPTOP


def demand(at: Spot = LARAGNE, count: int = 3, use: Use = Use.PROCEDURES) -> Demand:
    return Demand(at, use, count)


def holding(at: Spot = GAP, count: int = 5, *uses: Use, movable: int | None = None) -> Holding:
    serves = frozenset(uses or {Use.PROCEDURES})
    return Holding(at, LAPTOP, serves, count, count if movable is None else movable)


def suggested(
    demands: list[Demand], holdings: list[Holding], *runs: Run, **kept: Any
) -> list[Transfer]:
    minimum = Counter({(GAP.place, LAPTOP): kept.get("kept", 0)})
    return suggest(demands, holdings, runs, SUMMER, minimum)


def test_what_lacks_here_comes_from_where_it_abounds() -> None:
    [transfer] = suggested([demand()], [holding()])
    assert (transfer.origin, transfer.destination) == (GAP.place, LARAGNE.place)
    assert (transfer.use, transfer.kind, transfer.count) == (Use.PROCEDURES, LAPTOP, 3)
    assert transfer.road_min > 0
    assert transfer.next_run is None


def test_what_stands_in_the_intercommunality_covers_its_needs_first() -> None:
    assert suggested([demand()], [holding(SERRES, 3), holding()]) == []
    assert suggested([demand(), demand(GAP, 5)], [holding()]) == []
    [transfer] = suggested([demand(), demand(GAP, 4)], [holding()])
    assert transfer.count == 1


def test_a_device_that_serves_two_uses_is_suggested_once() -> None:
    asked = [demand(), demand(use=Use.OFFICE)]
    found = suggested(asked, [holding(GAP, 4, Use.PROCEDURES, Use.OFFICE)])
    assert sum(each.count for each in found) == 4


def test_a_place_keeps_its_minimum_and_its_sets() -> None:
    [transfer] = suggested([demand()], [holding()], kept=4)
    assert transfer.count == 1
    assert suggested([demand()], [holding()], kept=5) == []
    assert suggested([demand()], [holding(movable=0)]) == []


def test_the_greatest_lack_is_served_first() -> None:
    found = suggested([demand(count=2), demand(BRIANCON, 4)], [holding(count=4)])
    assert [(each.destination, each.count) for each in found] == [(BRIANCON.place, 4)]


def test_a_round_brings_before_the_nearest_by_road() -> None:
    run = Run((BRIANCON.place, LARAGNE.place), date(2026, 7, 3), 7)
    shelves = [holding(), holding(BRIANCON)]
    [transfer] = suggested([demand()], shelves, run)
    assert (transfer.origin, transfer.next_run) == (BRIANCON.place, date(2026, 7, 3))
    [transfer] = suggested([demand()], shelves)
    assert transfer.origin == GAP.place
    late = Run((BRIANCON.place, LARAGNE.place), date(2026, 8, 3), 7)
    [transfer] = suggested([demand()], shelves, late)
    assert transfer.origin == GAP.place


def test_it_goes_where_most_of_the_needs_were_told() -> None:
    [transfer] = suggested([demand(SERRES, 1), demand()], [holding()])
    assert (transfer.destination, transfer.count) == (LARAGNE.place, 4)


def test_nothing_needed_or_nothing_there_suggests_nothing() -> None:
    assert suggested([], [holding()]) == []
    assert suggested([demand(count=0)], [holding()]) == []
    assert suggested([demand()], []) == []
    assert suggested([demand()], [holding(GAP, 5, Use.OFFICE)]) == []
