"""Whatever is sent to the form of a step is refused in words, or lawful."""

from uuid import UUID, uuid4

import pytest
from device_pasts import PASTS, Make
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lives import ASSOCIATION, COUNTER, DESK, LOT, POINT, SHOP
from page_forms import address, events, opened
from people import Person
from tier import examples

from api.house import House
from api.pages.device.scene import STEPS
from ledger.device import Device, NoEvidence
from ledger.event import Aggregate, apply, check
from ledger.lot import Lot
from ledger.organisation import Organisation
from ledger.place import Place
from ledger.values import DonorKind

TYPED = st.one_of(
    st.sampled_from([
        "", "1", "0", "-1", "30", "30,50", "ssd", "disk-1", "erased", "passed", "failed",
        "not_fitted", "overwrite", "clear", "purge", "destroy", "2026-03-31T12:00", "A", "bios",
        "storage", "new", "done", "booked", "person", "unknown", "breakdown", "recycling",
        "first_steps", "9" * 400, "\x00", "é\ud7ff", "<b>", str(SHOP), str(POINT), str(COUNTER),
        str(ASSOCIATION), *NoEvidence, *DonorKind,
    ]),
    st.text(max_size=30),
)  # fmt: skip


@pytest.mark.parametrize("past", ["on the bench", "in stock", "promised", "in repair"])
def test_whatever_is_sent_is_refused_in_words_or_lawful(
    everybody: Person, house: House, make: Make, past: str
) -> None:
    token, device = everybody.csrf, make(*PASTS[past])
    names = {
        event.TOPIC: sorted(
            opened(everybody, device, event).names - {"csrf", "command", "seen", "evidence"}
        )
        for event in STEPS
        if everybody.get(address(device, event)).status_code == 200
    }
    others: dict[UUID, Aggregate] = {
        subject: house.ledger.subject(kind, subject)
        for kind, subjects in (
            (Place, (SHOP, POINT, COUNTER, DESK)), (Lot, (LOT,)), (Organisation, (ASSOCIATION,)),
        )
        for subject in subjects
    }  # fmt: skip

    @settings(
        max_examples=examples(15, 300), suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(st.data())
    def attack(data: st.DataObject) -> None:
        device = make(*PASTS[past])
        topic = data.draw(st.sampled_from(sorted(names)))
        fields = st.dictionaries(
            st.sampled_from([*names[topic], "x"]), st.lists(TYPED, max_size=3), max_size=12
        )
        frame = {"csrf": token, "command": str(uuid4()), "seen": str(len(PASTS[past]))}
        typed = data.draw(fields) | frame
        answer = everybody.post(f"{address(device)}/etapes/{topic}", data=typed)
        assert answer.status_code in {200, 303, 400, 403, 404, 409, 422}, answer.status_code
        again = Device(device)
        for event in events(house, device):
            check(event, again, others)
            apply(event, again)

    attack()
