"""Open data: a page for people, files for programs, a catalogue for portals. No door before them.

A file of a period never changes: it is kept for a year by whoever read it. What names the publisher
or lists releases may change, and is asked for again by its ETag.
"""

from http import HTTPStatus
from typing import Annotated, Any, cast

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access.doors import RecognisedDep
from api.house import HouseDep
from api.open_data import schema
from api.open_data.files import CSV, JSON, files_of
from api.open_data.package import LICENCE, package_of
from api.open_data.shelf import Shelf, filled
from api.pages.statistics.published import Number, read, stands
from api.rendering import page
from api.static_files import FOR_A_YEAR
from api.statistics.files import sha256
from api.statistics.potential import ANOTHER_FILE

router = APIRouter()

LINKED_DATA = "application/ld+json"
ASKED_AGAIN = "public, no-cache"
READ_BY_ANY_PAGE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
NO_SUCH_FILE = "Ce fichier n’existe pas. La page «\u00a0Données ouvertes\u00a0» donne la liste."
READ = ["GET", "HEAD"]
"""Portals look whether a file is still there before they ask for it."""

Name = Annotated[str, Path(max_length=40)]


@router.get("/donnees")
async def open_data_page(request: Request, house: HouseDep, _: RecognisedDep) -> HTMLResponse:
    """What there is, how to read it, under which licence, how to cite it."""
    context = {
        "shelf": await _shelf(request, house),
        "schema": schema.current(),
        "licence": LICENCE,
        "wide": True,
    }
    return page(request, "statistics/open_data.html", context)


@router.api_route("/donnees/catalogue.jsonld", methods=READ)
async def catalogue(request: Request, house: HouseDep) -> Response:
    """DCAT: every release with its files, checksums and licence."""
    shelf = await _shelf(request, house)
    return _answer(request, shelf.catalogue, LINKED_DATA, ASKED_AGAIN)


@router.api_route("/donnees/chiffres.csv", methods=READ)
async def all_periods(request: Request, house: HouseDep) -> Response:
    """Every figure of every period, in one table."""
    shelf = await _shelf(request, house)
    return _answer(request, shelf.all_periods.content, CSV, ASKED_AGAIN)


@router.api_route("/donnees/schemas/{schema_name}.json", methods=READ)
async def table_schema(request: Request, schema_name: Name) -> Response:
    """A Table Schema. The file never changes."""
    try:
        return _answer(request, schema.content(schema_name), JSON, FOR_A_YEAR)
    except KeyError:
        raise HTTPException(HTTPStatus.NOT_FOUND, NO_SUCH_FILE) from None


@router.get("/donnees/{period}")
async def release(period: Number) -> RedirectResponse:
    """The name of a release as linked data: it leads to its page."""
    return RedirectResponse(f"/chiffres/{period}", HTTPStatus.SEE_OTHER)


@router.api_route("/donnees/{period}/datapackage.json", methods=READ)
def data_package(request: Request, house: HouseDep, period: Number) -> Response:
    """The Data Package of a period: its files, their schema and checksums."""
    told = read(house, period)
    content = package_of(told, files_of(told), house.settings)
    return _answer(request, content, JSON, ASKED_AGAIN)


@router.api_route("/donnees/{period}/{file_name}", methods=READ)
def period_file(request: Request, house: HouseDep, period: Number, file_name: Name) -> Response:
    """A file of a period: every figure, one a row, or nested. It never changes."""
    told = read(house, period)
    file = next((each for each in files_of(told) if each.name == file_name), None)
    if file is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, NO_SUCH_FILE)
    kept = FOR_A_YEAR if told.no_impact != ANOTHER_FILE else ASKED_AGAIN
    return _answer(request, file.content, file.media_type, kept)


@router.api_route("/chiffres/{period}.csv", methods=READ)
def as_csv(request: Request, house: HouseDep, period: Number) -> Response:
    """Beside the page of a period, the file of its folder: every figure, one a row."""
    return period_file(request, house, period, "chiffres.csv")


@router.api_route("/chiffres/{period}.json", methods=READ)
def as_json(request: Request, house: HouseDep, period: Number) -> Response:
    """Beside the page of a period, the file of its folder: every figure, nested."""
    return period_file(request, house, period, "periode.json")


async def _shelf(request: Request, house: HouseDep) -> Shelf:
    known: dict[Any, Any] = house.opened.answers(await stands(request, house.opened.views))
    if "shelf" not in known:
        known["shelf"] = await run_in_threadpool(filled, house)
    return cast("Shelf", known["shelf"])


def _answer(request: Request, content: bytes, media_type: str, kept: str) -> Response:
    """The bytes, or nothing for who has them already."""
    tag = f'"{sha256(content)}"'
    headers = {"ETag": tag, "Cache-Control": kept} | READ_BY_ANY_PAGE
    asked = request.headers.get("if-none-match", "")
    if tag in (each.strip().removeprefix("W/") for each in asked.split(",")) or asked == "*":
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    kind = f"{media_type}; charset=utf-8" if media_type == CSV else media_type
    return Response(content, media_type=kind, headers=headers)
