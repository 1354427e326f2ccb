"""The other subjects as they stood when each page of a life was written.

A correction has the whole life judged again. A place that closed since, a seller that lost its
right since, do not make unlawful what was lawful when it was written down.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from ledger.correction import Correction, fold
from ledger.event import Recorded, Subjects


def as_things_stood(
    life: Sequence[Recorded],
    others: Mapping[UUID, Sequence[Recorded]],
    now: Subjects,
    corrected: int,
) -> Callable[[int], Subjects]:
    """From a version to the subjects its page is judged by, as they stood when it was written.

    Of these only what was known by then counts: when the page itself was written, or when the
    correction came that it reads by. For the version that is being corrected, that is now.

    Args:
        life: the one that is being corrected.
        others: the lives of every subject that any of its pages names.
        now: everybody the present command names, as they stand.
        corrected: the version that the present command corrects.

    """
    written = {record.version: record.position for record in life}
    told: dict[int, float] = dict(written)
    told |= {r.event.version: r.position for r in life if isinstance(r.event, Correction)}
    told[corrected] = math.inf

    def then(version: int) -> Subjects:
        if version not in written:
            return now
        stood = dict(now)
        for other, records in others.items():
            just = now.get(other)
            if version == corrected and just and records and just.version > records[-1].version:
                continue  # what this very command has just said of it
            known = [record for record in records if record.position < told[version]]
            earlier = [
                record
                for record in known
                if isinstance(record.event, Correction) or record.position < written[version]
            ]
            if pages := [(record.version, record.event) for record in earlier or known]:
                stood[other] = fold(pages[0][1].OF, other, pages)
        return stood

    return then
