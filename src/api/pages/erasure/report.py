"""A report of erasure is sent for one device: all that it proves is recorded at once."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from api import refusals
from api.access import CsrfDep, SignedIn, StaffDep
from api.access.doors import text_of
from api.erasing.kept import LIMIT_MB, keep, kept, read_upload
from api.erasing.matching import Matching, arrived_at, erased, match
from api.house import House, HouseDep
from api.intake import read_erasures
from api.pages.device.choices import storage_label
from api.pages.device.evidence import evidence_of
from api.pages.device.form import title
from api.pages.device.possible import refusal, ways_to
from api.pages.device.scene import Scene, find, may_record
from api.pages.device.waiting import reason
from api.rendering import page
from ledger import Command, Entry, LedgerError
from ledger import device as d
from ledger.errors import CommandReused

router = APIRouter()
PATH = "/appareils/{device}/effacement"


@dataclass
class Told:
    """What the page says of the report that was sent."""

    wrong: str = ""
    """Why nothing is recorded."""
    matching: Matching = field(default_factory=Matching)
    kept: str = ""
    """The hash of the file, which need not be sent again."""
    recorded: bool = False


@router.get(PATH)
def report_form(
    request: Request, device: UUID, house: HouseDep, signed_in: StaffDep, rapport: str = ""
) -> HTMLResponse:
    """``rapport`` is the hash of a file whose erasures were just recorded."""
    scene = _scene(house, device, signed_in)
    path = kept(house.settings, rapport)
    named = {evidence_of(record.event) for record in scene.life}
    if path is None or rapport not in named:
        return _show(request, house, signed_in, scene, Told())
    told = [*read_erasures("votre fichier", path.read_bytes(), house.settings.timezone)]
    matching = match(scene.device, scene.life, told, "")
    given = {
        event.storage
        for event in scene.reads_all(d.StorageErased)
        if event.erasure.evidence_sha256 == rapport and event.storage not in matching.already
    }
    if matching.loose and given:  # somebody said which storage it was
        matching = match(scene.device, scene.life, told, given.pop())
    return _show(request, house, signed_in, scene, Told(matching=matching, recorded=True))


@router.post(PATH)
def record_report(
    request: Request, device: UUID, house: HouseDep, signed_in: StaffDep, form: CsrfDep
) -> Response:
    scene = _scene(house, device, signed_in)
    try:
        sha256, content, name = _file(house, form)
    except ValueError as error:
        return _show(
            request, house, signed_in, scene, Told(str(error)), HTTPStatus.UNPROCESSABLE_ENTITY
        )
    chosen = text_of(form, "storage")
    command = _command(form, sha256, chosen)
    done = RedirectResponse(
        f"/appareils/{device}/effacement?rapport={sha256}", HTTPStatus.SEE_OTHER
    )
    if scene.recorded_by(command):
        return done
    told = [*read_erasures(name, content, house.settings.timezone)]
    matching = match(scene.device, scene.life, told, chosen)
    try:
        if why := refusal(house, scene, d.StorageErased):
            raise why
        if matching.found:
            _record(house, signed_in, scene, matching, command)
            return done
    except CommandReused:
        return done
    except LedgerError as why:
        said = Told(reason(why), Matching(left=matching.left), sha256)
        return _show(request, house, signed_in, scene, said, refusals.status(why))
    said = Told("Rien n’est enregistré.", matching, sha256)
    return _show(request, house, signed_in, scene, said, HTTPStatus.UNPROCESSABLE_ENTITY)


def _record(
    house: House, signed_in: SignedIn, scene: Scene, matching: Matching, command: UUID
) -> None:
    """All that the report proves, together: one storage of it refused refuses all."""
    storages, arrival, now = scene.device.storages or {}, arrived_at(scene.life), house.now()
    events = [
        erased(storages[each], report, arrival, now) for each, report in matching.found.items()
    ]
    seen = [scene.device.version, *[None] * len(events)]
    entries = tuple(
        Entry(scene.device.id, event, version) for event, version in zip(events, seen, strict=False)
    )
    house.record(Command(command, signed_in.author, entries))


def _scene(house: House, device: UUID, signed_in: SignedIn) -> Scene:
    scene = find(house, device)
    if not may_record(signed_in, d.StorageErased.TOPIC, scene.device):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return scene


def _file(house: House, form: FormData) -> tuple[str, bytes, str]:
    """Hash, bytes and name of what was sent, or of what was kept when it was first sent."""
    upload = form.get("report")
    if isinstance(upload, UploadFile) and upload.filename:
        content = read_upload(upload)
        return keep(house.settings, content), content, upload.filename
    path = kept(house.settings, text_of(form, "kept"))
    if path is None:
        raise ValueError("Choisissez le fichier du rapport.")
    return path.name, path.read_bytes(), "votre fichier"


def _command(form: FormData, sha256: str, chosen: str) -> UUID:
    try:
        shown = UUID(text_of(form, "command"))
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    return uuid5(shown, f"{sha256} {chosen}")


def _show(  # noqa: PLR0913, PLR0917 (what the page is made of)
    request: Request,
    house: House,
    signed_in: SignedIn,
    scene: Scene,
    told: Told,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    device = scene.device
    why = refusal(house, scene, d.StorageErased)
    context: dict[str, Any] = {
        "device": device,
        "title": title(scene),
        "told": told,
        "impossible": reason(why) if why else "",
        "ways": ways_to(house, scene, signed_in, d.StorageErased) if why else (),
        "command": uuid4(),
        "limit_mb": LIMIT_MB,
        "storages": [
            (each, storage_label(each), _last(scene, each.id))
            for each in (device.storages or {}).values()
        ],
        "doubtful": [each for each in device.storages or () if device.in_doubt(each)],
    }
    return page(request, "erasure/report.html", context, status=status)


def _last(scene: Scene, storage: str) -> d.StorageErased | None:
    """The last erasure of a storage, while it still counts for anything."""
    if storage not in scene.device.erasures:
        return None
    found: list[d.StorageErased] = [
        event for event in scene.reads_all(d.StorageErased) if event.storage == storage
    ]
    return found[-1] if found else None
