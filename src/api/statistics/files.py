"""A release as files: the same bytes for ever, made of what ``projections.releases`` reads."""

import csv
import hashlib
from collections.abc import Sequence
from io import StringIO

import orjson

from api.statistics.french import cell_words, figure_words
from api.statistics.margins import margin, margin_words
from ledger.statistics import SMALLEST
from projections.releases import ReleaseRow

HEADER = ("Période du", "au", "Tableau", "Case", "Libellé", "Personnes équipées", "Marge")


def csv_of(rows: Sequence[ReleaseRow]) -> bytes:
    """Every table, one cell a line, as French spreadsheets open it."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        for cell, count in row.figures.items():
            writer.writerow((
                row.begins_on.isoformat(), row.ends_on.isoformat(), row.table_name, cell,
                cell_words(cell), figure_words(count).replace("\u202f", ""),
                margin_words(row.budget_thousandths),
            ))  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def json_of(rows: Sequence[ReleaseRow]) -> bytes:
    """Every table; a figure of fewer than eleven is null."""
    first = rows[0]
    told = {
        "period": first.period,
        "begins_on": first.begins_on,
        "ends_on": first.ends_on,
        "total": first.total,
        "catalogue_sha256": first.catalogue,
        "null_means": f"moins de {SMALLEST}",
        "tables": [
            {
                "name": row.table_name,
                "margin": margin(row.budget_thousandths),
                "margin_words": margin_words(row.budget_thousandths),
                "cells": [
                    {"cell": cell, "label": cell_words(cell), "count": count}
                    for cell, count in row.figures.items()
                ],
            }
            for row in rows
        ],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
