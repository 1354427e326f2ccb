"""A lot: the devices that one donor gave at one time, and under which law they came."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from pydantic import model_validator

from ledger.certificate import Certificate, Pages
from ledger.correction import Correction, stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Claim, Event
from ledger.values import DonorKind, LegalStatus, OrganisationId, PlaceId


class LotStage(StrEnum):
    UNBORN = UNBORN
    OPEN = "open"
    CLOSED = "closed"


OPEN, CLOSED = LotStage.OPEN, LotStage.CLOSED


@dataclass(slots=True)
class Lot(Aggregate):
    """Devices that came together: where from, and what the law makes of it."""

    KIND: ClassVar[str] = "lot"

    donor: DonorKind = DonorKind.UNKNOWN
    public_gift: bool = False
    legal_status: LegalStatus = LegalStatus.PRODUCT


def refuse_impossible_gift(donor: DonorKind, *, free_public_gift: bool) -> None:
    """``ValueError`` when a free gift of a public body is said to come from somebody else."""
    if free_public_gift and donor is not DonorKind.PUBLIC_BODY:
        raise ValueError("only a public body makes a free public gift")


class LotEvent(Event):
    OF: ClassVar = Lot


class Origin(LotEvent):
    """Who gave, and under which law: what decides how a device may leave (law 5).

    ``organisation`` is named only with its consent; a person who gives is never named.
    """

    donor: DonorKind
    free_public_gift: bool = False
    organisation: OrganisationId | None = None
    organisation_consents: bool = False
    legal_status: LegalStatus = LegalStatus.PRODUCT

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse_impossible_gift(self.donor, free_public_gift=self.free_public_gift)
        if self.organisation is not None and not self.organisation_consents:
            raise ValueError("an organisation is named only with its consent")
        if self.organisation is not None and self.donor in {DonorKind.PERSON, DonorKind.UNKNOWN}:
            raise ValueError("a person who gives is never named")
        return self

    def change(self, subject: Lot) -> None:
        subject.donor = self.donor
        subject.public_gift = self.free_public_gift
        subject.legal_status = self.legal_status


class LotOpened(Origin):
    """A donor gave devices; they are collected at one place."""

    TOPIC: ClassVar = "lot.opened.v1"
    moves: ClassVar = {LotStage.UNBORN: OPEN}

    place: PlaceId


def _origin_unknown(lot: Lot) -> LedgerError | None:
    return None if lot.donor is DonorKind.UNKNOWN else Forbidden(lot.id, Rule.LOT_SETTLED)


class LotQualified(Origin):
    """The origin of a lot became known: what was blocked at the exit is free, or bound by law.

    Each device of it that has not left says the same in the same command, by
    ``device.origin_qualified``; later ones are collected under this origin.
    """

    TOPIC: ClassVar = "lot.qualified.v1"
    moves: ClassVar = stays(LotStage)
    needs: ClassVar = (_origin_unknown,)


class LotClosed(LotEvent):
    """Every device of the lot has been collected."""

    TOPIC: ClassVar = "lot.closed.v1"
    moves: ClassVar = {OPEN: CLOSED}


class LotErasureCertified(LotEvent):
    """The donor was given a certificate: what became of the data of each device of the lot."""

    TOPIC: ClassVar = "lot.erasure_certified.v1"
    by_people: ClassVar = True
    moves: ClassVar = stays(LotStage)

    certificate: Certificate
    devices: Pages

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        return (self.certificate.claim(),)


class LotCorrected(Correction):
    """An earlier event of this lot was wrong."""

    TOPIC: ClassVar = "lot.corrected.v1"
    OF: ClassVar = Lot
    moves: ClassVar = stays(LotStage)
