"""The stock for everybody: a map of three words, the same all week, and no number."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import availability, weekly, words
from api.access.doors import RecognisedDep
from api.availability import SORTS, Told
from api.drawings.three_states import state_map, state_mark
from api.house import HouseDep
from api.rendering import page
from api.spreadsheet import spreadsheet
from ledger.territory import intercommunalities

router = APIRouter()

HEADER = ("Intercommunalité", "SIREN", "Type", "État", "Relevé le")


async def _sort_asked(sort: Annotated[str, Query(alias="type", max_length=20)] = "") -> str:
    if sort and sort not in SORTS:
        raise HTTPException(
            HTTPStatus.NOT_FOUND,
            "Ce type d’appareil n’est pas sur la carte. Choisissez-en un dans sa liste.",
        )
    return sort


SortAsked = Annotated[str, Depends(_sort_asked)]


@router.get("/disponible")
def availability_page(
    request: Request, house: HouseDep, _: RecognisedDep, sort: SortAsked
) -> HTMLResponse:
    """What stood on the shelves on Monday, by intercommunalité and by sort, in three words."""
    told = availability.told(house)
    return page(
        request,
        "public/availability.html",
        {
            "wide": True,
            "sort": sort,
            "told": told,
            "next_reading": weekly.next_reading(house),
            "map": told and _map(told, sort),
            "mark": state_mark,
            "territories": intercommunalities(),
        },
    )


@router.get("/disponible.csv")
def availability_table(house: HouseDep) -> Response:
    """The words of the page, one an intercommunalité and a sort."""
    told = availability.told(house)
    zone = house.settings.timezone
    return spreadsheet(
        "disponible.csv",
        HEADER,
        (
            (
                each.display_name,
                each.siren,
                words.SORT[sort],
                words.AVAILABILITY[told.state(each.siren, sort)],
                told.read_at.astimezone(zone).date().isoformat(),
            )
            for each in intercommunalities()
            for sort in SORTS
            if told
        ),
    )


def _map(told: Told, sort: str) -> str:
    said = words.SORT[sort] if sort else "tous les types"
    return state_map(
        {each.siren: told.state(each.siren, sort) for each in intercommunalities()},
        names=words.AVAILABILITY,
        title=f"Ce qu’on trouve dans chaque intercommunalité ({said})\u00a0: "
        "le tableau dit la même chose",
    )
