"""What a phone is told of one step it sent: recorded, or why not and what happened meanwhile."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from markupsafe import Markup
from pydantic import BaseModel, Field

from api.access import SignedIn
from api.house import House
from api.pages.device.form import title
from api.pages.device.scene import Scene, find, may_record, may_see, names
from api.pages.floor.entry import FloorEntry
from ledger import Event, Recorded
from ledger.correction import Correction
from ledger.device import DeviceCorrected
from projections import organisations, timeline

_MARKS = re.compile(r"<[^>]*>")

FEW = 8
"""Of what happened meanwhile: the newest."""


class Outcome(StrEnum):
    RECORDED = "recorded"
    REPLAYED = "replayed"
    """It was recorded before; the answer had been lost."""
    REFUSED = "refused"


class Meanwhile(BaseModel):
    """One record that the author of the step had not seen."""

    what: str
    at: datetime
    by: str
    """A structure, never a person."""


class Told(BaseModel):
    """The answer to one entry."""

    id: UUID
    outcome: Outcome
    sentence: str = ""
    """Why not, and who can do what about it."""
    device: UUID | None = None
    title: str = ""
    versions: dict[UUID, int] = Field(default_factory=dict)
    """Where each life stands now, of the devices that it moved."""
    meanwhile: list[Meanwhile] = Field(default_factory=list)
    correct: str | None = None
    """Where the same step, recorded by somebody else, is corrected."""


def refused(
    house: House,
    acting: SignedIn | None,
    entry: FloorEntry,
    sentence: str,
    device: UUID | None,
) -> Told:
    """Why it was not recorded; and what happened, for those who may read that life."""
    told = Told(id=entry.id, outcome=Outcome.REFUSED, sentence=sentence)
    if acting is None or device is None or not house.ledger.life(device):
        return told
    scene = find(house, device)
    with house.pool.connection() as connection:
        if not may_see(connection, acting, scene):
            return told
        known = names(connection, scene.life)
        structures = {row.subject: row.name for row in organisations.read_all(connection)}
    newer = [record for record in scene.life if _is_news(record, entry)]
    told.device, told.title = device, title(scene)
    told.versions = {device: scene.device.version}
    told.meanwhile = [
        Meanwhile(
            what=phrase(house, record.event, known),
            at=record.event.happened_at,
            by=_by(record, acting, structures),
        )
        for record in newer[-FEW:]
    ]
    told.correct = _correction(scene, acting, entry, newer)
    return told


def _is_news(record: Recorded, entry: FloorEntry) -> bool:
    if entry.seen is not None:
        return record.version > entry.seen
    return record.recorded_at > entry.happened_at


def _by(record: Recorded, acting: SignedIn, structures: dict[UUID, str]) -> str:
    if record.metadata.actor_id == acting.account:
        return "vous"
    organisation = record.metadata.organisation
    return structures.get(organisation, "une structure") if organisation else "le système"


def _correction(
    scene: Scene, acting: SignedIn, entry: FloorEntry, newer: list[Recorded]
) -> str | None:
    """The form that corrects the same step, if somebody recorded it meanwhile."""
    if not may_record(acting, entry.topic, scene.device):
        return None
    versions = {record.version for record in newer if entry.topic == record.event.TOPIC}
    standing = [
        step.recorded.version
        for step in timeline.steps(scene.life)
        if step.recorded.version in versions and step.reads_as is not None
    ]
    if not standing:
        return None
    path = f"/appareils/{scene.device.id}/etapes/{DeviceCorrected.TOPIC}"
    return f"{path}?version={standing[-1]}"


def phrase(house: House, event: Event, known: Mapping[UUID, str]) -> str:
    """« Testé : 12 fonctions marchent. », without the marks of a page."""
    if isinstance(event, Correction):
        return "Une étape a été corrigée."
    module = house.templates.get_template(f"steps/{event.TOPIC}.html").module
    told = module.phrase(event, known)  # type: ignore[attr-defined]
    return Markup(_MARKS.sub("", told)).unescape()  # noqa: S704 (to read it, not to show it)
