"""Reads the fields of nwipe's PDF certificate: one storage a file, or several of one machine.

Whom the erasure was done for and by (names, telephones) stands on it too: none of that is read.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from api.intake.erasure_nwipe import (
    ENDINGS,
    ONLY_VERIFIED,
    VERIFIED,
    kind_of,
    method_of,
)
from api.intake.erasure_report import Ending, ErasureReport, gigabytes
from api.intake.machine import LARGEST_STORAGES, Unread
from api.intake.pdf_text import pdf_text
from api.intake.placeholders import said
from ledger.device import Reservation
from ledger.values import PARIS

Fields = dict[str, str]

LABELS = (
    "Make/Model:", "Serial:", "Serial No:", "Bus:", "Size(Apparent):", "Size(Real):",
    "Start time:", "End time:", "Duration:", "Status:", "Method:", "PRNG algorithm:",
    "Final Pass(Zeros/Ones/None):", "Verify Pass(Last/All/None):", "*Bytes Erased:",
    "Rounds(completed/requested):", "HPA/DCO:", "HPA/DCO Size:", "Throughput:",
    "Errors(pass/sync/verify):", "Errors(pass/sync/verify/retries):", "Information:",
)  # fmt: skip
"""As nwipe draws them, each just before its value."""
_LABEL = re.compile("|".join(re.escape(label) for label in sorted(LABELS, key=len, reverse=True)))
_VERSION = re.compile(r"NWIPE version (\d+\.\d+\S{0,12})", re.IGNORECASE)
_BYTES = re.compile(r"(\d{6,20}) ?b(?:ytes)?\b")
_PERCENT = re.compile(r"\((\d{1,3}(?:\.\d+)?)%\)")
_STAMP = re.compile(r"(\d{4})/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)")
_NUMBERS = re.compile(r"\d+(?:/\d+)+")
_WHOLE = 100.0

UNREADABLE = (
    "Ce PDF ne se lit pas : il est abîmé, protégé ou trop lourd. Envoyez le journal de nwipe."
)
NOT_OURS = (
    "Ce PDF n’est pas un certificat de nwipe. Envoyez le journal de l’outil, ou déclarez "
    "l’effacement à la main et joignez ce PDF."
)


def read_certificate(
    origin: str, data: bytes, sha256: str, zone: ZoneInfo = PARIS
) -> Iterator[ErasureReport | Unread]:
    """Every storage of a certificate, in its order."""
    text = pdf_text(data)
    if text is None:
        yield Unread(origin, UNREADABLE)
        return
    found = [fields for fields in _storages(text) if "Status:" in fields]
    if not found or "nwipe" not in text.casefold():
        yield Unread(origin, NOT_OURS)
        return
    version = _VERSION.search(text)
    for fields in found[:LARGEST_STORAGES]:
        yield _read(origin, fields, version[1] if version else None, sha256, zone)


def _storages(text: str) -> Iterator[Fields]:
    """The fields of each storage: the first of its labels begins another."""
    fields: Fields = {}
    marks = [*_LABEL.finditer(text)]
    for mark, following in zip_longest(marks, marks[1:]):
        if mark[0] == "Make/Model:" and fields:
            yield fields
            fields = {}
        end = following.start() if following else mark.end() + 200
        fields.setdefault(mark[0], " ".join(text[mark.end() : end].split())[:200])
    if fields:
        yield fields


def _read(
    origin: str, fields: Fields, version: str | None, sha256: str, zone: ZoneInfo
) -> ErasureReport | Unread:
    serial = said(fields.get("Serial:") or fields.get("Serial No:"))
    where = f"{origin}, {serial}" if serial else origin
    method = fields.get("Method:", "")
    if method.casefold().startswith("verify"):
        return Unread(where, ONLY_VERIFIED)
    status = fields["Status:"].split(" ")[0].casefold()
    ending = ENDINGS.get(status, Ending.FAILED)
    counted = fields.get("Errors(pass/sync/verify):") or fields.get(
        "Errors(pass/sync/verify/retries):", ""
    )
    numbers = _NUMBERS.search(counted)
    errors, retries = _counts(numbers[0] if numbers else "")
    size = _BYTES.search(fields.get("Size(Apparent):", ""))
    return ErasureReport(
        origin=where,
        evidence_sha256=sha256,
        method=method_of(method),
        ending=Ending.FAILED if errors and ending is Ending.COMPLETED else ending,
        tool="nwipe",
        tool_version=version,
        serial=serial,
        model=said(fields.get("Make/Model:")),
        kind=kind_of(fields.get("Bus:", "").upper()),
        capacity_gb=gigabytes(int(size[1])) if size else None,
        started_at=_moment(fields.get("Start time:", ""), zone),
        ended_at=_moment(fields.get("End time:", ""), zone),
        verified=VERIFIED.get(fields.get("Verify Pass(Last/All/None):", "").split(" ")[0]),
        reservations=frozenset(_doubts(fields, retries)),
    )


def _doubts(fields: Fields, retries: int) -> Iterator[Reservation]:
    hidden = fields.get("HPA/DCO:", "").casefold()
    if "found" in hidden:
        yield Reservation.HIDDEN_AREA
    elif hidden.startswith("unknown"):
        yield Reservation.HIDDEN_AREA_UNKNOWN
    elif "See Warning" in fields["Status:"]:
        yield Reservation.TOOL_WARNED
    if retries:
        yield Reservation.BAD_SECTORS
    erased = _PERCENT.search(fields.get("*Bytes Erased:", ""))
    if erased and float(erased[1]) < _WHOLE:
        yield Reservation.PARTIAL


def _counts(text: str) -> tuple[int, int]:
    """Errors of passes, of writing through and of reading again; and what was tried twice."""
    numbers = [int(each[:15]) for each in text.split("/") if each]
    return sum(numbers[:3]), sum(numbers[3:])


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    stamp = _STAMP.search(text)
    try:
        return datetime(*map(int, stamp.groups()), tzinfo=zone) if stamp else None  # type: ignore[arg-type, misc]
    except ValueError:
        return None
