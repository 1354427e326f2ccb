"""A price grid as a form: one table a kind, looks down, the counter and the bands across."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from api.form_errors import TO_FILL, french
from api.forms import Filled, Unreadable
from api.pages.tariffs.proposal import sale
from api.units import quantity, read_quantity
from api.words import euros
from ledger.tariff import FLOOR_CENTS, BandRow, Line, TariffPublished
from ledger.values import Channel, DeviceKind, Grade, GridId

BANDS = (1, 2, 3, 4)
AMOUNTS = ("price", "asked", "low", "high")
DEAREST_CENTS = 1_000_000

Typed = Mapping[str, str]


def names() -> list[str]:
    """Every field of the form."""
    return [
        "effective_on",
        *(f"band.{band}.{each}" for band in BANDS for each in ("title", "precarious")),
        *(f"{kind}.{grade}.sale" for kind in DeviceKind for grade in Grade),
        *(name for kind in DeviceKind for grade in Grade for name in _cells(kind, grade)),
    ]


def _cells(kind: DeviceKind, grade: Grade) -> Iterator[str]:
    return (f"{kind}.{grade}.{band}.{amount}" for band in BANDS for amount in AMOUNTS)


def filled(bands: Iterable[BandRow], lines: Iterable[Line], day: date) -> Filled:
    """The form that would publish these bands and lines again, from another day on."""
    texts = {"effective_on": day.isoformat()}
    for row in bands:
        texts[f"band.{row.band}.title"] = row.title
        texts[f"band.{row.band}.precarious"] = "1" if row.precarious else ""
    for line in lines:
        start = f"{line.kind}.{line.grade}"
        if line.band is None:
            texts[f"{start}.sale"] = _euros(line.price_cents)
            continue
        cents = (line.price_cents, line.person_cents, line.lowest_cents, line.highest_cents)
        for amount, value in zip(AMOUNTS, cents, strict=True):
            texts[f"{start}.{line.band}.{amount}"] = _euros(value)
    return Filled({name: [text] for name, text in texts.items()})


def _euros(cents: int) -> str:
    return quantity("price_cents", cents)


def published(typed: Typed, grid: UUID, given: Mapping[str, Any]) -> TariffPublished:
    """The grid that was typed. Raises ``Unreadable``, with a sentence for each wrong field."""
    errors: dict[str, str] = {}
    bands = [*_bands(typed)]
    lines = [*_lines(typed, {row.band for row in bands}, errors)]
    day = None
    try:
        day = date.fromisoformat(typed.get("effective_on", "").strip())
    except ValueError:
        errors["effective_on"] = "Écrivez une date, comme 31/03/2026."
    if [row.band for row in bands] != [*range(1, len(bands) + 1)]:
        errors["band.1.title"] = "Donnez un titre à chaque tranche, sans en sauter."
    elif len(bands) < len(BANDS) - 1:
        errors[f"band.{len(bands) + 1}.title"] = "Il faut au moins trois tranches."
    if not lines and not errors:
        errors[""] = "Écrivez au moins un prix."
    if errors:
        raise Unreadable(errors)
    about = {"grid": GridId(grid), "effective_on": day, "bands": bands, "lines": lines}
    try:
        return TariffPublished(**{**about, **given})
    except ValidationError as refused:
        raise Unreadable(french(refused, {})) from refused


def _bands(typed: Typed) -> Iterator[BandRow]:
    for band in BANDS:
        if title := typed.get(f"band.{band}.title", "").strip():
            precarious = typed.get(f"band.{band}.precarious") == "1"
            try:
                yield BandRow(band=band, title=title, precarious=precarious)
            except ValidationError as refused:
                said = next(iter(french(refused, {}).values()))
                raise Unreadable({f"band.{band}.title": said}) from refused


def _lines(typed: Typed, bands: set[int], errors: dict[str, str]) -> Iterator[Line]:
    for kind in DeviceKind:
        for grade in Grade:
            name = f"{kind}.{grade}.sale"
            cents = _cents(typed, name, errors)
            if cents is not None and _is_a_price(name, cents, errors):
                yield sale(kind, grade, cents)
            for band in sorted(bands):
                line = _line(typed, (kind, grade, band), errors)
                if line:
                    yield line


def _line(typed: Typed, key: tuple[DeviceKind, Grade, int], errors: dict[str, str]) -> Line | None:
    kind, grade, band = key
    start = f"{kind}.{grade}.{band}"
    said = {amount: _cents(typed, f"{start}.{amount}", errors) for amount in AMOUNTS}
    if all(value is None for value in said.values()) or _wrong(start, errors):
        return None
    price, asked = said["price"], said["asked"]
    if price is None or asked is None:
        errors[f"{start}.{'price' if price is None else 'asked'}"] = TO_FILL
    elif _is_a_price(f"{start}.price", price, errors):
        low = asked if said["low"] is None else said["low"]
        high = asked if said["high"] is None else said["high"]
        if low <= asked <= high <= price:
            return Line(
                channel=Channel.PURCHASE, kind=kind, grade=grade, band=band, price_cents=price,
                person_cents=asked, lowest_cents=low, highest_cents=high,
            )  # fmt: skip
        errors[f"{start}.asked"] = "Dans l’ordre\u00a0: au moins, demandé, au plus, prix."
    return None


def _wrong(start: str, errors: Mapping[str, str]) -> bool:
    return any(name.startswith(f"{start}.") for name in errors)


def _is_a_price(name: str, cents: int, errors: dict[str, str]) -> bool:
    if FLOOR_CENTS <= cents <= DEAREST_CENTS:
        return True
    floor, dearest = euros(FLOOR_CENTS), euros(DEAREST_CENTS)
    errors[name] = f"Un prix va de {floor} à {dearest}\u00a0: un achat solidaire n’est pas un don."
    return False


def _cents(typed: Typed, name: str, errors: dict[str, str]) -> int | None:
    text = typed.get(name, "").strip()
    if not text:
        return None
    try:
        return int(read_quantity("price_cents", text, whole=True))
    except ValueError as error:
        errors[name] = str(error)
        return None
