"""Tells which tool wrote a JSON file, by its shape, and has it read."""

import orjson

from api.intake.ereuse import is_ereuse, read_ereuse
from api.intake.glpi import is_glpi, read_glpi
from api.intake.json_parts import sections
from api.intake.lshw import is_lshw, read_lshw
from api.intake.machine import Report, Unread
from api.intake.smartctl import is_smartctl, read_smartctl

MOST_DISKS = 64

_NOT_JSON = (
    "Ce fichier JSON est abîmé ou incomplet. Refaites l’inventaire et envoyez le fichier entier."
)
_UNKNOWN = (
    "Ce fichier JSON n’est d’aucun outil que Mélèze connaît. Il lit les inventaires GLPI, "
    "et les relevés de lshw, de smartctl et d’eReuse."
)


def read_json(origin: str, text: str, evidence_sha256: str) -> list[tuple[Report, ...] | Unread]:
    """What a file says: the reports of one machine together, those of several disks apart."""
    try:
        told = orjson.loads(text.lstrip("\ufeff"))
    except orjson.JSONDecodeError:  # nested too deep, a broken number or character: same error
        return [Unread(origin, _NOT_JSON)]
    disks = list(sections(told if isinstance(told, list) else [told]))
    if disks and all(map(is_smartctl, disks)) and len(disks) <= MOST_DISKS:
        return [_alone(read_smartctl(origin, disk, evidence_sha256)) for disk in disks]
    if is_lshw(told):
        return [_alone(read_lshw(origin, told, evidence_sha256))]
    if isinstance(told, dict) and is_ereuse(told):
        return [read_ereuse(origin, told, evidence_sha256)]
    if isinstance(told, dict) and is_glpi(told):
        return [_alone(read_glpi(origin, told, evidence_sha256))]
    return [Unread(origin, _UNKNOWN)]


def _alone(found: Report | Unread) -> tuple[Report, ...] | Unread:
    return found if isinstance(found, Unread) else (found,)
