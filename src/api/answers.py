"""How every error is answered: a French page for people, problem+json for programs."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException

from api.refusals import sentence, status
from api.rendering import page
from api.told import NAMES, REUSED, Named, facts_of
from api.told import SENTENCES as PROGRAMS
from ledger import LedgerError
from ledger.errors import CommandReused

log = logging.getLogger("meleze")

SENTENCES = {
    HTTPStatus.BAD_REQUEST: "Cette demande n’est pas lisible. Revenez en arrière et recommencez.",
    HTTPStatus.UNAUTHORIZED: "Connectez-vous d’abord.",
    HTTPStatus.FORBIDDEN: "Votre compte ne permet pas cela. Demandez à l’administrateur.",
    HTTPStatus.NOT_FOUND: "Cette page n’existe pas.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Cette page ne se demande pas ainsi.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Ce fichier est trop gros.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Une valeur manque ou n’est pas lisible.",
    HTTPStatus.TOO_MANY_REQUESTS: "Trop d’essais : attendez quelques minutes.",
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Le service ne répond pas pour l’instant. Rien n’est perdu : réessayez dans une minute."
    ),
}
UNREADABLE_ADDRESS = "Cette adresse est incomplète ou illisible\u00a0: {}. Reprenez par le menu."
UNREADABLE_QUESTION = "Cette question n’est pas lisible\u00a0: {}. Voyez «\u00a0errors\u00a0»."


def install(app: FastAPI) -> None:
    app.add_exception_handler(LedgerError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _unavailable)
    app.add_exception_handler(PoolTimeout, _unavailable)


def answer(
    request: Request,
    code: int,
    detail: str,
    *,
    more: dict[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """The same refusal for a person or for a program, by what the path serves."""
    if _by_program(request):
        problem = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code}
        named = {"detail": detail, "code": NAMES.get(code, "Refused")}
        return JSONResponse(
            problem | named | (more or {}),
            code,
            headers,
            media_type="application/problem+json",
        )
    response = page(request, "refusal.html", {"sentence": detail}, status=code)
    response.headers.update(headers or {})
    return response


def _by_program(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def usual_sentence(request: Request, code: HTTPStatus) -> str:
    """What is said of this status when nothing better is known."""
    known = SENTENCES | PROGRAMS if _by_program(request) else SENTENCES
    return known.get(code, code.phrase)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, LedgerError):
        raise error
    reused = isinstance(error, CommandReused) and _by_program(request)
    said = REUSED if reused else sentence(error)
    return answer(request, status(error), said, more=dict(facts_of(error)))


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = HTTPStatus(error.status_code)
    said = error.detail if error.detail != code.phrase else usual_sentence(request, code)
    named: dict[str, object] = {"code": error.name} if isinstance(error, Named) else {}
    return answer(request, code, said, more=named, headers=dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    errors = [
        {
            "field": ".".join(str(part) for part in each["loc"][1:]),
            "why": each["msg"].removeprefix("Value error, "),
        }
        for each in error.errors()
    ]
    code = HTTPStatus.UNPROCESSABLE_ENTITY
    asked = [
        f"«\u00a0{each['loc'][-1]}\u00a0»" for each in error.errors() if each["loc"][0] == "query"
    ]
    unreadable = UNREADABLE_QUESTION if _by_program(request) else UNREADABLE_ADDRESS
    said = unreadable.format(", ".join(asked)) if asked else usual_sentence(request, code)
    return answer(request, code, said, more={"errors": errors})


def _unavailable(request: Request, error: Exception) -> Response:
    log.error("database: %s", error)
    code = HTTPStatus.SERVICE_UNAVAILABLE
    return answer(request, code, SENTENCES[code], headers={"Retry-After": "5"})
