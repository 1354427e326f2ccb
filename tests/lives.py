"""Events to test with. Every maker gives a valid event; a test names only what matters to it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from ledger import ActorKind, Author, Command, Entry, Event
from ledger import device as d
from ledger.batch import BatchPrinted, BatchSent, BatchVoided, VoidReason
from ledger.certificate import Certificate, Page
from ledger.lot import LotErasureCertified, LotOpened
from ledger.organisation import OrganisationForm, OrganisationJoined
from ledger.place import PlaceOpened
from ledger.values import (
    DeviceId,
    DeviceKind,
    DonorKind,
    Facts,
    Grade,
    LotId,
    OrganisationId,
    PlaceId,
    PlaceRole,
    ReservationId,
    SetId,
    Source,
    Storage,
    StorageKind,
)
from ledger.workshop import Theme, WorkshopScheduled

DEVICE = DeviceId(UUID(int=1))
ASSOCIATION = OrganisationId(UUID(int=100))
POINT = PlaceId(UUID(int=201))
SHOP = PlaceId(UUID(int=202))
COUNTER = PlaceId(UUID(int=203))
DESK = PlaceId(UUID(int=204))
LOT = LotId(UUID(int=300))
RESERVATION = ReservationId(UUID(int=400))
PROMISED = {"reservation": RESERVATION}
SET = SetId(UUID(int=600))
NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
SOMEBODY = Author(ActorKind.PERSON, UUID(int=500))
DISK = Storage(id="disk-1", kind=StorageKind.HDD, capacity_gb=500)
SSD = Storage(id="ssd-1", kind=StorageKind.SSD, capacity_gb=240)


def command(*entries: tuple[UUID, Event], **fields: Any) -> Command:
    """A command of a new id by somebody."""
    made = tuple(Entry(*entry) for entry in entries)
    return Command(**dict[str, Any](id=uuid4(), author=SOMEBODY, entries=made) | fields)


def at(**fields: Any) -> dict[str, Any]:
    return {"happened_at": NOON} | fields


def joined(**fields: Any) -> OrganisationJoined:
    form = OrganisationForm.ASSOCIATION
    return OrganisationJoined(
        **at(name="Les Ordis du Mélézin", form=form, sells_public_gifts=True) | fields
    )


def opened(**fields: Any) -> PlaceOpened:
    roles = frozenset(PlaceRole)
    return PlaceOpened(
        **at(name="Atelier de Gap", organisation=ASSOCIATION, commune="05061", roles=roles) | fields
    )


def lot_opened(**fields: Any) -> LotOpened:
    return LotOpened(**at(place=POINT, donor=DonorKind.COMPANY) | fields)


def scheduled(**fields: Any) -> WorkshopScheduled:
    return WorkshopScheduled(
        **at(place=DESK, theme=Theme.FIRST_STEPS, starts_at=NOON, duration_min=90, seats=8) | fields
    )


FOUNDATIONS: tuple[tuple[UUID, Event], ...] = (
    (ASSOCIATION, joined()),
    (POINT, opened(name="Point de collecte d’Embrun", commune="05046")),
    (SHOP, opened()),
    (COUNTER, opened(name="Ressourcerie de Briançon", commune="05023", takes_money=True)),
    (DESK, opened(name="France Services de Laragne", commune="05070")),
    (LOT, lot_opened()),
)
"""The places and the lot that the events below name."""


def collected(**fields: Any) -> d.Collected:
    return d.Collected(
        **at(kind=DeviceKind.LAPTOP, place=POINT, lot=LOT, donor=DonorKind.COMPANY) | fields
    )


def received(**fields: Any) -> d.Received:
    return d.Received(**at(origin=POINT, place=SHOP) | fields)


def shipped(**fields: Any) -> d.Shipped:
    return d.Shipped(**at(origin=SHOP, destination=COUNTER) | fields)


def transfer_refused(**fields: Any) -> d.TransferRefused:
    return d.TransferRefused(**at(place=COUNTER, reason=d.TransferRefusal.NOT_ARRIVED) | fields)


def transfer_recalled(**fields: Any) -> d.TransferRecalled:
    return d.TransferRecalled(**at(place=SHOP) | fields)


def facts(**fields: Any) -> Facts:
    return Facts(
        **{
            "maker": "Lenovo",
            "model": "ThinkPad T460",
            "serial": "PF0SECRET",
            "processor": "Intel Core i5-6300U",
            "memory_mb": 8192,
            "screen_inches": 14.0,
            "storages": (DISK,),
        }
        | fields
    )


def inventoried(**fields: Any) -> d.Inventoried:
    return d.Inventoried(**at(facts=facts(), source=Source.MANUAL, mass_g=1900) | fields)


def erased(**fields: Any) -> d.StorageErased:
    erasure = d.Erasure(
        method=d.ErasureMethod.OVERWRITE,
        level=d.ErasureLevel.CLEAR,
        tool="nwipe",
        tool_version="0.38",
        evidence_sha256="0" * 64,
    )
    return d.StorageErased(
        **at(storage=DISK.id, verdict=d.Verdict.ERASED, erasure=erasure) | fields
    )


def with_reservations(**fields: Any) -> d.StorageErased:
    """An erasure that came to its end and leaves a doubt."""
    erasure = erased().erasure.model_copy(
        update={"reservations": frozenset({d.Reservation.BAD_SECTORS})}
    )
    doubt = d.Verdict.ERASED_WITH_RESERVATIONS
    return erased(**{"verdict": doubt, "erasure": erasure} | fields)


def decided(**fields: Any) -> d.ErasureDecided:
    accepted = {"decision": d.Decision.ACCEPTED, "ground": d.Ground.SECTORS_UNREADABLE}
    return d.ErasureDecided(**at(storage=DISK.id, **accepted) | fields)


def certificate(code: str) -> Certificate:
    return Certificate(code=code, issued_by="Les Ordis du Mélézin", content_sha256="0" * 64)


def erasure_certified(code: str, **fields: Any) -> d.ErasureCertified:
    return d.ErasureCertified(**at(certificate=certificate(code)) | fields)


def lot_erasure_certified(code: str, *pages: tuple[UUID, int]) -> LotErasureCertified:
    named = tuple(Page(device=device, version=version) for device, version in pages)
    return LotErasureCertified(**at(certificate=certificate(code), devices=named))


def locks_checked(**fields: Any) -> d.LocksChecked:
    return d.LocksChecked(**at() | fields)


def tested(
    kind: DeviceKind = DeviceKind.LAPTOP,  # noqa: PT028 (a maker, no test)
    **fields: Any,
) -> d.Tested:
    """All functions of the kind pass; ``failed=…`` or ``without=…`` name exceptions."""
    failed, without = fields.pop("failed", ()), fields.pop("without", ())
    outcomes = {
        function: d.Outcome.FAILED if function in failed else d.Outcome.PASSED
        for function in sorted(d.FUNCTIONS[kind].all)
        if function not in without
    }
    return d.Tested(**at(outcomes=outcomes) | fields)


def part_replaced(**fields: Any) -> d.PartReplaced:
    return d.PartReplaced(**at(part=d.Part.BATTERY, condition=d.PartCondition.SECOND_HAND) | fields)


def reconditioned(**fields: Any) -> d.Reconditioned:
    works = frozenset({d.Work.CLEANED, d.Work.SYSTEM_INSTALLED})
    return d.Reconditioned(
        **at(grade=Grade.B, works=works, operating_system="Linux Mint 22") | fields
    )


def labelled(**fields: Any) -> d.Labelled:
    return d.Labelled(**at(criteria="hautes-alpes-1") | fields)


def label_revoked(**fields: Any) -> d.LabelRevoked:
    return d.LabelRevoked(**at(reason=d.RevocationReason.DEFECT_FOUND) | fields)


def stocked(**fields: Any) -> d.Stocked:
    return d.Stocked(**at(place=SHOP) | fields)


def reserved(**fields: Any) -> d.Reserved:
    return d.Reserved(**at(**PROMISED) | fields)


def released(**fields: Any) -> d.ReservationReleased:
    return d.ReservationReleased(**at(**PROMISED, reason=d.ReleaseReason.CANCELLED) | fields)


def delivered(**fields: Any) -> d.Delivered:
    return d.Delivered(**at(origin=SHOP, place=DESK) | fields)


def handed_over(**fields: Any) -> d.HandedOver:
    price = fields.pop("price_cents", 30_00)
    shares = {"price_cents": price, "person_cents": price}
    terms = {"seller": ASSOCIATION, "training": d.Training.DONE}
    return d.HandedOver(**at(**PROMISED, place=SHOP, **shares, **terms) | fields)


def sold(**fields: Any) -> d.Sold:
    return d.Sold(**at(place=COUNTER, seller=ASSOCIATION, price_cents=150_00) | fields)


def invited(**fields: Any) -> d.InvitedToWorkshop:
    return d.InvitedToWorkshop(**at(theme=Theme.FIRST_STEPS) | fields)


def returned(**fields: Any) -> d.ReturnedForRepair:
    return d.ReturnedForRepair(**at(place=SHOP, reason=d.ReturnReason.BREAKDOWN) | fields)


def given_back(**fields: Any) -> d.GivenBack:
    return d.GivenBack(**at(place=SHOP) | fields)


def taken_back(**fields: Any) -> d.TakenBack:
    return d.TakenBack(**at(place=SHOP, reason=d.ReturnReason.NO_LONGER_NEEDED) | fields)


def lent(instead_of: UUID, **fields: Any) -> d.Lent:
    return d.Lent(**at(place=SHOP, instead_of=instead_of) | fields)


def loan_returned(**fields: Any) -> d.LoanReturned:
    return d.LoanReturned(**at(place=SHOP) | fields)


def retired(**fields: Any) -> d.Retired:
    return d.Retired(**at(destination=d.Destination.RECYCLING, mass_g=1800) | fields)


def bound(code: str, **fields: Any) -> d.StickerBound:
    return d.StickerBound(**at(code=code) | fields)


def replaced(code: str, **fields: Any) -> d.StickerReplaced:
    return d.StickerReplaced(**at(code=code) | fields)


def batch_printed(*codes: str, **fields: Any) -> BatchPrinted:
    return BatchPrinted(
        **at(place=SHOP, organisation=ASSOCIATION, paper="L7160", codes=codes) | fields
    )


def batch_sent(**fields: Any) -> BatchSent:
    return BatchSent(**at(place=COUNTER, organisation=ASSOCIATION) | fields)


def batch_voided(*codes: str, **fields: Any) -> BatchVoided:
    return BatchVoided(**at(codes=codes, reason=VoidReason.LOST) | fields)


def qualified(**fields: Any) -> d.OriginQualified:
    return d.OriginQualified(**at(donor=DonorKind.COMPANY) | fields)


def set_formed(*members: UUID, **fields: Any) -> d.SetFormed:
    return d.SetFormed(**at(set_id=SET, members=members) | fields)


def corrected(version: int, by: Event | None = None, of: type[Any] = d.DeviceCorrected) -> Any:
    """The event of that version was wrong: it reads as ``by``, or as nothing."""
    replacement = by and {"topic": by.TOPIC, "state": by.model_dump(mode="json")}
    return of(**at(version=version, reason="wrong_value", replacement=replacement))


ON_THE_BENCH = (collected(), received(), inventoried())
PROVEN = (*ON_THE_BENCH, erased(), locks_checked(), tested())
LABELLED = (*PROVEN, reconditioned(), labelled())
IN_STOCK = (*LABELLED, stocked())
PROMISED_TO_SOMEBODY = (*IN_STOCK, reserved())
WITH_ITS_OWNER = (*PROMISED_TO_SOMEBODY, handed_over())
IN_REPAIR = (*WITH_ITS_OWNER, returned())
"""Pasts that tests begin with, each lawful from its first event to its last."""
