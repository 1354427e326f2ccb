"""An organisation of the filière, or one that gives devices to it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ledger.correction import Correction, stays
from ledger.event import UNBORN, Aggregate, Event
from ledger.values import ShortText, Siret


class OrganisationStage(StrEnum):
    UNBORN = UNBORN
    ACTIVE = "active"
    GONE = "gone"


ACTIVE = OrganisationStage.ACTIVE


class OrganisationForm(StrEnum):
    ASSOCIATION = "association"
    PUBLIC_BODY = "public_body"
    COMPANY = "company"
    SOCIAL_COMPANY = "social_company"
    """ESUS and the like, which the law lets resell public gifts to people in need."""


@dataclass(slots=True)
class Organisation(Aggregate):
    """A structure of the filière, or one that gives or pays."""

    KIND: ClassVar[str] = "organisation"

    sells_public_gifts: bool = False


class OrganisationJoined(Event):
    """An organisation became known to the ledger."""

    TOPIC: ClassVar = "organisation.joined.v1"
    OF: ClassVar = Organisation
    moves: ClassVar = {OrganisationStage.UNBORN: ACTIVE}

    name: ShortText
    form: OrganisationForm
    siret: Siret | None = None
    sells_public_gifts: bool = False
    """Whether the law names it among those that may sell gifts of public bodies (law 5)."""

    def change(self, subject: Organisation) -> None:
        subject.sells_public_gifts = self.sells_public_gifts


class OrganisationLeft(Event):
    """An organisation is no longer part of the filière."""

    TOPIC: ClassVar = "organisation.left.v1"
    OF: ClassVar = Organisation
    moves: ClassVar = {ACTIVE: OrganisationStage.GONE}


class OrganisationCorrected(Correction):
    """An earlier event of this organisation was wrong."""

    TOPIC: ClassVar = "organisation.corrected.v1"
    OF: ClassVar = Organisation
    moves: ClassVar = stays(OrganisationStage)
