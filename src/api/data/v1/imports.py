"""An inventory file sent by a program: every machine of it recorded, or said why not."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from api.data.v1.problems import problems
from api.data.v1.reach import RecordingReachDep
from api.data.v1.uploads import Sent, read_upload, upload_body
from api.importing import import_inventory
from ledger.device import Difference
from ledger.values import Moment, Source

router = APIRouter(tags=["recording"])


class Upload(BaseModel):
    """What comes with the file."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    lot: UUID
    """An open lot of your organisation, which says whose gift they are."""
    place: UUID | None = None
    """Where the machines stand and were inventoried; the place of the station by default."""
    collected_at: Moment | None = None
    """When the donor gave them; now by default."""
    one_machine: bool = False
    """Whether every file of the archive is about one and the same machine. Without it, files of
    an archive are put together when they name the same machine."""


async def _sent(request: Request, _reach: RecordingReachDep) -> AsyncIterator[Sent[Upload]]:
    """The form, read only once the station is known."""
    async with read_upload(request, Upload, at_most=1) as sent:
        yield sent


class RefusedPart(BaseModel):
    """A part of the file that became no device."""

    origin: str
    why: str
    """In French, for whoever sent the file."""
    device: UUID | None
    """The device of yours that this machine already is."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class LeftOut(BaseModel):
    """What was not understood of a machine that was recorded."""

    origin: str
    what: str


class Said(BaseModel):
    source: Source
    value: str


class Differing(BaseModel):
    """A field of which the files of one machine did not say the same."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    origin: str
    device: UUID
    field: str
    said: list[Said]
    """The first one was believed; of ``storages``, all were kept."""


def differing(origin: str, device: UUID, differences: Iterable[Difference]) -> Iterator[Differing]:
    for each in differences:
        said = [Said(source=told.source, value=told.value) for told in each.said]
        yield Differing(origin=origin, device=device, field=each.field, said=said)


class Imported(BaseModel):
    """What became of a file: ``read`` is ``recorded``, ``already`` and the refused together."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    lot: UUID
    read: int
    recorded: int
    already: int
    """Recorded when the same file was sent before; nothing changed."""
    refused: list[RefusedPart]
    devices: list[UUID]
    """Every device of the file that stands in the register, in the order of the file."""
    not_understood: list[LeftOut]
    differing: list[Differing]
    """Of the devices that were recorded now."""


FORMATS = (
    "CSV inventory, JSON of GLPI, lshw, smartctl or eReuse, dmidecode dumps, or a zip of these."
)


@router.post(
    "/imports",
    summary="Import an inventory file",
    description=(
        "Each machine is recorded as collected, received and inventoried. A part that cannot be "
        "is told, and stops no other. The bytes of the file are the id of this writing: the same "
        "file sent again for the same lot records only what is not there yet."
    ),
    response_description="Looked at whole: `refused` says what became no device, and why.",
    responses=problems(400, 401, 403, 404, 409, 413, 422, 503),
    openapi_extra={"requestBody": upload_body(Upload, FORMATS)},
)
def import_file(
    reach: RecordingReachDep, sent: Annotated[Sent[Upload], Depends(_sent)]
) -> Imported:
    said = sent.said
    reach.lot(said.lot)
    [place] = reach.own_places(said.place or reach.station.place)
    reach.past(said.collected_at)
    summary = import_inventory(
        reach.house,
        reach.station.author,
        said.lot,
        place,
        *sent.files[0],
        collected_at=said.collected_at,
        one_machine=said.one_machine,
    )
    return Imported(
        lot=summary.lot,
        read=summary.read,
        recorded=summary.recorded,
        already=summary.already,
        refused=[
            RefusedPart(origin=each.origin, why=each.why, device=each.known)
            for each in summary.refused
        ],
        devices=summary.devices,
        not_understood=[
            LeftOut(origin=origin, what=what) for origin, what in summary.not_understood
        ],
        differing=[
            told
            for each in summary.differing
            for told in differing(each.origin, each.device, each.differences)
        ],
    )
