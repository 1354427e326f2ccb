"""Stickers of this service: the words of its territory, and where its codes lead."""

from collections.abc import Sequence

from api.settings import Settings
from labels import Sticker
from ledger.codes import written

TITLE = "Reconditionné"
EXAMPLE = "7KM4QX2HZ"
"""Its last character is wrong: it is no code, and no device will ever have it."""


def sticker(settings: Settings, code: str) -> Sticker:
    """The sticker of a code. Its address is in capitals, which makes the QR code coarser."""
    url = f"{settings.address.upper()}/A/{code}"
    return Sticker(url, written(code), TITLE, settings.territory)


def stickers(settings: Settings, codes: Sequence[str]) -> list[Sticker]:
    return [sticker(settings, code) for code in codes]


def example(settings: Settings) -> Sticker:
    """A sticker to look at."""
    return sticker(settings, EXAMPLE)
