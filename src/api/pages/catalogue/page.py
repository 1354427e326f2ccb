"""The three uses, and the families of device of one of them: what is near comes first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.access import AdvisingDep, Role
from api.drawings.map import stock_map
from api.house import House, HouseDep
from api.pages.catalogue.families import USES, Family, families
from api.pages.catalogue.filters import Filters, FiltersDep
from api.pages.catalogue.near import Here, here
from api.pages.catalogue.shares import Range, ranges
from api.rendering import page, part
from api.words import USE
from ledger.routing import Way
from ledger.territory import intercommunalities
from ledger.values import DeviceKind, Use
from projections.shelves import ShelfRow, Sort

router = APIRouter()

EVERYTHING = ""
"""The sort that counts every device of a use once: families overlap."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A family as the catalogue shows it now."""

    family: Family
    count: int
    soon: int
    """How many of them can be here within a week."""
    grades: list[str]
    nearest: ShelfRow | None
    way: Way | None
    share: Range | None
    """What a person pays, from the first band to the last; None without a price."""


@router.get("/catalogue")
def uses_page(request: Request, house: HouseDep, signed_in: AdvisingDep) -> HTMLResponse:
    with house.pool.connection() as connection:
        known = house.seldom(connection)
        rows = house.shelves.count(connection, [Sort(use, use) for use in USES])
    near = here(known, signed_in.place, house.today())
    priced = known.grid_on(house.today()) is not None
    counts = Counter[str]()
    soon = Counter[str]()
    for row in rows:
        counts[row.sort] += row.count
        soon[row.sort] += row.count if near.is_soon(near.way(row)) else 0
    return page(
        request,
        "catalogue/uses.html",
        {
            "wide": True,
            "uses": USES,
            "counts": counts,
            "soon": soon,
            "placed": signed_in.place is not None,
            "orders": signed_in.has(Role.PRESCRIBER),
            "priced": priced,
        },
    )


@router.get("/catalogue/{use}")
async def families_page(
    request: Request, use: Use, house: HouseDep, signed_in: AdvisingDep, filters: FiltersDep
) -> HTMLResponse:
    """What there is follows from the views, the place and the day: made once where they stand."""
    orders = signed_in.has(Role.PRESCRIBER)
    asked = Asked(filters, signed_in.place, house.today(), orders=orders)
    known = house.choices.answers(request.state.standing)
    if asked not in known:
        known[asked] = await run_in_threadpool(_choice, house, asked)
    return page(
        request,
        "catalogue/families.html",
        {
            "wide": True,
            "use": use,
            "filters": filters,
            "choice": known[asked],
            "command": uuid4(),
            "placed": signed_in.place is not None,
            "orders": orders,
        },
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a choice follows from, beside the views; ``orders`` for who may order."""

    filters: Filters
    place: UUID | None
    day: date
    orders: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What a use offers, as it is shown."""

    available: bool
    priced: bool
    shown: Markup
    """Filters, families and map."""
    need: Markup
    """The fields of a need that nothing met."""


def _choice(house: House, asked: Asked) -> Choice:
    filters, use = asked.filters, asked.filters.use
    mine = families(use, filters.kind)
    kind = DeviceKind(filters.kind) if filters.kind else None
    sorts = [Sort(EVERYTHING, use, kind, filters.features)]
    sorts += [family.sort(filters.features) for family in mine]
    with house.pool.connection() as connection:
        known = house.seldom(connection)
        rows = house.shelves.count(connection, sorts)
    near, grid = here(known, asked.place, asked.day), known.grid_on(asked.day)
    shares = ranges(grid) if grid else {}
    offers = [
        _offer(family, [row for row in rows if row.sort == family.slug], near, filters, shares)
        for family in mine
    ]
    kinds = [kind for kind in DeviceKind if any(each.kind is kind for each in families(use))]
    told = {
        "use": use,
        "told": USES[use],
        "filters": filters,
        "offers": sorted(offers, key=lambda offer: (not offer.count, Here.rank(offer.way))),
        "kinds": kinds,
        "territories": intercommunalities(),
        "map": _map(filters, _by_epci(rows)),
        "priced": grid is not None,
        "placed": asked.place is not None,
        "orders": asked.orders,
    }
    return Choice(
        any(offer.count for offer in offers),
        grid is not None,
        part(house, "catalogue/choice.html", told),
        part(house, "catalogue/need_fields.html", told),
    )


def _offer(
    family: Family,
    rows: Sequence[ShelfRow],
    near: Here,
    filters: Filters,
    shares: dict[tuple[str, str], Range],
) -> Offer:
    shelf = near.nearest_first(row for row in rows if filters.epci in {"", row.epci})
    if filters.soon:
        shelf = [(row, way) for row, way in shelf if near.is_soon(way)]
    grades = sorted({grade for row, _ in shelf for grade in row.grades})
    asked = [
        shares[family.kind, grade] for grade in (grades or "ABC") if (family.kind, grade) in shares
    ]
    nearest, way = shelf[0] if shelf else (None, None)
    return Offer(
        family,
        sum(row.count for row, _ in shelf),
        sum(row.count for row, each in shelf if near.is_soon(each)),
        grades,
        nearest,
        way,
        Range(min(low for low, _ in asked), max(high for _, high in asked)) if asked else None,
    )


def _by_epci(rows: Sequence[ShelfRow]) -> tuple[tuple[str, int], ...]:
    counts = Counter[str]()
    for row in rows:
        counts[row.epci] += row.count if row.sort == EVERYTHING else 0
    return tuple(sorted(counts.items()))


@lru_cache(maxsize=64)
def _map(filters: Filters, counts: tuple[tuple[str, int], ...]) -> Markup:
    """Drawn again when a number changes."""
    total = sum(count for _, count in counts)
    return stock_map(
        dict(counts),
        href=lambda siren: filters.link(epci=siren),
        title=f"{USE[filters.use]}, disponibles par intercommunalité\u00a0: {total} en tout",
    )
