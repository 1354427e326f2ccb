"""Reads a PDF as a text that can be compared, and what it should say."""

import re
from io import BytesIO

from pypdf import PdfReader

from api.house import House
from api.statistics import figures
from api.statistics.figures import Figures


def reader(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def flat(text: str) -> str:
    """With one space where there is any: lines are folded where they may, and ₂ is lowered."""
    return re.sub(r"\s+", " ", text.replace("₂", "2")).strip()


def text_of(content: bytes) -> str:
    return flat(" ".join(page.extract_text() for page in reader(content).pages)).replace(
        "CO 2 e", "CO2e"
    )


def bookmarks(content: bytes) -> list[str]:
    """Of the first level."""
    return [str(each.title) for each in reader(content).outline if not isinstance(each, list)]


def composed(house: House, number: int) -> Figures:
    with house.pool.connection() as connection:
        found = figures.read(connection, number)
    assert found
    return found
