"""The certificate of a lot for its donor: counts only, made again from a position of the ledger."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import RedirectResponse, Response

from api import words
from api.access import OperatorDep
from api.drawings.french import number
from api.house import House, HouseDep
from api.lot_account import BY, Account, target_percent
from api.pages.lot_door import LotDep, lot_name
from api.units import measure
from labels import DonorCertificate, donor_certificate_pdf
from ledger import reading
from ledger.values import DonorKind
from projections import fates, lots, organisations, past, places
from projections.fates import Fate

router = APIRouter()

MOST_POSITION = 2**62


@router.get("/lots/{lot}/certificat.pdf")
def donor_certificate(
    house: HouseDep,
    _signed_in: OperatorDep,
    lot: LotDep,
    position: Annotated[int | None, Query(ge=1, le=MOST_POSITION)] = None,
) -> Response:
    """The page as it stands at a position; without one, led to the newest."""
    if position is None:
        with house.pool.connection() as connection:
            newest = reading.mark(connection, None)
        at = newest[0] if newest else 1
        path = f"/lots/{lot.row.subject}/certificat.pdf?position={at}"
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)
    data = donor_certificate_pdf(certificate(house, lot.row.subject, position))
    name = f"certificat-lot-{lot_name(lot.row.subject)}-{position}.pdf"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(data, media_type="application/pdf", headers=headers)


def certificate(house: House, lot: UUID, position: int) -> DonorCertificate:
    """What the paper says of the lot once that position was written; 404 when it was not there."""
    zone = house.settings.timezone
    with house.pool.connection() as connection:
        mark = reading.mark(connection, position)
        found = past.rows_at(connection, lots.projection, [lot], position)
        if mark is None or not found:
            raise HTTPException(HTTPStatus.NOT_FOUND, "Ce lot n’est pas encore à cette position.")
        row = lots.LotRow(*found[0])
        devices = [each.subject for each in fates.read_lot(connection, lot)]
        rows = fates.told(past.rows_at(connection, fates.projection, devices, position))
        place = places.read(connection, row.place)
        wanted = [each for each in (row.organisation, place and place.organisation) if each]
        known = past.rows_at(connection, organisations.projection, wanted, position)
        names = {subject: name for subject, name, *_ in known}
    given_on = row.opened_at.astimezone(zone).date()
    account = Account([each for each in rows if each.lot == lot], given_on.year)
    _, written_at, seal = mark
    facts = [("Lot", lot_name(lot)), ("Donné le", words.day(given_on))]
    if row.organisation in names:
        facts.append(("Donné par", names[row.organisation]))
    elif row.donor != DonorKind.UNKNOWN:
        facts.append(("Donné par", words.DONOR[row.donor]))
    if place and place.organisation in names:
        facts.append(("Reçu par", names[place.organisation]))
    if account.weighed:
        facts.append(("Masse connue", _mass(account)))
    return DonorCertificate(
        title="Ce que votre don est devenu",
        territory=house.settings.territory,
        facts=facts,
        counts=_counts(account),
        total=("Appareils donnés", number(account.total)),
        share=_share(account),
        notes=_notes(account, row.donor),
        foot=(
            f"Arrêté à la position {number(position)} du registre, écrite le "
            f"{words.day(written_at, zone)}. Empreinte\u00a0: {seal[:32]}. "
            "La même position donne toujours la même page."
        ),
    )


def _mass(account: Account) -> str:
    weight = measure("mass_g", account.mass_g)
    if account.weighed == account.total:
        return weight
    return f"{weight}, pour {account.weighed} appareils pesés sur {account.total}"


def _counts(account: Account) -> list[tuple[str, str]]:
    """Each device once; who left since the last five stands with those that are ready."""
    counts = account.counts
    told = [("Prêts, ou partis pour un nouvel usage", number(account.told_ready))]
    if account.told_reused:
        reused = f"au moins {number(account.told_reused)}"
        since = ("Prêts, ou partis depuis", number(account.told_ready))
        told = [("Partis pour un nouvel usage", reused), since]
    rest = (Fate.IN_WORKSHOP, Fate.STRIPPED, Fate.RECYCLED, Fate.LOST)
    return told + [(words.FATE[fate], number(counts[fate])) for fate in rest]


def _share(account: Account) -> str:
    if account.told_percent is None:
        return "La part réemployée sera dite quand assez d’appareils seront partis."
    return f"Part réemployée\u00a0: au moins {account.told_percent}\u00a0%"


def _notes(account: Account, donor: str) -> list[str]:
    by_fives = (
        f"Les départs se comptent par {BY}, arrondis au-dessous\u00a0: un appareil ne peut pas "
        "être suivi par ce papier. Il ne dit ni lesquels, ni où, ni quand, ni à qui."
    )
    notes = [by_fives]
    target = target_percent(account.year)
    if donor == DonorKind.PUBLIC_BODY and target:
        notes.append(
            f"Objectif de l’État et des collectivités pour {account.year}\u00a0: {target}\u00a0% "
            "de leurs équipements réformés, de moins de dix ans, vont au réemploi ou à la "
            "réutilisation (loi n°\u00a02021-1485 du 15 novembre 2021, article\u00a016\u00a0; "
            "décret n°\u00a02023-266 du 12 avril 2023). Il se juge sur tout ce que le donateur "
            "réforme dans l’année\u00a0: ce lot n’en est qu’une partie."
        )
    if account.too_old:
        notes.append(
            "Appareils de dix ans ou plus, que la part ne compte pas\u00a0: "
            f"{number(account.too_old)}."
        )
    if account.undated:
        notes.append(
            f"Appareils d’année inconnue, que la part compte\u00a0: {number(account.undated)}."
        )
    return notes
