"""How the API says no, for its description."""

from http import HTTPStatus
from typing import Any

WHEN = {
    HTTPStatus.BAD_REQUEST: "The form does not read.",
    HTTPStatus.UNAUTHORIZED: "No token of a station, or one that was revoked.",
    HTTPStatus.FORBIDDEN: "The token may not record, or not this, or not at this place.",
    HTTPStatus.NOT_FOUND: (
        "Nothing was recorded under this id, or it is with another organisation: nobody is told "
        "which of the two."
    ),
    HTTPStatus.CONFLICT: (
        "The ledger refused, and recorded nothing. `code` names the refusal: `Outrun` (someone "
        "recorded first; `since` lists what), `CommandReused`, `NotAllowed`, `LabelNotEarned` "
        "(`missing` lists what it waits for)…"
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A value is missing or does not read: `errors` says which.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer. Nothing is lost: send it again.",
}

_TEXT = {"type": "string"}
_COUNT = {"type": "integer"}

SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `title` is in English for programs, `detail` in French for people.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": _COUNT,
        "detail": _TEXT,
        "code": _TEXT | {"description": "Name of the ledger's refusal."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "why"],
                "properties": {"field": _TEXT, "why": _TEXT},
            },
        },
        "missing": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["lack", "what"],
                "properties": {"lack": _TEXT, "what": _TEXT},
            },
        },
        "subject": _TEXT | {"format": "uuid"},
        "seen": _COUNT,
        "version": _COUNT | {"description": "The version that stands."},
        "since": {
            "description": "What was recorded after the version seen.",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["version", "topic", "happened_at"],
                "properties": {
                    "version": _COUNT,
                    "topic": _TEXT,
                    "happened_at": _TEXT | {"format": "date-time"},
                },
            },
        },
    },
}


def problem(when: str) -> dict[str, Any]:
    """Describe one refusal."""
    return {"description": when, "content": {"application/problem+json": {"schema": SCHEMA}}}


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of a route."""
    return {code: problem(WHEN[HTTPStatus(code)]) for code in codes}
