"""Numbers and months as a French reader writes them."""

from decimal import Decimal

NARROW_SPACE = "\u202f"
"""Between thousands: it never breaks a line."""
MINUS = "\N{MINUS SIGN}"

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)


def number(value: int | Decimal) -> str:
    """``12345`` as « 12 345 », ``Decimal("1234.50")`` as « 1 234,5 »: exact, never rounded."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", NARROW_SPACE)
    text = f"{value.normalize():,f}".replace(",", NARROW_SPACE).replace(".", ",")
    return text.replace("-", MINUS)


def month(year_month: str) -> str:
    """``2026-03`` as « mars 2026 »; ``ValueError`` when it is not a month."""
    year, rank = _parted(year_month)
    return f"{MONTHS[rank - 1]} {year}"


def short_month(year_month: str) -> str:
    """``2026-09`` as « sept. »; ``ValueError`` when it is not a month."""
    return SHORT_MONTHS[_parted(year_month)[1] - 1]


def _parted(year_month: str) -> tuple[int, int]:
    year, rank = year_month.split("-")
    if len(year) != len("2026") or int(rank) not in range(1, 13):
        raise ValueError(f"{year_month!r} is not a month")
    return int(year), int(rank)
