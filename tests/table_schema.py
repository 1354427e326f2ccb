"""A strict reader of tables: it takes what a Table Schema (version 1) allows, and nothing else."""

import csv
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

Row = dict[str, Any]
Schema = dict[str, Any]
Kind = Callable[[str], Any]

KNOWN = {"name", "title", "description", "type", "example", "constraints"}


class Unlawful(Exception):
    """What the schema does not allow: where, and what stands there."""


def whole(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


def number(text: str) -> Decimal:
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise ValueError(text)
    return Decimal(text)


KINDS: dict[str, Kind] = {
    "integer": whole, "number": number, "date": date.fromisoformat, "string": str,
}  # fmt: skip
CONSTRAINTS: dict[str, Callable[[Any, Any], bool]] = {
    "required": lambda value, wanted: value is not None or not wanted,
    "enum": lambda value, wanted: value is None or value in wanted,
    "pattern": lambda value, wanted: value is None or bool(re.fullmatch(wanted, value)),
    "minimum": lambda value, wanted: value is None or value >= wanted,
}


def read_csv(content: bytes, schema: Schema) -> list[Row]:
    """The rows as values. Raises ``Unlawful``."""
    lines = list(csv.reader(StringIO(content.decode("utf-8"), newline=""), strict=True))
    names = [field["name"] for field in schema["fields"]]
    if not lines or lines[0] != names:
        raise Unlawful("header", lines[:1])
    if not content.endswith(b"\r\n") or {len(line) for line in lines} != {len(names)}:
        raise Unlawful("lines of one length", content[-20:])
    return _checked([dict(zip(names, line, strict=True)) for line in lines[1:]], schema)


def read_rows(rows: list[Row], schema: Schema) -> list[Row]:
    """The same for rows of JSON, of which ``None`` is missing and numbers are ``Decimal``."""
    names = [field["name"] for field in schema["fields"]]
    for row in rows:
        if list(row) != names:
            raise Unlawful("keys", list(row))
        for field in schema["fields"]:
            told = row[field["name"]]
            numeric = field["type"] in {"integer", "number"}
            if told is not None and isinstance(told, str) == numeric:
                raise Unlawful(field["name"], told)
    missing = schema["missingValues"][0]
    texts = [
        {name: missing if row[name] is None else str(row[name]) for name in row} for row in rows
    ]
    return _checked(texts, schema)


def _checked(rows: list[Row], schema: Schema) -> list[Row]:
    found = [_row(row, schema) for row in rows]
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in found]
    if len(set(keys)) != len(keys) or any(None in key for key in keys):
        raise Unlawful("primary key", [key for key in keys if keys.count(key) > 1][:1])
    return found


def _row(row: Row, schema: Schema) -> Row:
    told = {}
    for field in schema["fields"]:
        if unknown := set(field) - KNOWN:
            raise Unlawful("schema", unknown)
        name, text = field["name"], row[field["name"]]
        try:
            value = None if text in schema["missingValues"] else KINDS[field["type"]](text)
        except ValueError:
            raise Unlawful(name, text) from None
        for rule, wanted in field.get("constraints", {}).items():
            if not CONSTRAINTS[rule](value, wanted):
                raise Unlawful(name, rule, text)
        told[name] = value
    return told
