"""« Déposer un relevé »: files of tools about a device in hand make its inventory anew."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from api import refusals
from api.access import CsrfDep, SignedIn, StaffDep
from api.house import House, HouseDep
from api.intake import Unread
from api.machine_reports import MOST_FILES, Reading, read_of
from api.pages.device.answers import read_sent
from api.pages.device.form import title
from api.pages.device.possible import refusal, ways_to
from api.pages.device.scene import Scene, find, may_record
from api.pages.device.waiting import reason
from api.rendering import page
from ledger import Command, Entry, LedgerError
from ledger import device as d

router = APIRouter()

NO_FILE = "Choisissez au moins un fichier."
TOO_MANY = f"{MOST_FILES} fichiers au plus : faites un zip, ou envoyez-les en deux fois."


@router.get("/appareils/{device}/releve")
def report_form(request: Request, device: UUID, house: HouseDep, signed_in: StaffDep) -> Response:
    scene = _found(house, device, signed_in)
    if why := refusal(house, scene, d.Inventoried):
        return _impossible(request, house, signed_in, scene, why)
    return _show(request, scene)


@router.post("/appareils/{device}/releve")
def record_report(
    request: Request, device: UUID, house: HouseDep, signed_in: StaffDep, form: CsrfDep
) -> Response:
    """Record what the files say. One that is not read stops all: a person chose each of them."""
    scene = _found(house, device, signed_in)
    sent = read_sent(form, device)
    done = RedirectResponse(f"/appareils/{device}?fait={sent.command}", HTTPStatus.SEE_OTHER)
    if scene.recorded_by(sent.command):
        return done
    if why := refusal(house, scene, d.Inventoried):
        return _impossible(request, house, signed_in, scene, why)
    uploads, refused = _uploads(form, house)
    reading = _reading(house, scene, uploads)
    if refused or reading.inventoried is None or reading.unread:
        return _show(request, scene, refused=refused, unread=reading.unread, status=422)
    entry = Entry(device, reading.inventoried, sent.seen.get(device))
    try:
        house.record(Command(sent.command, signed_in.author, (entry,)))
    except LedgerError as why:
        scene = find(house, device)
        if not scene.recorded_by(sent.command):
            return _show(request, scene, refused=reason(why), status=refusals.status(why))
    return done


def _found(house: House, device: UUID, signed_in: SignedIn) -> Scene:
    scene = find(house, device)
    if not may_record(signed_in, d.Inventoried.TOPIC, scene.device):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return scene


def _uploads(form: FormData, house: House) -> tuple[list[UploadFile], str]:
    """The files that were chosen, and why they are not looked at."""
    uploads = [
        each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename
    ]
    limit_mb = house.settings.upload_limit_mb
    if not uploads:
        return [], NO_FILE
    if len(uploads) > MOST_FILES:
        return [], TOO_MANY
    if sum(each.size or 0 for each in uploads) > limit_mb * 1_000_000:
        return [], f"Ces fichiers sont trop gros : {limit_mb} Mo au plus."
    return uploads, ""


def _reading(house: House, scene: Scene, uploads: Sequence[UploadFile]) -> Reading:
    files = ((each.filename or "", each.file.read()) for each in uploads)
    return read_of(scene.device, scene.reads(d.Inventoried), files, house.now())


def _impossible(
    request: Request, house: House, signed_in: SignedIn, scene: Scene, why: LedgerError
) -> Response:
    """Why no report can be given, and which step would change that."""
    ways = ways_to(house, scene, signed_in, d.Inventoried)
    return _show(request, scene, refused=reason(why), impossible=True, ways=ways, status=409)


def _show(  # noqa: PLR0913 (what a form is made of, each by its name)
    request: Request,
    scene: Scene,
    *,
    refused: str = "",
    unread: Sequence[Unread] = (),
    impossible: bool = False,
    ways: Sequence[str] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    context = {
        "device": scene.device,
        "title": title(scene),
        "command": uuid4(),
        "seen": scene.device.version,
        "refused": refused,
        "unread": unread,
        "impossible": impossible,
        "ways": ways,
    }
    return page(request, "device/report.html", context, status=status)
