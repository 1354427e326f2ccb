"""What a refusal tells a program beside its sentence: a name, and the values it is about."""

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from fastapi import HTTPException

from ledger import LedgerError, errors

DESCRIPTION = "/api/v1/openapi.json"


class Door(StrEnum):
    """The ``code`` of what is refused before the ledger is asked."""

    FORM_UNREADABLE = "FormUnreadable"
    """The form does not read."""
    NO_TOKEN = "NoToken"  # noqa: S105 (a name)
    """There is no token, or it was revoked."""
    READ_ONLY_TOKEN = "ReadOnlyToken"  # noqa: S105 (a name)
    """The token reads and does not record."""
    NOT_YOUR_PLACE = "NotYourPlace"
    """The place is not of the organisation of the token."""
    NOT_FOR_STATIONS = "NotForStations"
    """Only administrators record this, on their pages."""
    NOT_PERMITTED = "NotPermitted"
    """Not permitted, for another reason."""
    NOT_FOUND = "NotFound"
    """Nothing is at this address; the code of a sticker leads to no device."""
    MACHINE_UNKNOWN = "MachineUnknown"
    """No device of yours is this machine, and no lot was given to register it in."""
    MACHINE_OF_ANOTHER = "MachineOfAnother"
    """The machine is in the register of another organisation."""
    OTHER_CRITERIA = "OtherCriteria"
    """A label is given by the criteria in force, which ``GET /api/v1/station`` names."""
    NO_SUCH_METHOD = "NoSuchMethod"
    """The address is not asked in this way."""
    TOO_LARGE = "TooLarge"
    """What was sent is too large."""
    VALUES_UNREADABLE = "ValuesUnreadable"
    """A value is missing or does not read; ``errors`` says which."""
    NOTHING_READ = "NothingRead"
    """No file says anything that can be recorded."""
    UNAVAILABLE = "Unavailable"
    """The database does not answer: send it again."""
    BROKEN = "Broken"
    """The service broke, and its log says why: send it again under the same ``command``."""


NAMES: dict[int, Door] = {
    HTTPStatus.BAD_REQUEST: Door.FORM_UNREADABLE,
    HTTPStatus.UNAUTHORIZED: Door.NO_TOKEN,
    HTTPStatus.FORBIDDEN: Door.NOT_PERMITTED,
    HTTPStatus.NOT_FOUND: Door.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: Door.NO_SUCH_METHOD,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Door.TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY: Door.VALUES_UNREADABLE,
    HTTPStatus.SERVICE_UNAVAILABLE: Door.UNAVAILABLE,
    HTTPStatus.INTERNAL_SERVER_ERROR: Door.BROKEN,
}
"""Which it is, unless who refuses said so with ``Named``."""

SENTENCES: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "Ce formulaire n’est pas lisible\u00a0: vérifiez son envoi.",
    HTTPStatus.NOT_FOUND: f"Cette adresse n’existe pas\u00a0: voyez {DESCRIPTION}.",
    HTTPStatus.METHOD_NOT_ALLOWED: (
        f"Cette adresse ne se demande pas ainsi\u00a0: voyez {DESCRIPTION}."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Cet envoi est trop gros : coupez-le en plusieurs.",
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "Une valeur manque ou n’est pas lisible\u00a0: «\u00a0errors\u00a0» dit laquelle."
    ),
}
"""What whoever reads the answer of a program is told: there is no page to go back to."""

REUSED = (
    "Ce numéro d’envoi («\u00a0command\u00a0») a déjà servi pour un autre contenu\u00a0: "
    "prenez-en un nouveau."
)


class Named(HTTPException):
    """A refusal of the door that programs tell from others of the same status."""

    def __init__(self, status: HTTPStatus, detail: str, name: Door) -> None:
        super().__init__(status, detail)
        self.name = name


def facts_of(refusal: LedgerError) -> Mapping[str, object]:
    """Its class as ``code``, and what a program needs to decide without reading the sentence."""
    return {"code": type(refusal).__name__} | _values(refusal)


def _values(refusal: LedgerError) -> dict[str, Any]:
    if isinstance(refusal, errors.UnknownSubject):
        return {}  # whoever asked by a sticker learns no id of what is not theirs
    subject = getattr(refusal, "subject", None)
    about: dict[str, Any] = {} if subject is None else {"subject": str(subject)}
    match refusal:
        case errors.Forbidden(rule=rule):
            about["rule"] = rule
        case errors.NotAllowed(topic=topic, stage=stage):
            about |= {"topic": topic, "stage": stage}
        case errors.LabelNotEarned(missing=missing):
            about["missing"] = [{"lack": m.lack, "what": m.what, "ask": m.ask} for m in missing]
        case errors.SetIncomplete(absent=absent):
            about["absent"] = [str(device) for device in absent]
        case errors.PriceRefused(floor_cents=floor, cap_cents=cap):
            about |= {"floor_cents": floor, "cap_cents": cap}
        case errors.CorrectionBreaksLife(why=why):
            about["why"] = dict(facts_of(why))
        case _:
            pass
    return about
