"""A report on A4: figures in words, tables, charts and a map, for who decides with them."""

from labels.report.document import report_pdf
from labels.report.parts import (
    Bar,
    Bars,
    Beside,
    Columns,
    Giant,
    Heading,
    Land,
    Map,
    Part,
    Range,
    Ranges,
    Report,
    Table,
    Words,
)

__all__ = [
    "Bar",
    "Bars",
    "Beside",
    "Columns",
    "Giant",
    "Heading",
    "Land",
    "Map",
    "Part",
    "Range",
    "Ranges",
    "Report",
    "Table",
    "Words",
    "report_pdf",
]
