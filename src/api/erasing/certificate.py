"""Certificates of erasure: made of lives, recorded once, and read again for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.erasing.content import Content, Life, content_now, content_then, is_doubted
from api.house import House
from ledger import Recorded
from ledger.certificate import CLAIM, Certificate, Page
from ledger.codes import code_of
from ledger.correction import effective, pages_of
from ledger.device import ErasureCertified
from ledger.lot import LotErasureCertified
from projections import lots, organisations, places, register

Versions = Mapping[UUID, int]


class Standing(StrEnum):
    """Whether what a certificate says still holds in the ledger."""

    STANDS = "stands"
    CORRECTED = "corrected"
    """Something that it says was corrected since."""
    DOUBTED = "doubted"
    """Its evidence was found not to hold."""
    VOIDED = "voided"
    """The certificate itself was recorded by mistake."""
    BROKEN = "broken"
    """The lives no longer say what they said: the ledger is damaged, or it never was so."""


@dataclass(frozen=True)
class Found:
    """A certificate as it was recorded, and what the ledger says of it today."""

    certificate: Certificate
    subject: UUID
    """The lot or the device whose life it belongs to."""
    of_lot: bool
    issued_at: datetime
    versions: Versions
    content: Content
    standing: Standing


def device_certificate(
    house: House, device: UUID, version: int, place: UUID, command: UUID
) -> Certificate:
    """The certificate of one device at one version; sent again, it is the same."""
    with house.pool.connection() as connection:
        row = register.read(connection, device)
        lot = lots.read(connection, row.lot) if row and row.lot else None
    content = content_then(house.ledger.pages([device]), {device: version})
    return _certificate(house, lot, place, command, content)


def lot_certificate(
    house: House, lot: lots.LotRow, devices: list[UUID], command: UUID
) -> tuple[Certificate, tuple[Page, ...], Content]:
    """The certificate of a lot as its devices stand now."""
    lives = house.ledger.pages(devices)
    versions = {each: lives[each][-1][0] for each in devices if lives.get(each)}
    content = content_then(lives, versions)
    certificate = _certificate(house, lot, lot.place, command, content)
    pages = tuple(Page(device=each, version=version) for each, version in versions.items())
    return certificate, pages, content


def _certificate(
    house: House, lot: lots.LotRow | None, place: UUID, command: UUID, content: Content
) -> Certificate:
    """Names are written in it: those of today, for structures change theirs."""
    with house.pool.connection() as connection:
        row = places.read(connection, place)
        runs = organisations.read(connection, row.organisation) if row else None
        gave = lot.organisation if lot else None
        donor = organisations.read(connection, gave) if gave else None
    return Certificate(
        code=code_of(command.bytes),
        issued_by=runs.name if runs else "Une structure partie",
        issued_for=donor.name if donor else None,
        content_sha256=content.sha256(),
    )


def find_certificate(house: House, code: str) -> Found | None:
    """The certificate of that code, if there ever was one."""
    subject = house.ledger.holder(CLAIM, code)
    if subject is None:
        return None
    life = house.ledger.life(subject)
    stand = {version for version, _ in effective(pages_of(life))}
    for record in life:
        found = _of_record(record)
        if found and found[0].code == code:
            certificate, versions = found
            lives = house.ledger.pages([*versions])
            then = content_then(lives, versions)
            return Found(
                certificate,
                subject,
                isinstance(record.event, LotErasureCertified),
                record.event.happened_at,
                versions,
                then,
                _standing(certificate, then, lives, versions)
                if record.version in stand
                else Standing.VOIDED,
            )
    return None


def certificates_of(life: list[Recorded]) -> list[tuple[Recorded, Certificate]]:
    """Those that stand in a life, the newest first."""
    stand = {version for version, _ in effective(pages_of(life))}
    found = [(record, _of_record(record)) for record in life if record.version in stand]
    return [(record, told[0]) for record, told in reversed(found) if told]


def _of_record(record: Recorded) -> tuple[Certificate, Versions] | None:
    event = record.event
    if isinstance(event, LotErasureCertified):
        return event.certificate, {page.device: page.version for page in event.devices}
    if isinstance(event, ErasureCertified):
        return event.certificate, {record.subject: record.version - 1}
    return None


def _standing(
    certificate: Certificate, then: Content, lives: Mapping[UUID, Life], versions: Versions
) -> Standing:
    if then.sha256() != certificate.content_sha256:
        return Standing.BROKEN
    if content_now(lives, versions).sha256() != certificate.content_sha256:
        return Standing.CORRECTED
    if any(is_doubted(lives[each], version) for each, version in versions.items()):
        return Standing.DOUBTED
    return Standing.STANDS
