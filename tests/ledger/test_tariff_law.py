"""A price grid holds from its day on; one that holds is replaced, never edited in place."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from given import Given
from lives import NOON, corrected
from orders import BANDS, lines, published
from pydantic import ValidationError

from ledger.errors import Forbidden, Rule
from ledger.tariff import BandRow, Line, Tariff, TariffCorrected, TariffPublished
from ledger.values import Channel, DeviceKind, Grade, GridId

TODAY = NOON.date()


def grid(days: int = 0, **fields: Any) -> TariffPublished:
    """One that holds from so many days after today."""
    known: dict[str, Any] = {
        "happened_at": NOON,
        "grid": GridId(uuid4()),
        "effective_on": TODAY + timedelta(days),
    }
    return published(**known | fields)


def corrects(version: int, by: TariffPublished | None = None, days: int = 0) -> TariffCorrected:
    told: TariffCorrected = corrected(version, by, of=TariffCorrected)
    return told.model_copy(update={"happened_at": NOON + timedelta(days)})


def test_a_grid_holds_from_its_day_on_until_the_next_does(given: Given) -> None:
    now, later = grid(), grid(30)
    past = given(now).when(later).stands()
    tariff: Tariff = past.ledger.subject(Tariff, past.subject)
    days = (TODAY - timedelta(1), TODAY, TODAY + timedelta(29), TODAY + timedelta(30))
    told = [held and held.id for held in map(tariff.in_force, days)]
    assert told == [None, now.grid, now.grid, later.grid]


def test_of_two_grids_of_one_day_the_last_published_holds(given: Given) -> None:
    first, second = grid(3), grid(3)
    past = given(first, second)
    tariff: Tariff = past.ledger.subject(Tariff, past.subject)
    held = tariff.in_force(TODAY + timedelta(3))
    assert held
    assert held.id == second.grid
    assert tariff.grid(first.grid)


def test_no_grid_holds_before_it_was_published(given: Given) -> None:
    given(grid()).when(grid(-1)).is_forbidden(Rule.GRID_IN_THE_PAST)
    late = NOON.replace(hour=22, minute=30)
    past = given(grid())
    past.when(grid(happened_at=late)).is_forbidden(Rule.GRID_IN_THE_PAST)
    past.when(grid(1, happened_at=late)).stands()


def test_a_grid_is_published_once(given: Given) -> None:
    first = grid()
    given(first).when(grid(4, grid=first.grid)).is_forbidden(Rule.GRID_PUBLISHED)


def test_a_grid_that_does_not_hold_yet_is_corrected(given: Given) -> None:
    wrong = grid(10)
    right = grid(20, grid=wrong.grid)
    past = given(grid(), wrong).when(corrects(2, right, days=9)).stands()
    tariff: Tariff = past.ledger.subject(Tariff, past.subject)
    assert [each.effective_on for each in tariff.grids] == [TODAY, TODAY + timedelta(20)]


def test_a_grid_that_holds_is_not_corrected(given: Given) -> None:
    past = given(grid(), grid(10))
    for version, days in ((1, 0), (2, 10), (2, 11)):
        past.when(corrects(version, days=days)).is_forbidden(Rule.GRID_IN_FORCE)


def test_a_corrected_grid_holds_from_its_new_day(given: Given) -> None:
    """What it reads as decides, whatever was written first."""
    wrong = grid(20)
    past = given(wrong).when(corrects(1, grid(5, grid=wrong.grid), days=1)).stands()
    past.when(corrects(1, days=6)).is_forbidden(Rule.GRID_IN_FORCE)
    again = given(grid(5))
    again = again.when(corrects(1, grid(20), days=1)).stands()
    again.when(corrects(1, days=6)).stands()


def test_no_correction_brings_in_a_grid_for_days_that_are_gone(given: Given) -> None:
    past = given(grid(10))
    old = grid(happened_at=NOON - timedelta(30), effective_on=TODAY - timedelta(20))
    past.when(corrects(1, old, days=1)).is_forbidden(Rule.GRID_IN_FORCE)
    assert past.when(corrects(1, grid(1), days=1)).is_refused(Forbidden).rule is Rule.GRID_IN_FORCE


def line(**fields: Any) -> Line:
    known = {
        "channel": Channel.PURCHASE, "kind": DeviceKind.LAPTOP, "grade": Grade.B, "band": 1,
        "price_cents": 90_00, "person_cents": 10_00, "lowest_cents": 0, "highest_cents": 20_00,
    }  # fmt: skip
    return Line(**dict[str, Any](known | fields))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"price_cents": 99}, "greater than or equal to 100"),
        ({"band": None}, "a purchase has a band"),
        ({"channel": Channel.SALE}, "a sale has none"),
        ({"lowest_cents": 10_01}, "must not cross"),
        ({"highest_cents": 9_99}, "must not cross"),
        ({"highest_cents": 90_01}, "must not cross"),
        ({"band": 5}, "less than or equal to 4"),
    ],
)
def test_a_price_is_at_least_one_euro_and_its_room_lies_within_it(
    fields: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        line(**fields)


def test_a_persons_share_may_be_nothing() -> None:
    assert line(person_cents=0).person_cents == 0


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"bands": BANDS[:2]}, "at least 3"),
        ({"bands": (*BANDS, BandRow(band=1, title="encore"))}, "at most 4"),
        ({"bands": (BANDS[0], BANDS[0], BANDS[1])}, "numbered from 1"),
        ({"lines": (line(), line(price_cents=80_00))}, "one price for each"),
        ({"bands": BANDS[:3], "lines": (line(band=4),)}, "not in the grid"),
        ({"lines": ()}, "at least 1"),
    ],
)
def test_a_grid_has_three_or_four_bands_and_one_price_for_each_case(
    fields: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        grid(**fields)


def test_a_grid_tells_the_price_of_a_case_and_every_band_of_it(given: Given) -> None:
    past = given(grid())
    held = past.ledger.subject(Tariff, past.subject).in_force(TODAY)
    case = Channel.PURCHASE, DeviceKind.LAPTOP, Grade.B
    assert [each.band for each in held.offers(*case)] == [1, 2, 3, 4]
    assert held.line(*case, 2) in lines()
    assert held.line(Channel.SALE, DeviceKind.LAPTOP, Grade.B).person_cents == 120_00
    assert held.line(Channel.SALE, DeviceKind.PRINTER, Grade.B) is None
