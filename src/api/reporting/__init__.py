"""The report of a period or of a financial year, on paper: for who decides with these figures."""

from api.reporting.making import (
    NOTHING_PUBLISHED,
    Unwritten,
    Written,
    newest_period,
    of_period,
    of_year,
)

__all__ = [
    "NOTHING_PUBLISHED",
    "Unwritten",
    "Written",
    "newest_period",
    "of_period",
    "of_year",
]
