"""Table Schemas, as files that are never edited: a resource of another form has another file."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("schemas")
CURRENT = "chiffres-1"
UNTOLD = "NA"
"""Stands where a figure exists and is not given; nothing stands where none can be."""


def names() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.json"))


@cache
def content(name: str) -> bytes:
    """The file, byte for byte. Raises ``KeyError`` for a name that we never gave."""
    if name not in names():
        raise KeyError(name)
    return (FOLDER / f"{name}.json").read_bytes()


def current() -> dict[str, Any]:
    """The schema of the rows that are written now."""
    found: dict[str, Any] = json.loads(content(CURRENT))
    return found


@cache
def columns() -> tuple[str, ...]:
    return tuple(field["name"] for field in current()["fields"])
