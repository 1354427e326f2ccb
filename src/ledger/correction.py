"""A mistake in the ledger is corrected by an event that names it, and replaces or voids it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from pydantic import model_validator

from ledger.errors import (
    CorrectionBreaksLife,
    Forbidden,
    LedgerError,
    NothingToCorrect,
    Rule,
)
from ledger.event import (
    EVENTS,
    UNBORN,
    Aggregate,
    Claim,
    Draw,
    Event,
    Recorded,
    Subjects,
    apply,
    check,
)
from ledger.values import Value

A = TypeVar("A", bound=Aggregate)


class CorrectionReason(StrEnum):
    WRONG_SUBJECT = "wrong_subject"
    WRONG_STEP = "wrong_step"
    WRONG_VALUE = "wrong_value"
    RECORDED_TWICE = "recorded_twice"


class Replacement(Value):
    """What should have been recorded instead, as it would have been stored."""

    topic: str
    state: dict[str, Any]


class Correction(Event):
    """The event ``version`` of this life was wrong.

    With a ``replacement`` the life reads as if that had been recorded instead; without,
    as if nothing had. Both stay readable. Later corrections of the same version win.
    """

    corrects: ClassVar = True

    version: int
    reason: CorrectionReason
    replacement: Replacement | None = None

    @model_validator(mode="after")
    def _replacement_reads_back(self) -> Self:
        replaced_by = self.replaced_by()
        if isinstance(replaced_by, Correction):
            raise ValueError("a correction is not replaced: correct the first event again")  # noqa: TRY004 (pydantic wants ValueError)
        if replaced_by is not None and replaced_by.OF is not self.OF:
            raise ValueError("the replacement belongs to another kind of life")
        return self

    def replaced_by(self) -> Event | None:
        if self.replacement is None:
            return None
        event = EVENTS.get(self.replacement.topic)
        if event is None:
            raise ValueError("unknown topic")
        return event.model_validate(self.replacement.state)

    def may_correct(self, subject: UUID, concerned: Event) -> LedgerError | None:
        """Return why that event is neither corrected nor what another is replaced by; or None."""
        del subject, concerned
        return None

    def claims(self, subject: UUID) -> Iterable[Claim]:
        replaced_by = self.replaced_by()
        return replaced_by.claims(subject) if replaced_by else ()

    def refers(self) -> Iterable[tuple[str, UUID]]:
        replaced_by = self.replaced_by()
        return replaced_by.refers() if replaced_by else ()

    def asks(self, subject: Any) -> Iterable[UUID | Claim]:
        replaced_by = self.replaced_by()
        return replaced_by.asks(subject) if replaced_by else ()

    def mentions(self) -> Iterable[UUID]:
        replaced_by = self.replaced_by()
        return replaced_by.mentions() if replaced_by else ()


Pages = Sequence[tuple[int, Event]]
"""A life: version and event of each record, oldest first."""


def pages_of(life: Sequence[Recorded]) -> Pages:
    """The same life without envelopes."""
    return [(record.version, record.event) for record in life]


def effective(life: Pages) -> Pages:
    """The life as it reads today: corrected events replaced or left out.

    The corrections themselves stay: they move nothing, and count as pages of the life.
    """
    for _, page in life:  # of each life of a rebuild: twice as fast as ``any``
        if page.corrects:
            break
    else:
        return life
    corrections = {event.version: event for _, event in life if isinstance(event, Correction)}
    read: list[tuple[int, Event]] = []
    for version, recorded in life:
        correction = corrections.get(version)
        event = recorded if correction is None else correction.replaced_by()
        if event is not None:
            read.append((version, event))
    return read


def draws(event: Event, subject: UUID, before: Pages) -> Iterator[Draw]:
    """Movements on balances; a correction moves by the difference, and by no more at any time."""
    if not isinstance(event, Correction):
        yield from event.draws(subject)
        return
    wrong = dict(effective(before)).get(event.version)
    right = event.replaced_by()
    moved: Counter[UUID] = Counter()
    for draw in wrong.draws(subject) if wrong else ():
        moved[draw.account] -= draw.cents
    for draw in right.draws(subject) if right else ():
        moved[draw.account] += draw.cents
    yield from (Draw(account, cents) for account, cents in moved.items() if cents)


def frees(event: Event, subject: UUID, before: Pages) -> Iterator[Claim]:
    """Claims that end; a correction gives back what the wrong event had claimed by mistake."""
    if not isinstance(event, Correction):
        yield from event.frees(subject)
        return
    wrong = dict(effective(before)).get(event.version)
    kept = set(event.claims(subject))
    for claim in wrong.claims(subject) if wrong else ():
        if not claim.printed and claim not in kept:
            yield claim


def fold(kind: type[A], subject: UUID, life: Pages) -> A:
    """Replay a life from its start. Never refuses: the past has already happened."""
    aggregate = kind(subject)
    for _, event in effective(life):
        apply(event, aggregate)
    aggregate.version = life[-1][0] if life else 0
    return aggregate


def check_correction(  # noqa: PLR0913, PLR0917 (all that judges it)
    correction: Correction,
    subject: Aggregate,
    life: Pages,
    then: Callable[[int], Subjects],
    beside: Iterable[type[Event]] = (),
    leaning: Iterable[Event] = (),
) -> None:
    """Raise unless the life, read again with this correction, is lawful from start to end.

    ``then`` gives the other subjects as they stood when a version was written; ``beside`` what
    the command that wrote the corrected event wrote on other lives; ``leaning`` what other lives
    took from this one.
    """
    corrected = dict(life).get(correction.version)
    if corrected is None or isinstance(corrected, Correction):
        raise NothingToCorrect(subject.id, correction.version)
    reads_as = dict(effective(life)).get(correction.version)
    for concerned in (reads_as, correction.replaced_by()):
        if concerned and (refusal := correction.may_correct(subject.id, concerned)):
            raise refusal
    tied = any(not other.alone and other.OF is not corrected.OF for other in beside)
    if tied and not corrected.alone:
        raise Forbidden(subject.id, Rule.TIED_TO_ANOTHER)
    again = type(subject)(subject.id)
    for version, event in effective([*life, (subject.version + 1, correction)]):
        try:
            if not isinstance(event, Correction):
                check(event, again, then(version))
        except LedgerError as why:
            raise CorrectionBreaksLife(subject.id, version, why) from why
        apply(event, again)
    for event in leaning:
        if refusal := event.rests(subject, again):
            raise refusal


def stays(stages: Iterable[str]) -> dict[str, str]:
    """Moves of an event that leaves every one of these stages as it is."""
    return {stage: stage for stage in stages if stage != UNBORN}
