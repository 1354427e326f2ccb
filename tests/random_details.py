"""Fields of random events that hang together in a way their types do not say."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from uuid import UUID

import lives as make
import orders
import published
from random_values import like

from ledger import Event
from ledger import device as d
from ledger.batch import BatchMoved, BatchPrinted, BatchVoided
from ledger.codes import ALPHABET, check_character
from ledger.device import NoEvidence
from ledger.device.leaving import Promise
from ledger.fund import Credited, CreditSource, FundOpened
from ledger.lot import LotOpened, LotQualified
from ledger.meeting import ActionSettled
from ledger.statistics import KeysDestroyed, PeriodClosed, Released, TotalsCounted
from ledger.tariff import TariffPublished
from ledger.till import TillOpened
from ledger.values import DonorKind, Facts

Members = tuple[UUID, ...]
"""The devices that an event of a whole set is recorded on."""

GIFTS = (
    {"donor": DonorKind.PERSON, "free_public_gift": False},
    {"donor": DonorKind.UNKNOWN, "free_public_gift": False},
    {"donor": DonorKind.PUBLIC_BODY, "free_public_gift": True},
)
PRICES_CENTS = (0, 1_00, 30_00, 150_00, 180_00, 400_00)
STORAGES = (None, (), (make.DISK,), (make.SSD,), (make.DISK, make.SSD))


def _lot_origin(chance: Random, _now: Any, _members: Members) -> dict[str, Any]:
    named = {"donor": DonorKind.COMPANY, "free_public_gift": False, "organisation_consents": True}
    nobody = {"organisation": None, "organisation_consents": False}
    return chance.choice([*(gift | nobody for gift in GIFTS), named])


def _device_origin(chance: Random, _now: Any, _members: Members) -> dict[str, Any]:
    of_the_lot = {"donor": DonorKind.COMPANY, "free_public_gift": False, "lot": make.LOT}
    return chance.choice([*({"lot": None} | gift for gift in GIFTS), of_the_lot])


def _code(_chance: Random, now: Any, _members: Members) -> dict[str, Any]:
    """A code that no other step binds."""
    return {"code": _numbered(now.id.int * 1000 + now.version)}


def _numbered(number: int) -> str:
    body = "".join(ALPHABET[number >> 5 * rank & 31] for rank in range(8))
    return body + check_character(body)


def _codes(chance: Random, now: Any, _members: Members) -> dict[str, Any]:
    """Codes that no other batch has; or some that its own still has."""
    left = sorted(now.codes - now.voided)
    if left:
        return {"codes": chance.sample(left, min(len(left), 2))}
    return {"codes": [_numbered(now.id.int * 1000 + 500 + rank) for rank in range(5)]}


def _erasure(chance: Random, now: Any, _members: Members) -> dict[str, Any]:
    proof = chance.choice((("0" * 64, None), (None, chance.choice(list(NoEvidence)))))
    fields: dict[str, Any] = {"evidence_sha256": proof[0], "no_evidence": proof[1]}
    storage = chance.choice([*(now.storages or ()), "another"])
    method = chance.choice(list(d.ErasureMethod))
    fields |= {"method": method, "level": chance.choice(d.LEVELS[method])}
    verdict = chance.choice(list(d.Verdict))
    if verdict is d.Verdict.ERASED:
        fields["reservations"] = ()
    return {"storage": storage, "verdict": verdict, "erasure": like(chance, d.Erasure, **fields)}


def _decision(chance: Random, now: Any, _members: Members) -> dict[str, Any]:
    storage = chance.choice([*(now.storages or ()), "another"])
    grounds = {"accepted": chance.choice(list(d.Ground)), "refused": None}
    decision, ground = chance.choice([*grounds.items()])
    return {"storage": storage, "decision": decision, "ground": ground}


def _outcomes(chance: Random, now: Any, _members: Members) -> dict[str, Any]:
    """All functions pass, perhaps but one; or one alone was tried."""
    some = {chance.choice(sorted(now.checklist.all)): chance.choice(list(d.Outcome))}
    everything = make.tested(now.kind).outcomes
    return {"outcomes": chance.choice((everything, everything | some, some))}


def _part(chance: Random, now: Any, _members: Members) -> dict[str, Any]:
    part = chance.choice((d.Part.STORAGE, chance.choice(list(d.Part))))
    if part is not d.Part.STORAGE:
        return {"part": part, "removed_storage": None, "fitted_storage": None, "source": None}
    removed = chance.choice((None, *(now.storages or ())))
    return {
        "part": part,
        "removed_storage": removed,
        "fitted_storage": chance.choice(STORAGES[2:])[0],
        "source": None,
    }


def _shares(chance: Random, _now: Any, _members: Members) -> dict[str, Any]:
    price, person = chance.choice(PRICES_CENTS), chance.choice(PRICES_CENTS)
    paid = {"price_cents": price, "person_cents": min(price, person), "third_party_cents": 0}
    at = chance.choice((None, make.NOON))
    training = d.Training.BOOKED if at else d.Training.DONE
    return paid | {
        "fund_cents": price - paid["person_cents"],
        "training": training,
        "training_at": at,
    }


def _grid(chance: Random, _now: Any, _members: Members) -> dict[str, Any]:
    bands = [row.model_dump() for row in orders.BANDS]
    lines = [line.model_dump() for line in orders.lines()[: chance.randrange(1, 40)]]
    return {"bands": bands, "lines": lines}


def _credit(chance: Random, _now: Any, _members: Members) -> dict[str, Any]:
    source = chance.choice((CreditSource.GRANT, CreditSource.GIFT))
    named = {
        "organisation": make.ASSOCIATION,
        "convention": "2026-041",
        "sale": None,
        "carried_from": None,
    }
    return {"source": source} | named


def _inventory(chance: Random, _now: Any, _members: Members) -> dict[str, Any]:
    """Facts, and measures of the storages among them."""
    storages = chance.choice(STORAGES)
    health = [like(chance, d.StorageHealth, storage=each.id) for each in storages or ()]
    hardware = like(chance, d.Hardware, storages=health)
    facts = like(chance, Facts, storages=storages)
    return {"facts": facts, "hardware": chance.choice((None, hardware))}


Details = Callable[[Random, Any, Members], dict[str, Any]]
"""From the subject as it stands and the devices of its set to fields of the event."""

TOGETHER: Mapping[type[Event], Details] = {
    LotOpened: _lot_origin,
    LotQualified: _lot_origin,
    d.Collected: _device_origin,
    d.OriginQualified: lambda chance, _now, _members: (
        {"lot": None} | chance.choice((GIFTS[0], GIFTS[2]))
    ),
    d.Inventoried: _inventory,
    d.StickerBound: _code,
    BatchMoved: lambda chance, _now, _members: {
        "place": chance.choice((make.SHOP, make.COUNTER, make.DESK)),
        "organisation": make.ASSOCIATION,
    },
    BatchPrinted: _codes,
    BatchVoided: _codes,
    d.StorageErased: _erasure,
    d.ErasureDecided: _decision,
    d.LocksChecked: lambda chance, _now, _members: chance.choice(
        ({"found": (), "ask": None}, {"found": ("bios",), "ask": d.LockHolder.DONOR})
    ),
    d.PartReplaced: _part,
    d.Tested: _outcomes,
    d.TransferRecalled: lambda _chance, now, _members: {"place": now.place or make.POINT},
    Promise: lambda _chance, now, _members: {"reservation": now.reservation or make.RESERVATION},
    d.Sold: lambda chance, _now, _members: {"price_cents": chance.choice(PRICES_CENTS)},
    d.HandedOver: lambda chance, now, members: (
        {"reservation": now.reservation or make.RESERVATION} | _shares(chance, now, members)
    ),
    TariffPublished: _grid,
    Credited: _credit,
    FundOpened: lambda _chance, now, _members: {"year": now.year},
    TillOpened: lambda _chance, now, _members: {"place": now.place},
    PeriodClosed: published.closing,
    TotalsCounted: published.totals,
    Released: published.release,
    KeysDestroyed: published.destruction,
    ActionSettled: lambda chance, now, _members: {
        "action": chance.choice(sorted(now.open_actions) or [make.DEVICE])
    },
    d.SetFormed: lambda _chance, _now, members: {"set_id": make.SET, "members": members},
    d.SetDissolved: lambda _chance, now, _members: {
        "set_id": now.set_id or make.SET, "members": now.set_members or (make.DEVICE, make.LOT),
    },
}  # fmt: skip
