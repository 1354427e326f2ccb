"""A table as a file that French spreadsheets open, and that runs nothing in them."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from fastapi.responses import Response

FORMULA_STARTS = (*"=+-@\t\r", *"\uff1d\uff0b\uff0d\uff20")
"""A cell that begins so is run as a formula, the wide signs too. Names are typed by people."""

AMOUNT = re.compile(r"-\d+,\d\d", re.ASCII)
"""A negative amount begins as a formula does, and is none."""

Cell = str | int


def amount(cents: int) -> str:
    """``12,34`` or ``-12,34``, as an accountant's software reads it."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole},{rest:02}"


def spreadsheet(file_name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The table as a download: UTF-8 with its mark, semicolons, lines as Excel ends them.

    ``file_name`` is made of plain letters, and ends with ``.csv``.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return Response(
        text.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, int) or AMOUNT.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
