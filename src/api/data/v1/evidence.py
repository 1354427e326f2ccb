"""What a bench found of one machine: recorded on its device, which is made if it is new."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from api.data.v1.imports import FORMATS, Differing, differing
from api.data.v1.machine import MachineFiles, Recorded, record_machine
from api.data.v1.problems import problems
from api.data.v1.reach import RecordingReachDep
from api.data.v1.uploads import Sent, read_upload, upload_body
from api.machine_reports import MOST_FILES
from ledger.values import Moment

router = APIRouter(tags=["recording"])


class Evidence(BaseModel):
    """What comes with the files of one machine."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    command: UUID
    """Made by you, a new one for each sending; the same when you send it again."""
    code: Annotated[str, StringConstraints(max_length=200)] | None = None
    """The code of the sticker on the machine, if it has one."""
    lot: UUID | None = None
    """An open lot of your organisation, to register the machine in when it is not known."""
    place: UUID | None = None
    """Where the machine stands; the place of the station by default."""
    collected_at: Moment | None = None
    """When the donor gave it, if it is new; now by default."""

    @model_validator(mode="after")
    def _says_where_it_belongs(self) -> Self:
        if self.code is not None and self.lot is not None:
            raise ValueError("give a code or a lot, not both")
        return self


class Unread(BaseModel):
    """A part of what was sent that was not read."""

    origin: str
    why: str
    """In French, for whoever sent it."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Found(BaseModel):
    """What became of the files of one machine."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    command: UUID
    replayed: bool
    """Whether it had been recorded before, and nothing was recorded now."""
    device: UUID
    code: str | None
    """Of its sticker."""
    registered: bool
    """Whether the machine was new, and is a device from now on."""
    recorded: list[str]
    """The topic of each event that was recorded, in order."""
    differing: list[Differing]
    unread: list[Unread]
    told: list[str]
    """The same in French, line by line, for whoever stands at the bench."""


REPLAYED: dict[int | str, dict[str, Any]] = {
    200: {"model": Found, "description": "It had been recorded before; nothing was now."}
}


async def _sent(request: Request, _reach: RecordingReachDep) -> AsyncIterator[Sent[Evidence]]:
    """The form, read only once the station is known."""
    async with read_upload(request, Evidence, at_most=MOST_FILES) as sent:
        yield sent


@router.post(
    "/machines/evidence",
    status_code=201,
    summary="Record what a bench found of one machine",
    description=(
        "Every file is about one machine: inventories, health of its disks. They are merged and "
        "recorded on the device that bears the sticker, else on the one of your places with the "
        "same maker, model and serial number, else on a new device of the lot. Sent again under "
        "the same `command`, nothing is recorded twice and the answer is the same, with status "
        "200 and `replayed`."
    ),
    responses=REPLAYED | problems(400, 401, 403, 404, 409, 413, 422, 503),
    openapi_extra={"requestBody": upload_body(Evidence, FORMATS, several=True)},
)
def record_evidence(
    reach: RecordingReachDep, sent: Annotated[Sent[Evidence], Depends(_sent)], response: Response
) -> Found:
    said = sent.said
    [place] = reach.own_places(said.place or reach.station.place)
    reach.past(said.collected_at)
    if said.lot is not None:
        reach.lot(said.lot)
    about = MachineFiles(said.command, sent.files, place, said.code, said.lot, said.collected_at)
    recorded = record_machine(reach, about)
    if recorded.replayed:
        response.status_code = HTTPStatus.OK
    return _found(recorded, said.command)


def _found(recorded: Recorded, command: UUID) -> Found:
    return Found(
        command=command,
        replayed=recorded.replayed,
        device=recorded.device,
        code=recorded.code,
        registered=recorded.registered,
        recorded=[event.TOPIC for event in recorded.events],
        differing=[*differing("", recorded.device, recorded.differences)],
        unread=[Unread(origin=each.origin, why=each.why) for each in recorded.unread],
        told=recorded.told(),
    )
