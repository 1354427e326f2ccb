"""What the tests of labels share: a run of stickers, and the eyes that read what was printed."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from numpy.typing import NDArray

from labels import Sticker, modules_of

QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Grey = NDArray[np.uint8]
"""A page as a scanner sees it, a shade of grey a pixel: 0 is black, 255 is white."""


@pytest.fixture(scope="session", autouse=True)
def _each_symbol_once() -> Iterator[None]:
    """The same stickers go on every paper: their codes take longer to make than all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        once = cache(modules_of)
        for press in ("labels.press", "labels.dots"):
            patch.setattr(f"{press}.modules_of", once)
        yield


def _scanned(pdf: bytes, dpi: float) -> Iterator[Grey]:
    # A hair smaller: a page of 400.00005 pixels would be stretched over 401 of them.
    scale = dpi / 72 * (1 - 1e-6)
    for page in pypdfium2.PdfDocument(pdf):
        yield np.asarray(page.render(scale=scale, grayscale=True).to_pil())


def _seen(page: Grey, dpi: float) -> list[tuple[str, float, float]]:
    corners = (
        (code.text, code.position.top_left)
        for code in zxingcpp.read_barcodes(page, formats=QR_CODE)
    )
    return [(text, corner.x * 25.4 / dpi, corner.y * 25.4 / dpi) for text, corner in corners]


def _sticker(number: int) -> Sticker:
    scattered = number * 7_919_777_777_777 % 32**9
    code = "".join(ALPHABET[scattered // 32**place % 32] for place in range(9))
    return Sticker(
        url=f"HTTPS://R05.FR/A/{code}",
        code=f"{code[:3]}-{code[3:6]}-{code[6:]}",
        title="Reconditionné",
        territory="Hautes-Alpes",
    )


@pytest.fixture(scope="session")
def scanned() -> Callable[[bytes, float], Iterator[Grey]]:
    """The pages of a PDF as pixels, at so many dots per inch."""
    return _scanned


@pytest.fixture(scope="session")
def seen() -> Callable[[Grey, float], list[tuple[str, float, float]]]:
    """The QR codes of a page: text, left and top of the dark part in millimetres."""
    return _seen


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], list[list[str]]]:
    """What the QR codes of each page of a PDF say, scanned at 150 dots per inch."""
    return lambda pdf: [[text for text, _, _ in _seen(page, 150)] for page in _scanned(pdf, 150)]


@pytest.fixture(scope="session")
def stickers() -> Callable[[int], list[Sticker]]:
    """So many stickers, each with a code of its own."""
    return lambda count: [_sticker(number) for number in range(1, count + 1)]


@pytest.fixture(scope="session")
def sticker() -> Sticker:
    return _sticker(5)
