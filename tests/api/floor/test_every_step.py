"""Every step that an operator takes is taken on the floor, in one life and by its form alone."""

from typing import Any
from uuid import UUID, uuid4

import lives
from device_pasts import Make
from lives import COUNTER, DESK, POINT, SHOP
from page_forms import go
from people import SignIn
from phones import Phone

from api.access import Grant, Role
from api.house import House
from api.pages.floor.taking import FLOOR
from ledger import Event
from ledger import device as d
from ledger.codes import new_code

HERE = {"place": "#"}
FROM_HERE = {"origin": "#"}
MOVED = HERE | FROM_HERE
DOUBTFUL = {
    "storage": "#", "verdict": "erased_with_reservations", "erasure.method": "overwrite",
    "erasure.no_evidence": "tool_writes_none", "erasure.tool": "nwipe",
    "erasure.tool_version": "0.38", "erasure.reservations": ["bad_sectors"],
}  # fmt: skip
SIGNED: list[tuple[type[Event], dict[str, Any]]] = [
    (d.Inventoried, {"facts.storages.0.kind": "hdd", "facts.storages.0.serial": "WD-1"}),
    (d.StorageErased, {"storage": "#", "verdict": "erased", "erasure.method": "overwrite",
                       "erasure.no_evidence": "tool_writes_none",
                       "erasure.tool": "nwipe", "erasure.tool_version": "0.38"}),
    (d.LocksChecked, {"none_found": "1"}),
    (d.Tested, {"kind": "laptop", "all_passed": "1", "fitted": ["camera"]}),
    (d.Reconditioned, {"grade": "B", "works": ["cleaned", "updated"]}),
    (d.Labelled, {}),
]  # fmt: skip


def test_one_life_goes_through_every_step_of_the_floor(
    sign_in: SignIn, house: House, make: Make
) -> None:
    places = (POINT, SHOP, COUNTER, DESK)
    person = sign_in(grants=tuple(Grant(Role.OPERATOR, place) for place in places))
    go(person, SHOP)
    screen = make(lives.collected(place=COUNTER))
    broken = make(*lives.WITH_ITS_OWNER, lives.returned(place=COUNTER))
    device, code, other = uuid4(), new_code(), new_code()
    came = {"kind": "laptop", "donor": "unknown", "legal_status": "product"}
    whole: list[UUID | Event | tuple[type[Event], dict[str, Any]]] = [
        (d.Collected, came | HERE),
        (d.OriginQualified, {"donor": "company", "legal_status": "product"}),
        (d.Shipped, FROM_HERE | {"destination": POINT}),
        POINT,
        (d.TransferRefused, HERE | {"reason": "sent_back"}),
        SHOP,
        (d.TransferRecalled, HERE),
        (d.Shipped, FROM_HERE | {"destination": POINT}),
        POINT,
        (d.Received, MOVED),
        (d.StickerBound, {"code": code}),
        (d.StickerReplaced, {"code": other, "reason": "damaged"}),
        SIGNED[0],
        (d.PartReplaced, {"part": "battery", "condition": "new"}),
        (d.StorageErased, DOUBTFUL),
        (
            d.ErasureDecided,
            {"storage": "#", "decision": "accepted", "ground": "sectors_unreadable"},
        ),
        (d.ErasureCertified, {}),
        *SIGNED[2:],
        (d.LabelRevoked, {"reason": "criteria_changed"}),
        *SIGNED[-2:],
        (d.Shipped, FROM_HERE | {"destination": COUNTER}),
        COUNTER,
        (d.Received, MOVED),
        (d.Stocked, HERE),
        (d.Reserved, {}),
        (d.ReservationReleased, {"reason": "expired"}),
        (d.SetFormed, {"companions": [str(screen)]}),
        (d.SetDissolved, {}),
        (d.Lent, HERE | {"instead_of": broken}),
        (d.LoanReturned, HERE),
        *SIGNED,
        (d.Stocked, HERE),
        (d.Reserved, {}),
        (d.Shipped, FROM_HERE | {"destination": DESK}),
        DESK,
        (d.Delivered, MOVED),
        lives.handed_over(place=DESK),
        (d.ReturnedForRepair, HERE | {"reason": "breakdown"}),
        (d.GivenBack, HERE),
        (d.TakenBack, HERE | {"reason": "not_suited"}),
        (d.Retired, {"destination": "recycling", "mass_g": "1,8", "waste_slip": "BSD-2026-12"}),
    ]
    for step in whole:
        if isinstance(step, UUID):
            go(person, step)
        elif isinstance(step, Event):
            reservation = house.ledger.subject(d.Device, device).reservation
            told = step.model_copy(update={"reservation": reservation})
            house.record_events(lives.SOMEBODY, (device, told))
        else:
            event, fields = step
            seen = house.ledger.subject_version(device)
            told_back = Phone(person, house).take(event, device, seen=seen, fields=fields)
            assert told_back["outcome"] == "recorded", (event.TOPIC, told_back)
    recorded = {record.event.TOPIC for record in house.ledger.life(device)}
    assert recorded == {*FLOOR, d.HandedOver.TOPIC}
