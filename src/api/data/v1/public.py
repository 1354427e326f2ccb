"""The public passport as JSON: what the page of a sticker tells, and nothing else."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Response

from api.data.v1.problems import problem
from api.house import HouseDep
from api.public_facts import WORKSHOPS_SHOWN, PublicFacts, public_facts
from ledger.codes import read_code
from ledger.errors import BadCode
from projections import origin

router = APIRouter(tags=["public"])

NO_DEVICE = "Ce code ne mène à aucun appareil. Vérifiez les neuf caractères."


@router.get(
    "/devices/{code:path}",
    summary="Read the public passport of a device",
    description=(
        "Where it was collected, who reconditioned it and what was done, up to its stocking: "
        "never what happened afterwards. No token, and no trace of who asks. `code` is that of "
        "its sticker, in any case, with or without hyphens. A code nobody printed, one that is "
        "not bound yet and one that was misread are answered alike."
    ),
    responses={404: problem("The code leads to no device."), "default": problem("Anything else.")},
)
def read_passport(code: str, house: HouseDep, response: Response) -> PublicFacts:
    try:
        known = read_code(code)
    except BadCode:
        raise _not_found() from None
    with house.pool.connection() as connection:
        found = origin.read(connection, known, house.now(), WORKSHOPS_SHOWN)
    if found is None:
        raise _not_found()
    response.headers["Cache-Control"] = "public, max-age=300"
    return public_facts(known, found)


def _not_found() -> HTTPException:
    headers = {"Cache-Control": "no-store"}
    return HTTPException(HTTPStatus.NOT_FOUND, NO_DEVICE, headers)
