"""What a second life potentially avoids: sourced factors, and the one calculator that uses them.

Pure: counts come as arguments, already protected by whoever publishes them. Tonnes divided by a
factor give the counts back, so no figure of an impact is safer than the counts it was made from.
"""

from impact.calculator import DeviceLine, Figures, PartLine, Uncounted, figures
from impact.quantities import UNIT, Amount, Measure, NewPart, Span
from impact.request import Request
from impact.sets import (
    Factor,
    FactorSet,
    FactorsRefused,
    NotCounted,
    OutOfBounds,
    current,
    load,
    versions,
)

__all__ = [
    "UNIT",
    "Amount",
    "DeviceLine",
    "Factor",
    "FactorSet",
    "FactorsRefused",
    "Figures",
    "Measure",
    "NewPart",
    "NotCounted",
    "OutOfBounds",
    "PartLine",
    "Request",
    "Span",
    "Uncounted",
    "current",
    "figures",
    "load",
    "versions",
]
