"""The yearly extract of reuse: for the State, local authorities and eco-organismes."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import reuse, words
from api.access.doors import FundReaderDep
from api.house import HouseDep
from api.lot_account import BY
from api.rendering import page
from api.reuse import Extract, Line, Source
from api.spreadsheet import Cell, spreadsheet
from api.units import kilograms, kilograms_read
from projections.fates import Fate

router = APIRouter()

HEADER = (
    "Année", "Donateur", "Origine", "Appareils reçus", "Dont dix ans ou plus",
    "Dont année inconnue", "Réemployés ou prêts à l’être",
    "Dont comptés par la loi (moins de dix ans)", "Partis pour un usage (au moins)",
    "Part partie des comptés par la loi (au moins, %)", "Objectif légal (%)", "À l’atelier",
    "Démontés pour leurs pièces", "Remis à un éco-organisme", "Autres sorties", "Bordereaux",
    "Kg reçus", "Kg réemployés ou prêts", "Kg démontés", "Kg remis à un éco-organisme",
    "Appareils de masse inconnue",
)  # fmt: skip
SLIPS_HEADER = (
    "Date", "Bordereau", "Type d’appareil", "Appareils", "Masse connue (kg)", "Dont pesés",
)  # fmt: skip
Year = Annotated[int | None, Query(alias="annee", ge=2000, le=2200)]


@router.get("/reemploi")
def reuse_page(
    request: Request, house: HouseDep, _: FundReaderDep, year: Year = None
) -> HTMLResponse:
    """What the gifts of a year became, by source, to be printed; and the slips of that year."""
    this_year = house.today().year
    found = reuse.read(house, year or this_year)
    context = {
        "wide": True,
        "extract": found,
        "lines": [(*source_words(line.source), line) for line in found.lines],
        "this_year": this_year,
        "today": house.today(),
        "by": BY,
        "kilograms": kilograms_read,
        "fates": Fate,
    }
    return page(request, "reuse/extract.html", context)


@router.get("/reemploi.csv")
def reuse_table(house: HouseDep, _: FundReaderDep, year: Year = None) -> Response:
    """The same, one source a line."""
    found = reuse.read(house, year or house.today().year)
    return spreadsheet(f"reemploi-{found.year}.csv", HEADER, _rows(found))


@router.get("/reemploi/bordereaux.csv")
def slips_table(house: HouseDep, _: FundReaderDep, year: Year = None) -> Response:
    """What left that year with the slip of an eco-organisme, whenever it had been given."""
    found = reuse.read(house, year or house.today().year)
    rows = (
        (
            row.day.isoformat(),
            row.waste_slip,
            words.KIND[row.kind],
            row.count,
            kilograms(row.mass_g),
            row.weighed,
        )
        for row in found.slips
    )
    return spreadsheet(f"reemploi-bordereaux-{found.year}.csv", SLIPS_HEADER, rows)


def source_words(source: Source) -> tuple[str, str]:
    """« organismes publics », « don gratuit d’un organisme public »."""
    status = words.LEGAL_STATUS[source.legal_status]
    return words.DONORS[source.donor], f"{status}, gratuit" if source.public_gift else status


def _rows(found: Extract) -> Iterator[tuple[Cell, ...]]:
    for line in found.lines:
        yield (found.year, *source_words(line.source), *_cells(line))


def _cells(line: Line) -> tuple[Cell, ...]:
    account = line.account
    return (
        account.total,
        account.too_old,
        account.undated,
        account.reusable,
        line.reusable_counted,
        account.told_reused,
        "" if account.told_percent is None else account.told_percent,
        "" if line.target is None else line.target,
        account.counts[Fate.IN_WORKSHOP],
        account.counts[Fate.STRIPPED],
        len(line.to_eco_organisme),
        line.other_ways_out,
        " ".join(line.slips),
        kilograms(account.mass_g),
        kilograms(line.reusable_g),
        kilograms(line.stripped_g),
        kilograms(line.eco_organisme_g),
        line.unweighed,
    )
