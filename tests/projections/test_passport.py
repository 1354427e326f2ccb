"""The public story of a device: what is proven today, up to the shelf, and nothing else."""

from typing import Any

import pytest
from given import Given, Past
from lives import (
    COUNTER,
    DISK,
    IN_STOCK,
    LABELLED,
    NOON,
    POINT,
    PROMISED_TO_SOMEBODY,
    SHOP,
    SSD,
    WITH_ITS_OWNER,
    bound,
    collected,
    corrected,
    erased,
    facts,
    handed_over,
    inventoried,
    invited,
    label_revoked,
    labelled,
    locks_checked,
    part_replaced,
    received,
    reconditioned,
    released,
    replaced,
    reserved,
    retired,
    returned,
    shipped,
    sold,
    stocked,
    taken_back,
    tested,
)
from reader import Reader

from ledger import Event
from ledger import device as d
from ledger.codes import new_code
from ledger.territory import commune
from ledger.values import DeviceKind
from projections import origin


@pytest.fixture
def code() -> str:
    return new_code()


def led_to(read: Reader, code: str) -> origin.OriginRow | None:
    return read(origin.read, code, NOON, 3)


def story(read: Reader, code: str) -> dict[str, Any]:
    row = led_to(read, code)
    assert row is not None
    return row.story


def stuck(code: str, life: tuple[Event, ...]) -> tuple[Event, ...]:
    """The same life of a device that bears a sticker from its first day."""
    return (life[0], bound(code), *life[1:])


def test_a_code_leads_to_the_story_of_its_device(given: Given, read: Reader, code: str) -> None:
    given(*stuck(code, IN_STOCK))
    row = led_to(read, code)
    assert row is not None
    assert (row.shop, row.shop_commune) == ("Atelier de Gap", "Gap")
    assert row.collected_epci == commune("05046").epci
    assert row.shop_epci == row.stock_epci == commune("05061").epci
    assert row.story == {
        "kind": "laptop",
        "donor": "company",
        "collected_in": "2026-03",
        "collection_place": str(POINT),
        "shop": str(SHOP),
        "stock_place": str(SHOP),
        "maker": "Lenovo",
        "model": "ThinkPad T460",
        "processor": "Intel Core i5-6300U",
        "memory_mb": 8192,
        "screen_inches": 14.0,
        "storage_gb": 500,
        "battery_health_percent": None,
        "uses": ["learning", "office", "procedures"],
        "storages": 1,
        "erasures": ["overwrite"],
        "tests_passed": len(d.FUNCTIONS[DeviceKind.LAPTOP].all),
        "parts": [],
        "works": ["cleaned", "system_installed"],
        "operating_system": "Linux Mint 22",
        "grade": "B",
        "reconditioned_in": "2026-03",
        "criteria": "hautes-alpes-1",
        "labelled_in": "2026-03",
        "stocked_in": "2026-03",
    }


def test_an_unknown_code_and_a_blank_sticker_lead_nowhere(read: Reader, code: str) -> None:
    assert led_to(read, code) is None
    assert led_to(read, "nothing") is None


def test_an_old_sticker_tells_the_same_story(given: Given, read: Reader, code: str) -> None:
    newer = new_code()
    given(*stuck(code, LABELLED), replaced(newer))
    assert led_to(read, code) == led_to(read, newer)


def test_no_serial_number_and_no_price_is_in_a_story(given: Given, read: Reader, code: str) -> None:
    given(*stuck(code, WITH_ITS_OWNER))
    told = str(led_to(read, code))
    for secret in ("PF0SECRET", "disk-1", "3000", "30.0", "seller", "reservation"):
        assert secret not in told


AFTERWARDS: tuple[Event, ...] = (
    reserved(), released(), reserved(), handed_over(), invited(), returned(),
    part_replaced(), tested(), taken_back(), inventoried(facts=facts(maker="Dell")),
    erased(verdict=d.Verdict.FAILED), erased(), locks_checked(), tested(), part_replaced(),
    tested(),
)  # fmt: skip


def test_a_story_stops_on_the_shelf_whatever_happens_afterwards(
    given: Given, read: Reader, code: str
) -> None:
    past = given(*stuck(code, IN_STOCK))
    on_the_shelf = story(read, code)
    for event in AFTERWARDS:
        past = past.when(event).stands()
        assert story(read, code) == on_the_shelf, event.TOPIC


