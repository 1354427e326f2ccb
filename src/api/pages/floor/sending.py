"""What phones send from their outbox: steps taken without a network, each recorded by itself."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse
from starlette.datastructures import FormData, UploadFile

from api.access import CsrfDep
from api.access.doors import text_of
from api.house import HouseDep
from api.pages.floor.door import FloorDep
from api.pages.floor.entry import read_sending
from api.pages.floor.taking import Taking

router = APIRouter(prefix="/atelier")


@router.post("/envois")
def receive(house: HouseDep, who: FloorDep, form: CsrfDep) -> JSONResponse:
    """Record each entry or say why not, in order. One that is refused stops no other."""
    sending = read_sending(text_of(form, "entries"))
    answers = [
        Taking(house, who, sending.sent_at, entry, _files(form, str(entry.id))).told()
        for entry in sending.entries
    ]
    return JSONResponse({"answers": [each.model_dump(mode="json") for each in answers]})


def _files(form: FormData, entry: str) -> dict[str, UploadFile]:
    """The files of one entry, by the name of their field. Raises 400 for a text among them."""
    found: dict[str, UploadFile] = {}
    for name, value in form.multi_items():
        owner, _, field = name.partition("/")
        if owner == entry:
            if isinstance(value, str):
                raise HTTPException(HTTPStatus.BAD_REQUEST)
            found[field] = value
    return found
