"""What is told exactly of a period: counted once, and nothing that happens later moves it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from handings import S, bought, handed, later, some_handed
from lives import DESK, SOMEBODY, corrected, part_replaced
from orders import act, arrived, asked, in_stock, order_of
from valleys import need

import impact
from api import ordering, statistics
from api.house import House
from api.ordering import HandOver
from api.statistics import figures, totals
from impact import NewPart, Span
from ledger.device import DeviceCorrected, Part, PartCondition
from ledger.need import NeedCorrected, NeedNoted
from ledger.order import NoTrainingReason, OrderCorrected, Shortage
from ledger.statistics import STATISTICS, Period, TotalsCounted
from ledger.values import Channel, Feature, Storage, StorageKind
from projections import ALL


def counted(house: House) -> TotalsCounted:
    """Everything up to now, as a closing would count it."""
    day = date(2026, 1, 5)
    whole = Period(1, 0, 10**9, day, day, statistics.countable(house), "", ())
    return totals.totals(house, whole, house.now())


def last_told(house: House) -> TotalsCounted:
    [found] = [
        record.event
        for record in house.ledger.life(STATISTICS)
        if isinstance(record.event, TotalsCounted)
    ]
    return found


def test_what_is_counted_of_hand_overs_and_sales(house: House) -> None:
    some_handed(house, [None] * 12)
    bought(house, 11)
    found = counted(house)
    assert (found.devices, found.in_own_place_percent, found.trained_percent) == (23, 100, 100)
    assert (found.median_wait_days, found.unmet) == (0, 0)


def test_numbers_of_one_to_ten_people_are_left_out(house: House, twelve: list[UUID]) -> None:
    del twelve
    found = counted(house)
    assert (found.devices, found.in_own_place_percent, found.trained_percent) == (12, None, None)
    assert found.median_wait_days is None


def test_a_training_that_is_booked_is_not_one_that_was_given(house: House) -> None:
    some_handed(house, [None] * 12)
    for _ in range(11):
        in_stock(house)
        order = arrived(house, person_cents=30_00, fund_cents=90_00)
        when = house.now() + timedelta(days=3)
        said = HandOver(
            slip_checked=True, no_training=NoTrainingReason.PERSON_TIRED, training_at=when
        )
        ordering.hand_over(act(house), order, said)
    found = counted(house)
    assert (found.in_own_place_percent, found.trained_percent) == (100, 52)


def test_half_of_the_orders_waited_so_many_days_or_fewer(house: House) -> None:
    some_handed(house, [None] * 5)
    for _ in range(6):
        in_stock(house)
        order = arrived(house, person_cents=30_00, fund_cents=90_00)
        ordering.hand_over(act(later(house, 4)), order, HandOver(slip_checked=True))
    assert counted(house).median_wait_days == 4
    handed(house)
    handed(house)
    assert counted(house).median_wait_days == 0


def test_needs_that_were_not_covered_are_counted_but_not_those_that_were_put_right(
    house: House,
) -> None:
    need(house, times=12)
    rare = asked(features=frozenset({Feature.TOUCHSCREEN, Feature.FULL_KEYBOARD}))
    orders = []
    for _ in range(3):
        orders.append(ordering.submit(act(house), rare, wait=Shortage.STOCK).order)
        ordering.give_up(act(house), order_of(house, orders[-1]), Shortage.STOCK)
    assert counted(house).unmet == 15
    version = house.ledger.subject_version(orders[0])
    house.record_events(SOMEBODY, (orders[0], corrected(version, of=OrderCorrected)))
    mistaken = uuid4()
    noted = NeedNoted(happened_at=house.now(), place=DESK, use="office", obstacle="too_far")
    house.record_events(SOMEBODY, (mistaken, noted))
    house.record_events(SOMEBODY, (mistaken, corrected(1, of=NeedCorrected)))
    assert counted(house).unmet == 14


def test_new_parts_are_counted_by_the_names_of_the_calculator(house: House) -> None:
    new = PartCondition.NEW
    ssd, nvme, hdd, emmc = (
        part_replaced(
            part=Part.STORAGE, condition=new, fitted_storage=Storage(id=f"{kind}-1", kind=kind)
        )
        for kind in (StorageKind.SSD, StorageKind.NVME, StorageKind.HDD, StorageKind.EMMC)
    )
    battery = part_replaced(condition=new)
    removed = part_replaced(part=Part.STORAGE, condition=new, removed_storage="ssd-1")
    in_stock(house, ssd, nvme, hdd, emmc, battery, part_replaced())
    device = in_stock(house, battery)
    assert {each.part: each.count for each in counted(house).new_parts} == {
        NewPart.SSD: 2, NewPart.HDD: 1, NewPart.STORAGE: 1, NewPart.BATTERY: 2,
    }  # fmt: skip
    version = house.ledger.subject_version(device)
    house.record_events(SOMEBODY, (device, corrected(version, part_replaced(), of=DeviceCorrected)))
    assert {each.part: each.count for each in counted(house).new_parts}[NewPart.BATTERY] == 1
    assert totals._new_part(removed) is None  # noqa: SLF001 (nothing was fitted)


def test_what_the_impact_is_made_with_is_frozen(house: House) -> None:
    moved = Span(low="1", central="2", high="4")
    some_handed(house, [S.STUDENT] * 11)
    settings = house.settings.model_copy(update={"impact_years": moved})
    statistics.close(replace(house, settings=settings), SOMEBODY)
    found = last_told(house)
    factors = impact.current()
    assert (found.factors, found.factors_sha256) == (factors.version, factors.sha256)
    assert found.years.model_dump() == moved.model_dump()
    default = factors.displacement[Channel.SALE].default
    assert found.displacement[Channel.SALE].central == default.central


@pytest.mark.usefixtures("fresh_house")
def test_no_erasure_correction_or_rebuild_changes_what_was_counted(
    house: House, twelve: list[UUID]
) -> None:
    need(house, times=11)
    statistics.close(house, SOMEBODY)

    def read() -> figures.Figures | None:
        with house.pool.connection() as connection:
            return figures.read(connection, 1)

    before = read()
    assert before
    house.vault.destroy(twelve[0])
    in_stock(house, part_replaced(condition=PartCondition.NEW))
    need(house, times=11)
    statistics.finish(later(house, 40), SOMEBODY)
    house.views.rebuild(ALL)
    assert read() == before
