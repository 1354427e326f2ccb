"""Numbers of an impact: never one alone, always a low, a central and a high one."""

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from ledger.values import Value

EXACT = Context(prec=60, traps=[Inexact])
"""Sums and products of counts and factors are exact; a digit that would be lost is an error."""

Quantity = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=6, allow_inf_nan=False)]


class Measure(StrEnum):
    """What a second life may avoid. The unit of each is that of its factors."""

    CO2E = "co2e"
    MATERIALS = "materials"
    E_WASTE = "e_waste"


UNIT = {Measure.CO2E: "kg", Measure.MATERIALS: "kg", Measure.E_WASTE: "g"}


class NewPart(StrEnum):
    """A new part that was fitted: the ledger's own names, a storage told by its kind."""

    SSD = "ssd"
    HDD = "hdd"
    STORAGE = "storage"
    """Of another kind, or of one nobody noted."""
    MEMORY = "memory"
    BATTERY = "battery"
    SCREEN = "screen"
    KEYBOARD = "keyboard"
    TOUCHPAD = "touchpad"
    CHARGER = "charger"
    POWER_SUPPLY = "power_supply"
    COOLING = "cooling"
    MOTHERBOARD = "motherboard"
    NETWORK_CARD = "network_card"
    CAMERA = "camera"
    CASING = "casing"
    OTHER = "other"


class Span(Value):
    """What is assumed or measured, with its bounds."""

    low: Quantity
    central: Quantity
    high: Quantity

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise ValueError("low, central and high come in that order")
        return self


@dataclass(frozen=True, slots=True)
class Amount:
    """What was calculated. Below zero, new parts weigh more than what is avoided."""

    low: Decimal
    central: Decimal
    high: Decimal

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            EXACT.add(self.low, other.low),
            EXACT.add(self.central, other.central),
            EXACT.add(self.high, other.high),
        )

    def __sub__(self, other: "Amount") -> "Amount":
        """The low end is what remains when most is taken away."""
        return Amount(
            EXACT.subtract(self.low, other.high),
            EXACT.subtract(self.central, other.central),
            EXACT.subtract(self.high, other.low),
        )

    def times(self, span: Span) -> "Amount":
        """Each end by the same end."""
        return Amount(
            EXACT.multiply(self.low, span.low),
            EXACT.multiply(self.central, span.central),
            EXACT.multiply(self.high, span.high),
        )


NOTHING = Amount(Decimal(0), Decimal(0), Decimal(0))


def times(span: Span, count: int) -> Amount:
    """So many of it."""
    exactly = Decimal(count)
    return Amount(exactly, exactly, exactly).times(span)
