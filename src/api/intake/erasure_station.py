"""Reads the report of a station: our own format, ``meleze-erasure-1``, made by its script."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from api.intake.erasure_report import Ending, ErasureReport, gigabytes
from api.intake.machine import LARGEST_STORAGES, Unread
from api.intake.placeholders import said
from api.intake.text import one_line, quoted
from ledger.device import ErasureMethod, Reservation
from ledger.values import StorageKind

FORMAT = "meleze-erasure-1"

Count = Annotated[int, Field(ge=0)]
Line = Annotated[str, Field(max_length=200)]


class Errors(BaseModel):
    """What went wrong, counted by the tool."""

    model_config = ConfigDict(extra="forbid", strict=True)

    read: Count = 0
    write: Count = 0
    verify: Count = 0


class ErasedStorage(BaseModel):
    """One storage of the machine, and what its erasure came to."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    serial: Line | None = None
    model: Line | None = None
    kind: StorageKind = StorageKind.UNKNOWN
    capacity_bytes: Count | None = None
    method: ErasureMethod
    tool: Annotated[str, Field(min_length=1, max_length=60)]
    tool_version: Line | None = None
    started: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    result: Ending
    verified: bool | None = None
    """Whether it was read again and found empty; null when the tool does not say."""
    errors: Errors = Errors()
    bad_sectors: Count = 0
    """Sectors that could not be written, or were put aside by the disk."""
    hidden_area: Literal["none", "found", "unknown"] | None = None
    """HPA or DCO; null when the medium has none."""


class StationReport(BaseModel):
    """What a station sends after it erased the storages of one machine."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["meleze-erasure-1"]
    storages: Annotated[list[ErasedStorage], Field(max_length=LARGEST_STORAGES)]


def is_station_report(content: Any) -> bool:
    return isinstance(content, dict) and one_line(content.get("format")).startswith("meleze-")


def read_station(
    origin: str, content: dict[str, Any], sha256: str
) -> Iterator[ErasureReport | Unread]:
    if content["format"] != FORMAT:
        yield Unread(
            origin, f"Ce rapport est d’un autre format : {quoted(content['format'])} au lieu de "
            f"« {FORMAT} ». Mettez à jour le programme du poste.",
        )  # fmt: skip
        return
    try:
        report = StationReport.model_validate(content)
    except ValidationError as error:
        where = ".".join(map(str, error.errors(include_input=False, include_url=False)[0]["loc"]))
        yield Unread(
            origin, f"Ce rapport de poste ne suit pas son format : {quoted(where)} est à revoir."
        )
        return
    if not report.storages:
        yield Unread(origin, "Ce rapport de poste ne parle d’aucun disque.")
    for rank, storage in enumerate(report.storages, start=1):
        yield _read(f"{origin}, disque {rank}", storage, sha256)


def _read(origin: str, storage: ErasedStorage, sha256: str) -> ErasureReport:
    errors = storage.errors.read + storage.errors.write + storage.errors.verify
    ending = Ending.FAILED if errors and storage.result is Ending.COMPLETED else storage.result
    doubts = {
        Reservation.BAD_SECTORS: storage.bad_sectors > 0,
        Reservation.HIDDEN_AREA: storage.hidden_area == "found",
        Reservation.HIDDEN_AREA_UNKNOWN: storage.hidden_area == "unknown",
    }
    return ErasureReport(
        origin=origin,
        evidence_sha256=sha256,
        method=storage.method,
        ending=ending,
        tool=said(storage.tool) or "outil inconnu",
        tool_version=said(storage.tool_version),
        serial=said(storage.serial),
        model=said(storage.model),
        kind=storage.kind,
        capacity_gb=gigabytes(storage.capacity_bytes),
        started_at=storage.started,
        ended_at=storage.ended,
        verified=storage.verified,
        reservations=frozenset(doubt for doubt, is_so in doubts.items() if is_so),
    )
