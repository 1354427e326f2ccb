"""Random lawful lives: each step is an event that the law accepts, with values of its types.

No list of events is kept: a new one is walked through as soon as its class exists. If its
fields hang together in a way that types do not say, it needs a line in ``TOGETHER``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import lives as make
from hypothesis import strategies as st
from pydantic import ValidationError
from random_values import hints, like

from ledger import EVENTS, Event, LedgerError
from ledger import device as d
from ledger.codes import ALPHABET, check_character
from ledger.correction import Correction, Pages, check_correction, fold
from ledger.device import Device
from ledger.device.bench import NoEvidence
from ledger.event import Aggregate, Subjects, check, why_not
from ledger.lot import Lot, LotOpened, LotQualified
from ledger.organisation import Organisation
from ledger.place import Place
from ledger.values import DonorKind
from ledger.workshop import Workshop

Happening = tuple[UUID, Event]
Draws = st.SearchStrategy[dict[str, Any]]

PLACES = (make.POINT, make.SHOP, make.COUNTER, make.DESK)
SURROUNDINGS: Subjects = {
    subject: fold(event.OF, subject, [(1, event)]) for subject, event in make.FOUNDATIONS
}
"""What devices may name. Nothing happens to these; other places, lots… have lives of their own."""

PASTS = (
    (), make.ON_THE_BENCH, make.PROVEN, make.LABELLED, make.IN_STOCK, make.WITH_ITS_OWNER,
    make.IN_REPAIR,
)  # fmt: skip
"""Where a device's walk may begin: by chance alone few would ever get that far."""


@dataclass
class Walk:
    """One subject on its way: its life so far, and what it comes to."""

    kind: type[Aggregate]
    id: UUID
    life: list[tuple[int, Event]] = field(default_factory=list)

    @property
    def now(self) -> Any:
        return fold(self.kind, self.id, self.life)

    def with_(self, event: Event) -> Pages:
        return [*self.life, (len(self.life) + 1, event)]

    def take(self, event: Event) -> Happening:
        self.life.append((len(self.life) + 1, event))
        return self.id, event

    def refuses(self, event: Event) -> bool:
        try:
            if isinstance(event, Correction):
                check_correction(event, self.now, self.life, lambda _: SURROUNDINGS)
            else:
                check(event, self.now, SURROUNDINGS)
        except LedgerError:
            return True
        return False


@st.composite
def histories(
    draw: st.DrawFn, *, devices: int = 2, steps: int = 20
) -> list[tuple[Happening, ...]]:
    """Commands that a ledger with ``lives.FOUNDATIONS`` accepts one after the other."""
    walks = [Walk(Device, UUID(int=1000 + rank)) for rank in range(devices)]
    others = [
        Walk(kind, UUID(int=2000 + rank))
        for rank, kind in enumerate((Lot, Place, Organisation, Workshop))
    ]
    history = []
    for walk in walks:
        if past := draw(st.sampled_from(PASTS)):
            history.append(tuple(walk.take(event) for event in past))
    for _ in range(steps):
        walk = draw(st.sampled_from([*walks * 4, *others]))
        if command := _step(draw, walk, walks):
            history.append(command)
    return history


def _step(draw: st.DrawFn, walk: Walk, friends: list[Walk]) -> tuple[Happening, ...]:
    """The next command about that subject, and about its whole set when the law says so."""
    now = walk.now
    possible = [
        event
        for event in EVENTS.values()
        if event.OF is walk.kind
        and (bool(walk.life) if issubclass(event, Correction) else why_not(event, now) is None)
    ]
    kind = draw(st.sampled_from(possible))
    together = [walk]
    if issubclass(kind, d.SetFormed):
        together = friends
    elif issubclass(kind, d.DeviceEvent) and kind.whole_set and now.set_members:
        together = [each for each in friends if each.id in now.set_members]
    members = tuple(each.id for each in together)
    event = draw(_corrected(kind, walk) if issubclass(kind, Correction) else _told(kind, now, members))
    if event is None or any(each.refuses(event) for each in together):
        return ()
    try:
        walk.kind.check_together(
            [(fold(each.kind, each.id, each.with_(event)), event) for each in together]
        )
    except LedgerError:
        return ()
    return tuple(each.take(event) for each in together)


def _corrected(kind: type[Correction], walk: Walk) -> st.SearchStrategy[Event | None]:
    """An earlier event voided, or told again with other values."""

    def state(version: int, told: Event | None, rest: dict[str, Any]) -> dict[str, Any]:
        by = told and {"topic": told.TOPIC, "state": told.model_dump(mode="json")}
        return rest | {"version": version, "replacement": by}

    events = dict(walk.life)
    versions = [version for version, event in walk.life if not isinstance(event, Correction)]
    return st.sampled_from(versions).flatmap(
        lambda version: st.builds(
            state,
            st.just(version),
            st.none() | _told(type(events[version]), walk.now, (walk.id,)),
            like(kind, version=st.just(0), replacement=st.none()),
        ).map(lambda fields: _valid(kind, fields))
    )


def _told(
    kind: type[Event], now: Any, members: tuple[UUID, ...]
) -> st.SearchStrategy[Event | None]:
    """An event of that kind, as somebody might tell it of this subject, lawful or not."""
    named = {name: each for name, each in _names(now).items() if name in hints(kind)}
    hang_together = [make(now, members) for made, make in TOGETHER.items() if issubclass(kind, made)]
    return st.tuples(like(kind, **named), *hang_together).map(
        lambda parts: _valid(kind, {name: value for part in parts for name, value in part.items()})
    )


