"""How impacts are counted: a page made from the factor files, so that it cannot say otherwise."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from fastapi import Request as WebRequest
from fastapi.responses import HTMLResponse

import impact
from api import words
from api.house import HouseDep
from api.impacts import impact_of
from api.rendering import page
from impact import Factor, Figures, Measure, NewPart, NotCounted
from ledger.values import Channel, DeviceKind

router = APIRouter()

EXAMPLE_DEVICES = {
    (DeviceKind.LAPTOP, Channel.PURCHASE): 10,
    (DeviceKind.LAPTOP, Channel.SALE): 10,
    (DeviceKind.SCREEN, Channel.SALE): 5,
    (DeviceKind.KEYBOARD, Channel.SALE): 5,
}
EXAMPLE_PARTS = {NewPart.SSD: 1, NewPart.BATTERY: 2}

LONGEST_VERSION = 60


@router.get("/methode")
def method_page(request: WebRequest, house: HouseDep) -> HTMLResponse:
    """The set that new figures use, with the assumptions of this service."""
    example = impact_of(house.settings, EXAMPLE_DEVICES, EXAMPLE_PARTS)
    return _shown(request, impact.current(), example)


@router.get("/methode/{factors}")
def method_of_a_set(
    request: WebRequest, factors: Annotated[str, Path(max_length=LONGEST_VERSION)]
) -> HTMLResponse:
    """A set that a past figure names, as it was published."""
    if factors not in impact.versions():
        raise HTTPException(HTTPStatus.NOT_FOUND, "Cette version des facteurs n’existe pas.")
    named = impact.load(factors)
    return _shown(request, named, impact.figures(named, EXAMPLE_DEVICES, EXAMPLE_PARTS))


@dataclass(frozen=True, slots=True)
class Left:
    """Devices or parts of the example that no total holds."""

    name: str
    count: int
    measures: list[Measure]
    reason: str


def _shown(request: WebRequest, factors: impact.FactorSet, example: Figures) -> HTMLResponse:
    counted = {
        kind: {measure: factors.of(kind, measure) for measure in Measure}
        for kind in DeviceKind
        if not isinstance(factors.devices[kind], NotCounted)
    }
    return page(
        request,
        "public/method.html",
        {
            "factors": factors,
            "versions": impact.versions(),
            "is_current": factors.version == impact.versions()[-1],
            "measures": list(Measure),
            "counted": counted,
            "uncounted": {
                kind: entry.not_counted
                for kind, entry in factors.devices.items()
                if isinstance(entry, NotCounted)
            },
            "parts": {
                part: entry for part, entry in factors.parts.items() if isinstance(entry, Factor)
            },
            "uncounted_parts": {
                part: entry.not_counted
                for part, entry in factors.parts.items()
                if isinstance(entry, NotCounted)
            },
            "example": example,
            "example_left": _left(example),
        },
    )


def _left(example: Figures) -> list[Left]:
    """Each kind and reason once, with the measures that lack it."""
    found: dict[tuple[str, str], Left] = {}
    for row in example.uncounted:
        names = words.KIND if isinstance(row.what, DeviceKind) else words.NEW_PART
        left = Left(names[row.what], row.count, [], row.reason)
        found.setdefault((left.name, row.reason), left).measures.append(row.measure)
    return list(found.values())
