"""Read models. Each can be dropped and rebuilt from the ledger."""

from typing import Any

from projections import (
    agenda,
    catalogue,
    flows,
    lots,
    organisations,
    passport,
    places,
    register,
    stock,
    worklist,
)
from projections.projection import Projection
from projections.runner import Views

ALL: tuple[Projection[Any], ...] = (
    passport.projection,
    register.projection,
    catalogue.projection,
    stock.projection,
    worklist.projection,
    flows.projection,
    places.projection,
    organisations.projection,
    lots.projection,
    agenda.projection,
)

__all__ = ["ALL", "Projection", "Views"]
