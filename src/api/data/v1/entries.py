"""The body of any event: one model for each topic of the ledger, told apart by the topic."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model

from ledger import EVENTS, Event
from ledger.device import Device
from ledger.event import Aggregate
from ledger.lot import Lot
from ledger.organisation import Organisation
from ledger.place import Place
from ledger.workshop import Workshop

ADMINISTRATORS = frozenset({Place, Organisation})
"""Lives that no station writes: administrators do, on their pages."""

WRITTEN: frozenset[type[Aggregate]] = frozenset({Device, Lot, Workshop}) | ADMINISTRATORS
"""Lives that the API knows. Orders and money are recorded by people, on their pages."""

SEEN = (
    "The version of that life its author looked at. When somebody recorded since, the answer is "
    "409 and tells what; without it, the event is judged by the life as it stands. Of several "
    "events of one life, the first one says it: those before count for the next."
)


class EntryBody(BaseModel):
    """One event of one life."""

    model_config = ConfigDict(extra="forbid")  # docstrings of fields cost a second for all topics

    subject: Annotated[
        UUID, Field(description="Whose life it belongs to: a device, a lot, a workshop…")
    ]
    seen: Annotated[int, Field(ge=0, description=SEEN)] | None = None
    topic: str
    state: Event


def _entry(topic: str, event: type[Event]) -> Any:
    name = "".join(part.capitalize() for part in topic.replace(".", "_").split("_"))
    told = event.__doc__ or topic
    if event.OF in ADMINISTRATORS:
        told += "\n\nRecorded by administrators only: a station is answered 403."
    fields: dict[str, Any] = {"topic": (Literal[topic], ...), "state": (event, ...)}
    return create_model(name, __base__=EntryBody, __doc__=told, **fields)


if TYPE_CHECKING:
    AnyEntry = EntryBody
else:
    AnyEntry = Annotated[
        reduce(
            or_,
            (
                _entry(topic, EVENTS[topic])
                for topic in sorted(EVENTS)
                if EVENTS[topic].OF in WRITTEN
            ),
        ),
        Field(discriminator="topic"),
    ]
