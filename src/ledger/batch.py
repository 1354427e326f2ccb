"""A batch of blank stickers: printed with codes of its own, sent to a place, some of them voided.

Which device a sticker is on is the device's story (``device.sticker_bound.v1``). A batch knows its
codes, so that whoever finds a sticker learns where it should be, and a lost one is bound by nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from ledger.codes import StickerCode
from ledger.correction import Correction, stays
from ledger.errors import Forbidden, LedgerError, Rule
from ledger.event import UNBORN, Aggregate, Claim, Event, Subjects
from ledger.place import OPEN, Place
from ledger.values import OrganisationId, PlaceId

MOST_CODES = 1_000
"""A roll, or forty-odd sheets: more is a mistake of a zero. They are 12 kB in the ledger."""

Codes = Annotated[tuple[StickerCode, ...], Field(min_length=1, max_length=MOST_CODES)]
PaperName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,20}$")]


class BatchStage(StrEnum):
    UNBORN = UNBORN
    PRINTED = "printed"


PRINTED = BatchStage.PRINTED


@dataclass(slots=True)
class Batch(Aggregate):
    """Blank stickers printed together, and those that were voided."""

    KIND: ClassVar[str] = "batch"

    codes: frozenset[str] = frozenset()
    voided: frozenset[str] = frozenset()
    place: PlaceId | None = None
    organisation: OrganisationId | None = None
    """Whose stickers they are: that of the place where they were sent last."""


def sticker_claim(code: str) -> Claim:
    """A code is used once: by the device it leads to, or by its batch, which voids it."""
    return Claim("sticker", code, printed=True)


def batch_claim(code: str) -> Claim:
    """By which the batch of a code is found."""
    return Claim("batch", code, printed=True)


class BatchEvent(Event):
    OF: ClassVar = Batch


class BatchMoved(BatchEvent):
    """Base of what says where a batch is, and whose it is: its place's."""

    place: PlaceId
    organisation: OrganisationId

    def fits(self, subject: Batch, others: Subjects) -> LedgerError | None:
        place = others[self.place]
        if place.stage != OPEN:
            return Forbidden(subject.id, Rule.PLACE_CLOSED, str(self.place))
        if not isinstance(place, Place) or place.organisation != self.organisation:
            return Forbidden(subject.id, Rule.NOT_ITS_STRUCTURE)
        return None

    def change(self, subject: Batch) -> None:
        subject.place, subject.organisation = self.place, self.organisation


class CodesEvent(BatchEvent):
    """Base of what names stickers of a batch."""

    codes: Codes

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.codes)) != len(self.codes):
            raise ValueError("a code is on one sticker")
        return self


class BatchPrinted(BatchMoved, CodesEvent):
    """Blank stickers were made at a place, in this order, on this paper.

    Printed again, a batch has the same codes: no event says so.
    """

    TOPIC: ClassVar = "batch.printed.v1"
    moves: ClassVar = {BatchStage.UNBORN: PRINTED}

    paper: PaperName

    def claims(self, subject: UUID) -> Iterable[Claim]:
        del subject
        return [batch_claim(code) for code in self.codes]

    def change(self, subject: Batch) -> None:
        BatchMoved.change(self, subject)
        subject.codes = frozenset(self.codes)


class BatchSent(BatchMoved):
    """The stickers that are left went to another place; from then on they are its structure's."""

    TOPIC: ClassVar = "batch.sent.v1"
    moves: ClassVar = stays([PRINTED])

    def fits(self, subject: Batch, others: Subjects) -> LedgerError | None:
        if self.place == subject.place:
            return Forbidden(subject.id, Rule.SAME_PLACE)
        return BatchMoved.fits(self, subject, others)


class VoidReason(StrEnum):
    LOST = "lost"
    SPOILED = "spoiled"
    """Badly printed, torn, stuck on the wrong thing."""


class BatchVoided(CodesEvent):
    """Stickers were lost or spoiled: they will never lead to a device, whoever finds them."""

    TOPIC: ClassVar = "batch.voided.v1"
    moves: ClassVar = stays([PRINTED])

    reason: VoidReason

    def fits(self, subject: Batch, others: Subjects) -> LedgerError | None:
        del others
        for code in self.codes:
            if code not in subject.codes:
                return Forbidden(subject.id, Rule.NOT_IN_THIS_BATCH, code)
            if code in subject.voided:
                return Forbidden(subject.id, Rule.STICKER_VOIDED, code)
        return None

    def claims(self, subject: UUID) -> Iterable[Claim]:
        """One that is on a device is held by it, and is not voided."""
        del subject
        return [sticker_claim(code) for code in self.codes]

    def change(self, subject: Batch) -> None:
        subject.voided |= frozenset(self.codes)


class BatchCorrected(Correction):
    """An earlier sending of this batch was wrong."""

    TOPIC: ClassVar = "batch.corrected.v1"
    OF: ClassVar = Batch
    moves: ClassVar = stays(BatchStage)

    def may_correct(self, subject: UUID, concerned: Event) -> LedgerError | None:
        """What is on paper stays printed, and what was voided may be in anybody's hands."""
        sent = isinstance(concerned, BatchSent)
        return None if sent else Forbidden(subject, Rule.ON_PAPER)
