"""A period as one nested document: the same bytes for ever, made of ``statistics.figures``."""

import hashlib
from collections.abc import Iterable
from typing import Any

import orjson

from api.statistics.comparing import Sum
from api.statistics.figures import Figures
from api.statistics.potential import Impact
from impact import UNIT, Amount, Measure
from ledger.statistics import SMALLEST


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
        "territory_sums": _sums(figures.territories),
        "parts": _sums(figures.parts),
        "channel_sums": _sums(figures.channels),
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


def _sums(sums: Iterable[Sum]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "label": each.label,
            "count": each.count,
            "at_least": each.at_least,
            "margin": each.margin,
        }
        for each in sums
    ]


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


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
