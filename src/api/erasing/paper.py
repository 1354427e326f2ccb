"""A certificate in words: on paper for the donor, and the counts that anybody may read."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from api.erasing.certificate import Found, Standing
from api.erasing.content import GONE, Content, DeviceLine, Fate, StorageLine
from api.settings import Settings
from api.words import (
    ERASURE_FATE,
    ERASURE_LEVEL,
    ERASURE_METHOD,
    GROUND,
    KIND,
    NO_EVIDENCE,
    RESERVATION,
    STORAGE_KIND,
    counted,
    day,
)
from labels import Certificate, Section, certificate_pdf
from ledger.codes import written

TITLE = "Certificat d’effacement"
COLUMNS = ("Disque", "Résultat", "Méthode et niveau", "Outil", "Date")
WIDTHS = (0.23, 0.25, 0.23, 0.16, 0.13)
LOG_SIGNS = 12
NOTES = (
    (
        "Les niveaux « clear », « purge » et « destroy » sont ceux du NIST SP 800-88 Rev. 2. "
        "Un SSD réécrit ne dépasse pas le niveau « clear »."
    ),
    (
        "Du numéro de série, ce papier ne montre que la fin : assez pour le rapprocher de votre "
        "inventaire, trop peu pour le donner à d’autres. La page publique n’en montre rien."
    ),
    ("« Journal » : le début de l’empreinte SHA-256 du fichier de l’outil, que l’atelier garde."),
)


SAID = {
    Standing.STANDS: "Ce certificat est au registre, et ce qu’il dit tient toujours.",
    Standing.CORRECTED: (
        "Une partie de ce que dit ce certificat a été corrigée depuis : demandez-en un autre à "
        "la structure qui l’a fait."
    ),
    Standing.DOUBTED: (
        "Une preuve de ce certificat a été mise en doute depuis : demandez à la structure qui l’a "
        "fait ce qu’il en est."
    ),
    Standing.VOIDED: "Ce certificat a été fait par erreur et annulé : il ne prouve rien.",
    Standing.BROKEN: (
        "Le registre ne dit pas la même chose que ce certificat : ne vous y fiez pas, et prévenez "
        "la structure qui l’a fait."
    ),
}


def address_of(settings: Settings, code: str) -> str:
    return f"{settings.address}/certificats/{written(code)}"


def printed(settings: Settings, found: Found) -> bytes:
    """The PDF of a certificate; the same bytes as long as the service has the same address."""
    certificate, content, zone = found.certificate, found.content, settings.timezone
    facts = [("Fait par", certificate.issued_by), ("Le", day(found.issued_at, zone))]
    if certificate.issued_for:
        facts.insert(0, ("Pour", certificate.issued_for))
    facts.append(("À vérifier sur", address_of(settings, certificate.code)))
    return certificate_pdf(
        Certificate(
            title=TITLE,
            territory=f"Mélèze, {settings.territory}",
            code=written(certificate.code),
            url=address_of(settings, certificate.code),
            facts=facts,
            summary=[*summary(content, zone)],
            columns=COLUMNS,
            widths=WIDTHS,
            sections=[_section(line, zone) for line in content.devices],
            notes=_notes(certificate.content_sha256),
        )
    )


def summary(content: Content, zone: ZoneInfo) -> Iterator[str]:
    """What was erased, and what was not, in counts."""
    storages, devices = content.storages, len(content.devices)
    yield f"{counted(devices, 'appareil')}, {counted(len(storages), 'disque')}."
    for fate in Fate:
        if number := content.fates[fate]:
            yield f"{ERASURE_FATE[fate][:1].upper()}{ERASURE_FATE[fate][1:]}\u00a0: {number}."
    if content.unread:
        yield f"Appareils dont les disques restent à relever\u00a0: {content.unread}."
    if content.without_data:
        yield f"Appareils sans données\u00a0: {content.without_data}."
    if days := content.days:
        first, last = (day(each, zone) for each in days)
        yield f"Effacements du {first} au {last}." if first != last else f"Effacements du {first}."


def _section(line: DeviceLine, zone: ZoneInfo) -> Section:
    named = (written(line.code) if line.code else "sans étiquette", KIND[line.kind], line.name)
    heading = " \N{MIDDLE DOT} ".join(filter(None, named))
    if line.storages is None:
        return Section(heading, remark="Ses disques restent à relever.")
    if not line.storages:
        return Section(heading, remark="Il n’y a aucun disque.")
    return Section(heading, [_row(each, zone) for each in line.storages])


def _row(line: StorageLine, zone: ZoneInfo) -> tuple[str, ...]:
    size = f"{line.capacity_gb}\u00a0Go" if line.capacity_gb else None
    end = f"n°\u00a0…{line.serial_end}" if line.serial_end else None
    what = ", ".join(filter(None, (STORAGE_KIND[line.kind], size, line.model, end)))
    how, tool = "", ""
    if line.method and line.level:
        how = f"{ERASURE_METHOD[line.method]}, niveau {ERASURE_LEVEL[line.level]}"
        tool = " ".join(filter(None, (line.tool, line.tool_version)))
    when = day(line.erased_at, zone) if line.erased_at else ""
    return what, _result(line), how, tool, when


def _result(line: StorageLine) -> str:
    parts = [ERASURE_FATE[line.fate]]
    if line.removed:
        parts.append("ôté de l’appareil depuis")
    if line.verified and line.fate in GONE:
        parts.append("relu après")
    parts += [f"doute\u00a0: {RESERVATION[each]}" for each in line.reservations]
    if line.ground:
        parts.append(f"accepté, car {GROUND[line.ground]}")
    if line.no_evidence:
        parts.append(f"sans journal\u00a0: {NO_EVIDENCE[line.no_evidence]}")
    if line.evidence_sha256:
        parts.append(f"journal {line.evidence_sha256[:LOG_SIGNS]}…")
    return "\u00a0; ".join(parts)


def _notes(content_sha256: str) -> list[str]:
    return [*NOTES, f"Empreinte SHA-256 de ce contenu dans le registre\u00a0: {content_sha256}"]
