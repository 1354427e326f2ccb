"""Everything recorded about one device, for those who work on it; with its corrections.

Read from the ledger itself: eight records of one life are found by their key faster than
a copy of them could be kept, and a copy could only be behind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger import Event, Recorded
from ledger.correction import Correction


@dataclass(frozen=True, slots=True)
class Step:
    """One record, and what became of it."""

    recorded: Recorded
    event: Event
    """As it was recorded."""
    corrected_by: Recorded | None
    """The newest correction of this record."""
    reads_as: Event | None
    """What the life reads instead; None when it was voided. The event itself otherwise."""


def steps(life: Sequence[Recorded]) -> Iterator[Step]:
    """The life oldest first; corrections stand at their own place too."""
    corrections = {
        record.event.version: record for record in life if isinstance(record.event, Correction)
    }
    for record in life:
        correction = corrections.get(record.version)
        reads_as: Event | None = record.event
        if correction is not None and isinstance(correction.event, Correction):
            reads_as = correction.event.replaced_by()
        yield Step(record, record.event, correction, reads_as)
