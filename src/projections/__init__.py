"""Read models. Each can be dropped and rebuilt from the ledger."""

from typing import Any

from projections import (
    agenda,
    batches,
    catalogue,
    fates,
    flows,
    fund_book,
    funds,
    guarantees,
    loans,
    lots,
    meetings,
    needs,
    orders,
    organisations,
    parts,
    passport,
    payments,
    places,
    register,
    releases,
    rounds,
    shelves,
    stock,
    tariffs,
    tills,
    worklist,
)
from projections.projection import Projection
from projections.runner import Views

ALL: tuple[Projection[Any], ...] = (
    passport.projection,
    register.projection,
    catalogue.projection,
    shelves.projection,
    stock.projection,
    worklist.projection,
    flows.projection,
    guarantees.projection,
    loans.projection,
    fates.projection,
    parts.projection,
    places.projection,
    organisations.projection,
    lots.projection,
    batches.projection,
    agenda.projection,
    tariffs.projection,
    orders.projection,
    payments.projection,
    needs.projection,
    funds.projection,
    fund_book.projection,
    tills.projection,
    tills.sales,
    tills.counts,
    rounds.projection,
    meetings.projection,
    meetings.actions,
    releases.projection,
)

__all__ = ["ALL", "Projection", "Views"]
