"""Stickers and symbols of this service: the words of its territory, where its codes lead."""

from collections.abc import Sequence

from api.settings import Settings
from labels import Sticker, Symbol, modules_of
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


def symbol_path(text: str) -> dict[str, object]:
    """The QR code of a text as one path, in modules: a page draws it at its own size."""
    symbol = Symbol(modules_of(text), 1.0)
    drawn = "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in symbol.rectangles())
    return {"side": len(symbol.modules), "path": drawn}