def _valid(kind: type[Event], fields: dict[str, Any]) -> Event | None:
    try:
        return kind.model_validate(fields)
    except ValidationError:
        return None


def _names(now: Any) -> dict[str, st.SearchStrategy[Any]]:
    """Fields that mean the same in every event: most often what the law wants, at times not.

    The last ones are told below, together with others.
    """
    here = getattr(now, "place", None) or make.POINT
    there = getattr(now, "sent_to", None) or here
    reservation = getattr(now, "reservation", None) or make.RESERVATION
    return {
        "place": st.sampled_from((there, there, there, *PLACES)),
        "origin": st.sampled_from((here, here, make.DESK)),
        "destination": st.sampled_from(PLACES),
        "seller": st.just(make.ASSOCIATION),
        "organisation": st.just(make.ASSOCIATION),
        "reservation": st.just(reservation),
        "workshop": st.none(),
    } | dict.fromkeys(("lot", "set_id", "members", "code"), st.none())


GIFTS = (
    {"donor": DonorKind.PERSON},
    {"donor": DonorKind.UNKNOWN},
    {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True},
)
PRICES_CENTS = (0, 1_00, 30_00, 180_00, 400_00)
STORAGES = (None, (), (make.DISK,), (make.SSD,), (make.DISK, make.SSD))


def _lot_origin(_now: Any, _members: object) -> Draws:
    nobody = {"organisation": None, "organisation_consents": False}
    named = {"donor": DonorKind.COMPANY, "organisation_consents": True}
    return st.sampled_from([{"free_public_gift": False} | gift | nobody for gift in GIFTS] + [named])


def _device_origin(_now: Any, _members: object) -> Draws:
    in_the_lot = {"donor": DonorKind.COMPANY, "lot": make.LOT}
    alone = [{"lot": None} | gift for gift in GIFTS]
    return st.sampled_from([{"free_public_gift": False} | each for each in (in_the_lot, *alone)])


def _code(now: Any, _members: object) -> Draws:
    """A code that no other step binds."""
    number = now.id.int * 1000 + now.version
    body = "".join(ALPHABET[number >> 5 * rank & 31] for rank in range(8))
    return st.just({"code": body + check_character(body)})


def _erasure(now: Any, _members: object) -> Draws:
    proofs = [{"evidence_sha256": "0" * 64, "no_evidence": None}]
    proofs += [{"evidence_sha256": None, "no_evidence": reason} for reason in NoEvidence]
    return st.builds(
        lambda fields, proof, storage: {"erasure": fields | proof, "storage": storage},
        like(d.Erasure),
        st.sampled_from(proofs * 2),
        st.sampled_from(sorted(now.storages or {"none"})),
    )


def _outcomes(now: Any, _members: object) -> Draws:
    everything = make.tested(now.kind).outcomes
    function = st.sampled_from(sorted(now.checklist.all))
    one = st.tuples(function, st.sampled_from(d.Outcome)).map(lambda pair: dict([pair]))
    return st.one_of(st.just({}), one).map(lambda some: {"outcomes": everything | some}) | one.map(
        lambda alone: {"outcomes": alone}
    )


def _part(now: Any, _members: object) -> Draws:
    other = [{"part": part} for part in d.Part if part is not d.Part.STORAGE]
    changed = [
        {"part": d.Part.STORAGE, "removed_storage": old, "fitted_storage": new}
        for old in (None, *(now.storages or ()))
        for new in (make.SSD, None)
    ]
    nothing = {"removed_storage": None, "fitted_storage": None}
    return st.sampled_from([*[nothing | part for part in other], *changed * 3])


def _shares(_now: Any, _members: object) -> Draws:
    return st.builds(
        lambda price, person, fields: fields
        | {
            "price_cents": price,
            "person_cents": min(person, price),
            "third_party_cents": 0,
            "fund_cents": price - min(person, price),
        },
        st.sampled_from(PRICES_CENTS),
        st.sampled_from(PRICES_CENTS),
        st.sampled_from(
            (
                {"training": d.Training.DONE, "training_at": None},
                {"training": d.Training.BOOKED, "training_at": make.NOON},
            )
        ),
    )


TOGETHER: Mapping[type[Event], Callable[[Any, tuple[UUID, ...]], Draws]] = {
    LotOpened: _lot_origin,
    LotQualified: _lot_origin,
    d.Collected: _device_origin,
    d.OriginQualified: _device_origin,
    d.Inventoried: lambda _now, _members: st.builds(
        lambda facts, storages: {"facts": facts | {"storages": storages}},
        like(d.state.Facts),
        st.sampled_from(STORAGES),
    ),
    d.StorageErased: _erasure,
    d.StickerBound: _code,
    d.LocksChecked: lambda _now, _members: st.sampled_from(
        ({"found": (), "ask": None}, {"found": ("bios",), "ask": d.LockHolder.DONOR})
    ),
    d.PartReplaced: _part,
    d.Tested: _outcomes,
    d.Sold: lambda _now, _members: st.sampled_from([{"price_cents": p} for p in PRICES_CENTS]),
    d.HandedOver: _shares,
    d.SetFormed: lambda _now, members: st.just({"set_id": make.SET, "members": members}),
    d.SetDissolved: lambda now, _members: st.just(
        {"set_id": now.set_id, "members": now.set_members}
    ),
}
