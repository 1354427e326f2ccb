"""Quantities as people type them: the unit follows from the end of a field's name."""

import re
from decimal import Decimal

from api.drawings.french import number as in_french

UNITS: dict[str, dict[str, int]] = {
    "_cents": {"€": 100},
    "_g": {"kg": 1000, "g": 1},
    "_mb": {"Go": 1024, "Mo": 1},
    "_gb": {"Go": 1},
    "_inches": {"pouces": 1},
    "_percent": {"%": 1},
}
"""How many of the field's own unit each typed one is; the first is meant when none is typed."""

NUMBER_LENGTH_MAX = 20

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)([^\d.,]*)")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def units_of(name: str) -> dict[str, int]:
    return next((units for end, units in UNITS.items() if name.endswith(end)), {})


def unit_of(name: str) -> str:
    """The unit that is meant when none is typed; empty for a bare number."""
    return next(iter(units_of(name)), "")


def read_quantity(name: str, text: str, *, whole: bool) -> float:
    """``30,50`` euros as 3050 cents, ``8`` Go as 8192 Mo, ``1,9`` kg as 1900 g.

    Raises ``ValueError`` with the French sentence that says why not.
    """
    units = {unit.lower(): factor for unit, factor in units_of(name).items()} or {"": 1}
    squeezed = _SPACES.sub("", text)
    typed = _NUMBER.fullmatch(squeezed) if len(squeezed) <= NUMBER_LENGTH_MAX else None
    factor = units.get(typed[2].lower() or next(iter(units))) if typed else None
    if typed is None or factor is None:
        unit = unit_of(name)
        raise ValueError(f"Écrivez un nombre, en {unit}." if unit else "Écrivez un nombre.")
    number = Decimal(typed[1].replace(",", ".")) * factor
    if not whole:
        return float(number)
    if number != number.to_integral_value() and (factor == 1 or name.endswith("_cents")):
        raise ValueError("Il y a trop de chiffres après la virgule.")
    return int(number.to_integral_value())


def measure(name: str, value: float | None) -> str:
    """A number with its unit, « 8 Go »; nothing for what is not known."""
    if value is None:
        return ""
    text = quantity(name, value)
    return text if "\u00a0" in text or not unit_of(name) else f"{text}\u00a0{unit_of(name)}"


def quantity(name: str, value: float) -> str:
    """A number as a person types it, in the first unit that writes it short."""
    for rank, (unit, factor) in enumerate((units_of(name) or {"": 1}).items()):
        number = Decimal(str(value)) / factor
        if factor == 1 or number == round(number, 2):
            cents = name.endswith("_cents") and number != int(number)
            text = (f"{number:.2f}" if cents else f"{number.normalize():f}").replace(".", ",")
            return f"{text}\u00a0{unit}" if rank else text
    return str(value)


def kilograms(mass_g: int) -> str:
    """``1550`` as « 1,55 »: a number for a French spreadsheet."""
    whole, rest = divmod(mass_g, 1000)
    return f"{whole},{rest:03}".rstrip("0").rstrip(",")


def kilograms_read(mass_g: int) -> str:
    """``1030590`` as « 1 030,59 »: a number for a reader."""
    return in_french(Decimal(mass_g) / 1000)
