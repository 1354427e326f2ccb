"""Whoever watches all that is public sees nothing move when a device leaves, by whichever way.

Bytes, headers and statuses: of the page of its sticker, its JSON, its certificate, the agenda and
its calendar, the health of the service, published figures, what machines ask by themselves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import lives as make
import pytest
from closed import Closed
from counters import device_of, on_the_shelf, sell
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.testclient import TestClient
from lives import COUNTER, SHOP, SOMEBODY
from open_to_all import PUBLISHED, USUAL, Seen, addresses_of, changed, look
from orders import act, asked, in_stock, order_of

from api import ordering, origin_page, selling
from api.data import health
from api.erasing.certificate import device_certificate
from api.house import House
from api.ordering import Declared, HandOver
from api.ordering.declared import Situation
from api.pages import origin
from api.public_facts import PublicFacts
from api.selling import Returning
from ledger import Event
from ledger.codes import new_code
from ledger.device import Device, ErasureCertified
from ledger.till import RefundReason
from ledger.values import Means

ALWAYS = (
    "/",
    "/lieux",
    "/ateliers",
    "/ateliers.ics",
    "/label",
    "/chiffres",
    "/healthz",
    "/methode",
)
HEADERS = {"content-type", "content-length", "cache-control", "content-security-policy"}


@dataclass(frozen=True)
class Watched:
    """Two devices on shelves, one to be handed over and one to be sold, and who watches."""

    house: House
    visitor: TestClient
    device: UUID
    on_sale: str
    addresses: list[str]

    def look(self) -> Seen:
        return look(self.visitor, self.addresses)

    def happens(self, *events: Event) -> None:
        self.house.record_events(SOMEBODY, *((self.device, event) for event in events))

    def order(self) -> None:
        declared = Declared(band=2, situations=frozenset({Situation.STUDENT}))
        placed = ordering.submit(act(self.house), asked(declared=declared))
        assert order_of(self.house, placed.order).devices == (self.device,)
        for step in (ordering.prepare, ordering.send, ordering.arrive):
            step(act(self.house), order_of(self.house, placed.order))
        ordering.hand_over(
            act(self.house), order_of(self.house, placed.order), HandOver(slip_checked=True)
        )

    def sale(self) -> None:
        sale = sell(self.house, self.on_sale)
        back = frozenset({device_of(self.house, self.on_sale)})
        returning = Returning(back, RefundReason.CHANGED_MIND, Means.CASH)
        selling.refund(act(self.house), COUNTER, sale, returning)


@pytest.fixture
def watched(closed: Closed) -> Watched:
    house, code, on_sale = closed.house, new_code(), on_the_shelf(closed.house)
    device = in_stock(house, make.bound(code))
    version = house.ledger.subject_version(device)
    certificate = device_certificate(house, device, version, SHOP, uuid4())
    soon = make.scheduled(starts_at=house.now() + timedelta(days=9))
    house.record_events(
        SOMEBODY,
        (device, ErasureCertified(happened_at=house.now(), certificate=certificate)),
        (uuid4(), soon),
    )
    known = [f"/certificats/{certificate.code}", *PUBLISHED]
    for each in (code, on_sale):
        known += [f"/A/{each}", f"/a/{each}", f"/api/v1/devices/{each}"]
    assert isinstance(closed.visitor.app, FastAPI)
    addresses = addresses_of(closed.visitor.app, closed.visitor, known)
    assert {*known, *ALWAYS, *USUAL} <= {*addresses}
    return Watched(house, closed.visitor, device, on_sale, addresses)


def leaving(watched: Watched) -> Iterator[str]:
    """All that may happen to a device once it stands on a shelf, one thing after the other."""
    watched.order()
    yield "handed over"
    watched.happens(make.invited())
    yield "invited"
    watched.happens(make.returned(), make.given_back())
    yield "repaired and given back"
    watched.sale()
    yield "sold and refunded"


def test_nothing_public_moves_when_devices_leave_and_come_back(watched: Watched) -> None:
    before = watched.look()
    bears_no_mark(before)
    for step in leaving(watched):
        assert changed(before, watched.look()) == [], step


def bears_no_mark(seen: Seen) -> None:
    """Nothing says when it changed, but files of ours and what is frozen."""
    for address, (status, said, _) in seen.items():
        assert "set-cookie" not in said, address
        assert "last-modified" not in said or address.endswith("/sw.js"), address
        frozen = address in PUBLISHED or address.startswith(("/donnees/", "/chiffres/1."))
        assert "etag" not in said or frozen or address.endswith("/sw.js"), address
        if address.startswith("/A/"):
            assert status == HTTPStatus.OK
            assert {*said} >= HEADERS


def shown_on_the_page(patch: pytest.MonkeyPatch, house: House) -> None:
    """A mutant: "remis le …" on the page of the sticker."""
    write = origin_page.write

    def mutant(asked_of: House, facts: PublicFacts) -> bytes:
        device = house.ledger.subject(Device, device_of(house, facts.code))
        return write(asked_of, facts) + str(device.stage).encode()

    patch.setattr(origin_page, "write", mutant)


def dated(patch: pytest.MonkeyPatch, house: House) -> None:
    """A mutant: an ETag that follows the ledger."""

    class Dated(HTMLResponse):
        def __init__(self, content: bytes, **fields: Any) -> None:
            super().__init__(content, **fields)
            self.headers["ETag"] = f'"{health.read_health(house).ledger}"'

    patch.setattr(origin, "HTMLResponse", Dated)


def positions_told(patch: pytest.MonkeyPatch, house: House) -> None:
    """A mutant: the health of the service says how far the ledger is."""

    def mutant(status: int, body: dict[str, Any]) -> JSONResponse:
        return JSONResponse(body | {"ledger": health.read_health(house).ledger}, status)

    patch.setattr(health, "_answer", mutant)


Mutant = Callable[[pytest.MonkeyPatch, House], None]
MUTANTS: dict[str, Mutant] = {
    "/A/": shown_on_the_page, "/a/": dated, "/healthz": positions_told
}  # fmt: skip


def test_what_moves_is_caught(watched: Watched) -> None:
    events: list[Callable[[], Event | None]] = [watched.order, make.returned, make.given_back]
    for (where, mutant), event in zip(MUTANTS.items(), events, strict=True):
        with pytest.MonkeyPatch.context() as patch:
            mutant(patch, watched.house)
            before = watched.look()
            if told := event():
                watched.happens(told)
            found = changed(before, watched.look())
        assert any(address.startswith(where) for address in found), mutant
        assert {address[:3].upper() for address in found} == {where[:3].upper()}, found
