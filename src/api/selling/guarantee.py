"""The guarantee of 24 months that a sale opens."""

from calendar import monthrange
from datetime import date

GUARANTEE_YEARS = 2


def guaranteed_until(sold_on: date) -> date:
    """The last day: the same one two years later, the 28th for a 29th of February."""
    year = sold_on.year + GUARANTEE_YEARS
    return sold_on.replace(year=year, day=min(sold_on.day, monthrange(year, sold_on.month)[1]))
