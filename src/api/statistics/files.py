"""A period as files: the same bytes for ever, made of ``statistics.figures`` as its page is."""

import csv
import hashlib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import orjson

from api.statistics.figures import Figures
from api.statistics.french import figure_words, measured
from api.statistics.potential import Impact
from impact import UNIT, Amount, Measure
from ledger.statistics import SMALLEST

HEADER = (
    "Période du", "au", "Tableau", "Case", "Libellé", "Valeur", "Basse", "Haute", "Unité", "Marge",
)  # fmt: skip
PEOPLE = "personnes équipées"
Row = tuple[str, str, str, str, str, str, str]
"""What follows the period, but the margin: table, cell, label, value, low, high, unit."""


def csv_of(figures: Figures) -> bytes:
    """Everything, one figure a line, as French spreadsheets open it."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    span = figures.begins_on.isoformat(), figures.ends_on.isoformat()
    for row, margin in _lines(figures):
        writer.writerow((*span, *row, margin))
    return text.getvalue().encode("utf-8-sig")


def _lines(figures: Figures) -> Iterator[tuple[Row, str]]:
    yield ("total", "total", "Personnes équipées", str(figures.total), "", "", PEOPLE), "exact"
    for table in figures.tables:
        for line in table.lines:
            told = _plain(figure_words(line.count))
            yield (table.name, line.cell, line.label, told, "", "", PEOPLE), table.margin_words
    for each in figures.parts:
        told = _plain(each.words)
        yield ("part", each.name, each.label, told, "", "", PEOPLE), each.margin_words
    for social in figures.social:
        told = social.why_not or str(social.value)
        yield ("social", social.name, social.label, told, "", "", social.unit), "exact"
    if figures.impact is None:
        yield ("impact", "none", figures.no_impact, "", "", "", ""), ""
        return
    for name, label, unit, amount in measured(figures.impact.figures):
        low, central, high = (
            f"{each:f}".replace(".", ",") for each in (amount.low, amount.central, amount.high)
        )
        told = label if name == "new_parts" else f"Potentiellement évité\u00a0: {label}"
        yield ("impact", name, told, central, low, high, unit), "fourchette"


def json_of(figures: Figures) -> bytes:
    """Everything; a figure of fewer than eleven is null."""
    told = {
        "period": figures.period,
        "begins_on": figures.begins_on,
        "ends_on": figures.ends_on,
        "total": figures.total,
        "catalogue_sha256": figures.catalogue,
        "null_means": f"moins de {SMALLEST}",
        "tables": [
            {
                "name": table.name,
                "margin": table.margin,
                "margin_words": table.margin_words,
                "cells": [
                    {"cell": line.cell, "label": line.label, "count": line.count}
                    for line in table.lines
                ],
            }
            for table in figures.tables
        ],
        "parts": [
            {
                "name": each.name,
                "label": each.label,
                "count": each.count,
                "at_least": each.at_least,
                "margin": each.margin,
            }
            for each in figures.parts
        ],
        "social": [
            {
                "name": each.name,
                "label": each.label,
                "value": each.value,
                "unit": each.unit,
                "known": each.known,
            }
            for each in figures.social
        ],
        "impact": _impact(figures.impact) if figures.impact else None,
        "no_impact": figures.no_impact or None,
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _impact(impact: Impact) -> dict[str, Any]:
    """With all that it was made of: whoever has the factor set makes it again to the digit."""
    made = impact.figures
    return {
        "wording": "potentiellement évité",
        "factors": made.factors,
        "factors_sha256": made.factors_sha256,
        "years": _ends(made.years),
        "displacement": {channel.value: _ends(each) for channel, each in made.displacement.items()},
        "devices": [
            {"kind": line.kind, "channel": line.channel, "count": line.count}
            for line in made.devices
        ],
        "new_parts": [{"part": line.part, "count": line.count} for line in made.parts],
        "avoided": {
            measure.value: {"unit": UNIT[measure], **_ends(made.avoided[measure])}
            for measure in Measure
        },
        "new_parts_co2e": {"unit": "kg", **_ends(made.new_parts)},
        "co2e_after_new_parts": {"unit": "kg", **_ends(made.after_new_parts)},
        "left_out": [
            {"label": each.label, "count": each.count, "reason": each.reason}
            for each in impact.left_out
        ],
    }


def _ends(amount: Amount | Any) -> dict[str, str]:
    """Decimals as text: none of their digits is lost."""
    return {name: f"{getattr(amount, name):f}" for name in ("low", "central", "high")}


def _plain(text: str) -> str:
    return text.replace("\u202f", "")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