@pytest.mark.parametrize("exit_", [sold(), retired()])
def test_leaving_by_another_door_changes_nothing_either(
    given: Given, read: Reader, code: str, exit_: Event
) -> None:
    there = (shipped(), received(origin=SHOP, place=COUNTER))
    past = given(*stuck(code, (*IN_STOCK, *there)))
    before = story(read, code)
    past.when(exit_).stands()
    assert story(read, code) == before


def second_life(past: Past) -> Past:
    again = (
        inventoried(facts=facts(maker="Dell", storages=(SSD,))), erased(storage=SSD.id),
        locks_checked(), tested(), reconditioned(works=frozenset()), labelled(),
    )  # fmt: skip
    for event in (taken_back(), *again):
        past = past.when(event).stands()
    return past


def test_a_device_that_came_back_is_shown_anew_once_it_is_on_the_shelf_again(
    given: Given, read: Reader, code: str
) -> None:
    past = second_life(given(*stuck(code, (*WITH_ITS_OWNER, returned(), part_replaced()))))
    assert story(read, code)["maker"] == "Lenovo"
    past.when(stocked()).stands()
    told = story(read, code)
    assert (told["maker"], told["works"], told["parts"]) == ("Dell", [], [])
    assert (told["collected_in"], told["collection_place"]) == ("2026-03", str(POINT))
    assert (told["storages"], told["storage_gb"]) == (1, SSD.capacity_gb)


UNSAID = ("shop", "reconditioned_in", "grade", "operating_system", "labelled_in", "criteria")


@pytest.mark.parametrize("event", [part_replaced(), label_revoked()])
def test_a_lost_sign_off_takes_back_the_word_and_the_label(
    given: Given, read: Reader, code: str, event: Event
) -> None:
    past = given(*stuck(code, IN_STOCK)).when(event).stands()
    told = story(read, code)
    assert [told[name] for name in (*UNSAID, "stocked_in")] == [None] * 7
    assert told["works"] == []
    for again in (tested(), reconditioned(), labelled(), stocked()):
        past = past.when(again).stands()
    assert story(read, code)["stocked_in"] == "2026-03"


def test_only_what_is_proven_today_is_said_erased_and_tested(
    given: Given, read: Reader, code: str
) -> None:
    past = given(*stuck(code, LABELLED))
    all_of_them = len(d.FUNCTIONS[DeviceKind.LAPTOP].all)
    past = past.when(part_replaced()).stands()
    assert story(read, code)["tests_passed"] == all_of_them - 3
    swapped = part_replaced(part=d.Part.STORAGE, removed_storage=DISK.id, fitted_storage=SSD)
    past = past.when(swapped).stands()
    told = story(read, code)
    assert (told["erasures"], told["storage_gb"]) == ([], SSD.capacity_gb)
    assert told["parts"] == [["battery", "second_hand"], ["storage", "second_hand"]]
    past = past.when(erased(storage=SSD.id)).stands()
    assert story(read, code)["erasures"] == ["overwrite"]
    another = SSD.model_copy(update={"serial": "X"})
    past.when(inventoried(facts=facts(storages=(DISK, another)))).stands()
    told = story(read, code)
    assert (told["erasures"], told["storages"]) == ([], 2)


def test_an_erasure_in_doubt_is_not_told(given: Given, read: Reader, code: str) -> None:
    past = given(*stuck(code, LABELLED))
    past.when(label_revoked(reason=d.RevocationReason.EVIDENCE_INVALID)).stands()
    assert story(read, code)["erasures"] == []


def test_a_correction_rewrites_the_story(given: Given, read: Reader, code: str) -> None:
    past = given(*stuck(code, PROMISED_TO_SOMEBODY), handed_over())
    right = inventoried(facts=facts(model="ThinkPad T470"))
    past.when(corrected(4, right)).stands()
    assert story(read, code)["model"] == "ThinkPad T470"
    lonely = new_code()
    voided = given(collected(), bound(lonely))
    voided.when(corrected(2)).stands().when(corrected(1)).stands()
    assert led_to(read, lonely) is None
