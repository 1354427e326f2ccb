"""How the API says no, for its description."""

from http import HTTPStatus
from typing import Any

WHEN = {
    HTTPStatus.BAD_REQUEST: "The form does not read.",
    HTTPStatus.UNAUTHORIZED: "No token of a station, or one that was revoked (`NoToken`).",
    HTTPStatus.FORBIDDEN: (
        "The token may only read (`ReadOnlyToken`), the place is not of your organisation "
        "(`NotYourPlace`), or only administrators record this (`NotForStations`)."
    ),
    HTTPStatus.NOT_FOUND: (
        "Nothing was recorded under this id, or it is with another organisation: nobody is told "
        "which of the two. `code` is `UnknownSubject`, `BadCode` (no sticker has this code) or "
        "`MachineUnknown` (say in which lot it belongs)."
    ),
    HTTPStatus.CONFLICT: (
        "The ledger refused, and recorded nothing. `code` names the refusal: `Outrun` (someone "
        "recorded first; `since` lists what), `CommandReused`, `NotAllowed` (`stage` forbids it), "
        "`Forbidden` (`rule` says which rule), `LabelNotEarned` (`missing` lists what it waits "
        "for)…"
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large: send it in several.",
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "A value is missing or does not read (`ValuesUnreadable`): `errors` says which. Or it "
        "reads and cannot be: `InTheFuture`, `PriceRefused`, `UnknownCommune`, `NothingRead`."
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "The database does not answer. Nothing is lost: send it again, `Retry-After` seconds later."
    ),
}

HEADERS = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Always `Bearer`."},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "How many seconds to wait."},
}


def _text(about: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": about} | more


def _count(about: str) -> dict[str, Any]:
    return {"type": "integer", "description": about}


def _group(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [*properties], "properties": properties}


SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": (
        "RFC 9457. Decide by `code`; show `detail`, one sentence in French, to people. The other "
        "values come with the refusals that have them: "
        "docs/reference/refusals.md lists every class and every rule."
    ),
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": _text("Always `about:blank`: `code` tells problems apart."),
        "title": _text("The name of the status, in English."),
        "status": _count("The status of the answer."),
        "detail": _text("What is refused and what to do, in French, for people."),
        "code": _text("Name of the refusal, for programs. It never changes."),
        "errors": {
            "description": "With `ValuesUnreadable`: each value that does not read.",
            "type": "array",
            "items": _group(
                field=_text(
                    "Where it is: `events.0.device.tested.v1.state.outcomes` is in the first "
                    "event, which says this topic. Empty for the whole body."
                ),
                why=_text("In English, for whoever writes the program."),
            ),
        },
        "subject": _text("The life that the refusal is about.", format="uuid"),
        "rule": _text("With `Forbidden`: the rule that is broken, such as `place_closed`."),
        "topic": _text("With `NotAllowed`: what that life may not do now."),
        "stage": _text("With `NotAllowed`: where that life stands."),
        "missing": {
            "description": "With `LabelNotEarned`: what the label waits for.",
            "type": "array",
            "items": _group(
                lack=_text("What is missing, such as `function_untested`."),
                what=_text("Which storage, function or lock; empty when there is only one."),
                ask=_text("Who can lift the lock; empty when you can do it."),
            ),
        },
        "absent": {
            "description": "With `SetIncomplete`: the devices of the set that are not named.",
            "type": "array",
            "items": _text("A device.", format="uuid"),
        },
        "floor_cents": _count("With `PriceRefused`: the lowest price."),
        "cap_cents": {
            "description": "With `PriceRefused`: the highest price; null when the law names none.",
            "type": ["integer", "null"],
        },
        "why": {
            "description": (
                "With `CorrectionBreaksLife`: the refusal that the corrected life meets, with its "
                "`code` and its values."
            ),
            "type": "object",
        },
        "seen": _count("With `Outrun`: the version that you said you saw."),
        "version": _count("With `Outrun`: the version that stands."),
        "since": {
            "description": "With `Outrun`: what was recorded after the version seen.",
            "type": "array",
            "items": _group(
                version=_count("The version of the life since."),
                topic=_text("What happened."),
                happened_at=_text("When it happened.", format="date-time"),
            ),
        },
    },
}


def problem(when: str, code: int = 0) -> dict[str, Any]:
    """Describe one refusal."""
    told = {"description": when, "content": {"application/problem+json": {"schema": SCHEMA}}}
    headers = HEADERS.get(HTTPStatus(code), {}) if code else {}
    shown = {
        name: {"description": about, "schema": {"type": "string"}}
        for name, about in headers.items()
    }
    return told | ({"headers": shown} if shown else {})


def problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of a route."""
    return {code: problem(WHEN[HTTPStatus(code)], code) for code in codes}
