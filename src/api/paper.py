"""Stickers of this service: the words of its territory, and where its codes lead."""

from collections.abc import Sequence

from api.settings import Settings
from labels import Sticker
from ledger.codes import new_code, written

TITLE = "Reconditionné"


def sticker(settings: Settings, code: str) -> Sticker:
    """The sticker of a code. Its address is in capitals, which makes the QR code coarser."""
    url = f"{settings.address.upper()}/A/{code}"
    return Sticker(url, written(code), TITLE, settings.territory)


def stickers(settings: Settings, codes: Sequence[str]) -> list[Sticker]:
    return [sticker(settings, code) for code in codes]


def blank_stickers(settings: Settings, count: int) -> list[Sticker]:
    """Stickers of new codes, which lead nowhere until one is scanned and bound to a device."""
    return stickers(settings, [new_code() for _ in range(count)])
