"""How fast a thousand stickers are drawn, against making their matrices alone."""

import statistics
import time

from bench.filled import code_of
from bench.run import Result
from labels import SHEETS, Sticker, modules_of, sheet_pdf

COUNT = 1_000
ROUNDS = 3


def measure() -> list[Result]:
    """Stickers per second, on sheets of paper."""
    made = [
        Sticker(f"HTTPS://R05.FR/A/{code_of(rank)}", code_of(rank), "Reconditionné", "Hautes-Alpes")
        for rank in range(COUNT)
    ]
    ours, floors = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for sticker in made:
            modules_of(sticker.url)
        floors.append(COUNT / (time.perf_counter() - started))
        started = time.perf_counter()
        sheet_pdf(made, SHEETS["L7160"])
        ours.append(COUNT / (time.perf_counter() - started))
    value, floor = statistics.median(ours), statistics.median(floors)
    return [Result("stickers", value, "stickers/s", floor, value / floor, ">= 0.50")]
