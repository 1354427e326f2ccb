"""Every step of a device has its form, its sentence and its people."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

import lives
from device_pasts import PASTS
from lives import COUNTER, DESK, POINT, SHOP, command
from page_forms import address, correction, form_of, go, is_done, opened
from people import Person

from api import words
from api.access import Role
from api.house import House
from api.pages.device.scene import ROLES, STEPS
from ledger import Event
from ledger import device as d
from ledger.codes import new_code, written
from ledger.values import DeviceKind, DonorKind

SCREEN, BROKEN = UUID(int=2), UUID(int=3)
LOG = ("nwipe.log", b"all zeros")
HARD_DISK = {"facts__storages__0__kind": "hdd", "facts__storages__0__serial": "WD-1"}
OVERWRITTEN: dict[str, Any] = {
    "storage": "WD-1",
    "verdict": "erased",
    "erasure__method": "overwrite",
}
IN_DOUBT = OVERWRITTEN | {
    "verdict": "erased_with_reservations",
    "erasure__reservations": ["bad_sectors"],
}
NO_LOCK, ALL_PASSED = {"none_found": "1"}, {"all_passed": "1"}

Typed = dict[str, Any]
Step = tuple[type[Event], Typed] | tuple[type[Event], Typed, dict[str, str]]
WHOLE_LIFE: tuple[Step | UUID, ...] = (
    (d.Shipped, {"destination": POINT}),
    POINT,
    (d.Received, {}),
    (d.OriginQualified, {"donor": "person"}),
    (d.StickerBound, {"code": f"HTTPS://R05.FR/A/{new_code()}"}),
    (d.StickerReplaced, {"code": written(new_code()), "reason": "damaged"}),
    (d.Inventoried, {"facts__maker": "Dell", "facts__memory_mb": "8", **HARD_DISK}),
    (d.StorageErased, IN_DOUBT),
    (d.ErasureDecided, {"decision": "accepted", "ground": "sectors_unreadable"}),
    (d.ErasureCertified, {}),
    (d.LocksChecked, {}, NO_LOCK),
    (d.PartReplaced, {"part": "battery", "condition": "new"}),
    (d.Tested, {}, ALL_PASSED),
    (d.Reconditioned, {"grade": "B", "works": ["cleaned", "updated"]}),
    (d.Labelled, {}),
    (d.LabelRevoked, {"reason": "criteria_changed"}),
    (d.Reconditioned, {"grade": "B"}),
    (d.Labelled, {}),
    (d.Shipped, {"destination": COUNTER}),
    COUNTER,
    (d.TransferRefused, {"reason": "not_arrived"}),
    SHOP,
    (d.TransferRecalled, {}),
    (d.Shipped, {"destination": COUNTER}),
    COUNTER,
    (d.Received, {}),
    (d.Stocked, {}),
    (d.Reserved, {}),
    (d.ReservationReleased, {"reason": "expired"}),
    (d.SetFormed, {"companions": [SCREEN]}),
    (d.SetDissolved, {}),
    (d.Sold, {"price_cents": "120"}),
    (d.ReturnedForRepair, {"reason": "breakdown"}),
    (d.GivenBack, {}),
    (d.TakenBack, {"reason": "no_longer_needed"}),
    (d.Inventoried, HARD_DISK),
    (d.StorageErased, OVERWRITTEN),
    (d.LocksChecked, {}, NO_LOCK),
    (d.Tested, {}, ALL_PASSED),
    (d.Reconditioned, {"grade": "C"}),
    (d.Labelled, {}),
    (d.Stocked, {}),
    (d.Lent, {"instead_of": BROKEN}),
    (d.LoanReturned, {}),
    (d.Inventoried, HARD_DISK),
    (d.StorageErased, OVERWRITTEN),
    (d.LocksChecked, {}, NO_LOCK),
    (d.Tested, {}, ALL_PASSED),
    (d.Reconditioned, {"grade": "C"}),
    (d.Labelled, {}),
    (d.Stocked, {}),
    (d.Reserved, {}),
    (d.Shipped, {"destination": DESK}),
    DESK,
    (d.Delivered, {}),
    (d.HandedOver, {"price_cents": "80", "fund_cents": "50", "training": "booked",
                    "training_at": "2027-01-08T14:00"}),
    (d.InvitedToWorkshop, {"theme": "procedures"}),
    (d.TakenBack, {"reason": "not_suited"}),
    (d.Retired, {"destination": "recycling", "mass_g": "1,8", "waste_slip": "BSD-2026-12"}),
)  # fmt: skip
"""Steps with what is typed and which button is pressed; between them, where the person goes."""


def one_life(person: Person, house: House) -> UUID:
    """Take a device through every step by the forms alone."""
    house.record(command((SCREEN, lives.collected(place=COUNTER, kind=DeviceKind.SCREEN))))
    broken = (*lives.WITH_ITS_OWNER, lives.returned(place=COUNTER))
    house.record(command(*((BROKEN, event) for event in broken)))
    first = form_of(person, person.get("/appareils/nouveau"))
    assert is_done(first.fill(kind="laptop", donor="unknown", mass_g="1,9").send())
    device = UUID(first.action.split("/")[2])
    for step in WHOLE_LIFE:
        if isinstance(step, UUID):
            go(person, step)
            continue
        event, typed, *button = step
        files = {"evidence": LOG} if event is d.StorageErased else None
        pressed = button[0] if button else {}
        sent = opened(person, device, event).fill(**typed).send(files=files, **pressed)
        assert is_done(sent), (event.TOPIC, sent.status_code, sent.text)
    last = len(house.ledger.life(device))
    fixed = correction(person, device, last).fill(why="wrong_value", mass_g="1,7")
    assert is_done(fixed.send(act="replace"))
    return device


def test_one_device_goes_through_every_step_by_forms(everybody: Person, house: House) -> None:
    device = one_life(everybody, house)
    recorded = {type(record.event) for record in house.ledger.life(device)}
    assert recorded == {*STEPS, d.DeviceCorrected}
    page = everybody.get(address(device)).text
    assert "Il est sorti de la filière." in page
    life = [record.event for record in house.ledger.life(device)]
    [handed_over] = [event for event in life if isinstance(event, d.HandedOver)]
    assert (handed_over.price_cents, handed_over.person_cents) == (80_00, 30_00)


EXAMPLES: tuple[Event, ...] = (
    *(event for past in PASTS.values() for event in past),
    lives.with_reservations(), lives.decided(), lives.erasure_certified(new_code()),
    lives.decided(decision=d.Decision.REFUSED, ground=None),
    lives.sold(), lives.delivered(), lives.given_back(), lives.taken_back(), lives.invited(),
    lives.released(), lives.label_revoked(), lives.part_replaced(), lives.bound(new_code()),
    lives.replaced(new_code()), lives.lent(BROKEN), lives.loan_returned(),
    lives.part_replaced(part=d.Part.STORAGE, fitted_storage=lives.SSD, removed_storage="disk-1"),
    lives.transfer_refused(), lives.transfer_recalled(), lives.part_replaced(source=POINT),
    lives.locks_checked(found=frozenset(d.Lock), ask=d.LockHolder.NOBODY_KNOWN),
    lives.tested(failed=tuple(d.FUNCTIONS[DeviceKind.LAPTOP].all)),
    lives.inventoried(facts=lives.facts(storages=None, maker=None, model=None, processor=None)),
    d.OriginQualified(happened_at=lives.NOON, donor=DonorKind.PUBLIC_BODY, free_public_gift=True),
    d.SetFormed(happened_at=lives.NOON, set_id=uuid4(), members=(uuid4(), uuid4())),
    d.SetDissolved(happened_at=lives.NOON, set_id=uuid4(), members=(uuid4(), uuid4())),
)  # fmt: skip


def test_every_event_has_a_sentence_a_form_and_a_first_line(house: House) -> None:
    events: tuple[type[Event], ...] = (*STEPS, d.DeviceCorrected)
    for event in events:
        module = vars(house.templates.get_template(f"steps/{event.TOPIC}.html").module)
        assert callable(module["phrase"]), event.TOPIC
        assert callable(module["fields"]), event.TOPIC
        assert str(module["first_line"]).endswith((".", "\u00a0?")), event.TOPIC
        assert event.TOPIC in words.STEP


def test_every_event_is_told_in_french(house: House) -> None:
    assert {type(event) for event in EXAMPLES} == {*STEPS}
    places = dict.fromkeys([POINT, SHOP, COUNTER, DESK, lives.ASSOCIATION], "Ici")
    codes = [code for code in _codes() if code not in {"clear", "purge", "smartphone", "A"}]
    for event in EXAMPLES:
        module = house.templates.get_template(f"steps/{event.TOPIC}.html").module
        said = str(vars(module)["phrase"](event, places)).strip()
        assert said[0].isupper(), said
        assert said.endswith("."), said
        assert "  " not in said.replace("\n", ""), said
        assert [code for code in codes if code in said.replace(">", " ").split()] == [], said


def _codes() -> Iterable[str]:
    """The values of the ledger's enumerations, none of which belongs on a page."""
    for name in ("KIND", "DONOR", "FUNCTION", "OUTCOME", "PART", "LOCK", "WORK", "VERDICT",
                 "ERASURE_METHOD", "STORAGE_KIND", "RESERVATION", "GROUND", "RETURN",
                 "RELEASE", "THEME"):  # fmt: skip
        yield from getattr(words, name)


def test_every_step_says_who_records_it() -> None:
    assert set(ROLES) == {event.TOPIC for event in STEPS}
    of = {role: {topic for topic, roles in ROLES.items() if role in roles} for role in Role}
    assert {d.Sold.TOPIC, d.TakenBack.TOPIC, d.ReturnedForRepair.TOPIC} <= of[Role.COUNTER]
    assert {d.HandedOver.TOPIC, d.Delivered.TOPIC, d.InvitedToWorkshop.TOPIC} <= of[Role.PRESCRIBER]
    bench = {d.Tested.TOPIC, d.StorageErased.TOPIC, d.Labelled.TOPIC, d.Reconditioned.TOPIC}
    assert bench <= of[Role.OPERATOR] - of[Role.COUNTER] - of[Role.PRESCRIBER]
    assert of[Role.FUNDER] == of[Role.COORDINATOR] == set()
